"""Turns what only WordPress shows into what richtext.sanitizer knows: figures, galleries, embeds."""

from urllib.parse import unquote, urlsplit

from richtext.embeds import is_embeddable
from richtext.tree import Element, Node
from wordpress.content.autoembed import is_embedded, secured
from wordpress.content.old_site import OldSite
from wordpress.content.references import absolute, background_source, gallery_numbers, picture_source

_PICTURE_FILES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".bmp", ".tif", ".tiff", ".svg")

# Tags without a meaning here that part their words from those around.
_BOXES = {"button", "legend", "optgroup", "option", "textarea"}


class Rewriter:
    """Rewrites one text. Afterwards `missing` has the addresses of pictures that are not here."""

    def __init__(self, old_site: OldSite, base_url: str):
        self.old_site = old_site
        self.base_url = base_url
        self.missing: list[str] = []
        self.alts: dict[int, str] = {}
        self.has_open_links = False

    def rewrite(self, nodes: list[Node]) -> list[Node]:
        """Return the nodes as richtext.sanitizer takes them."""
        result: list[Node] = []
        for node in nodes:
            if _is_link(node) and result and _is_link(result[-1]):
                result.append(" ")  # two buttons
            result += [node] if isinstance(node, str) else self._element(node)
        return result

    def _element(self, node: Element) -> list[Node]:
        attrs = node.attrs
        if "data-wp-gallery" in attrs:
            return self._marked_gallery(node)
        if attrs.get("data-wp-embed"):
            return self._embed(attrs["data-wp-embed"])
        if attrs.get("data-wp-media"):
            return self._file_link(attrs["data-wp-media"])
        if "wp-block-embed__wrapper" in attrs.get("class", "").split():
            return (
                self._embed(node.text.strip()) if _is_address(node.text) else self.rewrite(node.children)
            )
        write = getattr(self, f"_write_{node.tag}", None)
        if write:
            return write(node)
        if _is_gallery(node):
            return self._gallery(node)
        number, background = background_source(node, self.base_url)
        if background:
            picture = self._picture(number, background, "")
            return [*picture, Element("div", {}, self.rewrite(node.children))]
        tag = "div" if node.tag in _BOXES else node.tag
        return [Element(tag, self._kept(attrs), self.rewrite(node.children))]

    @staticmethod
    def _kept(attrs: dict[str, str]) -> dict[str, str]:
        return {
            key: attrs[key] for key in ("colspan", "rowspan", "start", "type", "title") if key in attrs
        }

    def _write_a(self, node: Element) -> list[Node]:
        images = list(node.find("img"))
        if images and not node.text.strip():
            return self._linked_pictures(node, images)
        children = self.rewrite(node.children)
        href = self._link(node.attrs.get("href", ""))
        return [Element("a", {"href": href, **self._title(node)}, children)] if href else children

    @staticmethod
    def _title(node: Element) -> dict[str, str]:
        return {"title": node.attrs["title"]} if node.attrs.get("title") else {}

    def _link(self, href: str) -> str:
        """Return where a link leads from now on, or nothing if it leads nowhere."""
        if not href.strip() or href.strip().startswith("#"):
            return ""
        url = absolute(href, self.base_url)
        moved = self.old_site.address(url)
        if moved:
            fragment = urlsplit_safely(url).fragment
            return f"{moved}#{fragment}" if fragment and "#" not in moved else moved
        if self.old_site.is_own(url):
            self.has_open_links = True
        return url if url.startswith(("http://", "https://", "mailto:", "tel:")) else ""

    def _linked_pictures(self, node: Element, images: list[Element]) -> list[Node]:
        """A picture that links to its own large file or page needs no link; to another page it does."""
        url = absolute(node.attrs.get("href", ""), self.base_url)
        pictures = self.rewrite(node.children)
        own = _is_picture_file(url) or self.old_site.picture("", url) or "attachment" in url
        if own or not url.startswith(("http://", "https://")):
            return pictures
        figure = next(
            (part for part in pictures if isinstance(part, Element) and _is_figure(part)), None
        )
        href = self._link(url)
        if figure is None:
            return pictures
        words = images[0].attrs.get("alt", "").strip() or urlsplit_safely(url).hostname or url
        figure.children = [Element("figcaption", {}, [Element("a", {"href": href}, [words])])]
        return pictures

    def _write_img(self, node: Element) -> list[Node]:
        attrs = node.attrs
        classes = attrs.get("class", "").split()
        if "wp-smiley" in classes or "emoji" in classes:
            return [attrs.get("alt", "")]
        if attrs.get("width") == "1" and attrs.get("height") == "1":
            return []
        number, url = picture_source(node, self.base_url)
        return self._picture(number, url, " ".join(attrs.get("alt", "").split()))

    def _picture(self, number: str, url: str, alt: str) -> list[Node]:
        """Return the figure of a picture; of one that is not here, a link to where it was."""
        key = self.old_site.picture(number, url)
        if key is not None:
            if alt:
                self.alts.setdefault(key, alt)
            return [Element("figure", {"data-image": str(key)})]
        if not url.startswith(("http://", "https://")):
            return [alt] if alt else []
        self.missing.append(url)
        words = alt or unquote(urlsplit_safely(url).path.rpartition("/")[2]) or url
        return [Element("p", {}, [Element("a", {"href": url}, [words])])]

    def _write_figure(self, node: Element) -> list[Node]:
        images = list(node.find("img"))
        if _is_gallery(node) or len(images) > 1:
            return self._gallery(node)
        if not images or next(node.find("table"), None):
            return [Element("div", {}, self.rewrite(node.children))]
        if number := node.attrs.get("data-wp-id"):
            images[0].attrs.setdefault("data-id", number)
        caption = next(node.find("figcaption"), None)
        rest = self.rewrite([child for child in node.children if child is not caption])
        words = self.rewrite(caption.children) if caption else []
        figure = next((part for part in _flat(rest) if _is_figure(part)), None)
        if figure is None or not Element("", {}, words).text.strip():
            return [*rest, Element("div", {}, words)]
        linked = figure.children
        figure.children = [Element("figcaption", {}, words)]
        link = next((part for part in _flat(linked) if part.tag == "a"), None)
        return [*rest, Element("p", {}, [link])] if link else rest

    def _write_figcaption(self, node: Element) -> list[Node]:
        return [Element("div", {}, self.rewrite(node.children))]

    def _gallery(self, node: Element) -> list[Node]:
        """Return pictures that stand together as a gallery, and the words around them after it."""
        rest: list[Node] = []
        figures: list[Node] = []
        for part in self.rewrite(_without_captions_of_whole(node)):
            found, words = _parted(part)
            figures += found
            rest += words
        captions = [Element("p", {}, self.rewrite(c.children)) for c in _captions_of_whole(node)]
        return [*_gallery_of(figures), *rest, *captions]

    def _marked_gallery(self, node: Element) -> list[Node]:
        figures: list[Node] = []
        for number in gallery_numbers(node, self.old_site):
            key = self.old_site.picture(number, "")
            if key is None:
                self.missing.append(f"attachment {number}")
            else:
                figures.append(Element("figure", {"data-image": str(key)}))
        return _gallery_of(figures)

    def _embed(self, url: str) -> list[Node]:
        url = absolute(url.strip(), self.base_url)
        moved = self.old_site.address(url)
        if moved or not is_embeddable(secured(url)):
            return self._file_link(url)
        return [
            Element("div", {"data-embed": secured(url)}, [Element("a", {"href": secured(url)}, [url])])
        ]

    def _file_link(self, url: str) -> list[Node]:
        """Return a paragraph that links to a file or page, named by its address."""
        url = absolute(url, self.base_url)
        href = self._link(url)
        name = unquote(urlsplit_safely(url).path.rpartition("/")[2]) if href != url else ""
        return [Element("p", {}, [Element("a", {"href": href}, [name or url])])] if href else []

    def _write_iframe(self, node: Element) -> list[Node]:
        url = secured(node.attrs.get("src") or node.attrs.get("data-src") or "")
        return self._embed(url) if url.startswith(("http://", "https://")) else []

    def _write_object(self, node: Element) -> list[Node]:
        url = secured(node.attrs.get("data", ""))
        return (self._embed(url) if url.startswith("http") else []) + self.rewrite(node.children)

    def _write_video(self, node: Element) -> list[Node]:
        sources = [node, *node.find("span")]
        url = next((source.attrs["src"] for source in sources if source.attrs.get("src")), "")
        return (self._file_link(url) if url else []) + self.rewrite(node.children)

    _write_audio = _write_video

    def _write_p(self, node: Element) -> list[Node]:
        if _is_address(node.text) and is_embedded(node.text.strip()) and not next(node.find("a"), None):
            return self._embed(node.text)
        return [Element("p", {}, self.rewrite(node.children))]

    def _write_q(self, node: Element) -> list[Node]:
        return ["“", *self.rewrite(node.children), "”"]

    def _write_dt(self, node: Element) -> list[Node]:
        return [Element("p", {}, [Element("strong", {}, self.rewrite(node.children))])]

    _write_summary = _write_dt

    def _write_pre(self, node: Element) -> list[Node]:
        """Verse is text with its lines; everything else that is preformatted is code."""
        if "wp-block-verse" not in node.attrs.get("class", "").split():
            return [Element("pre", {}, _with_line_ends(node.children))]
        return [Element("p", {}, self.rewrite(_with_breaks(_with_line_ends(node.children))))]


