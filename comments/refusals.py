"""Why a comment is not stored: each reason with the sentence a reader gets and its HTTP status."""

from django.utils.translation import gettext_lazy as _


class Refused(Exception):  # noqa: N818  what follows from it is no error of the site
    """The comment was not stored. `message` says why; `retry_after` is in seconds, if waiting helps."""

    status = 400
    message = ""
    retry_after: int | None = None


class Incomplete(Refused):
    """The form itself says, beside its fields, what is wrong."""


class Closed(Refused):
    """The story takes no comments, or none any more."""

    status = 403
    message = _("Comments are closed.")


class Foreign(Refused):
    """The form was not sent from a page of this site."""

    status = 403
    message = _(
        "This form was sent from a page of another site, so nothing was posted. "
        "What it holds stands below: if these are your words, post them from here."
    )


class Duplicate(Refused):
    """The same person has said the same under the same story."""

    status = 409
    message = _("Duplicate comment detected; it looks as though you've already said that!")


class TooLarge(Refused):
    """More was sent than any comment has; it was not read."""

    status = 413
    message = _(
        "What was sent is too large to be read, so nothing was posted. "
        "Your browser's Back button brings your text back: shorten it and post it again."
    )


class TooQuick(Refused):
    """The person, or the network, has posted as much as it may for now."""

    status = 429
    message = _("You are posting comments too quickly. Slow down.")

    def __init__(self, retry_after: int):
        super().__init__(retry_after)
        self.retry_after = retry_after


class ReportedMuch(TooQuick):
    """The network has reported as much as it may for now."""

    message = _("So many comments were reported from your network that this one has to wait. Try later.")


class TooFast(Refused):
    """The form came back sooner than a person writes."""

    message = _(
        "That was faster than anybody writes, so nothing was posted yet. "
        "Your text is kept: please post it once more."
    )


class StampNotUsable(Refused):
    """The stamp of the form is missing, forged, of another story, or too old."""

    message = _(
        "This form had been open for too long, so nothing was posted yet. "
        "Your text is kept: please post it once more."
    )


class ParentGone(Refused):
    """The comment that is replied to is not visible, or under another story."""

    message = _(
        "The comment that you reply to is no longer here. Your text is kept: "
        "post it once more, and it will stand as a comment of its own."
    )


class TooLate(Refused):
    """The writer's time to change or take back the comment has passed."""

    status = 403
    message = _(
        "This comment can no longer be changed: its time has passed. "
        "If you wrote something new, it stands below for you to keep."
    )


class Answered(Refused):
    """Somebody has replied to the comment, which therefore keeps its words."""

    status = 409
    message = _(
        "Somebody has replied by now, so your comment stays as it is. You can still take it back, "
        "or post a reply. Your text stands below."
    )


class EditedByNewsroom(Refused):
    """The newsroom has changed the words of the comment, which therefore stay as they are."""

    status = 409
    message = _(
        "The newsroom has changed your comment, so it stays as it is now. You can still take it back. "
        "Your text stands below."
    )


class ChangedMeanwhile(Refused):
    """The words of the comment are not those that the writer began to change."""

    status = 409
    message = _(
        "Your comment was changed in the meantime, so nothing was saved. It reads now as it stands "
        "above the form. Your text is kept: save it again if it shall replace that."
    )


class TooOften(Refused):
    """The writer has changed the comment as often as anybody may."""

    status = 429
    message = _("You have changed this comment often enough, so it stays as it was. Your text is kept.")
