"""The pictures in a stored text."""

import re

# In sanitised HTML no attribute and no word holds an unescaped `<`, and a figure has no other
# attribute: what looks like this is a picture.
_FIGURE = re.compile(r'(<figure data-image=")([0-9]{1,15})(")')


def pictures_in(html: str) -> list[int]:
    """Return the primary keys of the pictures that sanitised HTML shows, each once, in their order."""
    return list(dict.fromkeys(int(figure[2]) for figure in _FIGURE.finditer(html)))


def swap_picture(html: str, old: int, new: int) -> str:
    """Return sanitised HTML with the picture `new` wherever it shows `old`; captions stay."""
    return _FIGURE.sub(
        lambda figure: f"{figure[1]}{new}{figure[3]}" if int(figure[2]) == old else figure[0], html
    )
