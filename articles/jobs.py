"""What the program does by itself at the times of stories, and every now and then."""

from django.utils import timezone

from articles import autosaves
from articles.due import Kind, at, every
from articles.mail import tell_of_moment
from articles.models import DueMoment
from images.withholding import settle_all
from masthead.models import SiteSettings


@at(Kind.WENT_LIVE, Kind.EXPIRED)
def tell_writers(moment: DueMoment) -> None:
    """Mail those who wrote a story that readers see it, or no longer do."""
    tell_of_moment(moment)


@every(minutes=15)
def withhold_ended_pictures() -> str:
    """Take away the files of pictures whose licence has ended, as the command of that name does."""
    with timezone.override(SiteSettings.load().zone):
        changed = settle_all()
    return f"pictures withheld or served again: {changed}" if changed else ""


@every(minutes=60)
def thin_out_autosaves() -> str:
    """Delete texts that were kept while somebody wrote, once nobody has asked for them for a month."""
    deleted = autosaves.thin()
    return f"old texts that were never saved, deleted: {deleted}" if deleted else ""
