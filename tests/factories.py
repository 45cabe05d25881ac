"""Makes rows for tests. Stories come through the workflow, as everywhere.

Numbers in names have five digits: what is sorted by its name stands in the order in which it was made.
"""

import datetime as dt

import factory
from django.contrib.auth import get_user_model

from articles import saving, sections, workflow
from articles.models import Article, Byline, Category
from authors.models import Author
from comments import workflow as comments_workflow
from comments.models import Comment


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    username = factory.Sequence(lambda n: f"editor{n:05}")


class AuthorFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Author

    name = factory.Sequence(lambda n: f"Author {n:05}")
    slug = factory.Sequence(lambda n: f"author-{n:05}")


class CategoryFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Section {n:05}")
    slug = factory.Sequence(lambda n: f"section-{n:05}")

    @classmethod
    def _create(cls, model_class, **kwargs):
        category = model_class(**kwargs)
        sections.save_category(category)
        return category


class ArticleFactory(factory.django.DjangoModelFactory):
    """A draft; `published=True` (or a time) makes it public, `by` and `tagged` say by whom, on what."""

    class Meta:
        model = Article

    headline = factory.Sequence(lambda n: f"Headline number {n:05}")
    body = "<p>The first paragraph.</p>"

    @classmethod
    def _create(cls, model_class, published=False, by=(), tagged=(), **kwargs):
        article = model_class(**kwargs)
        saving.save(article)
        for position, author in enumerate(by):
            Byline.objects.create(article=article, author=author, position=position)
        article.tags.add(*tagged)
        if published:
            workflow.publish(article, at=published if isinstance(published, dt.datetime) else None)
        return article


class CommentFactory(factory.django.DjangoModelFactory):
    """A comment in its thread, counted; what `article` holds in memory is not read anew."""

    class Meta:
        model = Comment

    article = factory.SubFactory(ArticleFactory, published=True)
    name = factory.Sequence(lambda n: f"Reader {n:05}")
    email = factory.Sequence(lambda n: f"reader{n:05}@example.org")
    body = "I have read this with interest."
    status = Comment.Status.APPROVED
    created_at = factory.LazyFunction(lambda: dt.datetime.now(dt.UTC))

    @classmethod
    def _create(cls, model_class, **kwargs):
        comment = model_class(**kwargs)
        comments_workflow.add(comment)
        return comment
