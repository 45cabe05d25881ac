"""A paper that has something on every kind of page, and the addresses of its pages."""

import datetime as dt
import re
from dataclasses import dataclass

from django.urls import resolve
from django.utils import timezone
from taggit.models import Tag

from articles import corrections, workflow
from articles.cursors import cursor_after
from articles.models import FAQ, Article, Category, Correction, PinnedStory
from articles.sitemap_parts import PART
from authors.models import Author
from comments import workflow as comments_workflow
from comments.models import Comment
from images.models import Image
from masthead.models import SiteSettings, StandingPage
from masthead.pages import save_page
from newsroom.models import FrontPage, FrontPin
from readership.models import MostRead
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory, UserFactory

MINUTE = dt.timedelta(minutes=1)
SOON = 10 * MINUTE  # from now on, when what is to come comes

# Signed with the second at which a page was made: the same in the cache and outside but for that.
_STAMP = re.compile(rb'id="respond-stamp" value="[^"]*"')


@dataclass
class Paper:
    """What the changes of tests.pagecache.changes change."""

    world: Category
    asia: Category
    society: Category
    author: Author
    picture: Image
    portrait: Image
    stories: list[Article]
    main: Article
    beside: Article
    draft: Article
    scheduled: Article
    expiring: Article
    comment: Comment
    waiting: Comment
    about: StandingPage
    correction: Correction
    editor: object

    @property
    def now(self) -> dt.datetime:
        return timezone.now()

    @property
    def pages(self) -> list[str]:
        """Addresses of every kind of page that is kept, those of the stories as they are now."""
        story, before = self.main, cursor_after(self.stories[4].published_at, self.stories[4].pk)
        address = Article.objects.get(pk=story.pk).get_absolute_url()
        month = f"/{story.url_month:%Y/%m}/"
        tag = Tag.objects.get(name__iexact="harbour").slug
        author = Author.objects.get(pk=self.author.pk).slug
        world, asia, society = (
            Category.objects.get(pk=one.pk).path for one in (self.world, self.asia, self.society)
        )
        part = f"/sitemap/{story.url_month:%Y-%m}-{story.pk - story.pk % PART}.xml"
        fixed = [
            *("/", "/latest/", f"/latest/?before={before}", "/most-read/", month, "/corrections/"),
            *("/corrections/feed/", "/sitemap.xml", "/sitemap/pages.xml", "/sitemap/authors.xml"),
            *("/sitemap/news.xml", part, "/feed/rss/", "/feed/atom/", "/feed/json/", "/robots.txt"),
            *("/comments/feed/", StandingPage.objects.get(pk=self.about.pk).url),
        ]
        lists = [
            *(f"/section/{path}/" for path in (world, asia, society)),
            *(f"/feed/json/section/{asia}/", f"/tag/{tag}/", f"/feed/rss/tag/{tag}/"),
            *(f"/author/{author}/", f"/feed/atom/author/{author}/"),
        ]
        stories = [
            *(address, f"{address}?order=newest", f"{address}comments/feed/"),
            *(one.get_absolute_url() for one in (self.beside, self.stories[0], self.stories[-1])),
        ]
        return fixed + lists + stories


def make_paper() -> Paper:
    """Make a paper; all that it has is committed."""
    SiteSettings.objects.create(pk=1, name="The Meridian", comments_close_after_days=30)
    FrontPage.objects.get_or_create(pk=1)
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    society = CategoryFactory(name="Society", slug="society")
    picture, portrait, inside = make_image(), make_image(), make_image()
    author = AuthorFactory(name="Known Writer", slug="known", photo=portrait, bio="Writes.")
    now = timezone.now()
    body = f'<p>Text.</p><figure data-image="{inside.pk}"></figure>'
    stories = [
        ArticleFactory(
            headline=f"Harbour opened {number}",
            slug=f"harbour-{number}",
            standfirst=f"Ships came in number {number}",
            body=body,
            category=asia if number % 2 else society,
            lead_image=picture,
            by=[author],
            tagged=["Harbour"],
            published=now - (number + 1) * MINUTE,
        )
        for number in range(9)
    ]
    main, beside = stories[3], stories[8]
    FAQ.objects.create(article=main, question="Why now?", answer="Because.", position=0)
    PinnedStory.objects.create(article=beside, story=main)
    draft = ArticleFactory(headline="Bridge planned", category=asia, by=[author], tagged=["Harbour"])
    scheduled = ArticleFactory(headline="Tide turns", category=asia, by=[author], tagged=["Harbour"])
    workflow.publish(scheduled, at=now + SOON)
    expiring = ArticleFactory(
        headline="Ferry offer", category=society, expires_at=now + SOON, published=now - 30 * MINUTE
    )
    editor = UserFactory(is_superuser=True, is_staff=True)
    corrections.publish_correction(main, editor, kind="correction", text="It was Tuesday.")
    comment = CommentFactory(article=main, body="Well said.")
    waiting = CommentFactory(article=main, body="Let me in.", status=Comment.Status.PENDING)
    comments_workflow.reply_as_newsroom(comment, editor, "Thank you.")
    about = StandingPage(url="/about/", title="About us", content="<p>We print.</p>")
    save_page(about)
    FrontPin.objects.create(slot="lead", article=stories[5], starts_at=now - MINUTE, ends_at=now + SOON)
    for period in MostRead.Period:
        for position, story in enumerate(stories[:3]):
            MostRead.objects.create(period=period, position=position, article=story)
    return Paper(
        *(world, asia, society, author, picture, portrait, stories, main, beside, draft, scheduled),
        *(expiring, comment, waiting, about, main.corrections.get(), editor),
    )


def plain(body: bytes) -> bytes:
    """Return a page without what tells when it was made, and nothing else."""
    return _STAMP.sub(b"", body)


def route_of(path: str) -> str:
    """Return the route of a page, as tests.surfaces names it."""
    return resolve(path.partition("?")[0]).route
