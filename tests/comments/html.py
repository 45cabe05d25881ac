"""Reads pages as a browser would, for what tests ask of them."""

from html.parser import HTMLParser


class Element:
    """A tag of a page with its attributes, and the text that stands in it."""

    def __init__(self, tag: str, attributes: dict):
        self.tag, self.attributes, self.words = tag, attributes, []

    def __getitem__(self, name):
        return self.attributes.get(name)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


class Page(HTMLParser):
    """All elements of a page, in their order."""

    EMPTY = frozenset(["input", "br", "img", "link", "meta", "hr", "source"])

    def __init__(self, html):
        super().__init__()
        self.elements: list[Element] = []
        self._open: list[Element] = []
        self.feed(html if isinstance(html, str) else html.content.decode())

    def handle_starttag(self, tag, attrs):
        element = Element(tag, dict(attrs))
        self.elements.append(element)
        if tag not in self.EMPTY:
            self._open.append(element)

    def handle_endtag(self, tag):
        while self._open and self._open.pop().tag != tag:
            pass

    def handle_data(self, data):
        for element in self._open:
            element.words.append(data)

    def all(self, tag=None, **attributes) -> list[Element]:
        """Elements with a tag and attributes; `class_` asks for one class of several."""
        wanted = attributes.pop("class_", None)
        return [
            element
            for element in self.elements
            if (tag is None or element.tag == tag)
            and (wanted is None or wanted in (element["class"] or "").split())
            and all(element[name.replace("_", "-")] == value for name, value in attributes.items())
        ]

    def one(self, tag=None, **attributes) -> Element:
        """The only such element."""
        (element,) = self.all(tag, **attributes)
        return element

    def by_id(self, key: str) -> Element:
        return self.one(id=key)
