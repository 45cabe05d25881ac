"""Posts become stories, each with its comments in one transaction."""

from dataclasses import replace

from django.db import transaction

from articles.models import Article
from articles.saving import address_is_taken, save, settle
from articles.writing import rewriting
from images import stand_ins
from images.models import Image
from wordpress.content import Converted, convert
from wordpress.importing.addresses import redirect, remember
from wordpress.importing.archive import Archive
from wordpress.importing.discussion import Discussion
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, OTHER, TWICE, digest, is_another, origin_of
from wordpress.importing.people import People
from wordpress.importing.story import Story, apply, state_of
from wordpress.importing.telling import tell
from wordpress.importing.terms import Terms
from wordpress.importing.translation import NotTakenError, Translation
from wordpress.models import ImportedItem
from wordpress.wxr import Item

KIND = ImportedItem.Kind
LABEL = "Posts"


class Stories:
    """Imports posts. `open_links` has the keys of those that link to what is not here yet."""

    def __init__(self, job: Job, archive: Archive, people: People, terms: Terms):
        self.job = job
        self.archive = archive
        self.discussion = Discussion(job)
        self.translation = Translation(job, people, terms)
        self.seen: set[str] = set()
        self.open_links: set[str] = set()
        self.has_written = False

    def take(self, item: Item) -> None:
        """Import one post, or report why not."""
        title = self.translation.title(item)
        key = _key(item)
        try:
            if not key:
                raise NotTakenError("it has no id")
            if key in self.seen:
                raise NotTakenError(TWICE)
            self.translation.refuse(item)
        except NotTakenError as reason:
            self.job.report.skipped(LABEL, item.line, title, str(reason))
            self.discussion.skip_all(item, "its post was not taken")
            return
        self.seen.add(key)
        entry = self.job.ledger.find(KIND.POST, key)
        if entry is None:
            self._take_new(item, key, title)
        elif is_another(item, entry):
            self.job.report.skipped(LABEL, item.line, title, OTHER)
            self.discussion.skip_all(item, "its post was not taken")
        else:
            self._take_known(item, title, entry)

    def _read(self, item: Item) -> tuple[Story, Converted]:
        """Return a post as a story. Its pictures may be stored on the way, before any lock is held."""
        base_url = item.link or self.archive.old_site.url
        converted = convert(item.content, self.archive.turn_to(item), base_url)
        if converted.has_open_links:
            self.open_links.add(_key(item))
        return self.translation.story(item, converted), converted

    def _take_new(self, item: Item, key: str, title: str) -> None:
        story, converted = self._read(item)
        with transaction.atomic():
            article = Article()
            apply(story, article, save)
            entry = self.job.ledger.new(
                KIND.POST,
                key,
                article.pk,
                origin=origin_of(item),
                source_digest=self.translation.digest(item),
                written_digest=digest(story.as_stored(article.slug)),
                is_unresolved=converted.is_unresolved,
                needs_related=article.status == Article.Status.PUBLISHED,
            )
            entry.save()
            settle(article, related=False)
            self._leave_addresses(item, entry, article, converted)
            _fill_alts(converted)
            self.discussion.take(item, article)
        self.job.report.imported(LABEL, item.line, title)
        tell(self.job, item, story, article, converted)

    def _take_known(self, item: Item, title: str, entry: ImportedItem) -> None:
        report = self.job.report
        is_newer = entry.source_digest != self.translation.digest(item)
        reading = self._read(item) if is_newer or entry.is_unresolved else None
        with transaction.atomic():
            article = _locked(entry) if reading else _unlocked(entry)
            if article is None:
                report.skipped(LABEL, item.line, title, DELETED)
                self.discussion.skip_all(item, "its post was deleted here")
                return
            outcome = self._bring_up_to_date(item, entry, article, *reading) if reading else "unchanged"
            self.discussion.take(item, article)
        if outcome == "edited" and is_newer:
            report.skipped(LABEL, item.line, title, EDITED)
        elif outcome == "updated":
            report.updated(LABEL, item.line, title)
            tell(self.job, item, reading[0], article, reading[1])
        else:
            report.unchanged(LABEL, item.line, title)

    def take_links(self, item: Item) -> None:
        """Read a post again, now that whatever it may link to is here."""
        entry = self.job.ledger.find(KIND.POST, _key(item)) if _key(item) in self.open_links else None
        self.open_links.discard(_key(item))
        if (
            entry is None
            or is_another(item, entry)
            or entry.source_digest != self.translation.digest(item)
        ):
            return
        story, converted = self._read(item)
        with transaction.atomic():
            if article := _locked(entry):
                self._bring_up_to_date(item, entry, article, story, converted)

    def _bring_up_to_date(
        self, item: Item, entry: ImportedItem, article: Article, story: Story, converted: Converted
    ) -> str:
        """Write a post to the story it became; return unchanged, updated or edited (here, by others)."""
        before = state_of(article)
        if digest(before) != entry.written_digest:
            return "edited"
        source = self.translation.digest(item)
        story.slug = self._slug(story, article)
        differs = story.as_stored(story.slug) != before
        only_text = replace(before, body=story.body) == story.as_stored(story.slug)
        with rewriting(article):
            if differs and only_text:
                article.body = story.body
                save(article)
            elif differs:
                apply(story, article, save)
        if differs:
            settle(article, related=False)
            entry.needs_related = True
            entry.written_digest = digest(story.as_stored(article.slug))
            _fill_alts(converted)
        is_newer = entry.source_digest != source
        if differs or is_newer or entry.is_unresolved != converted.is_unresolved:
            entry.source_digest, entry.is_unresolved = source, converted.is_unresolved
            entry.origin = origin_of(item)
            entry.save()
        if is_newer or (differs and not only_text):
            self._leave_addresses(item, entry, article, converted)
        return "updated" if differs or is_newer else "unchanged"

    def _slug(self, story: Story, article: Article) -> str:
        wanted = self.translation.kept_slug(story.slug, article)
        former, article.slug = article.slug, wanted
        is_taken = address_is_taken(article)
        article.slug = former
        return former if is_taken else wanted

    def _leave_addresses(
        self, item: Item, entry: ImportedItem, article: Article, converted: Converted
    ) -> None:
        """Let the old addresses of a story that was written lead to it."""
        self.has_written = True
        paths = self.translation.old_paths(item, converted.pages)
        remember(entry, paths)
        if article.status == Article.Status.PUBLISHED:
            redirect(paths, article.get_absolute_url())


def _fill_alts(converted: Converted) -> None:
    """Give pictures without an alt text the one that a text has for them."""
    for pk, alt in converted.alts.items():
        if Image.objects.filter(pk=pk, alt="").update(alt=alt[:400]):
            stand_ins.refresh(Image.objects.get(pk=pk))


def _key(item: Item) -> str:
    return item.id or item.guid or item.link


def _locked(entry: ImportedItem) -> Article | None:
    """Return the story of an entry, held so that no editor saves it meanwhile."""
    rows = Article.objects.select_for_update(of=("self",)).order_by()
    return rows.filter(pk=entry.object_id).first()


def _unlocked(entry: ImportedItem) -> Article | None:
    """Return the story of an entry as far as its comments need it."""
    rows = Article.objects.only("published_at", "created_at").order_by()
    return rows.filter(pk=entry.object_id).first()
