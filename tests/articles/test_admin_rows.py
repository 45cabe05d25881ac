"""The form of a story costs the same however many rows hang on it."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Byline
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def test_queries_of_the_form_do_not_grow_with_its_rows(admin_client):
    story = ArticleFactory(by=[AuthorFactory()])
    address = reverse("admin:articles_article_change", args=[story.pk])

    def add(number):
        for _ in range(number):
            Byline.objects.create(article=story, author=AuthorFactory())
            story.faqs.create(question="Why?", answer="Rocks.")
            story.pins.create(story=ArticleFactory())

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert admin_client.get(address).status_code == 200
        return len(found)

    add(1)
    queries()  # the first keeps what the story said
    few = queries()
    add(30)
    assert queries() == few
    page = admin_client.get(address).text
    for byline in story.bylines.select_related("author"):
        assert f'<option value="{byline.author_id}" selected>{byline.author}</option>' in page
