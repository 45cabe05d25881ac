"""A picture as HTML."""

from html.parser import HTMLParser

import pytest
from django.core.files.storage import FileSystemStorage
from django.template import Context, Template

from images.markup import picture_html
from images.models import Image
from images.workflow import store_image
from tests.images.pictures import quarters, upload

ENTRIES = [
    {
        "crop": crop,
        "format": format,
        "width": width,
        "height": width // 2,
        "name": f"p/{crop}{width}.{format}",
    }
    for crop in ("full", "landscape")
    for format in ("avif", "webp", "jpeg")
    for width in (320, 640, 1280)
]


class Tags(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def one(self, tag):
        [attrs] = [attrs for name, attrs in self.found if name == tag]
        return attrs


def image(**fields):
    values = {
        "file": "p/original.jpg",
        "width": 2000,
        "height": 1000,
        "alt": "Boats",
        "renditions": ENTRIES,
    }
    return Image(**values | fields)


def test_browser_is_offered_the_best_format_first_with_all_widths():
    tags = Tags(picture_html(image(), sizes="50vw")).found
    assert [tag for tag, _ in tags] == ["picture", "source", "source", "img"]
    assert [attrs.get("type") for _, attrs in tags[1:3]] == ["image/avif", "image/webp"]
    assert tags[1][1]["srcset"] == (
        "/media/p/full320.avif 320w, /media/p/full640.avif 640w, /media/p/full1280.avif 1280w"
    )
    assert {attrs["sizes"] for _, attrs in tags[1:]} == {"50vw"}


def test_img_has_its_size_and_waits_until_it_is_near():
    img = Tags(picture_html(image(), css_class="lead")).one("img")
    assert img["src"] == "/media/p/full640.jpeg"
    assert (img["width"], img["height"]) == ("640", "320")
    assert (img["loading"], img["decoding"], img["alt"], img["class"]) == (
        "lazy",
        "async",
        "Boats",
        "lead",
    )


def test_picture_of_the_first_screen_is_loaded_at_once():
    img = Tags(picture_html(image(), eager=True)).one("img")
    assert img["fetchpriority"] == "high"
    assert "loading" not in img


def test_alt_can_be_replaced_and_emptied():
    assert Tags(picture_html(image(), alt="Other")).one("img")["alt"] == "Other"
    assert 'alt=""' in picture_html(image(), alt="")


def test_crop_is_taken_from_its_own_files():
    assert "landscape320.avif" in picture_html(image(), crop="landscape")
    assert "full320" not in picture_html(image(), crop="landscape")


def test_unknown_crop_is_a_mistake_of_the_template():
    with pytest.raises(KeyError, match="round"):
        picture_html(image(), crop="round")


def test_picture_without_renditions_shows_its_original():
    for crop in ("full", "square"):
        tags = Tags(picture_html(image(renditions=[]), crop=crop))
        assert [tag for tag, _ in tags.found] == ["picture", "img"]
        assert tags.one("img")["src"] == "/media/p/original.jpg"
        assert (tags.one("img")["width"], tags.one("img")["height"]) == ("2000", "1000")
        assert "srcset" not in tags.one("img")


def test_no_picture_shows_nothing():
    assert picture_html(None) == ""


def test_words_are_escaped():
    evil = '"><script>alert(1)</script>'
    html = picture_html(image(alt=evil), sizes=evil, css_class=evil)
    assert "<script" not in html
    assert [tag for tag, _ in Tags(html).found] == ["picture", "source", "source", "img"]


class SignedStorage(FileSystemStorage):
    """A storage that makes addresses of its own, as those in the cloud do."""

    def url(self, name):
        return f"https://cdn.example.org/{name}?signature=a&b"


def test_other_storages_are_asked_for_their_addresses(settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": f"{SignedStorage.__module__}.{SignedStorage.__name__}"}
    }
    img = Tags(picture_html(image())).one("img")
    assert img["src"] == "https://cdn.example.org/p/full640.jpeg?signature=a&b"


def test_media_may_lie_elsewhere(settings):
    settings.MEDIA_URL = "https://media.example.org/"
    assert Tags(picture_html(image())).one("img")["src"] == "https://media.example.org/p/full640.jpeg"


def test_tag_takes_a_class_and_nothing_unknown():
    template = (
        '{% load pictures %}{% picture image crop="full" sizes="10vw" class="a b" eager=True alt="" %}'
    )
    img = Tags(Template(template).render(Context({"image": image()}))).one("img")
    assert (img["class"], img["alt"], img["fetchpriority"]) == ("a b", "", "high")
    with pytest.raises(TypeError, match="siezs"):
        Template('{% load pictures %}{% picture image siezs="1" %}').render(Context({"image": image()}))


@pytest.mark.django_db
def test_page_needs_neither_query_nor_file(settings, django_assert_num_queries):
    pk = store_image(upload(quarters(700, 500))).pk
    stored = Image.objects.get(pk=pk)
    settings.MEDIA_ROOT = settings.MEDIA_ROOT / "gone"
    with django_assert_num_queries(0):
        html = "".join(picture_html(stored, crop=crop) for crop in ("full", "landscape", "square"))
    assert html.count("<img") == 3
