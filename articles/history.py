"""What became of a story, step by step: written by the workflow, read by the newsroom."""

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.utils import timezone
from django.utils.formats import date_format

from articles.models import Article, HistoryEntry
from desk.times import zone_label

Action = HistoryEntry.Action

_SENTENCES = {
    Action.CREATED: "{who} began this story",
    Action.SAVED: "{who} saved it",
    Action.SAVED_PENDING: "{who} saved changes that readers do not see yet",
    Action.SUBMITTED: "{who} submitted it for review",
    Action.CHANGES_REQUESTED: "{who} asked for changes",
    Action.APPROVED: "{who} approved it",
    Action.SCHEDULED: "{who} scheduled this for {time}",
    Action.UNSCHEDULED: "{who} took it off the schedule",
    Action.PUBLISHED: "{who} published it",
    Action.CHANGES_PUBLISHED: "{who} published the changes",
    Action.CHANGES_DISCARDED: "{who} discarded the changes that readers had not seen",
    Action.WITHDRAWN: "{who} withdrew it",
    Action.REINSTATED: "{who} put it back before the readers",
    Action.RESTORED: "{who} restored the text of revision {restored}",
    Action.CONFLICT: "{who} saved while somebody else did; the text is kept as revision {revision}",
    Action.LINK_MADE: "{who} made a link to share, until {time}",
    Action.LINK_REVOKED: "{who} revoked a link to share",
    Action.MOVED: "{who} moved it to {section}",
    Action.CORRECTED: "{who} told readers of {kind}",
    Action.CORRECTION_EDITED: "{who} changed what readers are told as {kind}",
    Action.CORRECTION_DELETED: "{who} deleted {kind}",
}
_UNSEEN = {Action.SUBMITTED, Action.CHANGES_REQUESTED, Action.APPROVED}
PROGRAM = "The program"


def record(
    article: Article, action: str, by: AbstractBaseUser | None, revision: int | None = None, **data
) -> HistoryEntry:
    """Write one step into a story's history; nobody, None, is the program itself."""
    return HistoryEntry.objects.create(
        article=article, action=action, by=by, by_name=name_of(by), revision=revision, data=data
    )


def name_of(user: AbstractBaseUser | None) -> str:
    """Return the name of a person as the newsroom reads it; empty for nobody."""
    return (user.get_full_name() or user.get_username())[:150] if user else ""


def sentence(entry: HistoryEntry) -> str:
    """Return a step in plain words: `Amina Rao scheduled this for 14 March 2026 09:00 Karachi, UTC+5`.

    A time is told in the active time zone, with its distance from UTC on that day.
    """
    data = dict(entry.data)
    if "time" in data:
        data["time"] = told_time(dt.datetime.fromisoformat(data["time"]))
    words = _SENTENCES[entry.action].format(
        who=entry.by_name or PROGRAM, revision=entry.revision, **data
    )
    if data.get("pending") and entry.action in _UNSEEN:
        words = words.replace(" it", " the changes", 1)
    return f"{words}: “{data['note']}”" if data.get("note") else words


def told_time(moment: dt.datetime) -> str:
    """Return a moment on the active time zone's clocks: `14 March 2026 09:00 (Karachi, UTC+5)`."""
    zone = timezone.get_current_timezone()
    return f"{date_format(moment.astimezone(zone), 'j F Y H:i')} ({zone_label(zone, moment)})"
