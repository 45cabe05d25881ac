"""The links of header and footer, kept on the site settings' row so that a page costs one query."""

from django.db import transaction
from django.db.models import Max
from django.db.models.signals import post_delete, post_save
from django.utils.encoding import uri_to_iri
from django.utils.text import Truncator

from masthead.models import NavigationLink, SiteSettings, SocialLink

Place = NavigationLink.Place
LONGEST_LABEL = NavigationLink._meta.get_field("label").max_length


@transaction.atomic
def rebuild_menu(**kwargs) -> None:
    """Write the links of header and footer anew; called when one of them is saved or deleted."""
    if kwargs.get("raw"):  # a fixture is being loaded: its rows are not all there yet
        return
    site = lock_links()
    menu = {
        "navigation": list(NavigationLink.objects.filter(place=Place.HEADER).values("label", "url")),
        "footer": list(NavigationLink.objects.filter(place=Place.FOOTER).values("label", "url")),
        "social": list(SocialLink.objects.values("label", "url")),
    }
    SiteSettings.objects.filter(pk=site.pk).update(menu=menu)


def connect() -> None:
    """Keep the menu right whenever a link changes."""
    for model in (NavigationLink, SocialLink):
        post_save.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-save-{model.__name__}")
        post_delete.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-delete-{model.__name__}")


def lock_links() -> SiteSettings:
    """Wait for the right to change links, hold it until the transaction ends; return the links' row.

    It is taken before a link is written: so nobody writes a menu that lacks another's link, or waits
    for somebody who waits for them. On SQLite the transaction itself is the lock.
    """
    SiteSettings.objects.get_or_create(pk=1)
    return SiteSettings.objects.select_for_update(no_key=True).get(pk=1)


def linked_urls(place: Place) -> set[str]:
    """Return the addresses that are linked in a place, percent-decoded."""
    urls = NavigationLink.objects.filter(place=place).values_list("url", flat=True)
    return {uri_to_iri(url) for url in urls}


@transaction.atomic
def show_link(url: str, label: str, place: Place) -> None:
    """Link to `url` in a place, at its end unless it is linked there already."""
    site = lock_links()
    if uri_to_iri(url) in linked_urls(place):
        return
    last = NavigationLink.objects.filter(place=place).aggregate(last=Max("position"))["last"] or 0
    NavigationLink.objects.create(
        site=site, place=place, label=_fitting(label), url=url, position=last + 1
    )


@transaction.atomic
def hide_link(url: str, place: Place | None = None) -> None:
    """Take the links to `url` out of a place; out of every place if none is named."""
    for link in _links_to(url):
        if place in (None, link.place):
            link.delete()


@transaction.atomic
def move_link(old_url: str, new_url: str) -> None:
    """Let the links to a page that moved follow it."""
    for link in _links_to(old_url):
        link.url = new_url
        link.save(update_fields=["url"])


@transaction.atomic
def rename_link(url: str, former_label: str, label: str) -> None:
    """Let the links to a page follow its new name, if they have its former one and not an editor's."""
    former_label, label = _fitting(former_label), _fitting(label)
    for link in _links_to(url):
        if link.label == former_label != label:
            link.label = label
            link.save(update_fields=["label"])


def _fitting(label: str) -> str:
    return Truncator(label).chars(LONGEST_LABEL)


def _links_to(url: str) -> list[NavigationLink]:
    """Return the links to `url`, percent-encoded or not, with the right to change them."""
    url = uri_to_iri(url)

    def found() -> list[NavigationLink]:
        return [link for link in NavigationLink.objects.all() if uri_to_iri(link.url) == url]

    if not found():
        return []
    lock_links()
    return found()
