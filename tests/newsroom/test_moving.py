"""A paper is moved to another database by the commands of docs/operations.md, and stays whole."""

import re

import pytest
from django.contrib.sites.models import Site
from django.core.management import call_command
from taggit.models import TaggedItem

from tests.conftest import REPOSITORY
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_all_tags_and_the_one_site_come_over(tmp_path):
    story = ArticleFactory()
    story.tags.add("harbour", "tides", "weather")
    Site.objects.update(domain="paper.example")
    guide = (REPOSITORY / "docs" / "operations.md").read_text().replace("\\\n", "")
    said = re.search(r"manage\.py dumpdata (.*) --output all\.json", guide)[1]
    dump = str(tmp_path / "all.json")
    call_command("dumpdata", *said.split(), "--output", dump)

    TaggedItem.objects.all().delete()
    Site.objects.update(domain="example.com", name="example.com")  # as migrate leaves a new database
    call_command("loaddata", dump, verbosity=0)
    assert set(story.tags.names()) == {"harbour", "tides", "weather"}
    assert [site.domain for site in Site.objects.all()] == ["paper.example"]
