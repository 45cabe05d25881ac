import pytest
from django.core.handlers.wsgi import WSGIHandler

from newsroom.charsets import AsUtf8
from tests.factories import ArticleFactory
from tests.pagecache.conftest import Site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url",
    [
        "/%00/",
        "/2024/07/a%00b/",
        "/section/a%00/",
        "/tag/%00/",
        "/author/%00/",
        "/search/?q=%00",
        "/latest/?before=%00",
        "/?p=%00",
        "/missing/?%00=1",
        "/admin/?q=%00",
        "/media/%00",
    ],
)
def test_nul_in_an_address_is_a_bad_request(client, url):
    assert client.get(url).status_code == 400


@pytest.mark.parametrize(
    "url", ["/%FF/", "/tag/%ED%A0%80/", "/search/?q=%FF", "/search/?q=%ED%A0%80", "/?p=%FF"]
)
def test_bytes_that_are_no_text_do_no_harm(client, url):
    assert client.get(url).status_code in {200, 302, 404}


@pytest.mark.parametrize("length", ["²", "-1", "x", "", "9" * 400, "9" * 5000])
def test_made_up_content_length_does_no_harm(client, length):
    assert client.get("/latest/", headers={"content-length": length}).status_code in {200, 413}


CHARSETS = ["hex", "rot13", "base64", '"undefined"', "idna", "unicode_escape"]


@pytest.mark.parametrize(
    "said",
    [
        *(f"charset={charset}" for charset in CHARSETS),
        "charset=utf-8; charset=hex",
        "charset*=utf-8''hex",
        "charset*0=he; charset*1=x",
        r'boundary="B\"; charset=hex; a=\""; charset=hex',
    ],
)
def test_made_up_charset_does_no_harm(transactional_db, said):
    site = Site(AsUtf8(WSGIHandler()))
    kind = f"text/plain; {said}"
    assert site.get("/search/?q=caf%C3%A9", CONTENT_TYPE=kind).status == 200
    form = b'--B\r\nContent-Disposition: form-data; name="comment"\r\n\r\n\xc3\xa9\r\n--B--\r\n'
    kind = f"multipart/form-data; boundary=B; {said}"
    path = f"{ArticleFactory(published=True).get_absolute_url()}comments/"
    asked = {
        "CONTENT_TYPE": kind,
        "CONTENT_LENGTH": str(len(form)),
        "HTTP_SEC_FETCH_SITE": "same-origin",
    }
    assert site.get(path, "POST", form, **asked).status == 400  # the name is missing


@pytest.mark.parametrize("said", ["a*=nonsense''%41", "a*0*=idna''%41", "a*0=b; a*=c"])
def test_parameters_of_a_type_that_cannot_be_read_do_no_harm(transactional_db, said):
    site = Site(AsUtf8(WSGIHandler()))
    assert site.get("/search/", CONTENT_TYPE=f"text/plain; {said}").status == 200
