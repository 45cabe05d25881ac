"""Categories in their tree, and which stories each of them lists."""

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.encoding import uri_to_iri

from articles.indexing import mark_stale
from articles.listing import refresh_listings
from articles.models import Article, Category, SectionListing
from masthead.menu import move_link, rename_link
from masthead.models import SiteSettings
from redirects.workflow import leave_redirect, lift_redirect


@transaction.atomic
def save_category(category: Category) -> None:
    """Save a category in its place; if that changed, everything below moves along.

    Paths and trails of the whole branch are written anew, each old address is redirected to its
    new one, links in header and footer follow, and the stories of the branch are listed where they
    now belong.
    """
    before = Category.objects.filter(pk=category.pk).first()
    category.path = category.expected_path()
    category.trail = [*(category.parent.trail if category.parent else []), category.name]
    category.save()
    shown = Category.objects.filter(pk=category.pk)
    if shown_to_readers(shown, linked_paths(SiteSettings.load().menu)).exists():
        lift_redirect(category.get_absolute_url())
    if before is None or (before.path, before.trail) == (category.path, category.trail):
        return
    _move(before.path, category)
    rename_link(category.get_absolute_url(), before.name, category.name)
    if before.parent_id != category.parent_id:
        _list_branch_again(category)


def _move(old_path: str, category: Category) -> None:
    """Rewrite the branch below `category`, which stood at `old_path`, and leave redirects."""
    _leave_redirect(old_path, category.path)
    depth = old_path.count("/") + 1
    for below in Category.objects.below(old_path).order_by("path"):
        former = below.path
        below.path = category.path + former.removeprefix(old_path)
        below.trail = category.trail + below.trail[depth:]
        below.save(update_fields=["path", "trail"])
        _leave_redirect(former, below.path)


def _leave_redirect(old_path: str, new_path: str) -> None:
    if old_path != new_path:
        old_url = reverse("articles:section", args=[old_path])
        new_url = reverse("articles:section", args=[new_path])
        leave_redirect(old_url, new_url)
        move_link(old_url, new_url)


def _list_branch_again(category: Category) -> None:
    branch = Category.objects.order_by().branch(category.path)
    listed = Article.objects.filter(listings__category__in=branch).distinct()
    mark_stale(listed.order_by().values_list("pk", flat=True).iterator())
    for article in listed.only("status", "published_at", "expires_at", "category").iterator(
        chunk_size=500
    ):
        refresh_listings(article)


def linked_paths(menu: dict) -> set[str]:
    """Return the paths of the categories to which header or footer link."""
    addresses = [link["url"] for place in ("navigation", "footer") for link in menu.get(place, [])]
    start = reverse("articles:section", args=["x"]).removesuffix("x/")
    paths = (uri_to_iri(address).removeprefix(settings.SITE_URL) for address in addresses)
    return {path.removeprefix(start).strip("/") for path in paths if path.startswith(start)}


def shown_to_readers(categories, linked: set[str]):
    """Return those of a queryset of categories that readers know of.

    They have a story that readers see now, or their path is `linked` in header or footer: a
    category that is made for a story to come tells what the story is about.
    """
    listed = SectionListing.objects.visible().filter(category=OuterRef("pk"))
    return categories.filter(Exists(listed) | Q(path__in=linked))
