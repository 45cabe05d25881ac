"""The admin of the paper itself: its settings and its standing pages."""

from masthead.admin import pages, site  # noqa: F401 each registers its admin
