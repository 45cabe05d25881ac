"""Finds what could run in a page."""

from html.parser import HTMLParser

ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href"}


class _LiveMarkup(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        text = self.get_starttag_text()
        if tag == "script" and not (attrs.get("src") or "").startswith("/static/"):
            if "src" in attrs and attrs["src"].startswith("/admin/jsi18n/"):
                return
            if attrs == {"type": "application/ld+json"}:
                return  # data, which no browser runs
            if attrs.get("type") != "importmap" or "nonce" not in attrs:
                self.found.append(text)
        if any(name.startswith("on") or name in ("srcdoc", "style") for name in attrs):
            self.found.append(text)
        for name in ADDRESSES & attrs.keys():
            scheme = "".join((attrs[name] or "").split()).lower().partition(":")[0]
            if scheme in ("javascript", "vbscript", "data"):
                self.found.append(text)
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(text)


def find_live_markup(html: str) -> list[str]:
    """Return the tags of a page that could run a script which is not one of the site's own files.

    Inline scripts, handlers and styles, addresses that are scripts, frames and plug-ins; an import
    map with its nonce is none, nor are structured data.
    """
    parser = _LiveMarkup()
    parser.feed(html)
    return parser.found
