"""The feeds of stories: they parse, they tell what readers may see, and asking again is cheap."""

import datetime as dt
import json
import re
from xml.etree import ElementTree

import feedparser
import pytest
import time_machine
from django.utils.http import http_date

from articles import sections, tagging, workflow, writing
from articles.corrections import publish_correction
from articles.models import FAQ
from articles.surfaces import surfaces_of
from authors.workflow import save_author
from images import uses
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.bulk import make_image, make_stories
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)
FORMATS = ["rss", "atom", "json"]
HOSTILE = "\x00\x08\x1b ]]> <b>&amp; “x” 🦔 \u202eעברית\u202c العربية \ufffe\uffff"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture(autouse=True)
def address(settings):
    settings.SITE_URL = "https://paper.example"


@pytest.fixture
def site():
    return SiteSettings.objects.create(pk=1, name="The Meridian", tagline="From where things happen")


@pytest.fixture
def story(site):
    """A story with everything, in a section, with a tag, by two authors."""
    world = CategoryFactory(name="World", slug="world")
    authors = [AuthorFactory(name="Amina Rao", slug="amina"), AuthorFactory(name="Bo Li", slug="bo")]
    inside, lead = make_image(caption="Inside"), make_image(caption="Above")
    body = (
        f'<p>The <a href="/latest/">first</a> paragraph.</p><figure data-image="{inside.pk}"></figure>'
        '<div data-embed="https://www.youtube.com/watch?v=x"><a href="https://x.example/">Film</a></div>'
        '<p><a href="#h-part">down</a></p>'
    )
    story = ArticleFactory(
        headline="The harbour",
        slug="harbour",
        standfirst="It opened.",
        body=body,
        category=CategoryFactory(name="Asia", slug="asia", parent=world),
        lead_image=lead,
        by=authors,
        tagged=["Ports"],
        published=NOW - HOUR,
    )
    FAQ.objects.create(article=story, question="Why?", answer="Because.")
    return story


