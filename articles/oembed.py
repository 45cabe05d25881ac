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
from redirects.models import Redirect
from redirects.workflow import old_paths

WIDEST, HIGHEST = 600, 320  # pixels
NARROWEST = 200  # of a picture that is looked for
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
    """Return the public story at an absolute address of this site, also a former one of it, or None."""
    try:
        parts = urlsplit(url)
        home = urlsplit(settings.SITE_URL)
    except ValueError:
        return None
    path = unquote(parts.path)
    is_ours = parts.scheme in ("http", "https") and parts.netloc.lower() == home.netloc.lower()
    if not is_ours or "\0" in path:
        return None
    moved = Redirect.objects.filter(old_path__in=old_paths(path)).values_list("new_path", flat=True)
    return _story_at(path) or _story_at(f"{path}/") or next(filter(None, map(_story_at, moved)), None)


def _story_at(path: str) -> Article | None:
    try:
        match = resolve(path)
        return find_story(**match.kwargs) if match.view_name == "articles:detail" else None
    except (Resolver404, Http404):
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
        "width": width,
        "height": height,
        "html": format_html(
            '<blockquote cite="{}"><p><a href="{}">{}</a></p><p>{}</p><footer>{}</footer></blockquote>',
            *(url, url, xml_text(story.headline), xml_text(story.summary), xml_text(site.name)),
        ),
    }
    if authors := [byline.author for byline in story.bylines.all()]:
        told["author_name"] = xml_text(", ".join(author.name for author in authors))
        told["author_url"] = f"{settings.SITE_URL}{authors[0].get_absolute_url()}"
    file = story.lead_image.file_for("landscape", max(width, NARROWEST)) if story.lead_image else None
    most = _pixels(request, "maxwidth", 10_000), _pixels(request, "maxheight", 10_000)
    if file and file["width"] <= most[0] and file["height"] <= most[1]:
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
