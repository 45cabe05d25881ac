"""Rich text as plain words."""

import html
import re

import nh3
from django.utils.text import Truncator

# In sanitised HTML no attribute holds an unescaped `>`, and figures and embeds do not nest.
_BLOCK = re.compile(
    r"</?(?:blockquote|br|div|figcaption|figure|h[1-6]|hr|li|ol|p|pre|table|td|th|tr|ul)\b[^>]*>",
    re.IGNORECASE,
)
_INSERTED = re.compile(
    r"<figure\b.*?</figure>|<div data-embed=.*?</div>|<table\b.*?</table>|<pre\b.*?</pre>",
    re.IGNORECASE | re.DOTALL,
)


def plain_text(rich: str) -> str:
    """Return all words of sanitised HTML, captions included, entities as characters.

    Blocks are parted by a space.
    """
    words = html.unescape(nh3.clean(_BLOCK.sub(" ", rich), tags=set()))
    return " ".join(words.split())


def first_words(rich: str, words: int = 32) -> str:
    """Return the first `words` words that sanitised HTML tells, ending in `...` if there are more.

    What is put into a text (pictures, embeds, tables, code) is left out, unless there is nothing else.
    """
    told = plain_text(_INSERTED.sub(" ", rich)) or plain_text(rich)
    return Truncator(told).words(words, truncate=" ...")
