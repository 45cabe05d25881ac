"""The sitemap: an index of parts that stay as they are, and the news of the last two days.

https://www.sitemaps.org/protocol.html,
https://developers.google.com/search/docs/crawling-indexing/sitemaps/image-sitemaps and
https://developers.google.com/search/docs/crawling-indexing/sitemaps/news-sitemap
"""

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator
from io import StringIO

from django.conf import settings
from django.contrib.flatpages.models import FlatPage
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import rfc3339_date
from django.utils.http import quote_etag
from django.utils.translation import get_language
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import conditional_page, require_safe

from articles import sitemap_parts
from articles.feeds import xml_text
from articles.models import Article, AuthorListing, Category
from articles.sections import linked_paths, shown_to_readers
from authors.models import Author
from pagecache.showing import shows, stored, until

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGES = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS = "http://www.google.com/schemas/sitemap-news/0.9"

IS_NEWS = dt.timedelta(hours=48)
MOST_NEWS = 1000  # stories that a news sitemap may have
MOST_URLS = 50_000  # addresses that any other may have
AT_ONCE = 1000  # stories that are read together


@stored()
@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """All sitemaps there are."""
    xml, out = _begin("sitemapindex")
    _address(xml, "sitemap", reverse("articles:sitemap_pages"))
    if _known_authors().exists():
        _address(xml, "sitemap", reverse("articles:sitemap_authors"))
    for part in sitemap_parts.parts():
        month = part.month
        url = reverse("articles:sitemap_part", args=[month.year, month.month, part.first])
        _address(xml, "sitemap", url, part.changed_at)
    return _end(xml, out, "sitemapindex")


@stored()
@require_safe
def part(request: HttpRequest, year: int, month: int, first: int) -> HttpResponse:
    """The stories of a part, with their pictures, in an order that never changes."""
    if not dt.MINYEAR <= year <= dt.MAXYEAR or first % sitemap_parts.PART or first > 2**62:
        raise Http404("There is no such part.")
    if request.path != reverse("articles:sitemap_part", args=[year, month, first]):
        raise Http404("With more zeros before its number, a part would have endless addresses.")
    where = dt.date(year, month, 1), first
    stories = sitemap_parts.stories_of(*where) & Article.objects.published()
    if not stories.exists():
        raise Http404("There is no such part.")
    known = repr((sitemap_parts.state_of(*where), timezone.localdate(), settings.SITE_URL))
    etag = quote_etag(hashlib.sha256(known.encode()).hexdigest()[:32])
    answer = HttpResponse(content_type="application/xml", headers={"ETag": etag})
    unchanged = get_conditional_response(request, etag=etag, response=answer)
    if unchanged is not answer:
        return unchanged
    shown = stories.select_related("lead_image").only(
        *("slug", "url_month", "published_at", "updated_at"),
        *("lead_image__file", "lead_image__renditions", "lead_image__width", "lead_image__height"),
        "lead_image__withheld_at",
        *("lead_image__licence_ends", "lead_image__stand_in"),
    )
    xml, out = _begin("urlset", **{"xmlns:image": IMAGES})
    for story in shown.order_by("pk").iterator(chunk_size=AT_ONCE):
        _address(
            xml,
            "url",
            story.get_absolute_url(),
            story.updated_at or story.published_at,
            _picture(story),
        )
    answer.content = _end(xml, out, "urlset").content
    return answer


