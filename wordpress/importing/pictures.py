"""Attachments become pictures, from a copy of the uploads folder or from the web."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from urllib.parse import unquote
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db import transaction

from images.files import removed_on_failure
from images.models import Image
from images.processing import read_pixels
from images.workflow import check_size, find_image, save_words, store_image
from outgoing.http import OutgoingError
from wordpress import php
from wordpress.content.plain import one_line
from wordpress.importing.addresses import picture_paths, redirect, remember
from wordpress.importing.fitting import fit
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, TWICE, digest
from wordpress.media import fetch, find_file, urlsplit_path
from wordpress.models import ImportedItem
from wordpress.wxr import Item

KIND = ImportedItem.Kind
SUFFIXES = {".jpg", ".jpeg", ".jpe", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff"}
NOT_GIVEN = "its file was not given; use --media DIR or --download-media"


class MissingFileError(Exception):
    """The file of a picture cannot be had; the message says why."""


class Pictures:
    """Imports pictures. Each file is stored once, however many attachments have it."""

    def __init__(self, job: Job):
        self.job = job
        self.seen: set[str] = set()
        self.refused: set[str] = set()  # loose pictures that could not be had in this run

    def take(self, item: Item) -> None:
        """Import one attachment."""
        report = self.job.report
        title = one_line(item.title) or PurePosixPath(urlsplit_path(item.attachment_url)).name
        if item.id in self.seen:
            report.skipped("Pictures", item.line, title, TWICE)
            return
        self.seen.add(item.id)
        words = self._words(item, title)
        source = digest(words, item.attachment_url, item.parent)
        entry = self.job.ledger.find(KIND.ATTACHMENT, item.id)
        if entry:
            self._take_again(item, title, entry, words, source)
            return
        try:
            self._take_new(item, words, source)
        except MissingFileError as reason:
            report.skipped("Pictures", item.line, title, str(reason))
        else:
            report.imported("Pictures", item.line, title)

    def _words(self, item: Item, title: str) -> dict[str, str]:
        return {
            "title": fit(title, 200),
            "alt": fit(one_line(item.first_meta("_wp_attachment_image_alt")), 400),
            "caption": one_line(item.excerpt) or one_line(item.content),
            "credit": fit(_credit(item), 200),
        }

    def _take_new(self, item: Item, words: dict[str, str], source: str) -> None:
        given = self._file(item.attachment_url, item.first_meta("_wp_attached_file"))
        with given as file, removed_on_failure(), transaction.atomic():
            image = self._store(file, words)
            entry = self.job.ledger.new(
                KIND.ATTACHMENT,
                item.id,
                image.pk,
                source_digest=source,
                written_digest=written(image),
                belongs_to=item.parent[:200],
                position=_number(item.order),
            )
            entry.save()
            self._leave_addresses(entry, image, item)

    def _take_again(self, item, title, entry, words, source) -> None:
        report = self.job.report
        with transaction.atomic():
            image = Image.objects.select_for_update().filter(pk=entry.object_id).first()
            if image is None:
                report.skipped("Pictures", item.line, title, DELETED)
            elif entry.source_digest == source:
                report.unchanged("Pictures", item.line, title)
            elif written(image) != entry.written_digest:
                report.skipped("Pictures", item.line, title, EDITED)
            else:
                image.title, image.caption = words["title"], words["caption"]
                image.alt = words["alt"] or image.alt
                image.credit = words["credit"] or image.credit
                save_words(image, ["title", "caption", "alt", "credit"])
                entry.source_digest, entry.written_digest = source, written(image)
                entry.belongs_to, entry.position = item.parent[:200], _number(item.order)
                entry.save()
                report.updated("Pictures", item.line, title)

    def take_loose(self, url: str) -> int | None:
        """Import a picture that a text shows and no attachment names; None if it cannot be had."""
        path = self.job.survey.old_site.path(url)
        suffix = PurePosixPath(path).suffix.lower()
        given = self.job.media or self.job.download
        if not given or not path or path in self.refused or suffix not in SUFFIXES:
            return None
        title = PurePosixPath(path).name
        try:
            with self._file(url, "") as file, removed_on_failure(), transaction.atomic():
                image = self._store(file, {"title": fit(title, 200)})
                entry = self.job.ledger.new(
                    KIND.ATTACHMENT,
                    f"url:{path}",
                    image.pk,
                    source_digest=digest(path),
                    written_digest=written(image),
                )
                entry.save()
                remember(entry, [path])
        except MissingFileError as reason:
            if len(self.refused) < 10_000:
                self.refused.add(path)
            self.job.report.skipped("Pictures in texts", 0, title, str(reason))
            return None
        self.job.report.imported("Pictures in texts", 0, title)
        return image.pk

    @contextmanager
    def _file(self, url: str, attached: str) -> Iterator[File | None]:
        """Open the file of a picture; None in a dry run that would download it."""
        name = PurePosixPath(unquote(urlsplit_path(url)) or attached).name
        if PurePosixPath(name).suffix.lower() not in SUFFIXES:
            suffix = PurePosixPath(name).suffix.lower()[:10] or "no suffix"
            raise MissingFileError(f"it is no picture ({suffix}); links to it stay as they are")
        if self.job.media:
            paths = picture_paths(attached) if attached else [""]
            urls = picture_paths(url)
            tries = [(url, path) for path in paths] + [(form, "") for form in urls]
            for form, path in tries:
                if found := find_file(self.job.media, form, path):
                    with found.open("rb") as opened:
                        yield File(opened, name=name)
                    return
        if not self.job.download:
            raise MissingFileError(
                "its file is not in the media folder" if self.job.media else NOT_GIVEN
            )
        if self.job.dry_run:
            yield None
            return
        try:
            fetched = fetch(url, settings.IMAGE_MAX_BYTES)
        except OutgoingError as error:
            raise MissingFileError(str(error)) from error
        with fetched:
            fetched.seek(0, 2)
            file = File(fetched, name=name)
            file.size = fetched.tell()
            fetched.seek(0)
            yield file

    def _store(self, file: File | None, words: dict[str, str]) -> Image:
        try:
            if self.job.dry_run:
                return _pretend(file, words)
            return store_image(file, **words)
        except ValidationError as error:
            raise MissingFileError(" ".join(error.messages)) from error

    def _leave_addresses(self, entry: ImportedItem, image: Image, item: Item) -> None:
        old_site = self.job.survey.old_site
        paths = [old_site.path(item.attachment_url), old_site.path(item.link)]
        paths.append(old_site.query_path("attachment_id", item.id))
        remember(entry, paths)
        if not self.job.dry_run:
            redirect(paths, image.file.url)


def _pretend(file: File | None, words: dict[str, str]) -> Image:
    """Return a row for a picture as if it were stored; the dry run takes it back.

    Raises ValidationError for a file that would be refused.
    """
    if file is None:
        return Image.objects.create(file="", width=1, height=1, sha256=uuid4().hex, **words)
    check_size(file)
    if known := find_image(file):
        return known
    pixels = read_pixels(file)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    width, height = pixels.image.size
    return Image.objects.create(file="", width=width, height=height, sha256=sha256, **words)


def _credit(item: Item) -> str:
    """Return the credit that WordPress read from the picture's own metadata."""
    try:
        metadata = php.unserialize(item.first_meta("_wp_attachment_metadata"))
        return one_line(str(metadata["image_meta"].get("credit") or ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _number(text: str) -> int:
    try:
        return max(-(2**31), min(int(text or 0), 2**31 - 1))
    except ValueError:
        return 0


def written(image: Image) -> str:
    """Return a digest of what an import writes on a picture; alt texts may be filled in later."""
    return digest(image.title, image.caption)