def parsed(client, url):
    """Return what a feed reader makes of a feed; it finds nothing to complain of."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    feed = feedparser.parse(answer.content, response_headers={"content-type": answer["Content-Type"]})
    assert feed.bozo == 0, (url, feed.bozo_exception)
    return feed


def feed_addresses(story) -> list[str]:
    return [each.url for each in surfaces_of(story) if each.url.startswith("/feed/")]


def test_every_feed_of_a_story_parses_and_has_it(client, story):
    addresses = feed_addresses(story)
    assert len(addresses) == 3 * (1 + 2 + 1 + 2)  # the site, two sections, a tag, two authors
    for url in addresses:
        if "/json/" in url:
            (entry,) = client.get(url).json()["items"]
            assert entry["title"] == "The harbour"
        else:
            (entry,) = parsed(client, url).entries
            assert entry.link == "https://paper.example/2026/03/harbour/"
            assert [author.name for author in entry.authors][-1] == "Bo Li"
            assert {tag.term for tag in entry.tags} == {"Asia", "Ports"}
            assert entry.updated_parsed
            assert entry.published_parsed


def test_tags_stand_in_the_order_in_which_they_were_given(client, story):
    story.tags.set(["Zebras", "Apes", "Moles"], clear=True)
    given = ["Asia", "Zebras", "Apes", "Moles"]
    for url in ["/feed/rss/", "/feed/atom/"]:
        assert [tag.term for tag in parsed(client, url).entries[0].tags] == given
    assert client.get("/feed/json/").json()["items"][0]["tags"] == given


def test_corrections_and_comments_parse_too(client, story):
    publish_correction(story, None, kind="correction", text=HOSTILE.replace("\x00", ""))
    for url in ["/corrections/feed/", "/comments/feed/", f"{story.get_absolute_url()}comments/feed/"]:
        parsed(client, url)


def test_corrections_are_by_the_paper(client, story):
    """Atom wants an author in the feed or in every entry (RFC 4287, section 4.1.1)."""
    publish_correction(story, None, kind="correction", text="It opened on Monday.")
    assert parsed(client, "/corrections/feed/").feed.author == "The Meridian"


@pytest.mark.parametrize("full", [True, False])
def test_hostile_words_leave_every_feed_well_formed(client, site, full):
    site.feeds_full_text = full
    site.name = HOSTILE.replace("\x00", "")
    site.save()
    words = HOSTILE.replace("\x00", "")
    headline = (words + "ש" * 250)[:250]
    story = ArticleFactory(
        headline=headline,
        slug="h",
        standfirst=words,
        body=f"<p>{words} ]]></p><p>{'ש' * 5000}</p>",
        category=CategoryFactory(name=words, slug="hostile"),
        by=[AuthorFactory(name=words, bio=words)],
        lead_image=make_image(alt=words, caption=words, credit=words),
        published=NOW - HOUR,
    )
    writing.change(story, lambda text: text | {"faqs": []})
    for url in feed_addresses(story):
        if "/json/" in url:
            (entry,) = client.get(url).json()["items"]
            title = entry["title"]
        else:
            parsed(client, url)
            root = ElementTree.fromstring(client.get(url).content)
            titles = [e.text for e in root.iter() if e.tag.rpartition("}")[2] == "title"]
            title = titles[-1]
        assert title == re.sub("[\x00-\x08\x1b\ufffe\uffff]", "", headline)


def test_empty_paper_has_feeds_that_parse_and_stay_the_same(client, clock):
    for name in FORMATS:
        first = client.get(f"/feed/{name}/")
        clock.shift(HOUR)
        assert first.content == client.get(f"/feed/{name}/").content
    assert parsed(client, "/feed/rss/").entries == parsed(client, "/feed/atom/").entries == []


def test_text_holds_absolute_addresses_only(client, story):
    publish_correction(story, None, kind="correction", text="It was <wrong>.", place="top")
    atom = parsed(client, "/feed/atom/").entries[0].content[0].value
    rss = parsed(client, "/feed/rss/").entries[0].content[0].value
    html = client.get("/feed/json/").json()["items"][0]["content_html"]
    for text in (atom, rss, html):
        found = re.findall(r'(?:href|src)="([^"]*)"', text)
        assert "https://paper.example/latest/" in found
        assert "https://paper.example/2026/03/harbour/#h-part" in found
        assert "https://paper.example/media/x/full-640.jpeg" in found
        assert all(url.startswith("https://") for url in found)
        assert not re.search(r"class=|style=|<script|srcset", text)
    assert html.index("Above") < html.index("It opened.") < html.index("It was &lt;wrong&gt;.")
    assert html.index("first") < html.index("Inside") < html.index("Film") < html.index("Why?")


def test_excerpt_by_setting(client, story, site):
    site.feeds_full_text = False
    site.save()
    for name in ("rss", "atom"):
        assert parsed(client, f"/feed/{name}/").entries[0].summary == "It opened."
        assert "paragraph" not in client.get(f"/feed/{name}/").text
    item = client.get("/feed/json/").json()["items"][0]
    assert (item["content_text"], "content_html" in item) == ("It opened.", False)


def test_picture_stands_beside_the_text(client, story):
    url = "https://paper.example/media/x/landscape-640.jpeg"
    rss = parsed(client, "/feed/rss/").entries[0]
    assert (rss.media_content[0]["url"], rss.media_content[0]["width"]) == (url, "640")
    atom = parsed(client, "/feed/atom/").entries[0]
    assert [link.href for link in atom.links if link.rel == "enclosure"] == [url]
    assert client.get("/feed/json/").json()["items"][0]["image"] == url


def test_json_feed_is_one(client, story):
    answer = client.get("/feed/json/section/world/")
    assert answer["Content-Type"].startswith("application/feed+json")
    feed = answer.json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "World – The Meridian"
    assert feed["home_page_url"] == "https://paper.example/section/world/"
    assert feed["feed_url"] == "https://paper.example/feed/json/section/world/"
    item = feed["items"][0]
    assert item["id"].startswith("tag:paper.example,2026-03-10:story-")
    assert item["authors"][0] == {"name": "Amina Rao", "url": "https://paper.example/author/amina/"}
    assert item["date_published"] == "2026-03-10T11:00:00+00:00"


def test_hub_is_named_in_the_feed_and_in_its_headers(client, story, site):
    assert 'rel="hub"' not in client.get("/feed/rss/")["Link"]
    site.websub_hub = "https://hub.example/"
    site.save()
    for name in FORMATS:
        answer = client.get(f"/feed/{name}/")
        assert answer["Link"] == (
            f'<https://paper.example/feed/{name}/>; rel="self", <https://hub.example/>; rel="hub"'
        )
        assert "https://hub.example/" in answer.text
    assert json.loads(answer.text)["hubs"] == [{"type": "WebSub", "url": "https://hub.example/"}]


def test_hub_of_any_script_leaves_the_header_readable(client, story, site):
    site.websub_hub = "https://hub.example/концентратор>"
    site.save()
    answer = client.get("/feed/json/")
    (hub,) = answer.json()["hubs"]
    assert answer["Link"].endswith(f', <{hub["url"]}>; rel="hub"')
    assert hub["url"].startswith("https://hub.example/%D0%BA")


@pytest.mark.parametrize(
    ("url", "name"), [("/", "feed/"), ("/section/world/asia/", "feed/{}/section/world/asia/")]
)
def test_pages_name_their_feeds(client, story, url, name):
    html = client.get(url).text
    for each in FORMATS:
        assert f'href="https://paper.example/feed/{each}/"' in html
        path = name.format(each) if "{}" in name else f"feed/{each}/"
        assert f'href="https://paper.example/{path}"' in html


def test_every_kind_of_page_names_the_feed_of_the_site(client, story):
    for url in ["/", story.get_absolute_url(), "/latest/", "/2026/03/", "/tag/ports/", "/author/bo/"]:
        assert 'type="application/feed+json"' in client.get(url).text
    assert 'type="application/rss+xml"' in client.get("/there-is-nothing/").text


def test_usual_address_leads_to_the_feed(client):
    assert client.get("/feed/").headers["Location"] == "/feed/rss/"


# Asking again


@pytest.mark.parametrize("format", FORMATS)
def test_who_has_the_newest_state_gets_304(client, story, format, django_assert_num_queries):
    url = f"/feed/{format}/"
    first = client.get(url)
    again = client.get(url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200
    assert client.head(url).status_code == 200
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("url", ["/feed/rss/", "/corrections/feed/"])
def test_time_alone_keeps_nothing_that_is_gone(client, story, url):
    told(story, None)
    assert "Last-Modified" not in client.get(url)
    for moment in (NOW, NOW + HOUR):
        known = {"If-Modified-Since": http_date(moment.timestamp())}
        assert client.get(url, headers=known).status_code == 200


def changed_text(story, site):
    workflow.publish_changes(story)


def told(story, site):
    publish_correction(story, None, kind="correction", text="It was wrong.")


def renamed_author(story, site):
    author = story.authors.first()
    author.name = "Somebody"
    author.save()


def renamed_tag(story, site):
    tag = story.tags.get()
    tag.name = "Harbours"
    tagging.save_tag(tag)


def renamed_section(story, site):
    story.category.name = "East"
    sections.save_category(story.category)


def new_caption(story, site):
    for use in uses.PictureUse.objects.filter(place="text"):
        use.image.caption = "Otherwise"
        use.image.save()


def excerpts(story, site):
    site.feeds_full_text = False
    site.save()


def withdrawn(story, site):
    workflow.withdraw(story)


@pytest.mark.parametrize(
    "change",
    [changed_text, told, renamed_author, renamed_tag, renamed_section, new_caption, excerpts, withdrawn],
)
def test_whatever_changes_the_feed_is_not_304(client, story, site, change):
    writing.change(story, lambda text: text | {"standfirst": "It opened at last."})
    before = client.get("/feed/rss/")
    writing.save_content(
        story, writing.content.read(story) | {"body": "<p>Rewritten.</p>"}, story.head, None
    )
    assert client.get("/feed/rss/", headers={"If-None-Match": before["ETag"]}).status_code == 304
    change(story, site)
    after = client.get("/feed/rss/", headers={"If-None-Match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content


@pytest.mark.parametrize("number", [10, 60])
def test_queries_of_a_feed(client, site, django_assert_num_queries, number):
    make_stories(number)
    client.get("/feed/rss/")
    with django_assert_num_queries(11):
        first = client.get("/feed/rss/")
    with django_assert_num_queries(5):
        client.get("/feed/rss/", headers={"If-None-Match": first["ETag"]})
    with django_assert_num_queries(13):
        client.get("/feed/rss/section/world/asia/")
    assert len(parsed(client, "/feed/rss/").entries) == min(number, 30)


# Where there is none


@pytest.mark.parametrize("url", ["section/none", "tag/none", "author/none", "section/empty"])
def test_feed_of_what_readers_do_not_know_is_missing(client, site, url):
    CategoryFactory(name="Empty", slug="empty")
    assert client.get(f"/feed/rss/{url}/").status_code == 404


def test_feed_moves_with_its_page(client, story):
    world = story.category.parent
    world.slug = "globe"
    sections.save_category(world)
    tag, author = story.tags.get(), story.authors.get(slug="bo")
    tag.slug = "harbours"
    tagging.save_tag(tag)
    assert client.get("/feed/atom/section/world/asia/").headers["Location"] == (
        "https://paper.example/feed/atom/section/globe/asia/"
    )
    assert client.get("/feed/json/tag/ports/").headers["Location"] == (
        "https://paper.example/feed/json/tag/harbours/"
    )
    workflow.withdraw(story)
    assert client.get("/feed/json/tag/ports/").status_code == 404
    assert client.get(f"/feed/json/author/{author.slug}/").status_code == 404


def test_feed_moves_with_a_page_whose_address_is_not_ascii(client, settings):
    author = AuthorFactory(name="Анна", slug="анна")
    ArticleFactory(published=True, by=[author])
    author.slug = "anna"
    save_author(author)

    moved = client.get("/feed/rss/author/анна/")
    assert (moved.status_code, moved["Location"]) == (301, f"{settings.SITE_URL}/feed/rss/author/anna/")
    assert client.get("/feed/rss/author/a%2500b/").status_code == 404
    Redirect.objects.create(old_path="/author/anja", new_path="/author/anna/")
    assert client.get("/feed/rss/author/anja/")["Location"] == moved["Location"]
