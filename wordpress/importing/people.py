"""Users and guest authors of WordPress become authors. Their e-mail addresses stay out."""

from django.db import transaction
from django.utils.text import slugify

from authors.models import Author
from authors.workflow import save_author
from images.uses import add_uses
from wordpress import wxr
from wordpress.content.plain import one_line, paragraphs
from wordpress.importing.addresses import redirect, remember
from wordpress.importing.fitting import fit, fit_slug, fit_url
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, digest
from wordpress.models import ImportedItem

KIND = ImportedItem.Kind
_WRITTEN = ("name", "bio", "website")


class People:
    """Imports the people of an export and knows them by login, slug and name."""

    def __init__(self, job: Job):
        self.job = job
        self.by_key: dict[str, int] = {}
        self.photos: list[tuple[int, str]] = []  # (author, attachment) until the pictures are there

    def take_users(self) -> None:
        """Import the users that the file lists, and those that only its posts name."""
        for user in self.job.survey.authors.values():
            name = user.display_name or f"{user.first_name} {user.last_name}".strip()
            details = {} if name else None  # a login alone says nothing new of somebody known
            name = one_line(name or user.login)
            self._take(KIND.AUTHOR, user.login, user.line, name, self._slug(user.login, name), details)
        self.by_key = self.job.ledger.objects(KIND.AUTHOR)

    @staticmethod
    def _slug(login: str, name: str) -> str:
        """Return the end of an author's address: that of WordPress, unless it shows a mail address."""
        return slugify(name if "@" in login else login, allow_unicode=True)

    def take_guest(self, item: wxr.Item) -> None:
        """Import a guest author of Co-Authors Plus; one that is linked to a user is that user."""
        key = (item.slug or item.first_meta("cap-user_login")).removeprefix("cap-")
        name = one_line(item.first_meta("cap-display_name") or item.title) or key
        if not key:
            self.job.report.skipped("Guest authors", item.line, name, "it has no name")
            return
        linked = self.by_key.get(item.first_meta("cap-linked_account"))
        details = {
            "bio": paragraphs(item.first_meta("cap-description")),
            "website": fit_url(item.first_meta("cap-website")),
        }
        author = self._take(KIND.GUEST, key, item.line, name, fit_slug(key, 140), details, linked)
        if author and (number := item.first_meta("_thumbnail_id")):
            self.photos.append((author, number))

    def take_rest(self) -> None:
        """Import those whom bylines name and nothing else, and set the photos of guests."""
        for key, pk in self.job.ledger.objects(KIND.GUEST).items():
            self.by_key.setdefault(key, pk)
        for key, name in self.job.survey.bylines.items():
            if key not in self.by_key and name not in self.by_key:
                self._take(KIND.GUEST, key, 0, one_line(name) or key, fit_slug(key, 140), None)
        for key, pk in self.job.ledger.objects(KIND.GUEST).items():
            self.by_key.setdefault(key, pk)
        numbers = {number for _, number in self.photos}
        pictures = self.job.ledger.find_many(KIND.ATTACHMENT, numbers)
        for author, number in self.photos:
            if number in pictures:
                photo = pictures[number].object_id
                if Author.objects.filter(pk=author, photo=None).update(photo=photo):
                    add_uses(Author, [(author, "portrait", photo)])

    def find(self, *keys: str) -> int | None:
        """Return the author known by the first of `keys` that is known."""
        return next((self.by_key[key] for key in keys if key in self.by_key), None)

    @transaction.atomic
    def _take(self, kind, key, line, name, slug, details, linked=None) -> int | None:
        report, ledger = self.job.report, self.job.ledger
        label = "Guest authors" if kind == KIND.GUEST else "Authors"
        values = {"name": fit(name, 120), **(details or {})}
        source = digest(values, slug)
        entry = ledger.find(kind, key)
        if entry is None:
            author, is_new = self._find_or_make(values, slug, linked)
            entry = ledger.new(kind, key, author.pk, source_digest=source)
            entry.written_digest = written(author) if is_new else ""  # one of ours stays as it is
            entry.save()
            self._leave_addresses(entry, author, key)
            report.imported(label, line, name) if is_new else report.unchanged(label, line, name)
            return author.pk
        author = Author.objects.filter(pk=entry.object_id).first()
        if author is None:
            report.skipped(label, line, name, DELETED)
        elif details is None or entry.source_digest == source:
            report.unchanged(label, line, name)
        elif written(author) != entry.written_digest:
            report.skipped(label, line, name, EDITED)
        else:
            for field, value in values.items():
                setattr(author, field, value)
            save_author(author)
            entry.source_digest, entry.written_digest = source, written(author)
            entry.save()
            report.updated(label, line, name)
        return author.pk if author else None

    def _find_or_make(self, values: dict, slug: str, linked: int | None) -> tuple[Author, bool]:
        """Return the author, and whether it is new: one with that address here is taken as the same."""
        author = Author.objects.filter(pk=linked).first() if linked else None
        author = author or (Author.objects.filter(slug=slug).first() if slug else None)
        if author:
            for field in ("bio", "website"):
                if values.get(field) and not getattr(author, field):
                    setattr(author, field, values[field])
                    author.save(update_fields=[field])
            return author, False
        stem = fit_slug(slug or slugify(values["name"], allow_unicode=True) or "author", 130)
        author = Author(slug=_free_slug(stem), **values)
        save_author(author)
        return author, True

    def _leave_addresses(self, entry: ImportedItem, author: Author, key: str) -> None:
        path = f"{self.job.survey.old_site.folder}/author/{slugify(key, allow_unicode=True)}"
        if "@" in key:
            return
        remember(entry, [path])
        redirect([path], author.get_absolute_url())


def _free_slug(stem: str) -> str:
    taken = set(Author.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def written(author: Author) -> str:
    """Return a digest of what an import writes on an author."""
    return digest([getattr(author, field) for field in _WRITTEN])
