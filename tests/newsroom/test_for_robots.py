"""The small files at fixed addresses, and how other sites embed our stories."""

import datetime as dt
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
import time_machine

from articles import workflow
from masthead.models import SiteSettings
from tests.admin_forms import AdminForm, errors_of
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SITE_URL = "https://paper.example"
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def site():
    return SiteSettings.objects.create(pk=1, name="The Meridian")


def test_robots_txt(client, site):
    answer = client.get("/robots.txt")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        *("User-agent: *", "Disallow: /admin/", "Disallow: /search/", "Disallow: /oembed/", ""),
        "Sitemap: https://paper.example/sitemap.xml",
        "Sitemap: https://paper.example/sitemap/news.xml",
    ]
    site.robots_txt = "User-agent: GPTBot\r\nDisallow: /"
    site.save()
    lines = client.get("/robots.txt").text.splitlines()
    assert lines[5:8] == ["User-agent: GPTBot", "Disallow: /", ""]


def test_ads_txt_and_security_txt_are_there_once_they_are_written(client, site):
    for url in ("/ads.txt", "/.well-known/security.txt"):
        assert client.get(url).status_code == 404
    site.ads_txt = "google.com, pub-0000000000000000, DIRECT, f08c47fec0942fa0"
    site.security_contact = "mailto:security@paper.example\nhttps://paper.example/report/"
    site.save()
    assert client.get("/ads.txt").text == f"{site.ads_txt}\n"
    assert client.get("/.well-known/security.txt").text.splitlines() == [
        "Contact: mailto:security@paper.example",
        "Contact: https://paper.example/report/",
        "Expires: 2026-09-06T00:00:00Z",
        "Preferred-Languages: en",
        "Canonical: https://paper.example/.well-known/security.txt",
    ]


def test_key_of_indexnow_is_served_and_nothing_else(client, site):
    assert client.get("/abcdef123456.txt").status_code == 404
    site.indexnow_key = "abcdef123456"
    site.save()
    assert client.get("/abcdef123456.txt").text == "abcdef123456"
    assert client.get("/abcdef12345.txt").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("websub_hub", "http://127.0.0.1/hub"),
        ("websub_hub", "http://[::ffff:10.0.0.1]/"),
        ("indexnow_key", "short"),
        ("indexnow_key", "../../etc/passwd"),
        ("x_account", "meridian"),
        ("security_contact", "security@paper.example"),
        ("security_contact", "mailto:a@b.example Policy: x"),
    ],
)
def test_settings_that_cannot_be_are_errors(admin_client, site, field, value):
    form = AdminForm(admin_client, "/admin/masthead/sitesettings/1/change/", "sitesettings_form")
    assert field in errors_of(form.send(**{field: value}))


# oEmbed


@pytest.fixture
def story(site):
    return ArticleFactory(
        headline="The <harbour> & us",
        slug="hafen-ä",
        standfirst="It opened.",
        by=[AuthorFactory(name="Amina Rao", slug="amina"), AuthorFactory(name="Bo Li")],
        lead_image=make_image(),
        published=NOW,
    )


def ask(client, story, query=""):
    url = quote(f"https://paper.example{story.get_absolute_url()}", safe="")
    return client.get(f"/oembed/?url={url}{query}")


def test_story_is_embedded_as_json_and_as_xml(client, story):
    answer = ask(client, story)
    assert answer["Access-Control-Allow-Origin"] == "*"
    told = answer.json()
    assert (told["version"], told["type"], told["title"]) == ("1.0", "rich", "The <harbour> & us")
    assert (told["author_name"], told["provider_name"]) == ("Amina Rao, Bo Li", "The Meridian")
    assert "The &lt;harbour&gt; &amp; us</a>" in told["html"]
    assert "<script" not in told["html"]
    assert told["thumbnail_url"] == "https://paper.example/media/x/landscape-640.jpeg"
    assert {"thumbnail_width", "thumbnail_height", "width", "height"} <= told.keys()
    answer = ask(client, story, "&format=xml")
    assert answer["Content-Type"].startswith("text/xml")
    root = ElementTree.fromstring(answer.content)
    assert root.tag == "oembed"
    assert {child.tag: child.text for child in root} == {name: str(said) for name, said in told.items()}


def test_size_is_kept_to(client, story):
    told = ask(client, story, "&maxwidth=400&maxheight=100").json()
    assert (told["width"], told["height"]) == (400, 100)
    assert "thumbnail_url" not in told  # it is wider
    assert ask(client, story, "&maxwidth=100").json()["width"] == 100
    height = ask(client, story).json()["thumbnail_height"]
    assert "thumbnail_url" in ask(client, story, f"&maxheight={height}").json()
    assert "thumbnail_url" not in ask(client, story, f"&maxheight={height - 1}").json()
    assert ask(client, story, "&maxwidth=-1&maxheight=x").json()["width"] == 600


def test_story_that_moved_is_embedded_by_its_former_address(client, story):
    address = f"https://paper.example{story.get_absolute_url()}"
    story.slug = "harbour"
    workflow.save(story)
    workflow.settle(story)
    for url in (address, address.rstrip("/"), f"https://paper.example{story.get_absolute_url()[:-1]}"):
        told = client.get("/oembed/", {"url": url}).json()
        assert "/2026/03/harbour/" in told["html"]


def test_page_names_how_it_is_embedded(client, story):
    html = client.get(story.get_absolute_url()).text
    for kind in ("json", "xml"):
        link = f"https://paper.example/oembed/?format={kind}&amp;url=https%3A%2F%2Fpaper.example%2F2026"
        assert link in html


@pytest.mark.parametrize(
    "query",
    [
        *(
            "",
            "?url=",
            "?url=/2026/03/x/",
            "?url=https://other.example/2026/03/hafen-ä/",
            "?url=http://[",
        ),
        *("?url=https://paper.example/", "?url=https://paper.example/2026/03/none/"),
        "?url=https://paper.example/2026/03/a%2500b/",
        *("?url=https://paper.example/0000/01/x/", "?url=javascript:alert(1)"),
    ],
)
def test_what_is_no_story_of_ours_is_missing(client, story, query):
    assert client.get(f"/oembed/{query}").status_code == 404


def test_unknown_format_is_not_implemented(client, story):
    assert ask(client, story, "&format=yaml").status_code == 501


def test_withdrawn_story_is_not_embedded(client, story):
    workflow.withdraw(story)
    assert ask(client, story).status_code == 404
