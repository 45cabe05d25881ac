"""A whole edition for the browser: one page of every kind, filled with what is hard to lay out."""

import datetime as dt

from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.urls import reverse
from django.utils import timezone
from PIL import Image as Pillow

from articles import corrections, workflow
from articles.models import FAQ, Article
from comments.models import MailAddress
from comments.reader_mail import confirm_token, stop_token
from comments.subscriptions import follow
from images.models import Image
from images.workflow import store_image
from masthead.models import NavigationLink, SiteSettings, SocialLink
from readership.models import MostRead
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory
from tests.images.pictures import upload

WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
SENTENCE = "Forty years after the treaty the pumps have stopped, and the fields turn white with salt. "
LONGEST_HEADLINE = f"{SENTENCE * 2}{WORD}"[:250]


def publish_edition() -> dict[str, str]:
    """Publish an edition; return `{kind of page: its address}`."""
    _furnish()
    wide, tall = _picture(900, 600), _picture(400, 700)
    top = CategoryFactory(name="World", slug="world", description=SENTENCE)
    middle = CategoryFactory(name="Global Affairs", slug="global-affairs", parent=top)
    category = CategoryFactory(name="Conflicts & Disasters", slug="conflicts", parent=middle)
    CategoryFactory(name=WORD, slug="empty", parent=top)
    names = ["Politics", "Business", "Opinion", "Culture", "Sport"]
    sections = [top, *(CategoryFactory(name=name, slug=name.lower()) for name in names), None]
    authors = [
        AuthorFactory(name="Saeed Minhas", job_title="Foreign editor", bio=SENTENCE * 3, photo=tall),
        AuthorFactory(name=WORD, email=f"{'e' * 60}@example.org", website="https://example.org/"),
    ]
    plain = {"category": category, "standfirst": SENTENCE, "by": authors[:1], "tagged": ["Rivers"]}
    now = timezone.now()
    for number in range(42):
        kind = Article.Kind.OPINION if number % 6 == 5 else Article.Kind.NEWS
        picture = wide if number % 3 else None
        at = now - dt.timedelta(hours=7 * number + 2)
        section = sections[number % len(sections)]
        fields = plain | {"kind": kind, "lead_image": picture, "category": section}
        ArticleFactory(headline=f"{number} ferries leave the harbour", published=at, **fields)
    story = _full_story(category, authors, wide, tall)
    for position, read in enumerate([story, *Article.objects.order_by("pk")[:9]]):
        for period in MostRead.Period:
            MostRead.objects.create(period=period, position=position, article=read)
    bare = ArticleFactory(headline=LONGEST_HEADLINE, body=f"<p>{WORD * 4}</p>", published=True)
    withdrawn = ArticleFactory(headline="Withdrawn", published=True)
    workflow.withdraw(withdrawn)
    followed = story.comments.latest("pk")
    follow(followed)
    address = MailAddress.objects.get()
    return {
        "front": "/",
        "story": story.get_absolute_url(),
        "bare story": bare.get_absolute_url(),
        "section": top.get_absolute_url(),
        "section below": category.get_absolute_url(),
        "empty section": f"{top.get_absolute_url()}empty/",
        "tag": "/tag/rivers/",
        "author": authors[0].get_absolute_url(),
        "author without a photo": authors[1].get_absolute_url(),
        "month": f"/{story.url_month:%Y/%m}/",
        "latest": "/latest/",
        "most read": "/most-read/",
        "search form": "/search/",
        "search": "/search/?q=ferries",
        "search narrowed down": "/search/?q=ferries+volcano&section=world&page=1",
        "search misspelt": "/search/?q=ferreis",
        "search in vain": f"/search/?q={WORD}",
        "corrections": "/corrections/",
        "standing page": "/about/",
        "api": "/api/v1/",
        "mail to confirm": reverse("comments:confirm", args=[confirm_token(address)]),
        "mail to stop": reverse("comments:stop", args=[stop_token(address, followed)]),
        "not found": f"/{WORD}/",
        "withdrawn": withdrawn.get_absolute_url(),
    }


def _furnish() -> None:
    site = SiteSettings(name="The Meridian", tagline="From where things happen", description=SENTENCE)
    site.pk = 1
    site.save()
    for position, label in enumerate(["World", "Politics", "Business", "Culture", "Science", "Sport"]):
        NavigationLink.objects.create(
            site=site, label=label, url=f"/section/{label.lower()}/", position=position
        )
    SocialLink.objects.create(site=site, label="Mastodon", url="https://example.org/@meridian")
    about = FlatPage.objects.create(
        url="/about/", title="About", content=f"<p>{SENTENCE}</p><h2>Us</h2>"
    )
    about.sites.add(Site.objects.get_current())
    for label, url in [("About", "/about/"), (WORD[:40], "https://example.org/")]:
        NavigationLink.objects.create(site=site, place=NavigationLink.Place.FOOTER, label=label, url=url)


def _picture(width: int, height: int) -> Image:
    drawn = Pillow.linear_gradient("L").resize((width, height)).convert("RGB")
    file = upload(drawn, name=f"{width}.jpg")
    return store_image(file, alt="A gradient", caption=SENTENCE, credit="Amina Rao / Newsroom")


def _full_story(category, authors, wide: Image, tall: Image) -> Article:
    """Return a story with everything that a page can show."""
    cells = "".join(f"<th><p>Column {number}</p></th>" for number in range(14))
    video = "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
    body = f"""<p>{SENTENCE * 4}</p><h2>{WORD}</h2><p>{SENTENCE} <a href="https://example.org/">{WORD}</a></p>
        <blockquote><p>{SENTENCE}</p></blockquote><ul><li><p>{SENTENCE}</p></li></ul><hr>
        <figure data-image="{tall.pk}"><figcaption>{SENTENCE}</figcaption></figure>
        <div data-gallery=""><figure data-image="{wide.pk}"></figure>
        <figure data-image="{tall.pk}"></figure></div>
        <div data-embed="{video}"><a href="{video}">The film of the dam</a></div>
        <h3>Figures</h3><table><tbody><tr>{cells}</tr></tbody></table>
        <pre><code>flow = gauge_height ** 1.62 * 3.14  # {SENTENCE}</code></pre>"""
    article = ArticleFactory(
        headline="The river that two countries refuse to share",
        standfirst=SENTENCE * 2,
        body=body,
        category=category,
        lead_image=wide,
        by=authors,
        tagged=["Rivers", "Treaties", WORD],
    )
    FAQ.objects.create(article=article, question="Who owns a river?", answer=f"Nobody.\n\n{SENTENCE}")
    workflow.publish(article)
    for kind in corrections.Kind:
        corrections.publish_correction(article, None, kind=kind, text=f"{SENTENCE}\n\n{WORD}")
    parent = None
    for depth in range(6):
        words = WORD * 2 if depth == 3 else SENTENCE
        parent = CommentFactory(article=article, parent=parent, name=f"Reader {depth}", body=words)
    return article
