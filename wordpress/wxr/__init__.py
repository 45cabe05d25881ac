"""Reading WXR, the XML that WordPress exports."""

from wordpress.wxr.reader import Refused, read
from wordpress.wxr.records import Author, Comment, Item, Problem, Site, Term

__all__ = ["Author", "Comment", "Item", "Problem", "Refused", "Site", "Term", "read"]
