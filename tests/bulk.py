"""Makes many stories by few statements, all derived rows included."""

import datetime as dt
from uuid import uuid4

from django.contrib.contenttypes.models import ContentType
from django.utils import timezone
from taggit.models import Tag

from articles import saving, sitemap_parts
from articles.models import (
    FAQ,
    Article,
    AuthorListing,
    Byline,
    RelatedStory,
    SectionListing,
    TagListing,
)
from comments.models import Comment
from images.models import Image
from tests.factories import AuthorFactory, CategoryFactory

RENDITIONS = [
    {"crop": crop, "format": kind, "width": 640, "height": 427, "name": f"x/{crop}-640.{kind}"}
    for crop in ("full", "landscape", "square")
    for kind in ("avif", "webp", "jpeg")
]


def make_image(**fields) -> Image:
    """Return a picture's row; its files are not there, and no page looks for them."""
    values = {
        "file": "originals/x.jpg",
        "width": 1200,
        "height": 800,
        "title": "Harbour",
        "alt": "A harbour",
        "caption": "The harbour at dawn",
        "credit": "Newsroom",
        "renditions": RENDITIONS,
        "sha256": uuid4().hex * 2,
    }
    return Image.objects.create(**values | fields)


def make_stories(number: int) -> Article:
    """Make `number` public stories with all that a page can show; return the newest of them.

    Two sections, one below the other, five tags, three authors with portraits; each story has a
    picture above and one in its text, two authors, questions, comments, and stories beside it.
    """
    image, body_image = make_image(), make_image()
    authors = [AuthorFactory(photo=make_image(), bio="Writes.") for _ in range(3)]
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    tags = Tag.objects.bulk_create(Tag(name=f"Tag {n}", slug=f"tag-{n}") for n in range(5))
    body = f'<p>Text.</p><h2>Part</h2><figure data-image="{body_image.pk}"></figure><p>More.</p>'
    now = timezone.now()
    articles = []
    for n in range(number):
        article = Article(
            headline=f"Story {n}",
            slug=f"story-{n}",
            standfirst=f"What happened in case {n}",
            body=body,
            kind=Article.Kind.OPINION if n % 5 == 0 else Article.Kind.NEWS,
            category=asia if n % 2 else world,
            lead_image=image,
            status=Article.Status.PUBLISHED,
            published_at=now - dt.timedelta(minutes=n + 1),
            url_month=now.date().replace(day=1),
            comment_count=2,
        )
        saving.derive(article)
        articles.append(article)
    Article.objects.bulk_create(articles)
    sitemap_parts.note_parts(articles)
    _bulk_relations(articles, authors, tags, world, asia)
    return Article.objects.get(pk=articles[0].pk)


def _bulk_relations(articles, authors, tags, world, asia):
    through = Article.tags.through
    content_type = ContentType.objects.get_for_model(Article)
    SectionListing.objects.bulk_create(
        SectionListing(article=article, category=category, published_at=article.published_at)
        for article in articles
        for category in ({world, article.category} if article.category == asia else {world})
    )
    TagListing.objects.bulk_create(
        TagListing(article=article, tag=tag, published_at=article.published_at)
        for article in articles
        for tag in tags
    )
    AuthorListing.objects.bulk_create(
        AuthorListing(article=article, author=author, published_at=article.published_at)
        for article in articles
        for author in authors[:2]
    )
    Byline.objects.bulk_create(
        Byline(article=article, author=author, position=place)
        for article in articles
        for place, author in enumerate(authors[:2])
    )
    through.objects.bulk_create(
        through(object_id=article.pk, content_type=content_type, tag=tag)
        for article in articles
        for tag in tags
    )
    FAQ.objects.bulk_create(
        FAQ(article=article, question="Why?", answer="Because.", position=n)
        for article in articles[:50]
        for n in range(2)
    )
    RelatedStory.objects.bulk_create(
        RelatedStory(article=article, story=articles[(n + step) % len(articles)], position=step)
        for n, article in enumerate(articles[:50])
        for step in range(1, 8)
    )
    for article in articles[:50]:
        comment = Comment.objects.create(
            article=article, name="Reader", body="Well.", status="approved", created_at=timezone.now()
        )
        comment.thread, comment.reply_count = comment, 1
        comment.save()
        Comment.objects.create(
            article=article,
            name="Other",
            body="Indeed.",
            status="approved",
            created_at=timezone.now(),
            parent=comment,
            thread=comment,
        )
