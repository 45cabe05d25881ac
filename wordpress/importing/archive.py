"""What a text of the old site refers to, and what it is here: the OldSite of wordpress.content."""

from django.contrib.flatpages.models import FlatPage
from taggit.models import Tag

from articles.models import Article, Category
from articles.tagging import tag_url
from authors.models import Author
from images.models import Image
from wordpress.importing.addresses import picture_paths
from wordpress.importing.job import Job
from wordpress.importing.ledger import key_of
from wordpress.importing.pictures import Pictures
from wordpress.importing.survey import footnotes_of
from wordpress.models import ImportedItem, OldAddress
from wordpress.wxr import Item

KIND = ImportedItem.Kind


class Archive:
    """Answers for one item at a time; `turn_to` says for which."""

    def __init__(self, job: Job, pictures: Pictures):
        self.job = job
        self.old_site = job.survey.old_site
        self.pictures = pictures

    def turn_to(self, item: Item) -> "Archive":
        """Answer for `item` from now on."""
        self.item = item
        self.by_path: dict[str, ImportedItem] = {}
        self.by_number: dict[str, int] = {}
        self.urls: dict[int, str] = {}
        return self

    def prepare(self, urls: set[str], ids: set[str]) -> None:
        """Look up addresses and attachments, by a few queries however many there are."""
        paths = {
            form for url in urls if (path := self.old_site.path(url)) for form in picture_paths(path)
        }
        for start in range(0, len(paths), 500):
            found = OldAddress.objects.filter(
                site=self.old_site.key, path__in=sorted(paths)[start : start + 500]
            )
            self.by_path |= {row.path: row.item for row in found.select_related("item")}
        known = self.job.ledger.find_many(KIND.ATTACHMENT, ids)
        pks = {entry.object_id for entry in known.values()} | {
            item.object_id for item in self.by_path.values() if item.kind == KIND.ATTACHMENT
        }
        self.images = dict(Image.objects.filter(pk__in=pks).values_list("pk", "file"))
        self.by_number = {
            key: entry.object_id for key, entry in known.items() if entry.object_id in self.images
        }
        self.urls |= self._urls_here()

    def _urls_here(self) -> dict[int, str]:
        """Return the addresses here of everything in `by_path` that has one, by the items' keys."""
        items = {item.pk: item for item in self.by_path.values()}.values()
        keys: dict[str, set[int]] = {}
        for item in items:
            keys.setdefault(item.kind, set()).add(item.object_id)
        urls: dict[tuple[str, int], str] = {}
        stories = Article.objects.filter(pk__in=keys.get(KIND.POST, ()), status=Article.Status.PUBLISHED)
        for story in stories.only("slug", "url_month"):
            urls[KIND.POST, story.pk] = story.get_absolute_url()
        for page in FlatPage.objects.filter(pk__in=keys.get(KIND.PAGE, ())).only("url"):
            urls[KIND.PAGE, page.pk] = page.url
        for section in Category.objects.filter(pk__in=keys.get(KIND.CATEGORY, ())).only("path"):
            urls[KIND.CATEGORY, section.pk] = section.get_absolute_url()
        for tag in Tag.objects.filter(pk__in=keys.get(KIND.TAG, ())):
            urls[KIND.TAG, tag.pk] = tag_url(tag.slug)
        people = keys.get(KIND.AUTHOR, set()) | keys.get(KIND.GUEST, set())
        for author in Author.objects.filter(pk__in=people).only("slug"):
            urls[KIND.AUTHOR, author.pk] = urls[KIND.GUEST, author.pk] = author.get_absolute_url()
        storage = Image._meta.get_field("file").storage
        for pk, name in self.images.items():
            if name:
                urls[KIND.ATTACHMENT, pk] = storage.url(name)
        return {
            item.pk: urls[item.kind, item.object_id]
            for item in items
            if (item.kind, item.object_id) in urls
        }

    def _find(self, url: str, forms: bool) -> ImportedItem | None:
        path = self.old_site.path(url)
        paths = picture_paths(path) if forms else [path]
        return next((self.by_path[form] for form in paths if form in self.by_path), None)

    def picture(self, number: str, url: str) -> int | None:
        """Return the key of the picture with an attachment's number, or at an address, or None."""
        if number in self.by_number:
            return self.by_number[number]
        item = self._find(url, forms=True)
        if item and item.kind == KIND.ATTACHMENT and item.object_id in self.images:
            return item.object_id
        return self.pictures.take_loose(url) if url else None

    def picture_of(self, number: str) -> int | None:
        """Return the key of the picture that an attachment became, or None."""
        entry = self.job.ledger.find(KIND.ATTACHMENT, number)
        known = entry and Image.objects.filter(pk=entry.object_id).exists()
        return entry.object_id if known else None

    def address(self, url: str) -> str | None:
        """Return where an address of the old site leads now, or None."""
        path = self.old_site.path(url)
        if path and path == (self.old_site.folder or "/"):
            return "/"
        item = self._find(url, forms=True)
        return self.urls.get(item.pk) if item else None

    def is_own(self, url: str) -> bool:
        """Whether an address is one of the old site."""
        return self.old_site.is_own(url)

    def gallery(self) -> list[str]:
        """Return the numbers of the attachments that were uploaded to the item, in their order."""
        if not self.item.id:
            return []
        entries = ImportedItem.objects.filter(
            site=self.old_site.key, kind=KIND.ATTACHMENT, belongs_to=key_of(self.item.id)
        )
        numbers = [(entry.position, int(entry.key)) for entry in entries if entry.key.isdecimal()]
        return [str(number) for _, number in sorted(numbers)]

    def reusable(self, number: str) -> str | None:
        """Return the text of a reusable block, or None."""
        return self.job.survey.blocks.get(number)

    def footnotes(self) -> str:
        """Return the footnotes of the item."""
        return footnotes_of(self.item)
