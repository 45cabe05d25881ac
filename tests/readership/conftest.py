"""What the tests of readership have at hand: nothing counted yet, and nothing written by a timer."""

import datetime as dt
from urllib.parse import urlencode

import pytest
import time_machine

from incoming.limits import Limiter
from readership import beacon
from readership import buffer as waiting
from readership.buffer import Buffer
from readership.seen import Seen
from tests.factories import ArticleFactory

FORM = "application/x-www-form-urlencoded"
NOW = dt.datetime(2026, 3, 11, 12, 30, tzinfo=dt.UTC)  # a Wednesday
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


@pytest.fixture(autouse=True)
def buffer(monkeypatch):
    own = Buffer(seconds=None)
    monkeypatch.setattr(waiting, "buffer", own)
    # So large that no mark takes the place of another one; the system gives memory to used places only.
    monkeypatch.setattr(beacon, "seen", Seen(slots=1 << 24))
    monkeypatch.setattr(beacon, "limiter", Limiter(slots=1 << 12))
    return own


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def story(db, clock):
    return ArticleFactory(headline="The harbour", slug="harbour", published=True)


@pytest.fixture
def read(client):
    """Send what the script of a story's page sends; return the answer."""

    def send(story, come_from="", address="203.0.113.7", agent=BROWSER, token=None, **headers):
        data = {"story": beacon.token_of(story.pk) if token is None else token, "from": come_from}
        sent = {"sec_fetch_site": "same-origin", "user_agent": agent} | headers
        return client.post(
            beacon.PATH,
            urlencode(data),
            content_type=FORM,
            REMOTE_ADDR=address,
            headers={name.replace("_", "-"): value for name, value in sent.items() if value is not None},
        )

    return send
