"""An import from its first look at the file to the stories beside each story."""

import datetime as dt
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from articles.models import Article
from articles.related import refresh_related
from masthead.models import SiteSettings
from wordpress.content.plain import one_line
from wordpress.importing.archive import Archive
from wordpress.importing.discussion import Discussion
from wordpress.importing.fitting import fit
from wordpress.importing.job import Job
from wordpress.importing.ledger import Ledger
from wordpress.importing.lock import only_import
from wordpress.importing.pages import Pages
from wordpress.importing.people import People
from wordpress.importing.pictures import Pictures
from wordpress.importing.progress import Steps
from wordpress.importing.report import Report
from wordpress.importing.stories import Stories
from wordpress.importing.survey import Survey, survey
from wordpress.importing.terms import Terms
from wordpress.models import ImportedItem
from wordpress.wxr import Item, read

_RELATED_AT_ONCE = 50  # stories in one transaction

_OTHER_TYPES = {
    "nav_menu_item": ("Menu items", "menus are made under Site settings here"),
    "wp_navigation": ("Menu items", "menus are made under Site settings here"),
    "wp_block": ("Reusable blocks", "its text stands in each post that uses it"),
    "revision": ("Revisions", "only the latest version of a post is taken"),
}


class NotAnExportError(Exception):
    """The file is something else than an export of WordPress; the message says what is wrong."""


class FileChangedError(Exception):
    """The file was written to while it was read."""


@dataclass
class Options:
    """What a person asked for. `media` is a copy of wp-content/uploads."""

    path: Path
    media: Path | None = None
    download: bool = False
    dry_run: bool = False


def import_file(options: Options, report: Report, steps: Steps) -> Survey:
    """Import an export and return what the file says of itself; the rest is in `report`.

    In a dry run everything happens, and is taken back at the end. Raises NotAnExportError and
    wxr.RefusedError before anything is written, lock.AnotherImportError, FileChangedError, OSError.
    """
    with only_import():
        paper = SiteSettings.load()
        size = os.path.getsize(options.path)
        with steps.step("Reading the file", size) as progress:
            found = survey(options.path, paper.zone, progress)
        for problem in found.problems:
            if problem.broken:
                report.problem(problem.line, problem.message)
            else:
                report.note(problem.line, "", problem.message)
        if not found.is_export:
            raise NotAnExportError(_what_is_wrong(found))
        job = Job(
            path=options.path,
            media=options.media,
            download=options.download,
            dry_run=options.dry_run,
            survey=found,
            ledger=Ledger(found.old_site.key),
            report=report,
            paper=paper,
        )
        if options.dry_run:
            with transaction.atomic():
                _Import(job, steps).run()
                transaction.set_rollback(True)
        else:
            _Import(job, steps).run()
    return found


def _what_is_wrong(found: Survey) -> str:
    if found.items:
        return "This is an RSS feed, not an export of WordPress (Tools → Export)."
    if found.broken and found.broken[0].message == "The file is empty.":
        return "The file is empty."
    return "This is not an export of WordPress (Tools → Export): no post, page or author is in it."


