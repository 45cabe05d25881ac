import datetime as dt
import json
import re

import PIL.Image
import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.utils import timezone

from articles import workflow
from articles.models import FAQ
from images.models import Image
from masthead.models import SiteSettings
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

MONDAY = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)


def page_of(client, article):
    answer = client.get(article.get_absolute_url())
    assert answer.status_code == 200
    return answer.content.decode()


def structured_data(html):
    text = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    return {part["@type"]: part for part in json.loads(text)}


@time_machine.travel(MONDAY, tick=False)
def test_page_shows_every_element_of_a_story(client):
    world = CategoryFactory(name="Global Affairs", slug="global-affairs")
    conflicts = CategoryFactory(name="Conflicts", slug="conflicts", parent=world)
    author = AuthorFactory(name="Ada Writer", slug="ada", bio="Ada covers ports.", job_title="Reporter")
    article = ArticleFactory(
        headline="A bridge too old",
        standfirst="It stood for a century.",
        body="<p>One morning.</p><h2>What now</h2><p>Nobody knows.</p>",
        category=conflicts,
        by=[author],
        tagged=["Bridges"],
        published=True,
    )
    FAQ.objects.create(article=article, question="Who pays?", answer="The city does.")

    html = page_of(client, article)

    for expected in [
        "Monday, July 15, 2024",
        'href="/section/global-affairs/"',
        'href="/section/global-affairs/conflicts/"',
        "A bridge too old",
        "It stood for a century.",
        'href="/author/ada/"',
        "What now",
        "Frequently Asked Questions",
        "Who pays?",
        "The city does.",
        "Ada covers ports.",
        'href="/tag/bridges/"',
        "LEAVE A REPLY",
    ]:
        assert expected in html, expected


@time_machine.travel(dt.datetime(2024, 7, 15, 20, tzinfo=dt.UTC), tick=False)
def test_dates_are_those_of_the_papers_time_zone(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})

    assert "Tuesday, July 16, 2024" in page_of(client, ArticleFactory(published=True))


