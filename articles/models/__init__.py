"""What the newsroom publishes: stories, where they stand, who wrote them, and what became of them."""

from articles.models.article import Article
from articles.models.autosave import Autosave, Presence
from articles.models.byline import Byline
from articles.models.category import Category
from articles.models.checklist import Checklist
from articles.models.correction import Correction
from articles.models.due import DueMoment, JobRun, NoMail
from articles.models.faq import FAQ
from articles.models.likeness import StoryPlace, StorySketch, WordSpace
from articles.models.listing import AuthorListing, SectionListing, TagListing
from articles.models.ping import Ping
from articles.models.preview_link import PreviewLink
from articles.models.related import BannedStory, PinnedStory, RelatedStory
from articles.models.revision import HistoryEntry, Note, Revision
from articles.models.sitemap import SitemapPart
from articles.models.takedown import Takedown

__all__ = [
    "FAQ",
    "Article",
    "AuthorListing",
    "Autosave",
    "BannedStory",
    "Byline",
    "Category",
    "Checklist",
    "Correction",
    "DueMoment",
    "HistoryEntry",
    "JobRun",
    "NoMail",
    "Note",
    "Ping",
    "PinnedStory",
    "Presence",
    "PreviewLink",
    "RelatedStory",
    "Revision",
    "SectionListing",
    "SitemapPart",
    "StoryPlace",
    "StorySketch",
    "TagListing",
    "Takedown",
    "WordSpace",
]
