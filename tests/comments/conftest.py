"""What the tests of comments have at hand."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from comments.signatures import new_stamp
from comments.spam import akismet, learned
from masthead.models import SiteSettings
from tests.factories import ArticleFactory

WORDS = {
    "comment": "I have read this with interest.",
    "name": "Saeed Minhas",
    "email": "saeed@example.org",
    "website": "",
}


@pytest.fixture(autouse=True)
def quiet_site(monkeypatch):
    """A site that has learnt nothing yet."""
    monkeypatch.setattr(akismet, "_silent_until", 0.0)
    learned.forget()
    yield
    learned.forget()


@pytest.fixture
def article(db):
    return ArticleFactory(headline="The harbour", published=True)


@pytest.fixture
def site(db):
    """The paper's settings, stored."""
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    return site


@pytest.fixture
def moderate(site):
    """A function that sets the paper's policy: "all", "first" or "none"."""

    def moderate(policy):
        site.comment_moderation = policy
        site.save()

    return moderate


@pytest.fixture
def stamp():
    """A function that gives the stamp of a story's form, shown `ago` (a minute)."""

    def stamp(article, ago=dt.timedelta(minutes=1)):
        with time_machine.travel(timezone.now() - ago, tick=False):
            return new_stamp(article)

    return stamp


@pytest.fixture
def post(client, stamp):
    """A function that sends the form under a story as a reader's browser does."""

    def post(article, *, follow=False, headers=None, remote="203.0.113.7", **fields):
        data = {**WORDS, "stamp": stamp(article), **fields}
        return client.post(
            f"{article.get_absolute_url()}comments/",
            {name: value for name, value in data.items() if value is not None},
            headers=headers or {},
            follow=follow,
            REMOTE_ADDR=remote,
        )

    return post