def test_structured_data_names_story_breadcrumb_and_questions(client):
    author = AuthorFactory(name="Ada Writer")
    section = CategoryFactory(name="World", slug="world")
    article = ArticleFactory(headline="</script><b>&", category=section, by=[author], published=True)
    FAQ.objects.create(article=article, question="Who?", answer="You.")

    data = structured_data(page_of(client, article))

    assert data["NewsArticle"]["headline"] == "</script><b>&"
    assert data["NewsArticle"]["author"][0]["name"] == "Ada Writer"
    names = [step["name"] for step in data["BreadcrumbList"]["itemListElement"]]
    assert names == ["Home", "World", "</script><b>&"]
    assert data["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "You."


@pytest.fixture
def picture(settings):
    """A function that makes a picture of 4000 by 3000 pixels with the given JPEGs, without files."""
    settings.SITE_URL = "https://paper.example"

    def make(*jpegs):
        entries = [
            {
                "crop": crop,
                "width": width,
                "height": height,
                "format": kind,
                "name": f"p/{crop}{width}.{kind}",
            }
            for crop, width, height in jpegs
            for kind in ("avif", "jpeg")
        ]
        return Image.objects.create(
            file="p/original.jpg", width=4000, height=3000, alt="A harbour", renditions=entries
        )

    return make


FULL = [("full", 640, 480), ("full", 1280, 960), ("full", 1920, 1440)]
LANDSCAPE = [("landscape", 640, 427), ("landscape", 1280, 853), ("landscape", 1920, 1280)]


@pytest.mark.parametrize(
    ("jpegs", "name", "width", "height"),
    [
        (FULL + LANDSCAPE, "landscape1280.jpeg", 1280, 853),
        (FULL + LANDSCAPE[:1], "landscape640.jpeg", 640, 427),
        (FULL, "full1280.jpeg", 1280, 960),
        ([], "original.jpg", 4000, 3000),
    ],
)
def test_link_previews_show_a_picture_of_their_size(client, picture, jpegs, name, width, height):
    article = ArticleFactory(lead_image=picture(*jpegs), published=True)

    html = page_of(client, article)

    metas = dict(re.findall(r'<meta property="(og:image[^"]*)" content="([^"]*)">', html))
    url = f"https://paper.example/media/p/{name}"
    assert metas == {
        "og:image": url,
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": "A harbour",
    }
    expected = {"@type": "ImageObject", "url": url, "width": width, "height": height}
    assert structured_data(html)["NewsArticle"]["image"] == expected


@pytest.mark.parametrize("has_logo", [True, False])
def test_story_without_a_picture_is_shared_with_the_default_one(client, picture, has_logo):
    logo = make_image(file="p/logo.jpg", renditions=[]) if has_logo else None
    site = SiteSettings(pk=1, default_picture=picture(*FULL), logo=logo)
    site.save()
    story = ArticleFactory(published=True)
    html = page_of(client, story)
    url = "https://paper.example/media/p/full1280.jpeg"
    assert f'"og:image" content="{url}"' in html
    assert f'"twitter:image" content="{url}"' in html
    assert structured_data(html)["NewsArticle"]["image"]["url"] == url

    site.default_picture = None
    site.save()
    assert ("/media/p/logo.jpg" in page_of(client, story)) == has_logo


def test_story_of_a_paper_without_any_picture_is_shared_with_a_drawing(client, settings):
    settings.SITE_URL = "https://paper.example"
    SiteSettings.objects.create(pk=1, name="The “Meridian”")
    html = page_of(client, ArticleFactory(published=True))
    metas = dict(
        re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">', html)
    )
    assert metas["twitter:image"] == metas["og:image"]
    assert metas["twitter:card"] == "summary_large_image"
    assert metas["og:image:alt"] == "The “Meridian”"
    assert metas["og:image"] == f"https://paper.example{static('sharing.png')}"
    with PIL.Image.open(finders.find("sharing.png")) as drawing:
        assert drawing.size == (int(metas["og:image:width"]), int(metas["og:image:height"]))
        assert drawing.size == (1200, 630)
    assert "image" not in structured_data(html)["NewsArticle"]


def test_story_is_visible_from_its_second_on(client):
    with time_machine.travel(MONDAY, tick=False) as clock:
        article = ArticleFactory(published=MONDAY + dt.timedelta(hours=1))
        assert client.get(article.get_absolute_url()).status_code == 404
        clock.move_to(MONDAY + dt.timedelta(hours=1))
        assert client.get(article.get_absolute_url()).status_code == 200


def test_draft_has_no_page(client):
    article = ArticleFactory(slug="secret")
    today = timezone.localdate()

    assert client.get(article.get_absolute_url()).status_code == 404
    assert client.get(f"/{today:%Y/%m}/secret/").status_code == 404


def test_withdrawn_story_is_gone(client):
    article = ArticleFactory(headline="Wrong from the start", published=True)
    workflow.withdraw(article)

    answer = client.get(article.get_absolute_url())

    assert answer.status_code == 410
    assert "Wrong from the start" not in answer.content.decode()


@pytest.mark.parametrize("url", ["/0000/01/x/", "/9999/12/x/", "/2024/13/x/", "/2024/00/x/"])
def test_impossible_month_is_not_found(client, url):
    assert client.get(url).status_code == 404


def test_slug_in_any_script_has_a_page(client):
    article = ArticleFactory(headline="پاکستان کی خبریں", published=True)

    assert "پاکستان کی خبریں" in page_of(client, article)


def test_reader_gets_no_cookie(client):
    answer = client.get(ArticleFactory(published=True).get_absolute_url())

    assert not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_queries_of_a_full_page_do_not_grow(client, many_stories, django_assert_num_queries):
    client.get("/latest/")  # fills Django's own caches of sites and content types

    with django_assert_num_queries(8):
        page_of(client, many_stories)
