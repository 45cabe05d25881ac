"""The sitemaps: valid, bounded, in parts that stay as they are, and cut to the second."""

import datetime as dt
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import time_machine
from django.contrib.flatpages.models import FlatPage
from django.core.management import call_command
from django.db import connection

from articles import sitemap_parts, workflow, writing
from articles.corrections import publish_correction
from articles.models import Article, SitemapPart
from articles.models.sitemap import PART
from images.withholding import release, withhold
from images.workflow import rebuild_renditions, save_words, store_image
from masthead.models import SiteSettings
from tests.bulk import make_image, make_stories
from tests.conftest import NOT_RUN, REPOSITORY
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR, SECOND = dt.timedelta(hours=1), dt.timedelta(seconds=1)
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
IMAGE = "{http://www.google.com/schemas/sitemap-image/1.1}"
NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
HOSTILE = "\x0b ]]> <b>&amp;</b> 🦔 \u202eעברית"
# The schema of https://www.sitemaps.org/schemas/sitemap/0.9/sitemap.xsd, as the package brings it.
SCHEMA = REPOSITORY / "node_modules" / "sitemap" / "schema" / "sitemap.xsd"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://paper.example"


@pytest.fixture(scope="module")
def schema():
    """The official schema of sitemaps."""
    if not SCHEMA.exists():
        pytest.skip(f"{NOT_RUN}the schema of sitemaps not found (npm ci)")
    xmlschema = pytest.importorskip("xmlschema")
    return xmlschema.XMLSchema(str(SCHEMA))


def root_of(client, url):
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/xml"), url
    return ElementTree.fromstring(answer.content)


def locations(client, url) -> list[str]:
    root = root_of(client, url)
    found = root.findall(f"{SITEMAP}url/{SITEMAP}loc") + root.findall(f"{SITEMAP}sitemap/{SITEMAP}loc")
    return [urlsplit(one.text).path for one in found]


def parts(client) -> list[str]:
    return [url for url in locations(client, "/sitemap.xml") if url.startswith("/sitemap/2")]


def furnish():
    """Make a paper with something on every sitemap."""
    name = HOSTILE.replace("\x0b", "")
    SiteSettings.objects.create(pk=1, name=f"The {name}", language="en")
    page = FlatPage.objects.create(url="/über-uns/", title="About")
    page.sites.add(1)
    for number in range(3):
        ArticleFactory(
            headline=f"{number} {HOSTILE}",
            slug="ärger" if number else "plain",
            category=CategoryFactory(slug=f"s{number}"),
            by=[AuthorFactory()],
            lead_image=make_image(file="p/a&b.jpg", renditions=[]),
            published=NOW - 20 * HOUR * (number + 1),
        )


def test_sitemaps_are_valid_by_their_schema(client, schema):
    furnish()
    for url in ["/sitemap/pages.xml", "/sitemap/authors.xml", "/sitemap/news.xml", *parts(client)]:
        root = root_of(client, url)
        for entry in root:
            for extension in [one for one in entry if not one.tag.startswith(SITEMAP)]:
                entry.remove(extension)  # their schemas are checked below
        assert list(schema.iter_errors(root)) == [], url


def test_index_is_as_its_schema_asks(client):
    """https://www.sitemaps.org/schemas/sitemap/0.9/siteindex.xsd: loc and lastmod, in this order."""
    furnish()
    root = root_of(client, "/sitemap.xml")
    assert root.tag == f"{SITEMAP}sitemapindex"
    assert len(root) == 3
    for entry in root:
        assert entry.tag == f"{SITEMAP}sitemap"
        names = [child.tag.removeprefix(SITEMAP) for child in entry]
        assert names in (["loc"], ["loc", "lastmod"])
        assert entry[0].text.startswith("https://paper.example/sitemap/")
        assert len(entry[0].text) < 2048
        if names[1:]:
            assert dt.datetime.fromisoformat(entry[1].text).tzinfo


def test_pictures_and_news_are_as_their_schemas_ask(client):
    """sitemap-image.xsd 1.1: image:image holds image:loc. sitemap-news.xsd 0.9: see the order below."""
    furnish()
    (part,) = parts(client)
    pictures = root_of(client, part).findall(f"{SITEMAP}url/{IMAGE}image")
    assert [[child.tag for child in picture] for picture in pictures] == [[f"{IMAGE}loc"]] * 3
    assert pictures[0][0].text == "https://paper.example/media/p/a%26b.jpg"
    root = root_of(client, "/sitemap/news.xml")
    assert len(root) == 2
    for entry in root:
        loc, news = entry
        assert (loc.tag, news.tag) == (f"{SITEMAP}loc", f"{NEWS}news")
        publication, date, title = news
        assert [one.tag for one in news] == [
            f"{NEWS}{name}" for name in ("publication", "publication_date", "title")
        ]
        assert [one.tag for one in publication] == [f"{NEWS}name", f"{NEWS}language"]
        assert publication[1].text == "en"
        assert dt.datetime.fromisoformat(date.text).tzinfo
        assert "\x0b" not in title.text
        assert "]]> <b>" in title.text


