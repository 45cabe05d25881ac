"""Puts records together from what expat finds."""

import html
import re
from collections.abc import Callable
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from wordpress.wxr.records import Author, Comment, Item, Record, Site, Term

DEEPEST = 200  # elements inside each other; an export has six

_PREFIXES = [
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/(?:[\d.]+/)?excerpt/?$"), "excerpt"),
    (re.compile(r"https?://(?:www\.)?wordpress\.org/export/"), "wp"),
    (re.compile(r"https?://purl\.org/rss/1\.0/modules/content/?$"), "content"),
    (re.compile(r"https?://purl\.org/dc/elements/1\.1/?$"), "dc"),
]
_CHANNEL = {
    "title": "title",
    "link": "link",
    "description": "description",
    "wp:wxr_version": "version",
    "wp:base_site_url": "site_url",
    "wp:base_blog_url": "blog_url",
}
_RECORDS = {"item", "wp:author", "wp:category", "wp:tag", "wp:term"}
_PARTS = {"wp:postmeta", "wp:comment"}


class MalformedError(Exception):
    """The file is XML but no export there."""


class RefusedError(Exception):
    """The file does what no export does and an attack might; nothing of it is read."""


class Assembly:
    """Handlers for one expat parser, and the records they make.

    `emit` gets each finished record, `note_entity` the name of each undeclared entity and whether
    HTML knows it. `site` takes up the head of the file. The parser's first line is `line` of the
    file. `mark` is the offset, among the bytes parsed, where the element at hand begins, or the last
    one ended; `mark_line` its line.
    """

    def __init__(
        self,
        emit: Callable[[Record], None],
        note_entity: Callable[[str, bool], None],
        site: Site,
        line: int,
        start: int,
    ):
        self.emit, self.note_entity = emit, note_entity
        self.first_line = line
        self.mark, self.mark_line = start, line
        self.site = site
        self.depth = 0
        self.ignored = 0  # depth inside an element that does not matter
        self.open_name = ""  # the element of the channel at hand
        self.open_depth = 0
        self.values = {}  # its texts so far
        self.part_name = ""  # the comment or custom field inside it
        self.part_depth = 0
        self.part = {}
        self.leaf = ""  # the text inside these
        self.leaf_depth = 0
        self.attributes = {}
        self.text = []
        self.names = [({}, {})]  # namespaces by prefix, and the names already looked up in them
        parser = self.parser = expat.ParserCreate("utf-8")
        parser.UseForeignDTD(True)  # an undeclared entity is then reported, not an error
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.SkippedEntityHandler = self._entity
        parser.EntityDeclHandler = self._refuse

    def line_of(self, parsed_line: int) -> int:
        """Return the line of the file for a line of the parser."""
        return self.first_line + parsed_line - 1

    def current_line(self) -> int:
        """Return the line of the file that the parser is on."""
        return self.line_of(self.parser.CurrentLineNumber)

    def open_title(self) -> str:
        """Return what the element at hand is called, as far as that is read."""
        names = (self.values.get(key) for key in ("title", "wp:cat_name", "wp:tag_name", "wp:term_name"))
        return " ".join(next(filter(None, names), "").split())[:80]

    def _refuse(self, *args) -> None:
        raise RefusedError(
            f"The file declares an XML entity on line {self.current_line()}, "
            "which an export of WordPress never does."
        )

    def _canonical(self, name: str) -> str | None:
        """Return the name with the usual prefix of its namespace, or None for a foreign one."""
        spaces, known = self.names[-1]
        if name not in known:
            prefix, _, local = name.rpartition(":")
            uri = spaces.get(prefix)
            if uri is None:
                known[name] = name if prefix in {"", "wp", "content", "excerpt", "dc"} else None
            elif not uri:
                known[name] = local
            else:
                usual = next((usual for pattern, usual in _PREFIXES if pattern.match(uri)), None)
                known[name] = f"{usual}:{local}" if usual else None
        return known[name]

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise MalformedError(f"elements are nested more than {DEEPEST} deep")
        self.names.append(self._names_with(attributes))
        if self.leaf:
            pairs = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
            self.text.append(f"<{name}{pairs}>")
        elif self.ignored:
            self.ignored += 1
        elif self.open_name:
            self._start_inside(self._canonical(name), attributes)
        else:
            self._start_in_channel(self._canonical(name), attributes)

    def _names_with(self, attributes: dict[str, str]) -> tuple[dict, dict]:
        declared = {
            key.partition(":")[2]: value
            for key, value in attributes.items()
            if key == "xmlns" or key.startswith("xmlns:")
        }
        return ({**self.names[-1][0], **declared}, {}) if declared else self.names[-1]

    def _start_in_channel(self, name: str | None, attributes: dict[str, str]) -> None:
        if name in _RECORDS or (name in _CHANNEL and self.depth <= 3):
            self.open_name, self.open_depth, self.values = name, self.depth, {}
            self.mark, self.mark_line = self.parser.CurrentByteIndex, self.current_line()
            if name in _CHANNEL:
                self._start_leaf(name, attributes)
        elif self.depth > 2:
            self.ignored = 1

    def _start_inside(self, name: str | None, attributes: dict[str, str]) -> None:
        if name == "item":
            raise MalformedError("an item begins before the one above it has ended")
        if name is None or name in {"wp:commentmeta", "wp:termmeta"}:
            self.ignored = 1
        elif name in _PARTS and self.open_name == "item" and not self.part_name:
            self.part_name, self.part_depth = name, self.depth
            self.part = {"line": self.current_line()}
        else:
            self._start_leaf(name, attributes)

    def _start_leaf(self, name: str, attributes: dict[str, str]) -> None:
        self.leaf, self.leaf_depth, self.attributes, self.text = name, self.depth, attributes, []

    def _characters(self, data: str) -> None:
        if self.leaf:
            self.text.append(data)

    def _entity(self, name: str, is_parameter: bool) -> None:
        if not is_parameter and self.leaf:
            character = html.unescape(f"&{name};")
            self.text.append(character)
            self.note_entity(name, not character.startswith("&"))

    def _end(self, name: str) -> None:
        depth = self.depth
        self.depth -= 1
        self.names.pop()
        if self.leaf:
            if depth == self.leaf_depth:
                self._end_leaf()
            else:
                self.text.append(f"</{name}>")
        elif self.ignored:
            self.ignored -= 1
        elif self.part_name:
            if depth == self.part_depth:
                self.values.setdefault(self.part_name, []).append(self.part)
                self.part_name = ""
        elif self.open_name and depth == self.open_depth:
            self._end_record()

    def _end_leaf(self) -> None:
        name, text = self.leaf, "".join(self.text)
        self.leaf, self.text = "", []
        if self.depth < self.open_depth:
            setattr(self.site, _CHANNEL[name], text.strip())
            self._end_record()
        elif name == "category" and self.open_name == "item":
            get = self.attributes.get
            term = (get("domain", ""), get("nicename", ""), text.strip())
            self.values.setdefault("category", []).append(term)
        else:
            values = self.part if self.part_name else self.values
            values[name] = values.get(name) or text

    def _end_record(self) -> None:
        name, values, line = self.open_name, self.values, self.mark_line
        self.open_name, self.values = "", {}
        self.mark, self.mark_line = self.parser.CurrentByteIndex, self.current_line()
        self.emit(self.site if name in _CHANNEL else _BUILDERS[name](line, values))


