"""Telling readers what was wrong: on the story itself, and on the page of all corrections.

Each function holds the story's row, checks permission, writes the history, and keeps on the story
what its page shows, so that the page costs no query more. Raises PermissionDenied, and WorkflowError
with a sentence where the step makes no sense.
"""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from articles import workflow
from articles.history import Action, name_of, record
from articles.models import Article, Correction
from articles.permissions import Act
from articles.saving import mark_updated, update
from articles.steps import WorkflowError, held

Kind, Place = Correction.Kind, Correction.Place
User = AbstractBaseUser | None

_NAMES = {
    Kind.CORRECTION: "a correction",
    Kind.CLARIFICATION: "a clarification",
    Kind.UPDATE: "an update",
}


@dataclass(frozen=True)
class Told:
    """A correction as the story's page shows it; `label` is its kind in the reader's language."""

    id: str
    kind: str
    label: str
    place: str
    text: str
    at: dt.datetime
    edited_at: dt.datetime | None


def told_on(article: Article) -> list[Told]:
    """Return what readers of a story are told, the newest first; from its own row, without a query."""
    return [
        Told(
            **note | {"at": _time(note["at"]), "edited_at": _time(note["edited_at"])},
            label=Kind(note["kind"]).label,
        )
        for note in article.correction_notes or []
    ]


@transaction.atomic
def publish_correction(
    article: Article,
    by: User,
    *,
    kind: str,
    text: str,
    place: str = "",
    key: uuid.UUID | None = None,
    changes: int | None = None,
    at: dt.datetime | None = None,
) -> Correction:
    """Tell readers of a story that they see what was wrong in it, or what is new.

    `place` is where the note stands, by default where its kind stands usually. `changes` is the
    number of the pending revision that is published together with it; None leaves what is pending
    as it is. With a `key` that the story's correction has already, nothing is done: a form was sent
    twice. `at` is for programs that know of an earlier time.
    """
    with held(article, Act.PUBLISH, by) as story:
        known = Correction.objects.filter(pk=key).first() if key else None
        if known and known.article_id == story.pk:
            return known
        if not story.is_public:
            raise WorkflowError(
                "Readers do not see this story now, so that there is nobody to be told. Nothing was "
                "published."
            )
        if changes is not None:
            _publish_changes(story, by, changes)
        correction = Correction.objects.create(
            pk=key if key and not known else uuid.uuid4(),
            article=story,
            kind=kind,
            text=text,
            place=place or Correction.usual_place(kind),
            revision=story.live,
            at=at or timezone.now(),
            by=by,
            by_name=name_of(by),
        )
        mark_updated(story, correction.at)
        _keep_on_story(story)
        _record(story, Action.CORRECTED, by, correction)
    return correction


def edit_correction(correction: Correction, by: User, *, kind: str, text: str, place: str) -> None:
    """Change what readers are told; when they were told first stays. Raises Correction.DoesNotExist."""
    with held(correction.article, Act.PUBLISH, by) as story:
        stored = story.corrections.get(pk=correction.pk)
        before = stored.text
        if (kind, text, place) == (stored.kind, before, stored.place):
            return
        stored.kind, stored.text, stored.place = kind, text, place
        stored.edited_at = timezone.now()
        stored.save(update_fields=["kind", "text", "place", "edited_at"])
        _keep_on_story(story)
        _record(story, Action.CORRECTION_EDITED, by, stored, before=before)


def delete_correction(correction: Correction, by: User) -> None:
    """Take a note away from the readers; the history keeps what it said."""
    with held(correction.article, Act.PUBLISH, by) as story:
        if stored := story.corrections.filter(pk=correction.pk).first():
            _record(story, Action.CORRECTION_DELETED, by, stored)
            stored.delete()
            _keep_on_story(story)


def _publish_changes(story: Article, by: User, seen: int) -> None:
    """Publish the pending changes, if they are those that the editor has seen."""
    if story.head == story.live:
        raise WorkflowError(
            "There are no changes to publish any more: somebody published or discarded them. "
            "Nothing was published; what you wrote stands below."
        )
    if story.head != seen:
        raise WorkflowError(
            "The story was saved again since you opened this page. Look at the changes once more. "
            "Nothing was published; what you wrote stands below."
        )
    workflow.publish_changes(story, by)


def _keep_on_story(story: Article) -> None:
    """Write onto the story's row what its page shows."""
    notes = [
        {
            "id": str(correction.pk),
            "kind": correction.kind,
            "place": correction.place,
            "text": correction.text,
            "at": correction.at.isoformat(),
            "edited_at": correction.edited_at.isoformat() if correction.edited_at else None,
        }
        for correction in story.corrections.newest_first()
    ]
    update(story, correction_notes=notes or None)


def _record(story: Article, action: str, by: User, correction: Correction, **data) -> None:
    data |= {"kind": _NAMES[correction.kind], "note": correction.text, "correction": str(correction.pk)}
    record(story, action, by, correction.revision, **data)


def _time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
