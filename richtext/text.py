"""Rich text as plain words."""

import html
import re

from django.utils.html import strip_tags
from django.utils.text import Truncator

_BLOCK_END = re.compile(r"</(?:p|h[1-6]|li|td|th|blockquote|figcaption|pre)>|<br ?/?>", re.IGNORECASE)


def plain_text(rich: str) -> str:
    """Return the words of sanitised HTML, its blocks parted by spaces, entities as characters."""
    words = html.unescape(strip_tags(_BLOCK_END.sub(r" \g<0>", rich)))
    return " ".join(words.split())


def first_words(rich: str, words: int = 32) -> str:
    """Return the first `words` words of sanitised HTML, ending in `...` if there are more."""
    return Truncator(plain_text(rich)).words(words, truncate=" ...")
