"""The pictures of the paper itself: its logo, the default one, and those in its standing pages."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction

from images import uses
from images.models import Image
from masthead.models import SiteSettings, StandingPage
from richtext.pictures import pictures_in, swap_picture


def register_site(site: SiteSettings) -> None:
    """Say which pictures are the logo and the default one, once the settings are saved."""
    uses.set_uses(site, {"logo": [site.logo_id], "sharing": [site.default_picture_id]})


def register_pictures(page: StandingPage) -> None:
    """Say which pictures a standing page shows, once it is saved."""
    uses.set_uses(page, {"text": pictures_in(page.content)})


@transaction.atomic
def swap_in_site(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Make `new` the logo and the default picture where `old` is."""
    uses.require(user, "masthead.change_sitesettings")
    site = SiteSettings.objects.select_for_update().filter(pk=pk).first()
    if site is None:
        return
    for name in ("logo", "default_picture"):
        if getattr(site, f"{name}_id") == old.pk:
            setattr(site, name, new)
            site.save(update_fields=[name])
    register_site(site)


@transaction.atomic
def swap_in_page(pk: int, old: Image, new: Image, user: AbstractBaseUser | None) -> None:
    """Show `new` wherever a standing page shows `old`."""
    uses.require(user, "masthead.change_standingpage")
    page = StandingPage.objects.select_for_update().order_by().filter(pk=pk).first()
    if page is None:
        return
    page.content = swap_picture(page.content, old.pk, new.pk)
    page.save(update_fields=["content"])
    register_pictures(page)
