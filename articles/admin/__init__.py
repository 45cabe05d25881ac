"""The admin of stories, categories and tags."""

from articles.admin import article, category, checklist, tag  # noqa: F401 each registers its admin
