"""What readers get of a text."""

import json
import re

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import trans_real

from images.models import Image
from richtext.embeds import FRAME_ORIGINS
from richtext.rendering import render
from tests.conftest import CORPORA
from tests.richtext.markup import EVERYTHING, Outline

pytestmark = pytest.mark.django_db


@pytest.fixture
def picture():
    """A function that makes the row of a picture, without files."""

    def make(**fields):
        entries = [
            {"crop": "full", "format": format, "width": 640, "height": 400, "name": f"p/640.{format}"}
            for format in ("avif", "webp", "jpeg")
        ]
        values = {"file": "p/o.jpg", "width": 800, "height": 500, "title": "T", "alt": "A harbour"}
        return Image.objects.create(**values | {"renditions": entries} | fields)

    return make


def test_plain_text_stays_as_it_is():
    html = (
        "<p>One <strong>two</strong><br>three</p><ul><li>four</li></ul><blockquote><p>x</p></blockquote>"
    )
    assert render(html) == html


def test_nothing_becomes_nothing():
    assert render("") == render(None) == ""


def test_picture_has_its_sources_caption_and_credit(picture):
    image = picture(caption="Its own", credit="Rao / AP")
    html = render(f'<figure data-image="{image.pk}"><figcaption>Of <em>this</em></figcaption></figure>')
    outline = Outline(html)
    assert [tag for tag, _ in outline.tags][:5] == ["figure", "picture", "source", "source", "img"]
    assert outline.named("img")[0]["alt"] == "A harbour"
    assert outline.named("img")[0]["loading"] == "lazy"
    assert '<figcaption>Of <em>this</em> <small class="credit">Rao / AP</small></figcaption>' in html


@pytest.mark.parametrize(
    ("caption", "credit", "below"),
    [
        ("Its own & more", "", "<figcaption>Its own &amp; more</figcaption>"),
        ("", "Rao", '<figcaption><small class="credit">Rao</small></figcaption>'),
        ("", "", ""),
    ],
)
def test_empty_caption_stands_for_the_picture_s_own(picture, caption, credit, below):
    image = picture(caption=caption, credit=credit)
    assert render(f'<figure data-image="{image.pk}"></figure>').endswith(f"</picture>{below}</figure>")


def test_picture_that_is_gone_leaves_its_caption():
    html = '<p>a</p><figure data-image="99"><figcaption>What it <b>showed</b></figcaption></figure>'
    assert render(html) == "<p>a</p><p>What it <strong>showed</strong></p>"
    assert render('<figure data-image="99"></figure>') == ""


def test_gallery_holds_its_pictures(picture):
    one, two = picture(), picture()
    html = render(
        f'<div data-gallery=""><figure data-image="{one.pk}"></figure>'
        f'<figure data-image="{two.pk}"></figure></div>'
    )
    assert html.startswith('<div class="gallery"><figure')
    assert html.count("<figure") == 2
    assert "20rem" in html


def test_any_number_of_pictures_takes_one_query(picture, django_assert_num_queries):
    images = [picture() for _ in range(6)]
    html = "".join(f'<figure data-image="{image.pk}"></figure>' for image in images * 2)
    with django_assert_num_queries(1):
        assert render(html).count("<img") == 12
    with django_assert_num_queries(0):
        render("<p>No picture.</p>")


def test_changed_picture_shows_at_once(picture):
    image = picture(caption="Before")
    html = f'<figure data-image="{image.pk}"></figure>'
    assert "Before" in render(html)
    Image.objects.update(caption="After")
    assert "After" in render(html)


def test_words_of_a_picture_are_escaped(picture):
    evil = "<script>alert(1)</script>"
    image = picture(caption=evil, credit=evil, alt=f'"{evil}')
    assert Outline(render(f'<figure data-image="{image.pk}"></figure>')).named("script") == []