class _Import:
    """The steps of one import. Each reads the file from its beginning; so none needs much memory."""

    def __init__(self, job: Job, steps: Steps):
        self.job = job
        self.steps = steps
        self.size = os.path.getsize(job.path)
        self.stamp = os.stat(job.path).st_mtime_ns
        self.people = People(job)
        self.terms = Terms(job)
        self.pictures = Pictures(job)
        archive = Archive(job, self.pictures)
        self.stories = Stories(job, archive, self.people, self.terms)
        self.pages = Pages(job, archive)
        self.discussion = Discussion(job)

    def run(self) -> None:
        self._name_paper()
        self.people.take_users()
        self.terms.take_all()
        if self.job.survey.has_media_or_guests:
            self._read("People and pictures", self._take_picture_or_guest)
        self.people.take_rest()
        self._read("Posts, pages and comments", self._take_text)
        has_written = self.stories.has_written or self.pages.has_written
        if has_written and (self.stories.open_links or self.pages.open_links):
            self._read("Links between them", self._take_links)
        self._relate()
        self._compare_clocks()

    def _read(self, name: str, take: Callable[[Item], None]) -> None:
        """Hand every item of the file to `take`. One that the database refuses is reported, no more."""
        with self.steps.step(name, self.size) as progress:
            for record in read(self.job.path, progress):
                if not isinstance(record, Item):
                    continue
                try:
                    take(record)
                except (DataError, IntegrityError, ValidationError) as error:
                    what = fit(one_line(record.title), 80) or f"item {record.id}"
                    reason = (
                        f"The database did not take “{what}” ({type(error).__name__}); it is not here."
                    )
                    self.job.report.problem(record.line, reason)
        if os.stat(self.job.path).st_mtime_ns != self.stamp:
            raise FileChangedError

    def _name_paper(self) -> None:
        """Give the paper the old site's name and tagline, if it still has the name it came with."""
        site = self.job.survey.site
        default = SiteSettings._meta.get_field("name").default
        if self.job.paper.name != default or self.job.paper.tagline or not site.title:
            return
        paper, _ = SiteSettings.objects.get_or_create(pk=1)
        paper.name = fit(one_line(site.title), 80) or default
        paper.tagline = fit(one_line(site.description), 160)
        paper.save(update_fields=["name", "tagline"])

    def _take_picture_or_guest(self, item: Item) -> None:
        if item.type == "attachment":
            self.pictures.take(item)
            self.discussion.skip_all(item, "it stands under a picture, not a post")
        elif item.type == "guest-author":
            self.people.take_guest(item)

    def _take_text(self, item: Item) -> None:
        if item.type == "post":
            self.stories.take(item)
        elif item.type == "page":
            self.pages.take(item)
        elif item.type not in {"attachment", "guest-author"}:
            title = fit(one_line(item.title), 80) or f"item {item.id}"
            kind, reason = _OTHER_TYPES.get(
                item.type,
                ("Other items", f"there is nothing here for the type {item.type[:40] or 'none'}"),
            )
            self.job.report.skipped(kind, item.line, title, reason)
            self.discussion.skip_all(item, "what it stands under was not taken")

    def _take_links(self, item: Item) -> None:
        if item.type == "post":
            self.stories.take_links(item)
        elif item.type == "page":
            self.pages.take_links(item)

    def _relate(self) -> None:
        """Choose the stories beside each story that was written, in this run or one cut short."""
        waiting = ImportedItem.objects.filter(site=self.job.ledger.site, needs_related=True)
        total = waiting.count()
        if not total:
            return
        with self.steps.step("Related stories", total) as progress:
            done = 0
            while batch := list(waiting.order_by("pk")[:_RELATED_AT_ONCE]):
                with transaction.atomic():
                    stories = Article.objects.defer("body").in_bulk([entry.object_id for entry in batch])
                    for article in stories.values():
                        refresh_related(article, neighbours=False)
                    ImportedItem.objects.filter(pk__in=[entry.pk for entry in batch]).update(
                        needs_related=False
                    )
                done += len(batch)
                progress(done)

    def _compare_clocks(self) -> None:
        """Say so if the old site kept another time than the paper: then some addresses move."""
        offsets = self.job.survey.clock.all
        if not offsets:
            return
        theirs = offsets.most_common(1)[0][0]
        ours = timezone.now().astimezone(self.job.paper.zone).utcoffset()
        if abs(theirs - ours) > dt.timedelta(hours=1):
            hours = theirs.total_seconds() / 3600
            self.job.report.note(
                1,
                "",
                f"The old site's clock is at UTC{hours:+g}, the paper's time zone is "
                f"{self.job.paper.zone}. Stories from the edge of a month may have the other month in "
                "their address; their old one is redirected. To keep it, set the time zone in the site "
                "settings before the first import.",
            )
