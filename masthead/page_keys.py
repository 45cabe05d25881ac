"""What every page shows of the paper, and its standing pages."""

from django.contrib.flatpages.models import FlatPage

from masthead.models import SiteSettings
from pagecache.watching import stands_for, watch

watch(
    SiteSettings,
    "'site'",
    moments=(
        "SELECT {row}.banner_starts_at WHERE {row}.banner_starts_at > {now}",
        "SELECT {row}.banner_ends_at WHERE {row}.banner_ends_at > {now}",
    ),
)
watch(FlatPage, "'pages'")
watch(FlatPage.sites.through, "'pages'")
stands_for("site", SiteSettings)
stands_for("pages", FlatPage, FlatPage.sites.through)
