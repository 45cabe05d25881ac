"""Words that are made up: two to four syllables, one for each rank."""

VOCABULARY = 200_000
SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in ("a", "e", "i", "o", "u", "ar", "en", "il", "os")]


def word(rank: int) -> str:
    """Return the word of a rank, of two to four syllables; no two are the same."""
    said, number = "", rank + len(SYLLABLES)
    while number:
        number, syllable = divmod(number, len(SYLLABLES))
        said += SYLLABLES[syllable]
    return said
