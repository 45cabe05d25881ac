"""What stands above and below every page, by its values alone (rendering.fragments)."""

from collections.abc import Iterable
from typing import NamedTuple

from django.urls import reverse
from django.utils.safestring import SafeString

from images.markup import picture_html
from masthead.models import SiteSettings
from rendering.fragments import fragments


class Link(NamedTuple):
    """A link of the menu; `current` is what `aria-current` says of it: "page", "true" or nothing."""

    label: str
    url: str
    current: str = ""


class Masthead(NamedTuple):
    """What components/masthead.html shows."""

    name: str
    name_tag: str
    tagline: str
    logo: SafeString
    navigation: tuple[Link, ...]
    path_is_latest: bool


class Colophon(NamedTuple):
    """What components/colophon.html shows."""

    name: str
    words: str
    navigation: tuple[Link, ...]
    footer: tuple[Link, ...]
    social: tuple[Link, ...]


def masthead(site: SiteSettings, path: str, above: Iterable[str]) -> SafeString:
    """Return the head of the page at `path` as HTML; `above` are the addresses that its trail names."""
    logo = SafeString("")
    if site.logo and site.logo.shown:
        logo = picture_html(
            site.logo, crop="full", sizes="20rem", css_class="logo", eager=True, alt=site.name
        )
    above = set(above)
    shown = Masthead(
        name=site.name,
        name_tag="h1" if path == reverse("front") else "p",
        tagline=site.tagline,
        logo=logo,
        navigation=tuple(
            link._replace(current="page" if link.url == path else "true" if link.url in above else "")
            for link in _links(site, "navigation")
        ),
        path_is_latest=path == reverse("articles:latest"),
    )
    return fragments.render("components/masthead.html", shown)


def colophon(site: SiteSettings) -> SafeString:
    """Return the foot of every page as HTML."""
    shown = Colophon(
        name=site.name,
        words=site.description or site.tagline,
        navigation=_links(site, "navigation"),
        footer=_links(site, "footer"),
        social=_links(site, "social"),
    )
    return fragments.render("components/colophon.html", shown)


def _links(site: SiteSettings, place: str) -> tuple[Link, ...]:
    return tuple(Link(link["label"], link["url"]) for link in site.menu.get(place) or [])
