"""The small files at fixed addresses that programs look for: robots.txt, ads.txt and their like."""

import datetime as dt

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import conditional_page, require_safe

from pagecache.showing import stored

# How long what a security.txt says is good: less than a year, says RFC 9116.
GOOD_FOR = dt.timedelta(days=180)


def _text(*lines: str) -> HttpResponse:
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@stored()
@require_safe
@conditional_page
def robots(request: HttpRequest) -> HttpResponse:
    """robots.txt (RFC 9309): what is not for robots, what the paper adds, where the sitemaps are."""
    own = request.site_settings.robots_txt.splitlines()
    sitemaps = [
        f"Sitemap: {settings.SITE_URL}{reverse(name)}"
        for name in ("articles:sitemap", "articles:sitemap_news")
    ]
    closed = [f"Disallow: {reverse(name)}" for name in ("admin:index", "search", "articles:oembed")]
    return _text("User-agent: *", *closed, "", *([*own, ""] if own else []), *sitemaps)


@require_safe
@conditional_page
def ads(request: HttpRequest) -> HttpResponse:
    """ads.txt (https://iabtechlab.com/ads-txt/), if the paper has one."""
    if not (lines := request.site_settings.ads_txt.splitlines()):
        raise Http404("The paper has no ads.txt.")
    return _text(*lines)


@require_safe
@conditional_page
def security(request: HttpRequest) -> HttpResponse:
    """security.txt (RFC 9116): where weaknesses are reported, if the paper says so."""
    if not (contacts := request.site_settings.security_contact.splitlines()):
        raise Http404("The paper names no contact.")
    today = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        *(f"Contact: {contact}" for contact in contacts),
        f"Expires: {today + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {get_language().partition('-')[0]}",
        f"Canonical: {settings.SITE_URL}{reverse('security')}",
    )


@require_safe
def indexnow_key(request: HttpRequest, key: str) -> HttpResponse:
    """The file by which IndexNow sees that the key is ours."""
    if not key or key != request.site_settings.indexnow_key:
        raise Http404("There is no such file.")
    return HttpResponse(key, content_type="text/plain; charset=utf-8")
