"""What readers and monitors get while the database is away."""

import pytest
from django.db import InterfaceError, OperationalError, connection

pytestmark = pytest.mark.django_db


@pytest.fixture(params=[OperationalError, InterfaceError])
def database_away(request):
    """Every query fails, as it does when the server has gone."""

    def fail(execute, sql, params, many, context):
        raise request.param("server closed the connection unexpectedly")

    with connection.execute_wrapper(fail):
        yield


@pytest.mark.usefixtures("database_away")
@pytest.mark.parametrize("path", ["/", "/latest/", "/no/such/page/", "/admin/login/", "/search/?q=a"])
def test_page_answers_503_and_when_to_come_back(client, path):
    client.raise_request_exception = False
    answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "30"
    assert "Content-Security-Policy" in answer.headers


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
