import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from articles import workflow
from redirects.models import Redirect
from redirects.workflow import leave_redirect
from tests.factories import ArticleFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/2019/old-story/", "/2019/old-story/"),
        ("/2019/old-story/", "/2019/old-story"),
        ("/2019/old-story/", "/2019/old-story/?utm_source=x"),
        ("/?p=12", "/?p=12"),
        ("/?p=12", "/?p=12&preview=false"),
        ("/коротко/", "/%D0%BA%D0%BE%D1%80%D0%BE%D1%82%D0%BA%D0%BE/"),
        ("/%D0%BA%D0%BE/", "/%D0%BA%D0%BE/"),
    ],
)
def test_old_address_answers_once_with_the_new_one(client, old, asked):
    leave_redirect(old, "/neu/für-alle/")

    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, "/neu/f%C3%BCr-alle/")


@pytest.mark.django_db
def test_redirect_to_a_story_is_told_of_while_the_story_is_there(client):
    article = ArticleFactory(slug="the-secret")
    leave_redirect("/old/", f"/{timezone.now():%Y/%m}/the-secret/")

    assert client.get("/old/").status_code == 404
    workflow.publish(article)
    assert client.get("/old/").status_code == 301
    workflow.withdraw(article)
    gone = client.get("/old/")
    assert gone.status_code == 410
    assert "the-secret" not in gone.text


@pytest.mark.django_db
def test_page_that_exists_is_not_redirected(client):
    Redirect.objects.create(old_path="/latest/", new_path="/elsewhere/")

    assert client.get("/latest/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["//evil.example/", "javascript:alert(1)", "story/", ""])
def test_redirect_to_what_is_no_address_is_refused(target):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path="/a/", new_path=target)
    with pytest.raises(ValidationError):
        Redirect(old_path="/a/", new_path=target).full_clean()


class Chains(TestCase):
    """However addresses move, each old one leads to a live one in a single step."""

    paths = st.sampled_from(["/a/", "/b/", "/c/", "/d/"])

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(paths, paths), max_size=12))
    def test_no_chain_and_no_loop(self, moves):
        Redirect.objects.all().delete()
        for old, new in moves:
            leave_redirect(old, new)

        known = dict(Redirect.objects.values_list("old_path", "new_path"))
        assert not set(known) & set(known.values())
