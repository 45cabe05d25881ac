"""How comments are read for the newsroom: with what its pages show, and nothing one may not see."""

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article
from articles.permissions import nameable_by
from comments.models import Comment


def readable_by(user: AbstractBaseUser, rows: QuerySet[Comment]) -> QuerySet[Comment]:
    """Return comments with story, account and parent; `story_is_named` says whether the headline may be.

    The text of the story is not read.
    """
    named = nameable_by(user, Article.objects.order_by()).filter(pk=OuterRef("article"))
    rows = rows.select_related("article", "user", "parent").annotate(story_is_named=Exists(named))
    return rows.defer("article__body", "article__search_text")