def _author(line: int, values: dict[str, str]) -> Author:
    keys = ("id", "login", "display_name", "first_name", "last_name")
    return Author(line, *(values.get(f"wp:author_{key}", "").strip() for key in keys))


def _category(line: int, values: dict[str, str]) -> Term:
    keys = ("term_id", "category_nicename", "category_parent", "cat_name", "category_description")
    return Term(line, "category", *(values.get(f"wp:{key}", "").strip() for key in keys))


def _tag(line: int, values: dict[str, str]) -> Term:
    identity, slug, name, description = (
        values.get(f"wp:{key}", "").strip()
        for key in ("term_id", "tag_slug", "tag_name", "tag_description")
    )
    return Term(line, "post_tag", identity, slug, "", name, description)


def _term(line: int, values: dict[str, str]) -> Term:
    keys = ("taxonomy", "id", "slug", "parent", "name", "description")
    return Term(line, *(values.get(f"wp:term_{key}", "").strip() for key in keys))


def _comment(values: dict) -> Comment:
    def get(key):
        return values.get(f"wp:comment_{key}", "").strip()

    parent = get("parent")
    return Comment(
        line=values["line"],
        id=get("id"),
        author=get("author"),
        email=get("author_email"),
        url=get("author_url"),
        ip=get("author_IP"),
        date=get("date"),
        date_gmt=get("date_gmt"),
        content=values.get("wp:comment_content", ""),
        approved=get("approved"),
        type=get("type"),
        parent="" if parent == "0" else parent,
    )


def _item(line: int, values: dict) -> Item:
    def get(key):
        return values.get(key, "").strip()

    meta = {}
    for pair in values.get("wp:postmeta", ()):
        meta.setdefault(pair.get("wp:meta_key", "").strip(), []).append(pair.get("wp:meta_value", ""))
    parent = get("wp:post_parent")
    return Item(
        line=line,
        id=get("wp:post_id"),
        title=get("title"),
        link=get("link"),
        guid=get("guid"),
        creator=get("dc:creator") or get("wp:author"),
        content=values.get("content:encoded", ""),
        excerpt=get("excerpt:encoded"),
        date=get("wp:post_date"),
        date_gmt=get("wp:post_date_gmt"),
        modified=get("wp:post_modified"),
        modified_gmt=get("wp:post_modified_gmt"),
        pub_date=get("pubDate"),
        comment_status=get("wp:comment_status"),
        slug=get("wp:post_name"),
        status=get("wp:status"),
        parent="" if parent == "0" else parent,
        order=get("wp:menu_order"),
        type=get("wp:post_type"),
        password=get("wp:post_password"),
        sticky=get("wp:is_sticky"),
        attachment_url=get("wp:attachment_url"),
        terms=values.get("category", []),
        meta=meta,
        comments=[_comment(part) for part in values.get("wp:comment", ())],
    )


_BUILDERS = {
    "item": _item,
    "wp:author": _author,
    "wp:category": _category,
    "wp:tag": _tag,
    "wp:term": _term,
}
