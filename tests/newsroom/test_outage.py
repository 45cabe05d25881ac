"""What readers and monitors get while the database is away."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, connection

from comments.models import Comment
from comments.signatures import new_stamp
from tests.admin_forms import FormReader
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
WORDS = "The harbour\nwas <b>never</b> closed, whatever the council says."


def away(error=OperationalError):
    """A context in which every query fails, as it does when the server has gone."""

    def fail(execute, sql, params, many, context):
        raise error("server closed the connection unexpectedly")

    return connection.execute_wrapper(fail)


@pytest.fixture(params=[OperationalError, InterfaceError])
def database_away(request):
    with away(request.param):
        yield


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("path", ["/", "/latest/", "/no/such/page/", "/admin/login/", "/search/?q=a"])
def test_page_answers_503_and_when_to_come_back(client, path):
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Content-Security-Policy" in answer.headers


def test_comment_sent_while_the_database_is_away_can_be_sent_again(client, monkeypatch):
    monkeypatch.setattr("comments.signatures.FASTEST", -1)
    client.raise_request_exception = False
    story = ArticleFactory(published=True)
    address = f"{story.get_absolute_url()}comments/"
    fields = {"comment": WORDS, "name": "Amina", "email": "amina@example.org", "website": ""}
    with away():
        answer = client.post(address, fields | {"stamp": new_stamp(story)})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "was &lt;b&gt;never&lt;/b&gt; closed" in answer.content.decode()
    assert answer.content.count(b"<textarea") == 1  # no stamp or token is shown
    [form] = FormReader(answer.content.decode()).forms
    assert (form.action, form.method) == (address, "post")
    assert client.post(form.action, form.fields).status_code == 303
    assert Comment.objects.get().body == WORDS


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize(
    "fields",
    [
        {"username": "rao", "password": "a long and secret sentence that nobody may read here"},
        {"title": WORDS, "upload": SimpleUploadedFile("x.jpg", b"x")},
        {f"name{number}": WORDS for number in range(6_000)},
    ],
    ids=["password", "file", "too many"],
)
def test_what_cannot_be_sent_again_is_not_offered(client, fields):
    client.raise_request_exception = False
    answer = client.post("/admin/login/", fields)
    assert "<form" not in answer.content.decode()
    assert "secret sentence" not in answer.content.decode()


@pytest.mark.usefixtures("database_away")
def test_health_tells_that_the_database_is_away(client):
    answer = client.get("/health/")
    assert (answer.status_code, answer.content) == (503, b"The database does not answer.\n")


def test_health_answers_whatever_host_was_asked(client):
    answer = client.get("/health/", headers={"host": "192.0.2.1:8000"})
    assert (answer.status_code, answer.content) == (200, b"ok\n")
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies


def test_other_failures_stay_500(client, monkeypatch):
    monkeypatch.setattr("newsroom.views.front_page", lambda: 1 / 0)
    client.raise_request_exception = False
    assert client.get("/").status_code == 500
