"""What the newsroom publishes: stories, where they stand, and who wrote them."""

from articles.models.article import FAQ, Article, Byline, RelatedStory
from articles.models.category import Category, SectionListing

__all__ = ["FAQ", "Article", "Byline", "Category", "RelatedStory", "SectionListing"]
