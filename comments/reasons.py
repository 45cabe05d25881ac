"""Why a comment was not shown at once: kept as data on its row, told in plain words to moderators.

Each reason is `[code, detail]` in `Comment.held_for`; the detail is a number or a text, or None.
"""

from enum import StrEnum

from django.utils.translation import gettext, ngettext


class Reason(StrEnum):
    """What speaks for a look before a comment is shown, or for spam."""

    EVERY = "every"  # the paper looks at each comment
    UNKNOWN = "unknown"  # its writer has fewer approved comments than the paper asks for
    OLD_STORY = "old_story"  # of a story published so many days ago
    LINKS = "links"  # so many web addresses
    TRAP = "trap"  # the field that people do not see was filled in
    SCORE = "score"  # the classifier's score of 100 and the marks that speak for it, as "93: …"
    COPIES = "copies"  # so many others said the same within a day
    AKISMET = "akismet"  # Akismet takes it for spam
    BLOCKED = "blocked"  # what a moderator blocked, by its kind and key only (comments.blocks.sentence)
    EDITED = "edited"  # changed by its writer after it was approved


def hold(reason: Reason, detail: int | str | None = None) -> list:
    """Return a reason as a comment's row keeps it."""
    return [str(reason), detail]


def sentence(held: list) -> str:
    """Return a reason in plain words; of one that is not known any more, its code."""
    code, detail = held
    match code:
        case Reason.EVERY:
            return gettext("Every comment is looked at.")
        case Reason.UNKNOWN:
            return gettext("Its writer is not known yet.")
        case Reason.OLD_STORY:
            return ngettext(
                "The story is %(number)s day old.", "The story is %(number)s days old.", detail
            ) % {"number": detail}
        case Reason.LINKS:
            return ngettext(
                "It has %(number)s web address.", "It has %(number)s web addresses.", detail
            ) % {"number": detail}
        case Reason.TRAP:
            return gettext("A field was filled in that people do not see.")
        case Reason.SCORE:
            score, _, marks = detail.partition(": ")
            return gettext("It reads like spam (%(score)s of 100): %(marks)s") % {
                "score": score,
                "marks": marks or gettext("all of it together"),
            }
        case Reason.COPIES:
            return ngettext(
                "%(number)s other comment of the last day says the same.",
                "%(number)s other comments of the last day say the same.",
                detail,
            ) % {"number": detail}
        case Reason.AKISMET:
            return gettext("Akismet takes it for spam.")
        case Reason.BLOCKED:
            return gettext("Blocked: %(block)s") % {"block": detail}
        case Reason.EDITED:
            return gettext("Its writer changed it after it was approved.")
    return str(code)
