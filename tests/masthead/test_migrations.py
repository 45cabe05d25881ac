"""Upgrades keep what the newsroom has."""

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from pagecache import triggers

pytestmark = pytest.mark.django_db(transaction=True)

BEFORE = [("masthead", "0001_initial")]
AFTER = [("masthead", "0003_footer_links")]


@pytest.fixture
def migrate():
    """A function that migrates to a state and returns its models; in the end all is up to date."""

    def migrate(targets):
        executor = MigrationExecutor(connection)
        executor.migrate(targets)
        return MigrationExecutor(connection).loader.project_state(targets).apps

    triggers.remove()
    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    triggers.install()


def links(apps, **which):
    rows = apps.get_model("masthead", "NavigationLink").objects.filter(**which).order_by("position")
    return list(rows.values_list("label", "url"))


def test_every_page_that_stood_in_the_footer_is_linked_there_in_the_same_order(migrate):
    old = migrate([*BEFORE, ("flatpages", "0001_initial")])
    site = old.get_model("masthead", "SiteSettings").objects.create(pk=1, menu={"pages": []})
    old.get_model("masthead", "NavigationLink").objects.create(site=site, label="World", url="/w/")
    for title, url in [("Privacy", "/privacy/"), ("A" * 60, "/about/")]:
        old.get_model("flatpages", "FlatPage").objects.create(title=title, url=url)

    new = migrate(AFTER)

    assert links(new, place="header") == [("World", "/w/")]
    footer = [("Privacy", "/privacy/"), ("A" * 39 + "…", "/about/")]
    assert links(new, place="footer") == footer
    menu = new.get_model("masthead", "SiteSettings").objects.get().menu
    assert menu["footer"] == [{"label": label, "url": url} for label, url in footer]

    back = migrate([*BEFORE, ("flatpages", "0001_initial")])

    assert links(back) == [("World", "/w/")]
    menu = back.get_model("masthead", "SiteSettings").objects.get().menu
    assert [page["url"] for page in menu["pages"]] == ["/privacy/", "/about/"]


def test_paper_without_pages_needs_no_links(migrate):
    migrate(BEFORE)

    new = migrate(AFTER)

    assert links(new) == []
    assert not new.get_model("masthead", "SiteSettings").objects.exists()
