"""Readers' comments, with their threads, states and times."""

import ipaddress

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from articles.models import Article
from comments.counting import lock_stories, recount
from comments.models import Comment
from comments.text import clean_line, clean_text, gist, has_something_to_see
from incoming.network import neighbourhood
from wordpress import wxr
from wordpress.content.plain import one_line, paragraphs
from wordpress.importing.fitting import fit, fit_url
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, TWICE, digest
from wordpress.models import ImportedItem
from wordpress.wxr import Item

KIND = ImportedItem.Kind
_STATUS = {
    "1": Comment.Status.APPROVED,
    "approve": Comment.Status.APPROVED,
    "approved": Comment.Status.APPROVED,
    "spam": Comment.Status.SPAM,
    "trash": Comment.Status.TRASH,
    "post-trashed": Comment.Status.TRASH,
}
_TAKEN_AGAIN = ["name", "website", "body", "gist", "status", "created_at"]
_OF_STATUS = ["decided_at", "picked_at"]  # what was decided here was of the status before
_PINGS = {"pingback", "trackback"}


class Discussion:
    """Imports the comments of stories."""

    def __init__(self, job: Job):
        self.job = job

    def skip_all(self, item: Item, reason: str) -> None:
        """Report the comments of an item that has none here."""
        for record in item.comments:
            self.job.report.skipped("Comments", record.line, f"comment {record.id}", reason)

    def take(self, item: Item, article: Article) -> None:
        """Import the comments of a story, in the transaction of the caller."""
        records = self._wanted(item)
        if not records:
            return
        lock_stories([article.pk])
        entries = self.job.ledger.find_many(KIND.COMMENT, records)
        here = Comment.objects.in_bulk([entry.object_id for entry in entries.values()])
        fresh = {}
        changed = False
        for key, record in records.items():
            if key not in entries:
                fresh[key] = self._made(record, article)
            else:
                changed |= self._take_again(
                    record, article, entries[key], here.get(entries[key].object_id)
                )
        known = {key: entry.object_id for key, entry in entries.items() if entry.object_id in here}
        if fresh:
            self._store(records, fresh, known)
        if fresh or changed:
            recount(article.pk)

    def _wanted(self, item: Item) -> dict[str, wxr.Comment]:
        """Return the comments that can be taken, by their numbers; report the others."""
        skip = self.job.report.skipped
        wanted: dict[str, wxr.Comment] = {}
        for record in item.comments:
            title = f"comment {record.id}"
            if record.type in _PINGS:
                skip("Comments", record.line, title, "it is a pingback or trackback, no reader's words")
            elif record.type not in {"", "comment"}:
                reason = f"it is of the type {record.type[:40]}, no reader's words"
                skip("Comments", record.line, title, reason)
            elif not record.id:
                skip("Comments", record.line, title, "it has no id")
            elif record.id in wanted:
                skip("Comments", record.line, title, TWICE)
            elif not has_something_to_see(paragraphs(record.content)):
                skip("Comments", record.line, title, "it has no words")
            else:
                wanted[record.id] = record
        return wanted

    def _made(self, record: wxr.Comment, article: Article) -> Comment:
        clock = self.job.survey.clock
        address = _ip_address(record.ip)
        body = clean_text(paragraphs(record.content))
        when = clock.moment(record.date_gmt, record.date) or article.published_at or article.created_at
        return Comment(
            article=article,
            name=fit(clean_line(one_line(record.author)), 120) or "Anonymous",
            email=_email(record.email),
            website=fit_url(record.url),
            body=body,
            status=_STATUS.get(record.approved, Comment.Status.PENDING),
            created_at=when,
            ip_address=address,
            network=neighbourhood(address),
            gist=gist(body),
        )

    def _store(self, records, fresh: dict[str, Comment], known: dict[str, int]) -> None:
        """Store new comments, those that others answer first."""
        order = self._in_order(records, fresh, known)
        level: dict[str, int] = {}
        for key in order:
            level[key] = level.get(records[key].parent, -1) + 1
        for depth in sorted(set(level.values())):
            keys = [key for key in order if level[key] == depth]
            for key in keys:
                fresh[key].parent_id = known.get(self._parent(records[key], key))
            Comment.objects.bulk_create([fresh[key] for key in keys], batch_size=200)
            known |= {key: fresh[key].pk for key in keys}
        entries = [
            self.job.ledger.new(
                KIND.COMMENT,
                key,
                fresh[key].pk,
                source_digest=_source(records[key]),
                written_digest=written(fresh[key]),
            )
            for key in order
        ]
        ImportedItem.objects.bulk_create(entries, batch_size=200)
        for key in order:
            self.job.report.imported("Comments", records[key].line, f"comment {key}")

    @staticmethod
    def _parent(record: wxr.Comment, key: str) -> str:
        return record.parent if record.parent != key else ""

    def _in_order(self, records, fresh: dict[str, Comment], known: dict[str, int]) -> list[str]:
        """Return the keys of new comments, parents before replies; a ring is broken anywhere."""
        order: dict[str, None] = {}
        for key in fresh:
            branch: dict[str, None] = {}
            while key in fresh and key not in order and key not in branch:
                branch[key] = None
                parent = self._parent(records[key], key)
                if parent and parent not in fresh and parent not in known:
                    message = "The comment it answers is not here; it begins a thread."
                    self.job.report.note(records[key].line, f"comment {key}", message)
                key = parent
            order |= dict.fromkeys(reversed(branch))
        return list(order)

    def _take_again(self, record, article, entry: ImportedItem, comment: Comment | None) -> bool:
        """Bring a known comment up to date; return whether anything changed."""
        report, title = self.job.report, f"comment {record.id}"
        if comment is None:
            report.skipped("Comments", record.line, title, DELETED)
        elif comment.article_id != article.pk:
            report.skipped("Comments", record.line, title, TWICE)
        elif entry.source_digest == _source(record):
            report.unchanged("Comments", record.line, title)
        elif written(comment) != entry.written_digest:
            report.skipped("Comments", record.line, title, EDITED)
        else:
            made = self._made(record, article)
            fields = [*_TAKEN_AGAIN, *(_OF_STATUS if made.status != comment.status else [])]
            for field in fields:
                setattr(comment, field, getattr(made, field))
            comment.save(update_fields=fields)
            entry.source_digest, entry.written_digest = _source(record), written(comment)
            entry.save()
            report.updated("Comments", record.line, title)
            return True
        return False


def _source(record: wxr.Comment) -> str:
    return digest(
        [record.author, record.url, record.date, record.date_gmt, record.content, record.approved]
    )


def written(comment: Comment) -> str:
    """Return a digest of what an import writes on a comment; addresses are dropped here in time."""
    values = (comment.name, comment.website, comment.body, comment.status)
    return digest([*values, comment.created_at.isoformat()])


def _email(text: str) -> str:
    """Return an address as the comment form keeps it, so that one writer is one address."""
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text.lower() if len(text) <= 254 else ""


def _ip_address(text: str) -> str | None:
    try:
        return str(ipaddress.ip_address(text.partition("%")[0]))
    except ValueError:
        return None
