"""Standing pages: About, Contact, Privacy. They are Django's flat pages."""

from collections.abc import Iterable

from django.conf import settings
from django.contrib.flatpages.views import flatpage
from django.db import transaction
from django.urls import Resolver404, resolve
from django.utils.text import slugify

from masthead.menu import hide_link, move_link, rename_link
from masthead.models import StandingPage
from masthead.pictures import register_pictures
from redirects.workflow import leave_redirect, lift_redirect

LONGEST_URL = StandingPage._meta.get_field("url").max_length


def free_url(title: str) -> str:
    """Return the address for a page with `title`, such as `/about-us/`; empty without a letter in it."""
    slug = slugify(title, allow_unicode=True)[: LONGEST_URL - 2].strip("-")
    return f"/{slug}/" if slug else ""


def belongs_to_the_site(url: str) -> bool:
    """Whether something else than a standing page answers at `url`."""
    try:
        return resolve(url).func is not flatpage
    except Resolver404:
        return False


def url_is_taken(url: str, page: StandingPage) -> bool:
    """Whether another standing page has `url`."""
    return StandingPage.objects.filter(url=url).exclude(pk=page.pk).exists()


@transaction.atomic
def save_page(page: StandingPage) -> None:
    """Save a standing page for this site.

    Links in header and footer follow its name and its address, and the old address is redirected.
    """
    before = StandingPage.objects.filter(pk=page.pk).first()
    page.save()
    page.sites.set([settings.SITE_ID])
    register_pictures(page)
    if before and before.url != page.url:
        leave_redirect(before.url, page.url)
        move_link(before.url, page.url)
    else:
        lift_redirect(page.url)
    if before and before.title != page.title:
        rename_link(page.url, before.title, page.title)


@transaction.atomic
def delete_pages(pages: Iterable[StandingPage]) -> None:
    """Delete standing pages, and the links to them in header and footer."""
    for page in pages:
        page.delete()
        hide_link(page.url)
