"""The parts of a story's content by the names that the form gives them."""

from articles.content import ROWS
from articles.models import Article

_OWN = {
    "bylines": "People",
    "faqs": "Questions and answers",
    "pins": "Pinned related stories",
    "bans": "Banned related stories",
    "tags": "Tags",
    "published_at": "Publication time",
}


def label_of(name: str) -> str:
    """Return what the form calls a part of the content."""
    if name in _OWN or name in ROWS:
        return _OWN[name]
    label = str(Article._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
