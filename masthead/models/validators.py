"""What the paper's settings and links may be."""

from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


def validate_time_zone(name: str) -> None:
    """Raise ValidationError unless `name` is a zone of the IANA database, such as Asia/Karachi."""
    if name not in available_timezones():
        raise ValidationError(
            f"“{name}” is not a time zone. Write it like Asia/Karachi or Europe/Paris."
        )


def validate_link(value: str) -> None:
    """Raise ValidationError unless `value` is a path of this site or a web address."""
    if not value.startswith(("/", "https://", "http://")) or value.startswith("//"):
        raise ValidationError(
            "Write a path of this site, such as /section/world/, or an https:// address."
        )
