"""Tables of Django whose rows pages read, and that never change what they show."""

from django.contrib.contenttypes.models import ContentType
from django.contrib.sites.models import Site

from pagecache.watching import stands_for

stands_for(None, ContentType, Site)
