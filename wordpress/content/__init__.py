"""From the text of a WordPress post to the rich text of richtext.sanitizer."""

from wordpress.content.conversion import Converted, convert
from wordpress.content.library import Library

__all__ = ["Converted", "Library", "convert"]
