"""The footer linked to every standing page; from now on it has the links that the newsroom chooses."""

from django.db import migrations
from django.utils.text import Truncator


def link_to_every_page(apps, schema_editor):
    SiteSettings = apps.get_model("masthead", "SiteSettings")
    NavigationLink = apps.get_model("masthead", "NavigationLink")
    pages = _pages(apps)
    if not pages:
        return
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    links = [
        NavigationLink(
            site=site,
            place="footer",
            label=Truncator(title).chars(40),
            url=url,
            position=position,
        )
        for position, (title, url) in enumerate(pages, start=1)
    ]
    NavigationLink.objects.bulk_create(links)
    # What older code reads, `pages`, stays until the menu is written anew.
    site.menu["footer"] = [{"label": link.label, "url": link.url} for link in links]
    site.save(update_fields=["menu"])


def link_to_chosen_pages_no_longer(apps, schema_editor):
    SiteSettings = apps.get_model("masthead", "SiteSettings")
    apps.get_model("masthead", "NavigationLink").objects.filter(place="footer").delete()
    for site in SiteSettings.objects.all():
        site.menu.pop("footer", None)
        site.menu["pages"] = [{"label": title, "url": url} for title, url in _pages(apps)]
        site.save(update_fields=["menu"])


def _pages(apps) -> list[tuple[str, str]]:
    FlatPage = apps.get_model("flatpages", "FlatPage")
    return list(FlatPage.objects.order_by("pk").values_list("title", "url"))


class Migration(migrations.Migration):
    dependencies = [
        ("flatpages", "0001_initial"),
        ("masthead", "0002_navigation_link_place"),
    ]

    operations = [migrations.RunPython(link_to_every_page, link_to_chosen_pages_no_longer)]
