"""What a browser may load on our pages (Content-Security-Policy, CSP level 3).

Public pages have no inline script and no inline style at all. The admin has one inline script, the
import map of its editor, which carries the answer's nonce.
"""

from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from richtext.embeds import FRAME_ORIGINS

# Added to the public policy for pages of the admin.
ADMIN_POLICY = {
    "script-src": [NONCE],
    "frame-src": [SELF],  # the preview of a story
}


def origin(url: str) -> str | None:
    """Return scheme and host of an address, or None for a path of this site."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else None


def public_policy(media: str | None) -> dict[str, list[str]]:
    """Return the directives for public pages; `media` is the origin of pictures, if not this site."""
    pictures = [SELF, media] if media else [SELF]
    return {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": pictures,
        "media-src": pictures,
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "frame-src": FRAME_ORIGINS,
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