def test_headings_can_be_linked_to():
    html = render("<h2>The Background</h2><h3>The background</h3><h2>بازار</h2><h4>?!</h4>")
    ids = [attrs["id"] for tag, attrs in Outline(html).tags if tag[0] == "h"]
    assert ids == ["h-the-background", "h-the-background-2", "h-بازار", "h-section"]


def test_table_can_be_scrolled_with_the_keyboard():
    html = render(
        "<table><tr><th>A</th><th>B</th></tr><tr><th>1</th><td>2</td></tr></table>"
        "<table><tr><td>x</td></tr></table>"
    )
    boxes = Outline(html).named("div")
    assert [box["aria-label"] for box in boxes] == ["Table 1", "Table 2"]
    assert all((box["role"], box["tabindex"]) == ("region", "0") for box in boxes)
    assert '<thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>' in html
    assert '<tbody><tr><th scope="row">1</th><td>2</td></tr></tbody>' in html


def test_code_can_be_scrolled_with_the_keyboard():
    html = render(
        "<pre><code>one\n  two &lt;b&gt;</code></pre><ul><li>a<pre><code>x</code></pre></li></ul>"
    )
    blocks = Outline(html).named("pre")
    assert [block.pop("aria-label") for block in blocks] == [
        "Preformatted text 1",
        "Preformatted text 2",
    ]
    assert blocks == [{"role": "region", "tabindex": "0"}] * 2
    assert "<code>one\n  two &lt;b&gt;</code>" in html


def test_what_is_said_of_code_is_not_the_writer_s_to_say():
    html = render('<pre role="alert" tabindex="9" aria-label="Log in" onclick="x()" class="y">a</pre>')
    [block] = Outline(html).named("pre")
    assert block == {"role": "region", "tabindex": "0", "aria-label": "Preformatted text 1"}


def test_headers_that_reach_into_the_rows_below_stay_with_them():
    html = render("<table><tr><th rowspan=2>A<th>B</tr><tr><th>C</tr></table>")
    assert "thead" not in html
    assert html.count('scope="row"') == 3


def test_row_that_repeats_the_head_is_no_head():
    html = render("<table><tr><th>A</th></tr><tr><th>A</th></tr></table>")
    assert html.count('scope="col"') == html.count('scope="row"') == 1


def test_ids_are_unique_whatever_the_headings_say():
    html = render("<h2>A</h2><h2>A 2</h2><h2>A</h2><h2>A</h2><h2>A 2</h2>" + "<h3>x</h3>" * 3000)
    ids = [attrs["id"] for tag, attrs in Outline(html).tags]
    assert len(set(ids)) == len(ids) == 3005


def test_table_of_headers_alone_is_valid():
    assert "<thead><tr>" in render("<table><tr><th>A</th></tr></table>")
    assert "tbody" not in render("<table><tr><th>A</th></tr></table>")


@pytest.mark.parametrize("href", ["https://example.org/", "//example.org/", "http://x.org"])
def test_links_to_other_sites_keep_the_window_to_themselves(href):
    assert Outline(render(f'<p><a href="{href}">x</a></p>')).named("a")[0]["rel"] == "noopener"


@pytest.mark.parametrize("href", ["/latest/", "#h-part", "mailto:a@example.org"])
def test_links_of_this_site_say_nothing_more(href):
    assert "rel" not in Outline(render(f'<p><a href="{href}">x</a></p>')).named("a")[0]


def test_link_in_a_caption_is_a_link_like_any_other(picture):
    html = (
        f'<figure data-image="{picture().pk}"><figcaption>'
        '<a href="https://x.org/">x</a></figcaption></figure>'
    )
    assert Outline(render(html)).named("a")[0]["rel"] == "noopener"


def embed(url, label=""):
    return Outline(render(f'<div data-embed="{url}">{label}</div>'))


