"""A story that had its place before places had a time has both after the upgrade."""

import datetime as dt

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pagecache import triggers

pytestmark = pytest.mark.django_db(transaction=True)

NOON = dt.datetime(2026, 3, 11, 12, 0, tzinfo=dt.UTC)


@pytest.fixture
def migrate():
    """Return a function that migrates and returns the models; in the end all is up to date again."""

    def to(name: str):
        executor = MigrationExecutor(connection)
        executor.migrate([("articles", name)])
        return executor.loader.project_state([("articles", name)]).apps

    triggers.remove()
    yield to
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    triggers.install()


def test_places_get_the_time_of_their_story(migrate):
    before = migrate("0020_stories_of_their_maker")
    space = before.get_model("articles", "WordSpace").objects.create(
        words=b"", arrays=b"", learnt_from=2, learnt_at=NOON
    )
    stories = before.get_model("articles", "Article").objects
    fields = {"url_month": NOON.date().replace(day=1), "published_at": NOON}
    told = stories.create(slug="a", status="published", **fields)
    untold = stories.create(slug="b", status="draft")
    for story in (told, untold):
        before.get_model("articles", "StoryPlace").objects.create(
            space=space, article=story, cell=1, vector=b"12"
        )

    after = migrate("0021_places_by_time")

    rows = after.get_model("articles", "StoryPlace").objects
    assert list(rows.values_list("article", "published_at")) == [(told.pk, NOON)]
