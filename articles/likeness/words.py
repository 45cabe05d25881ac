"""A text as the words that are compared."""

import re
from collections import Counter

from articles.models import Article
from search.words import composed, fold, spoken

HEADLINE = 2  # times that a word of the headline counts more than once
LONGEST = 40  # characters of a word

_PLAIN = re.compile(r"[^\W_]{2,}")  # the words of a text without accents and signs


def words_in(folded: str) -> list[str]:
    """Return the words of a folded text in their order, those of one letter left out.

    They are those of the search: vowel signs belong to their word, and scripts that are written without
    spaces are cut into pairs of characters.
    """
    if folded.isascii():
        return [word[:LONGEST] for word in _PLAIN.findall(folded)]
    words = (fold(word) for _, word in spoken(composed(folded)))
    return [word[:LONGEST] for word in words if len(word) > 1]


def counted(article: Article) -> Counter:
    """Return how often each word stands in headline, standfirst and text of a saved story."""
    counts = Counter(words_in(article.search_text))
    for word in words_in(fold(article.headline)):
        counts[word] += HEADLINE
    return counts
