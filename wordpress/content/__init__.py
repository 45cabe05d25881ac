"""From the text of a WordPress post to the rich text of richtext.sanitizer."""

from wordpress.content.conversion import Converted, convert
from wordpress.content.old_site import OldSite

__all__ = ["Converted", "OldSite", "convert"]
