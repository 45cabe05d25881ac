"""The navigation and the footer, kept on the site settings' row so that a page costs one query."""

from django.contrib.flatpages.models import FlatPage
from django.db.models.signals import post_delete, post_save

from masthead.models import NavigationLink, SiteSettings, SocialLink


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
    for model in (NavigationLink, SocialLink, FlatPage):
        post_save.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-save-{model.__name__}")
        post_delete.connect(rebuild_menu, sender=model, dispatch_uid=f"menu-delete-{model.__name__}")


def move_link(old_url: str, new_url: str) -> None:
    """Let a navigation link follow a page that moved."""
    for link in NavigationLink.objects.filter(url=old_url):
        link.url = new_url
        link.save(update_fields=["url"])
