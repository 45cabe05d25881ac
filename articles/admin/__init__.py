"""The admin of stories, categories and tags."""

from articles.admin import article, category, tag  # noqa: F401 each registers its admin