def test_news_is_cut_at_exactly_48_hours(client, clock):
    ArticleFactory(slug="a", published=NOW - 47 * HOUR)
    ArticleFactory(slug="b", published=NOW - 46 * HOUR)
    assert len(locations(client, "/sitemap/news.xml")) == 2
    clock.shift(HOUR)
    assert len(locations(client, "/sitemap/news.xml")) == 2
    clock.shift(SECOND)
    assert locations(client, "/sitemap/news.xml") == ["/2026/03/b/"]
    clock.shift(HOUR)
    assert locations(client, "/sitemap/news.xml") == ["/"]


def test_news_of_a_quiet_paper_is_valid_and_has_none(client, schema):
    ArticleFactory(published=NOW - 49 * HOUR)
    root = root_of(client, "/sitemap/news.xml")
    assert list(schema.iter_errors(root)) == []
    assert root.findall(f".//{NEWS}news") == []
    assert [one.text for one in root.iter(f"{SITEMAP}loc")] == ["https://paper.example/"]


def first(story: Article) -> int:
    """The number that a story's part begins with: rows are numbered on from one test to the next."""
    return story.pk - story.pk % PART


def test_scheduled_story_is_news_at_its_second(client, clock):
    story = ArticleFactory(slug="a")
    workflow.schedule(story, NOW + HOUR)
    assert locations(client, "/sitemap/news.xml") == ["/"]
    assert parts(client) == []
    clock.shift(HOUR)
    assert locations(client, "/sitemap/news.xml") == ["/2026/03/a/"]
    assert parts(client) == [f"/sitemap/2026-03-{first(story)}.xml"]


def test_part_never_changes_its_order(client):
    stories = [ArticleFactory(slug=f"s{n}", published=NOW - HOUR * (9 - n)) for n in range(4)]
    (part,) = parts(client)
    before = locations(client, part)
    writing.change(stories[1], lambda text: text | {"headline": "Changed"})
    workflow.withdraw(stories[2])
    ArticleFactory(slug="older", published=NOW - 99 * HOUR)
    after = locations(client, part)
    assert before == [f"/2026/03/s{n}/" for n in range(4)]
    assert after == ["/2026/03/s0/", "/2026/03/s1/", "/2026/03/s3/", "/2026/03/older/"]


def test_parts_are_of_a_month_and_bounded(client):
    story = ArticleFactory(slug="a", published=NOW)
    older = ArticleFactory(slug="b", published=NOW - 40 * 24 * HOUR)
    far = Article.objects.get(pk=story.pk)
    far.pk, far.slug = 3_000 * PART + 7, "c"
    far.save(force_insert=True)
    sitemap_parts.note_part(far)
    assert parts(client) == [
        f"/sitemap/2026-03-{3_000 * PART}.xml",
        f"/sitemap/2026-03-{first(story)}.xml",
        f"/sitemap/2026-01-{first(older)}.xml",
    ]
    assert locations(client, f"/sitemap/2026-03-{3_000 * PART}.xml") == ["/2026/03/c/"]
    assert locations(client, f"/sitemap/2026-03-{first(story)}.xml") == ["/2026/03/a/"]


@pytest.mark.parametrize(
    "url", ["2026-03-7", "2026-04-0", "0000-01-0", "9999-12-0", "2026-03-99999999999999999999990000"]
)
def test_part_that_is_none_is_missing(client, url):
    ArticleFactory(published=NOW)
    assert client.get(f"/sitemap/{url}.xml").status_code == 404


def test_part_of_which_all_is_withdrawn_is_gone(client):
    story = ArticleFactory(published=NOW)
    (part,) = parts(client)
    workflow.withdraw(story)
    assert parts(client) == []
    assert client.get(part).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_index_says_when_a_story_of_a_part_was_deleted(client, clock):
    ArticleFactory(slug="a", published=NOW)
    other = ArticleFactory(slug="b", published=NOW)
    before = client.get("/sitemap.xml").content
    clock.shift(SECOND)
    other.delete()
    assert client.get("/sitemap.xml").content != before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["correction", "update"])
def test_index_says_when_readers_were_told_of_a_change(client, clock, what):
    story = ArticleFactory(slug="a", published=NOW)
    (part,) = parts(client)
    clock.shift(HOUR)
    if what == "correction":
        publish_correction(story, None, kind="correction", text="It was Monday.")
    else:
        workflow.publish_changes(story, tell_readers=True)
    for url in (part, "/sitemap.xml"):
        assert "<lastmod>2026-03-10T13:00:00+00:00</lastmod>" in client.get(url).text


