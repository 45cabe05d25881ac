"""The paper itself: its settings, the links on every page, and its standing pages."""

from masthead.models.links import NavigationLink, SocialLink
from masthead.models.site_settings import SiteSettings
from masthead.models.standing_page import StandingPage
from masthead.models.validators import validate_link, validate_time_zone

__all__ = [
    "NavigationLink",
    "SiteSettings",
    "SocialLink",
    "StandingPage",
    "validate_link",
    "validate_time_zone",
]