def urlsplit_safely(url: str):
    """Return the parts of an address, those of an empty one if it is none."""
    try:
        return urlsplit(url)
    except ValueError:
        return urlsplit("")


def _is_address(text: str) -> bool:
    text = text.strip()
    return text.startswith(("http://", "https://")) and len(text.split()) == 1


def _is_picture_file(url: str) -> bool:
    return urlsplit_safely(url).path.lower().endswith(_PICTURE_FILES)


def _is_figure(part: Element) -> bool:
    return part.tag == "figure" and "data-image" in part.attrs


def _is_gallery(node: Element) -> bool:
    classes = node.attrs.get("class", "")
    if node.tag not in {"figure", "div", "ul"} or "gallery" not in classes:
        return False
    return len(list(node.find("img"))) > 0


def _captions_of_whole(node: Element) -> list[Element]:
    return [c for c in node.children if isinstance(c, Element) and c.tag == "figcaption"]


def _without_captions_of_whole(node: Element) -> list[Node]:
    captions = _captions_of_whole(node)
    return [child for child in node.children if not any(child is caption for caption in captions)]


def _parted(part: Node) -> tuple[list[Element], list[Node]]:
    """Return the figures in a node, and the node without them if any word is left."""
    if isinstance(part, str):
        return [], [part] if part.strip() else []
    if _is_figure(part):
        return [part], []
    figures: list[Element] = []
    words: list[Node] = []
    for child in part.children:
        found, left = _parted(child)
        figures += found
        words += left
    is_void = part.tag in {"br", "hr"}
    return figures, [Element(part.tag, part.attrs, words)] if words and not is_void else []


def _gallery_of(figures: list[Node]) -> list[Node]:
    return [Element("div", {"data-gallery": ""}, figures)] if len(figures) > 1 else figures


def _flat(nodes: list[Node]):
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from _flat(node.children)


def _is_link(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "a"


def _with_line_ends(nodes: list[Node]) -> list[Node]:
    """Return preformatted nodes with the ends of lines as characters."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            result.append(node)
        elif node.tag == "br":
            result.append("\n")
        else:
            result.append(Element(node.tag, node.attrs, _with_line_ends(node.children)))
    return result


def _with_breaks(nodes: list[Node]) -> list[Node]:
    """Return verse with `br` for the ends of its lines, their indentation kept."""
    result: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            for number, line in enumerate(node.split("\n")):
                text = line.lstrip(" ")
                indented = "\u00a0" * (len(line) - len(text)) + text if number else line
                result += [Element("br"), indented] if number else [indented]
        else:
            result.append(Element(node.tag, node.attrs, _with_breaks(node.children)))
    return result
