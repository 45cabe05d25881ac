"""Who is who: what an import has brought before, and whether it is still as it was."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, is_dataclass

from wordpress.models import ImportedItem
from wordpress.wxr import Item

DELETED = "it was deleted here since an earlier import, and is not brought back"
EDITED = "it was edited here since an earlier import; the edited one is kept"
OTHER = "its id belonged to another item in an earlier import of this site; that one is kept"
TWICE = "its id stands in the file twice; the first one counts"


def digest(*values) -> str:
    """Return a SHA-256 in hexadecimal digits for any values that JSON can hold, and dataclasses."""
    plain = [asdict(value) if is_dataclass(value) else value for value in values]
    text = json.dumps(plain, sort_keys=True, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def key_of(text: str) -> str:
    """Return what identifies a thing of the old site, at most 200 characters long."""
    return text if len(text) <= 200 else digest(text)


def origin_of(item: Item) -> str:
    """Return what an item keeps while it is edited, of which one part may change."""
    return f"{item.date} {item.slug}"[:240]


def is_another(item: Item, entry: ImportedItem) -> bool:
    """Whether an item has the id of one that was imported, but neither its date nor its slug."""
    date, _, slug = entry.origin.rpartition(" ")
    return bool(date and slug and item.date and item.slug) and (
        date != item.date and slug != item.slug[: len(slug)]
    )


class Ledger:
    """The imported items of one old site."""

    def __init__(self, site: str):
        self.site = site

    def find(self, kind: ImportedItem.Kind, key: str) -> ImportedItem | None:
        """Return what is known of a thing, or None."""
        return ImportedItem.objects.filter(site=self.site, kind=kind, key=key_of(key)).first()

    def find_many(self, kind: ImportedItem.Kind, keys: Iterable[str]) -> dict[str, ImportedItem]:
        """Return what is known of several things, by their keys."""
        found: dict[str, ImportedItem] = {}
        wanted = [key_of(key) for key in keys]
        for start in range(0, len(wanted), 500):
            items = ImportedItem.objects.filter(
                site=self.site, kind=kind, key__in=wanted[start : start + 500]
            )
            found |= {item.key: item for item in items}
        return found

    def new(self, kind: ImportedItem.Kind, key: str, object_id: int, **values) -> ImportedItem:
        """Return an unsaved entry."""
        return ImportedItem(site=self.site, kind=kind, key=key_of(key), object_id=object_id, **values)

    def objects(self, kind: ImportedItem.Kind) -> dict[str, int]:
        """Return {key: primary key} of all things of a kind of which there are not many."""
        items = ImportedItem.objects.filter(site=self.site, kind=kind)
        return dict(items.values_list("key", "object_id"))
