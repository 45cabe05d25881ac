"""How a feed is written: RSS 2.0, Atom and JSON Feed.

https://www.rssboard.org/rss-specification, https://www.rssboard.org/media-rss (pictures),
https://www.rfc-editor.org/rfc/rfc4287 (Atom), https://www.jsonfeed.org/version/1.1/
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import StringIO
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.feedgenerator import rfc2822_date, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}
LONG_AGO = dt.datetime.fromtimestamp(0, dt.UTC)


@dataclass(frozen=True)
class Person:
    """Who wrote an entry."""

    name: str
    url: str


@dataclass(frozen=True)
class Picture:
    """A picture of an entry: where its file is, its size in pixels, and its words."""

    url: str
    width: int
    height: int
    alt: str
    credit: str

    @property
    def type(self) -> str:
        """The media type that the file's name tells."""
        ending = urlsplit(self.url).path.rpartition(".")[2].lower()
        return {"png": "image/png", "webp": "image/webp", "gif": "image/gif"}.get(ending, "image/jpeg")


@dataclass(frozen=True)
class Entry:
    """A story. `html` is its whole text, empty where the feed tells only how it begins."""

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: dt.datetime
    updated: dt.datetime
    authors: list[Person] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    picture: Picture | None = None


@dataclass(frozen=True)
class Document:
    """A feed with its entries, the newest first.

    No text holds what no XML may hold; addresses are absolute.
    """

    title: str
    description: str
    page_url: str
    url: str
    language: str
    hub: str
    entries: list[Entry]

    @property
    def updated(self) -> dt.datetime:
        """When its newest change was; long ago if it is empty, so that it stays the same."""
        return max((entry.updated for entry in self.entries), default=LONG_AGO)


def write_rss(feed: Document) -> str:
    """Return a feed as RSS 2.0."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("rss", {"version": "2.0", **NAMESPACES})
    xml.startElement("channel", {})
    add = xml.addQuickElement
    add("title", feed.title)
    add("link", feed.page_url)
    add("description", feed.description)
    add("language", feed.language)
    add("lastBuildDate", rfc2822_date(feed.updated))
    add("atom:link", None, {"rel": "self", "href": feed.url, "type": "application/rss+xml"})
    if feed.hub:
        add("atom:link", None, {"rel": "hub", "href": feed.hub})
    for entry in feed.entries:
        _rss_item(xml, entry)
    xml.endElement("channel")
    xml.endElement("rss")
    return out.getvalue()


def _rss_item(xml: SimplerXMLGenerator, entry: Entry) -> None:
    add = xml.addQuickElement
    xml.startElement("item", {})
    add("title", entry.title)
    add("link", entry.url)
    add("guid", entry.id, {"isPermaLink": "false"})
    add("pubDate", rfc2822_date(entry.published))
    add("atom:updated", rfc3339_date(entry.updated))
    for person in entry.authors:
        add("dc:creator", person.name)
    for category in entry.categories:
        add("category", category)
    add("description", entry.summary)
    if entry.html:
        add("content:encoded", entry.html)
    if picture := entry.picture:
        xml.startElement(
            "media:content",
            {
                "url": picture.url,
                "type": picture.type,
                "medium": "image",
                "width": str(picture.width),
                "height": str(picture.height),
            },
        )
        if picture.alt:
            add("media:description", picture.alt, {"type": "plain"})
        if picture.credit:
            add("media:credit", picture.credit)
        xml.endElement("media:content")
    xml.endElement("item")


def write_atom(feed: Document) -> str:
    """Return a feed as Atom."""
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("feed", {"xmlns": NAMESPACES["xmlns:atom"], "xml:lang": feed.language})
    add = xml.addQuickElement
    add("id", feed.url)
    add("title", feed.title)
    add("subtitle", feed.description)
    add("updated", rfc3339_date(feed.updated))
    add("link", None, {"rel": "self", "href": feed.url, "type": "application/atom+xml"})
    add("link", None, {"rel": "alternate", "href": feed.page_url, "type": "text/html"})
    if feed.hub:
        add("link", None, {"rel": "hub", "href": feed.hub})
    xml.startElement("author", {})
    add("name", feed.title)
    xml.endElement("author")
    for entry in feed.entries:
        _atom_entry(xml, entry)
    xml.endElement("feed")
    return out.getvalue()


def _atom_entry(xml: SimplerXMLGenerator, entry: Entry) -> None:
    add = xml.addQuickElement
    xml.startElement("entry", {})
    add("id", entry.id)
    add("title", entry.title)
    add("link", None, {"rel": "alternate", "href": entry.url, "type": "text/html"})
    add("published", rfc3339_date(entry.published))
    add("updated", rfc3339_date(entry.updated))
    for person in entry.authors:
        xml.startElement("author", {})
        add("name", person.name)
        add("uri", person.url)
        xml.endElement("author")
    for category in entry.categories:
        add("category", None, {"term": category})
    if picture := entry.picture:
        add("link", None, {"rel": "enclosure", "href": picture.url, "type": picture.type})
    add("summary", entry.summary)
    if entry.html:
        add("content", entry.html, {"type": "html"})
    xml.endElement("entry")


def write_json(feed: Document) -> str:
    """Return a feed as JSON Feed 1.1."""
    told = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.description,
        "home_page_url": feed.page_url,
        "feed_url": feed.url,
        "language": feed.language,
        "hubs": [{"type": "WebSub", "url": feed.hub}] if feed.hub else None,
    }
    items = [_json_item(entry) for entry in feed.entries]
    return json.dumps(_without_empty(told) | {"items": items}, ensure_ascii=False)


def _json_item(entry: Entry) -> dict:
    told = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "summary": entry.summary,
        "image": entry.picture.url if entry.picture else None,
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "authors": [{"name": person.name, "url": person.url} for person in entry.authors],
        "tags": entry.categories,
    }
    text = {"content_html": entry.html} if entry.html else {"content_text": entry.summary or entry.title}
    return _without_empty(told) | text


def _without_empty(values: dict) -> dict:
    return {name: value for name, value in values.items() if value}


@dataclass(frozen=True)
class Format:
    """A way to write a feed, and what it is called in links and answers."""

    media_type: str
    label: str
    write: Callable[[Document], str]


FEED_FORMATS = {
    "rss": Format("application/rss+xml", "RSS", write_rss),
    "atom": Format("application/atom+xml", "Atom", write_atom),
    "json": Format("application/feed+json", "JSON Feed", write_json),
}


def tag_uri(created: dt.datetime, what: str) -> str:
    """Return an id that stays the same when the address changes: a tag URI (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{created:%Y-%m-%d}:{what}"
