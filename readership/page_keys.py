"""The most read stories: the list changes when another one is worked out, not with every reader."""

from pagecache.watching import stands_for, watch
from readership.models import MostRead

watch(MostRead, "'most-read'")
stands_for("most-read", MostRead)
