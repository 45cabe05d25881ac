"""What was scheduled before there were moments has them after the upgrade."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pagecache import triggers

pytestmark = pytest.mark.django_db(transaction=True)


def migrate(targets):
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def before():
    """The models as they were; in the end all is up to date again."""
    triggers.remove()
    yield migrate([("articles", "0005_revisions")])
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    triggers.install()


def test_moments_to_come_are_there_and_past_ones_are_not(before):
    now = dt.datetime.now(dt.UTC)
    stories = before.get_model("articles", "Article").objects
    hour = dt.timedelta(hours=1)
    fields = {"url_month": now.date().replace(day=1), "status": "published"}
    ahead = stories.create(slug="a", published_at=now + hour, expires_at=now + 2 * hour, **fields)
    live = stories.create(slug="b", published_at=now - hour, expires_at=now + hour, **fields)
    stories.create(slug="c", published_at=now - 2 * hour, expires_at=now - hour, **fields)
    stories.create(slug="d", status="draft", expires_at=now + hour)

    after = migrate([("articles", "0007_moments_of_scheduled_stories")])

    rows = after.get_model("articles", "DueMoment").objects.order_by("article", "kind")
    assert list(rows.values_list("article", "kind", "claimed_at")) == [
        (ahead.pk, "expired", None),
        (ahead.pk, "went_live", None),
        (live.pk, "expired", None),
    ]
