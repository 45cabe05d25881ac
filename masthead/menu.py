"""The navigation and the footer, kept on the site settings' row so that a page costs one query."""

from django.contrib.flatpages.models import FlatPage
from django.db.models import Max
from django.db.models.signals import post_delete, post_save
from django.utils.encoding import uri_to_iri
from django.utils.text import Truncator

from masthead.models import NavigationLink, SiteSettings, SocialLink, StandingPage

LONGEST_LABEL = NavigationLink._meta.get_field("label").max_length


def rebuild_menu(**kwargs) -> None:
    """Write the links of header and footer anew; called when one of them is saved or deleted."""
    if kwargs.get("raw"):  # a fixture is being loaded: its rows are not all there yet
        return
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    menu = {
        "navigation": list(NavigationLink.objects.values("label", "url")),
        "social": list(SocialLink.objects.values("label", "url")),
        "pages": [
            {"label": title, "url": url}
            for title, url in FlatPage.objects.order_by("pk").values_list("title", "url")
        ],
    }
    SiteSettings.objects.filter(pk=site.pk).update(menu=menu)


def connect() -> None:
    """Keep the menu right whenever a link or a standing page changes."""
    for model in (NavigationLink, SocialLink, FlatPage, StandingPage):
        post_save.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-save-{model.__name__}")
        post_delete.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-delete-{model.__name__}")


def linked_urls() -> set[str]:
    """Return the addresses that the navigation links to, percent-decoded."""
    return {uri_to_iri(url) for url in NavigationLink.objects.values_list("url", flat=True)}


def show_link(url: str, label: str, former_label: str = "") -> None:
    """Link to `url` in the navigation, at its end unless it is linked already.

    A label that is still `former_label`, the name the page had before, becomes `label`; one that
    an editor has written is kept.
    """
    label, former_label = (Truncator(text).chars(LONGEST_LABEL) for text in (label, former_label))
    links = _links_to(url)
    if links.exists():
        for link in links.filter(label=former_label).exclude(label=label):
            link.label = label
            link.save(update_fields=["label"])
        return
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    last = site.navigation.aggregate(last=Max("position"))["last"] or 0
    NavigationLink.objects.create(site=site, label=label, url=url, position=last + 1)


def hide_link(url: str) -> None:
    """Take the links to `url` out of the navigation."""
    for link in _links_to(url):
        link.delete()


def _links_to(url: str):
    return NavigationLink.objects.filter(url__in=[url, uri_to_iri(url)])


def move_link(old_url: str, new_url: str) -> None:
    """Let a navigation link follow a page that moved."""
    for link in _links_to(old_url):
        link.url = new_url
        link.save(update_fields=["url"])
