"""Words without their case and accents, so that `Zurich` finds `ZÜRICH`."""

import unicodedata


def fold(text: str) -> str:
    """Return `text` in lower case, without accents, compatibility forms replaced by plain ones."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
