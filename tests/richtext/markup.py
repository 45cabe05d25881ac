"""Looks at HTML as a browser would take it apart."""

from html.parser import HTMLParser
from urllib.parse import urlsplit

# A text with everything that an editor can write, as it is stored.
EVERYTHING = (
    "<h2>Heading <strong>two</strong></h2><h3>Three</h3><h4>Four</h4>"
    "<p>Plain, <strong>bold</strong>, <em>italic</em>, <strong><em>both</em></strong>, <s>gone</s>, "
    "H<sub>2</sub>O, mc<sup>2</sup>, <code>code</code>, <strong><code>bold code</code></strong>, "
    '<a href="https://example.org/a?b=1&amp;c=2">link</a>, '
    '<a href="/latest/" title="The latest">inner</a>, '
    '<a href="mailto:desk@example.org"><strong>mail</strong> us</a>, '
    '<a href="tel:+4930123"><code>phone</code></a><br>second line, nbsp&nbsp;here, '
    "5 &lt; 6 &amp; 7 \"quoted\" 'single', <strong>marks <em>over</em></strong><em>lap</em></p>"
    "<ul><li>one</li><li>two<ul><li>nested</li><li>deep<ol><li>x</li></ol></li></ul></li>"
    "<li><p>first</p><p>second</p></li></ul>"
    '<ol><li>a</li></ol><ol start="4" type="a"><li>d</li></ol><ol type="I"><li>one</li></ol>'
    "<blockquote><p>Quote</p><p>more</p></blockquote>"
    "<blockquote><ul><li>list in quote</li></ul></blockquote><hr>"
    "<pre><code>def f():\n    return  1 &lt; 2\n\nx</code></pre>"
    '<table><tbody><tr><th>A</th><th>B</th><th colspan="2">C</th></tr>'
    '<tr><td rowspan="2">1</td><td>2</td><td><p>x</p><p>y</p></td><td><ul><li>l</li></ul></td></tr>'
    "<tr><td></td><td><strong>b</strong></td><td>z</td></tr></tbody></table>"
    '<figure data-image="1"><figcaption>Cap <em>tion</em>, <a href="https://e.org/">link</a>'
    "</figcaption></figure>"
    '<figure data-image="1"></figure>'
    '<div data-gallery=""><figure data-image="1"><figcaption>One</figcaption></figure>'
    '<figure data-image="2"></figure></div>'
    '<div data-embed="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=1m">'
    '<a href="https://www.youtube.com/watch?v=dQw4w9WgXcQ&amp;t=1m">A title</a></div>'
    '<div data-embed="https://example.org"><a href="https://example.org">https://example.org</a></div>'
    '<ul><li>with a figure<figure data-image="1"></figure></li></ul>'
    '<blockquote><figure data-image="1"></figure></blockquote>'
    '<table><tbody><tr><td>cell<figure data-image="2"><figcaption>in a cell</figcaption></figure>'
    "</td></tr></tbody></table><p>End</p>"
)

STORED_ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"data-gallery", "data-embed"},
    "figure": {"data-image"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
STORED_TAGS = set(STORED_ATTRIBUTES) | set(
    "blockquote br code em figcaption h2 h3 h4 hr li p pre s strong sub sup table tbody tr ul".split()  # noqa: SIM905
)
SCHEMES = {"", "http", "https", "mailto", "tel"}


class Outline(HTMLParser):
    """All tags of some HTML with their attributes, and its words."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.words = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data

    def handle_comment(self, data):
        self.tags.append(("!", {}))

    handle_decl = handle_pi = unknown_decl = handle_comment

    def named(self, tag: str) -> list[dict[str, str]]:
        """Return the attributes of each tag of a name."""
        return [attrs for name, attrs in self.tags if name == tag]


def strangers(html: str) -> list[str]:
    """Return what stored HTML has that an editor cannot write; nothing if it is harmless."""
    found = []
    for tag, attrs in Outline(html).tags:
        allowed = STORED_ATTRIBUTES.get(tag, {})
        if tag not in STORED_TAGS:
            found.append(tag)
        found += [
            f"{tag} {name}={value}"
            for name, value in attrs.items()
            if not _is_safe(allowed, name, value)
        ]
    return found


def _is_safe(allowed: set[str], name: str, value: str) -> bool:
    rules = {
        "data-embed": value.startswith("https://"),
        "data-image": value.isdecimal(),
        "href": urlsplit(value).scheme in SCHEMES,
    }
    return name in allowed and rules.get(name, True)
