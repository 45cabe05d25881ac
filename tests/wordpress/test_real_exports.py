"""Real exports: everything in them is in the database or in the report, each time the same."""

import io
import xml.etree.ElementTree as ElementTree
from collections import Counter

import pytest
from django.core.management import CommandError, call_command
from taggit.models import Tag

from articles.models import Article, Category
from comments.models import Comment
from masthead.models import StandingPage
from tests.conftest import CORPORA
from tests.wordpress.snapshots import rows
from wordpress.importing.progress import Steps
from wordpress.importing.report import Report
from wordpress.importing.run import Options, import_file

pytestmark = [pytest.mark.django_db, pytest.mark.corpora]

FIXTURES = sorted((CORPORA / "wxr" / "importer-fixtures").glob("*.xml")) or ["none"]


def run(path) -> Report:
    report = Report()
    import_file(Options(path), report, Steps(io.StringIO()))
    return report


def count_naively(path) -> Counter:
    """Count what the file holds by another parser, all of it in memory."""
    found = Counter()
    for element in ElementTree.parse(path).iter():
        name = element.tag.rpartition("}")[2]
        if name in {"category", "tag"} and "wordpress.org" in element.tag:
            found[name] += 1
        elif name == "item":
            kind = next((child.text for child in element if child.tag.endswith("}post_type")), "")
            found[kind] += 1
            found["comment"] += sum(child.tag.endswith("}comment") for child in element)
    return found


@pytest.mark.parametrize("name", ["theme-unit-test.xml", "block-test.xml"])
def test_everything_is_in_the_database_or_in_the_report_twice_in_a_row(name):
    path = CORPORA / "wxr" / name
    expected = count_naively(path)
    report = run(path)
    counts = report.counts()
    assert counts["Posts"]["found"] == expected["post"]
    assert counts["Pages"]["found"] == expected["page"]
    assert counts["Pictures"]["found"] == expected["attachment"]
    assert counts["Comments"]["found"] == expected["comment"]
    assert counts["Categories"]["found"] == expected["category"]
    assert counts["Tags"]["found"] >= expected["tag"]
    stored = {
        "Posts": Article.objects.count(),
        "Pages": StandingPage.objects.count(),
        "Comments": Comment.objects.count(),
        "Categories": Category.objects.count(),
    }
    for kind, number in stored.items():
        assert number == counts[kind]["found"] - counts[kind]["skipped"], kind
    assert Tag.objects.count() == counts["Tags"]["imported"]
    before = rows()
    again = run(path)
    assert rows() == before
    for kind, row in again.counts().items():
        assert (row["imported"], row["updated"]) == (0, 0), kind
        assert row["found"] == counts[kind]["found"]


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: getattr(path, "name", path))
def test_every_file_ends_in_an_import_or_a_clear_message(path):
    first = outcome_of(path)
    before = rows()
    second = outcome_of(path)
    assert first.endswith(".") or first == "imported"
    assert second == first
    assert rows() == before


def outcome_of(path) -> str:
    """Run the command; return its message if it exits with 1, else "imported"."""
    try:
        call_command("import_wordpress", str(path), stdout=io.StringIO())
    except CommandError as error:
        return str(error).partition("\n")[0]
    return "imported"


@pytest.mark.parametrize(
    ("name", "slugs"),
    [
        (
            "theme-unit-test.xml",
            {
                "template-sticky": "published",
                "template-password-protected": "draft",
                "scheduled": "published",
            },
        )
    ],
)
def test_states_of_the_theme_unit_test(name, slugs):
    run(CORPORA / "wxr" / name)
    for slug, status in slugs.items():
        assert Article.objects.get(slug=slug).status == status
    assert Article.objects.filter(status="draft").count() == 2
    assert not Article.objects.published().filter(slug="scheduled").exists()
