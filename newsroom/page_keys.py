"""How editors arrange the front page; pins begin and end by themselves."""

from newsroom.models import FrontBlock, FrontPage, FrontPin
from pagecache.watching import stands_for, watch

watch(FrontPage, "'home'")
watch(FrontBlock, "'home'")
watch(
    FrontPin,
    "'home'",
    moments=(
        "SELECT {row}.starts_at WHERE {row}.starts_at > {now}",
        "SELECT {row}.ends_at WHERE {row}.ends_at > {now}",
    ),
)
stands_for("home", FrontPage, FrontBlock, FrontPin)
