"""What a text refers to: the addresses of its links and pictures, the ids of its attachments."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from richtext.tree import Element, Node
from wordpress.content.old_site import OldSite

_CLASS_ID = re.compile(r"\bwp-image-(\d+)\b")
_STYLE_URL = re.compile(r"background(?:-image)?\s*:[^;]*url\(\s*['\"]?([^'\")]+)")


def absolute(url: str, base_url: str) -> str:
    """Return an address as it is meant on the page `base_url`; as it stands if that fails."""
    url = url.strip()
    try:
        return urljoin(base_url, url) if base_url and url else url
    except ValueError:
        return url


def picture_source(img: Element, base_url: str) -> tuple[str, str]:
    """Return (attachment id, address) of an image; either may be empty.

    Lazy loading puts the address into an attribute of its own.
    """
    attrs = img.attrs
    found = _CLASS_ID.search(attrs.get("class", ""))
    number = attrs.get("data-attachment-id") or attrs.get("data-id") or (found[1] if found else "")
    url = attrs.get("src", "")
    if not url or url.startswith("data:"):
        url = attrs.get("data-src") or attrs.get("data-lazy-src") or attrs.get("data-orig-file") or ""
    return (number if number.isdigit() else ""), absolute(url, base_url)


def background_source(element: Element, base_url: str) -> tuple[str, str]:
    """Return (attachment id, address) of the picture behind a cover, set as a style; or ("", "")."""
    classes = element.attrs.get("class", "")
    found = _STYLE_URL.search(element.attrs.get("style", "")) if "wp-block-cover" in classes else None
    if not found:
        return "", ""
    number = _CLASS_ID.search(classes)
    return (number[1] if number else ""), absolute(found[1], base_url)


def gallery_numbers(element: Element, old_site: OldSite) -> list[str]:
    """Return the ids of the attachments that a marked gallery shows."""
    wanted = element.attrs["data-wp-gallery"]
    left_out = set(element.attrs.get("data-wp-exclude", "").split(","))
    numbers = old_site.gallery() if wanted == "*" else wanted.split(",")
    return [number for number in numbers if number and number not in left_out]


def references_in(nodes: list[Node], base_url: str, old_site: OldSite) -> tuple[set[str], set[str]]:
    """Return (addresses, attachment ids) that the nodes refer to."""
    urls: set[str] = set()
    ids: set[str] = set()
    for element in _elements(nodes):
        attrs = element.attrs
        if element.tag == "img":
            number, url = picture_source(element, base_url)
            urls.add(url)
            ids.add(number)
        for name in ("href", "src", "data-wp-embed", "data-wp-media"):
            if attrs.get(name):
                urls.add(absolute(attrs[name], base_url))
        if attrs.get("data-wp-id"):
            ids.add(attrs["data-wp-id"])
        if "data-wp-gallery" in attrs:
            ids.update(gallery_numbers(element, old_site))
        number, url = background_source(element, base_url)
        urls.add(url)
        ids.add(number)
    return urls - {""}, ids - {""}


def _elements(nodes: list[Node]) -> Iterator[Element]:
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from _elements(node.children)
