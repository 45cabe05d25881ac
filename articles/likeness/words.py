"""A text as the words that are compared."""

import re
from collections import Counter

from articles.models import Article
from search.words import fold

HEADLINE = 2  # times that a word of the headline counts more than once
LONGEST = 40  # characters of a word

_WORD = re.compile(r"[^\W_]{2,}")
# Scripts that are written without spaces: two characters stand for a word.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+")


def words_in(folded: str) -> list[str]:
    """Return the words of a folded text in their order."""
    found = []
    for word in _WORD.findall(folded):
        if _UNSPACED.search(word):
            found += [word[place : place + 2] for place in range(len(word) - 1)]
        else:
            found.append(word[:LONGEST])
    return found


def counted(article: Article) -> Counter:
    """Return how often each word stands in headline, standfirst and text of a saved story."""
    counts = Counter(words_in(article.search_text))
    for word in words_in(fold(article.headline)):
        counts[word] += HEADLINE
    return counts
