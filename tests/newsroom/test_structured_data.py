"""What pages tell search engines and social networks, asked of structured-data-testing-tool (npm ci)."""

import json
import re
import shutil
import subprocess

import pytest

from masthead.models import SiteSettings
from tests.browser.edition import publish_edition
from tests.bulk import make_image
from tests.conftest import NOT_RUN, REPOSITORY

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

TOOL = REPOSITORY / "node_modules" / "structured-data-testing-tool"
SCRIPT = REPOSITORY / "tests" / "structured_data.js"
LIST = ["jsonld:CollectionPage", "jsonld:BreadcrumbList"]
SCHEMAS = {
    "front": ["jsonld:WebSite", "jsonld:NewsMediaOrganization"],
    "story": ["jsonld:NewsArticle", "jsonld:BreadcrumbList", "jsonld:FAQPage"],
    "bare story": ["jsonld:NewsArticle", "jsonld:BreadcrumbList"],
    "author": ["jsonld:ProfilePage", "jsonld:BreadcrumbList"],
    "author without a photo": ["jsonld:ProfilePage", "jsonld:BreadcrumbList"],
    "standing page": ["jsonld:WebPage", "jsonld:BreadcrumbList"],
    **dict.fromkeys(("section", "section below", "tag", "month", "latest", "corrections"), LIST),
}


@pytest.fixture
def edition(client):
    """The pages of an edition by their kinds, as HTML."""
    addresses = publish_edition()
    logo = make_image(title="Logo", alt="The Meridian", width=600, height=600)
    SiteSettings.objects.update(logo=logo, x_account="@meridian")
    return {kind: client.get(addresses[kind]).text for kind in SCHEMAS}


def test_tool_finds_nothing_wrong_on_any_kind_of_page(edition):
    if not TOOL.exists() or not shutil.which("node"):
        pytest.skip(f"{NOT_RUN}structured-data-testing-tool not found (npm ci, node)")
    asked = {kind: {"html": html, "schemas": SCHEMAS[kind]} for kind, html in edition.items()}
    answer = subprocess.run(
        ["node", SCRIPT],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        env={"NODE_PATH": str(REPOSITORY / "node_modules"), "PATH": "/usr/bin:/usr/local/bin:/bin"},
    )
    assert answer.stdout.splitlines() == []


def test_every_kind_of_page_has_one_of_each_tag(edition):
    for kind, html in edition.items():
        head = html.partition("</head>")[0]
        for tag in ("og:title", "og:type", "og:url", "og:image", "og:site_name", "og:locale"):
            assert len(re.findall(f'<meta property="{tag}" content="[^"]+">', head)) == 1, (kind, tag)
        for tag in ("twitter:card", "twitter:title", "twitter:image", "twitter:site"):
            assert len(re.findall(f'<meta name="{tag}" content="[^"]+">', head)) == 1, (kind, tag)
        assert head.count('rel="canonical"') == 1, kind
        assert re.search('<meta property="og:image" content="http://127.0.0.1:8000/media/', head), kind


def test_hostile_words_do_not_leave_the_script_element(client):
    site = SiteSettings.objects.create(pk=1, name="</script><script>alert(1)</script>")
    html = client.get("/").text
    assert "<script>alert" not in html
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)[1]
    assert json.loads(data)[0]["name"] == site.name


def test_story_tells_how_long_it_is_and_who_publishes_it(edition):
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', edition["story"], re.DOTALL)
    graph = {part["@type"]: part for part in json.loads(data[1])}
    story = graph["NewsArticle"]
    assert story["wordCount"] > 60
    assert story["publisher"]["logo"]["@type"] == "ImageObject"
    assert story["author"][0]["jobTitle"] == "Foreign editor"
    assert story["keywords"]
    assert {"width", "height", "url"} <= story["image"].keys()
    assert len(story["correction"]) == 3