@stored()
@require_safe
@conditional_page
def pages(request: HttpRequest) -> HttpResponse:
    """The front page, the lists, the sections that readers know of, and the standing pages."""
    lists = [reverse("front"), reverse("articles:latest"), reverse("articles:corrections")]
    linked = linked_paths(request.site_settings.menu)
    sections = shown_to_readers(Category.objects.order_by("pk"), linked)[: MOST_URLS // 2]
    standing = FlatPage.objects.filter(sites=settings.SITE_ID).order_by("pk")[: MOST_URLS // 4]
    urls = [each.get_absolute_url() for each in (*sections, *standing)]
    return _urlset([*lists, *urls])


@stored()
@require_safe
@conditional_page
def authors(request: HttpRequest) -> HttpResponse:
    """The pages of authors of whom readers see a story, in the order in which they came."""
    shows("authors")
    known = list(_known_authors().only("slug").order_by("pk")[:MOST_URLS])
    if not known:
        raise Http404("Readers know of no author.")
    return _urlset(author.get_absolute_url() for author in known)


def _known_authors():
    listed = AuthorListing.objects.visible().filter(author=OuterRef("pk"))
    return Author.objects.filter(Exists(listed))


@stored()
@require_safe
@conditional_page
def news(request: HttpRequest) -> HttpResponse:
    """The stories of the last 48 hours, to the second.

    Where there are none, the front page without any news: a sitemap needs an address, by its schema
    and to Google, which asks for recent news and takes other addresses beside it.
    """
    since = timezone.now() - IS_NEWS
    newest = Article.objects.published().filter(published_at__gte=since).newest_first()
    xml, out = _begin("urlset", **{"xmlns:news": NEWS})
    name, language = xml_text(request.site_settings.name), news_language(get_language())
    shows("lineup", instead_of="stories")
    stories = list(newest.only("slug", "url_month", "published_at", "headline")[:MOST_NEWS])
    if not stories:
        _address(xml, "url", reverse("front"))
    for story in stories:
        until(story.published_at + IS_NEWS)
        xml.startElement("url", {})
        xml.addQuickElement("loc", f"{settings.SITE_URL}{story.get_absolute_url()}")
        xml.startElement("news:news", {})
        xml.startElement("news:publication", {})
        xml.addQuickElement("news:name", name)
        xml.addQuickElement("news:language", language)
        xml.endElement("news:publication")
        xml.addQuickElement("news:publication_date", rfc3339_date(story.published_at))
        xml.addQuickElement("news:title", xml_text(story.headline))
        xml.endElement("news:news")
        xml.endElement("url")
    return _end(xml, out, "urlset")


def news_language(code: str) -> str:
    """Return a language as the news sitemap has it: two or three letters, but for Chinese."""
    language, _, region = code.lower().partition("-")
    if language == "zh":
        return "zh-tw" if region in ("hant", "tw", "hk") else "zh-cn"
    return language


def _picture(story: Article) -> Iterator[str]:
    file = story.lead_image.link_preview() if story.lead_image else None
    if file:
        yield file["url"]


def _begin(root: str, **namespaces: str) -> tuple[SimplerXMLGenerator, StringIO]:
    out = StringIO()
    xml = SimplerXMLGenerator(out, "utf-8")
    xml.startDocument()
    xml.startElement(root, {"xmlns": NAMESPACE, **namespaces})
    return xml, out


def _address(
    xml: SimplerXMLGenerator,
    element: str,
    path: str,
    changed: dt.datetime | None = None,
    pictures: Iterable[str] = (),
) -> None:
    xml.startElement(element, {})
    xml.addQuickElement("loc", f"{settings.SITE_URL}{path}")
    if changed:
        xml.addQuickElement("lastmod", rfc3339_date(changed))
    for picture in pictures:
        xml.startElement("image:image", {})
        xml.addQuickElement("image:loc", _absolute(picture))
        xml.endElement("image:image")
    xml.endElement(element)


def _urlset(paths: Iterable[str]) -> HttpResponse:
    xml, out = _begin("urlset")
    for path in paths:
        _address(xml, "url", path)
    return _end(xml, out, "urlset")


def _end(xml: SimplerXMLGenerator, out: StringIO, root: str) -> HttpResponse:
    xml.endElement(root)
    return HttpResponse(out.getvalue(), content_type="application/xml")


def _absolute(url: str) -> str:
    return f"{settings.SITE_URL}{url}" if url.startswith("/") else url
