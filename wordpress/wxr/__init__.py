"""Reading WXR, the XML that WordPress exports."""

from wordpress.wxr.reader import RefusedError, read
from wordpress.wxr.records import Author, Comment, Item, Problem, Site, Term

__all__ = ["Author", "Comment", "Item", "Problem", "RefusedError", "Site", "Term", "read"]