def test_part_is_304_until_it_changes(client, clock):
    story = ArticleFactory(slug="a", published=NOW)
    other = ArticleFactory(slug="b", published=NOW)
    (part,) = parts(client)

    def asked_again(etag):
        answer = client.get(part, headers={"If-None-Match": etag})
        assert answer.status_code in (200, 304)
        return answer

    first = client.get(part)
    assert asked_again(first["ETag"]).status_code == 304
    clock.shift(SECOND)
    writing.change(story, lambda text: text | {"headline": "Changed"})
    second = asked_again(first["ETag"])
    assert second.status_code == 200
    workflow.schedule(ArticleFactory(slug="c"), NOW + HOUR)
    third = asked_again(second["ETag"])
    clock.shift(HOUR)  # nothing is saved: time alone
    fourth = asked_again(third["ETag"])
    assert fourth.status_code == 200
    other.delete()
    assert asked_again(fourth["ETag"]).status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["focal point", "withheld", "released", "replacement"])
def test_part_is_another_once_its_pictures_are(client, clock, what):
    """Of two pictures, so that the newest withdrawal stays where it was when the other comes back."""
    first, second, third = (store_image(upload(quarters(60, height))) for height in (40, 41, 42))
    for image in (first, second):
        ArticleFactory(lead_image=image, published=NOW)
        if what in ("released", "replacement"):
            withhold(image)
            clock.shift(SECOND)
    (part,) = parts(client)
    before = client.get(part)
    clock.shift(SECOND)
    match what:
        case "focal point":
            first.focal_x = 0
            save_words(first, ["focal_x"])
            rebuild_renditions(first)
        case "withheld":
            withhold(first)
        case "released":
            release(first)
        case "replacement":
            first.replacement = third
            save_words(first, ["replacement"])
    after = client.get(part, headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


def test_index_and_lists_are_304(client):
    furnish()
    for url in ["/sitemap.xml", "/sitemap/pages.xml", "/sitemap/authors.xml", "/sitemap/news.xml"]:
        etag = client.get(url)["ETag"]
        assert client.get(url, headers={"If-None-Match": etag}).status_code == 304


def test_pages_that_readers_know_of(client):
    furnish()
    CategoryFactory(slug="unknown")
    AuthorFactory(slug="unknown")
    assert locations(client, "/sitemap/pages.xml") == [
        *("/", "/latest/", "/corrections/", "/section/s0/", "/section/s1/", "/section/s2/"),
        "/%C3%BCber-uns/",
    ]
    assert not any("unknown" in url for url in locations(client, "/sitemap/authors.xml"))


def test_empty_paper_has_a_sitemap(client):
    assert locations(client, "/sitemap.xml") == ["/sitemap/pages.xml"]
    assert client.get("/sitemap/authors.xml").status_code == 404
    assert locations(client, "/sitemap/news.xml") == ["/"]


@pytest.mark.parametrize("number", [10, 100])
def test_queries_of_sitemaps(client, django_assert_num_queries, number):
    make_stories(number)
    counts = {"/sitemap.xml": 3, "/sitemap/pages.xml": 3, "/sitemap/authors.xml": 2}
    counts |= {"/sitemap/news.xml": 2, parts(client)[0]: 5}
    for url, queries in counts.items():
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200


def test_part_is_read_along_an_index(client):
    month = dt.date(2025, 3, 1)
    Article.objects.bulk_create(
        Article(headline=f"Story {number}", slug=f"story-{number}", url_month=month)
        for number in range(1000)
    )
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:  # a small table is read whole otherwise
            cursor.execute("ANALYZE articles_article")
            cursor.execute("SET LOCAL enable_seqscan = off")
    stories = sitemap_parts.stories_of(dt.date(2026, 3, 1), 0) & Article.objects.published()
    assert "article_of_month" in stories.order_by("pk").explain()


@pytest.mark.django_db(transaction=True)
def test_parts_from_before_say_when_readers_were_told_of_a_change(clock):
    story = ArticleFactory(slug="a", published=NOW)
    ArticleFactory(slug="b", published=NOW)
    ArticleFactory(slug="c")
    Article.objects.filter(pk=story.pk).update(updated_at=NOW + HOUR)
    clock.shift(2 * HOUR)
    call_command("migrate", "articles", "0023", verbosity=0)
    call_command("migrate", "articles", verbosity=0)
    assert SitemapPart.objects.get().changed_at == NOW + HOUR


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("before", ["0014", "0022"])
def test_stories_from_before_have_their_parts(before):
    story = ArticleFactory(slug="a", published=NOW)
    SitemapPart.objects.all().delete()
    call_command("migrate", "articles", before, verbosity=0)
    call_command("migrate", "articles", verbosity=0)
    (part,) = SitemapPart.objects.all()
    assert (str(part.month), part.first) == ("2026-03-01", first(story))
