"""oEmbed: how other sites show a link to one of our stories (https://oembed.com/)."""

from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from articles.feeds import xml_text
from articles.models import Article
from articles.views import find_story

WIDEST, HIGHEST = 600, 320  # pixels
NARROWEST = 200
DAY = 24 * 3600


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """Answer how a story of this site is embedded; 404 for any other address, 501 for another format."""
    format = request.GET.get("format", "json")
    if format not in ("json", "xml"):
        return HttpResponse("Ask for format=json or format=xml.", status=501, content_type="text/plain")
    story = find_by_url(request.GET.get("url", ""))
    if story is None:
        raise Http404("No story of this site is at this address.")
    told = _tell(request, story)
    response = JsonResponse(told) if format == "json" else _xml(told)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def find_by_url(url: str) -> Article | None:
    """Return the public story at an absolute address of this site, or None."""
    try:
        parts = urlsplit(url)
        home = urlsplit(settings.SITE_URL)
        if parts.scheme not in ("http", "https") or parts.netloc.lower() != home.netloc.lower():
            return None
        path = unquote(parts.path)
        match = resolve(path)
    except (ValueError, Resolver404):
        return None
    if "\0" in path or match.view_name != "articles:detail":
        return None
    try:
        return find_story(**match.kwargs)
    except Http404:
        return None


def _tell(request: HttpRequest, story: Article) -> dict:
    site = request.site_settings
    width = min(_pixels(request, "maxwidth", WIDEST), WIDEST)
    height = min(_pixels(request, "maxheight", HIGHEST), HIGHEST)
    url = f"{settings.SITE_URL}{story.get_absolute_url()}"
    told = {
        "version": "1.0",
        "type": "rich",
        "title": xml_text(story.headline),
        "provider_name": xml_text(site.name),
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": DAY,
        "width": max(width, NARROWEST),
        "height": height,
        "html": format_html(
            '<blockquote cite="{}"><p><a href="{}">{}</a></p><p>{}</p><footer>{}</footer></blockquote>',
            *(url, url, xml_text(story.headline), xml_text(story.summary), xml_text(site.name)),
        ),
    }
    if authors := [byline.author for byline in story.bylines.all()]:
        told["author_name"] = xml_text(", ".join(author.name for author in authors))
        told["author_url"] = f"{settings.SITE_URL}{authors[0].get_absolute_url()}"
    file = story.lead_image.file_for("landscape", told["width"]) if story.lead_image else None
    if file and file["width"] <= _pixels(request, "maxwidth", 10_000):
        address = file["url"] if "//" in file["url"] else f"{settings.SITE_URL}{file['url']}"
        told |= {"thumbnail_url": address}
        told |= {"thumbnail_width": file["width"], "thumbnail_height": file["height"]}
    return told


def _pixels(request: HttpRequest, name: str, otherwise: int) -> int:
    value = request.GET.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else otherwise


def _xml(told: dict) -> HttpResponse:
    response = HttpResponse(content_type="text/xml; charset=utf-8")
    xml = SimplerXMLGenerator(response, "utf-8")
    xml.startDocument()
    xml.startElement("oembed", {})
    for name, value in told.items():
        xml.addQuickElement(name, str(value))
    xml.endElement("oembed")
    return response
