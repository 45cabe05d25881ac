"""A picture as HTML."""

from collections.abc import Callable

from django.core.files.storage import FileSystemStorage, Storage
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from images.models import Image
from images.renditions import CROPS

# What a browser is offered before the JPEG of <img>, best first.
SOURCE_FORMATS = ("avif", "webp")


def picture_html(
    image: Image | None,
    *,
    crop: str = "full",
    sizes: str = "100vw",
    css_class: str = "",
    eager: bool = False,
    alt: str | None = None,
) -> SafeString:
    """Return a <picture> for an image, or nothing for None: without a query, without a file touched.

    `crop` is a key of images.renditions.CROPS; `sizes` the attribute that tells browsers how wide
    the picture will stand; `css_class` goes on the <img>. `eager` is for the one picture that the
    first screen shows. `alt` replaces the picture's own (an empty one marks it as decoration).
    Of a picture that readers may not see any more it is its replacement, or a quiet area of the
    same shape. Raises KeyError for an unknown crop.
    """
    if image is None:
        return SafeString("")
    if crop not in CROPS:
        raise KeyError(f"There is no crop called {crop!r}, only {', '.join(CROPS)}")
    shown_image = image.shown
    if shown_image is None:
        return _placeholder(image, crop, css_class, is_decoration=alt == "")
    image = shown_image
    address = _address(image.file.storage)
    sources = "".join(
        f'<source type="image/{name}" srcset="{_srcset(found, address)}" sizes="{escape(sizes)}">'
        for name in SOURCE_FORMATS
        if (found := image.files(crop, name))
    )
    entries = image.files(crop, "jpeg")
    if entries:
        shown = next((entry for entry in entries if entry["width"] >= 640), entries[-1])
        attributes = {"src": address(shown["name"])}
        if len(entries) > 1:
            attributes |= {"srcset": _srcset(entries, address), "sizes": escape(sizes)}
    else:
        shown = {"width": image.width, "height": image.height}
        attributes = {"src": address(image.file.name)}
    attributes |= {"width": shown["width"], "height": shown["height"]}
    if css_class:
        attributes["class"] = escape(css_class)
    attributes |= {"fetchpriority": "high"} if eager else {"loading": "lazy", "decoding": "async"}
    attributes["alt"] = escape(image.alt if alt is None else alt)
    written = "".join(f' {name}="{value}"' for name, value in attributes.items())
    return mark_safe(f"<picture>{sources}<img{written}></picture>")  # noqa: S308 all values are escaped


def _placeholder(image: Image, crop: str, css_class: str, *, is_decoration: bool) -> SafeString:
    """Return an area as large as the picture would be, which says why it is empty."""
    ratio = CROPS[crop].ratio
    width, height = (image.width, image.height) if ratio is None else (round(1000 * ratio), 1000)
    words = gettext("This picture cannot be shown any more.")
    named = mark_safe('aria-hidden="true"') if is_decoration else format_html('aria-label="{}"', words)
    told = (
        ""
        if is_decoration
        else format_html(
            '<text x="50%" y="50%" font-size="{}" text-anchor="middle">{}</text>',
            max(1, width // 32),
            words,
        )
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" {}>'
        '<rect width="{width}" height="{height}"/>{}</svg>',
        f"picture-gone {css_class}".strip(),
        named,
        told,
        width=width,
        height=height,
    )


def _srcset(entries: list[dict], address: Callable[[str], str]) -> str:
    return ", ".join(f"{address(entry['name'])} {entry['width']}w" for entry in entries)


def _address(storage: Storage) -> Callable[[str], str]:
    """Return what makes an escaped address of a name in the storage.

    A page shows some three hundred of them. In a folder, with the names that images.files gives, it
    is enough to join the two; other storages are asked.
    """
    if storage.__class__ is FileSystemStorage:
        base = escape(storage.base_url)
        return lambda name: f"{base}{name}"
    return lambda name: escape(storage.url(name))