def test_video_is_a_link_until_it_is_asked_for():
    outline = embed("https://www.youtube.com/watch?v=dQw4w9WgXcQ", "The speech")
    assert [tag for tag, _ in outline.tags] == ["div", "a", "span", "span"]
    [box] = outline.named("div")
    assert box["class"] == "embed embed-wide"
    assert box["data-frame"] == "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1"
    assert outline.named("a") == [
        {"href": "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "rel": "noopener"}
    ]
    assert outline.words == "The speechWatch on YouTube"


def test_words_of_our_own_follow_the_language_of_the_page(monkeypatch):
    texts = {"Watch on %(site)s": "Auf %(site)s ansehen", "Table %(number)s": "Tabelle %(number)s"}
    html = '<div data-embed="https://youtu.be/dQw4w9WgXcQ"></div><table><tr><td>a</td></tr></table>'
    assert "Watch on YouTube" in render(html)
    with translation.override("de"):
        monkeypatch.setattr(trans_real.translation("de"), "_catalog", texts)
        assert "Auf YouTube ansehen" in render(html)
        assert 'aria-label="Tabelle 1"' in render(html)
    assert "Watch on YouTube" in render(html)


def test_page_of_an_unknown_site_is_a_link():
    outline = embed("https://www.example.org/post")
    assert outline.named("div") == [{"class": "embed embed-link"}]
    assert outline.words == "https://www.example.org/post example.org"


def test_frames_come_from_known_origins_only():
    assert all(origin.startswith("https://") for origin in FRAME_ORIGINS)


def test_tag_of_the_templates():
    template = Template("{% load richtext %}{% rich_text body %}")
    assert template.render(Context({"body": "<p>a</p><script>x</script>"})) == "<p>a</p>"


TAGS = set(
    "a blockquote br code div em figcaption figure h2 h3 h4 hr img li ol p picture pre s small source "  # noqa: SIM905
    "span strong sub sup table tbody td th thead tr ul".split()
)
ATTRIBUTES = set(
    "alt aria-label class colspan data-frame data-provider decoding height href id loading rel "  # noqa: SIM905
    "role rowspan scope sizes src srcset start tabindex title type width".split()
)


def is_harmless(html: str) -> bool:
    for tag, attrs in Outline(html).tags:
        if tag not in TAGS or not set(attrs) <= ATTRIBUTES:
            return False
        if any(ord(char) < 32 for char in attrs.get("href", "")):
            return False
        scheme = re.match("([^/?#:]*):", attrs.get("href", ""))
        if scheme and scheme[1].lower() not in ("http", "https", "mailto", "tel"):
            return False
        if "data-frame" in attrs and not attrs["data-frame"].startswith(tuple(FRAME_ORIGINS)):
            return False
    return True


def test_everything_an_editor_can_write_is_rendered(picture):
    first, second = picture(), picture()
    html = EVERYTHING.replace('data-image="1"', f'data-image="{first.pk}"')
    html = render(html.replace('data-image="2"', f'data-image="{second.pk}"'))
    assert is_harmless(html)
    assert html.count("<figure") == 7
    assert html.count('class="table-scroll"') == 2


@pytest.mark.corpora
def test_vectors_that_came_into_the_database_are_harmless():
    for entry in json.loads((CORPORA / "xss" / "vectors.json").read_text()):
        vector = entry["vector"]
        for stored in (vector, f'<div data-embed="https://www.youtube.com/{vector}">{vector}</div>'):
            assert is_harmless(render(stored)), vector


@pytest.mark.parametrize(
    "forged",
    [
        '<hr data-slot="0">',
        "<p title='<hr data-slot=\"0\">'>a</p>",
        '<p>&lt;hr data-slot="0"&gt;</p>',
        '<a href="/x" title="&lt;hr data-slot=&quot;0&quot;&gt;">a</a>',
        '<div data-frame="https://evil.example/" data-provider="x" class="embed">a</div>',
    ],
)
def test_marks_of_the_renderer_cannot_be_forged(forged, picture):
    html = render(f'{forged}<figure data-image="{picture().pk}"></figure>')
    assert html.count("<figure") == 1
    assert "evil.example" not in html
