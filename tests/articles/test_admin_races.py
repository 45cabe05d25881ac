"""Somebody else was faster: a sentence, what was typed is kept, and never an error of the program."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import revisions, workflow, writing
from articles.admin.article import ArticleAdmin
from articles.models import Article, Autosave
from tests.admin_forms import AdminForm
from tests.articles.story_form import form, url
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


@pytest.fixture
def editors(client):
    """Two people, each in a browser of their own."""

    def logged_in():
        own = client.__class__()
        own.user = UserFactory(is_staff=True, is_superuser=True)
        own.force_login(own.user)
        return own

    return logged_in(), logged_in()


def forms(editors, story):
    return [form(editor, story) for editor in editors]


def typed(name, moment):
    return {f"{name}_0": f"{moment:%Y-%m-%d}", f"{name}_1": f"{moment:%H:%M:%S}"}


@pytest.mark.parametrize("published", [False, True])
def test_author_whom_two_add_at_different_places_stands_once(editors, published):
    authors = [AuthorFactory() for _ in range(3)]
    story, both = ArticleFactory(by=authors, published=published), AuthorFactory()
    first, second = forms(editors, story)
    first.send(rows={"bylines": [{"author": both.pk, "position": 1}]})
    answer = second.send(rows={"bylines": [{"author": both.pk, "position": 9}]}, headline="Second")

    assert answer.status_code == 302
    assert "conflict" not in answer.url
    text = revisions.head_content(Article.objects.get(pk=story.pk))
    assert [row["author"] for row in text["bylines"]].count(both.pk) == 1
    assert text["headline"] == "Second"
    assert editors[0].get(url("change", story.pk)).status_code == 200


def test_times_that_contradict_each_other_only_together_are_shown_to_choose_from(editors):
    story, now = ArticleFactory(), timezone.now().replace(microsecond=0)
    workflow.schedule(story, now + HOUR)
    first, second = forms(editors, story)
    first.send(**typed("published_at", now + 10 * HOUR))
    answer = second.send(headline="Second", **typed("expires_at", now + 5 * HOUR))

    page = AdminForm(editors[1], answer.url, "")
    assert "Publication time" in page.html
    assert "Expires" in page.html
    head = Article.objects.get(pk=story.pk).head
    chosen = {"head": head, "published_at": "theirs", "expires_at": "mine"}
    refused = editors[1].post(answer.url, chosen)
    assert "before readers see it" in editors[1].get(refused.url).text
    editors[1].post(answer.url, chosen | {"published_at": "mine"})
    story.refresh_from_db()
    assert (story.headline, story.expires_at) == ("Second", now + 5 * HOUR)


def test_address_that_came_about_by_two_saves_together_and_is_taken_keeps_the_text(editors):
    month = timezone.now().replace(day=1) + dt.timedelta(days=70)
    other, story = ArticleFactory(slug="port"), ArticleFactory(slug="ferry")
    workflow.schedule(other, month + HOUR)
    workflow.schedule(story, month + dt.timedelta(days=40))
    first, second = forms(editors, story)
    first.send(**typed("published_at", month))
    answer = second.send(slug="port", headline="Second")

    assert answer.status_code == 409
    assert "Another story has the address" in answer.text
    assert "Second" in answer.text
    kept = Autosave.objects.get(user=editors[1].user, is_saved=False)
    assert ["headline", "Second"] in kept.data


@pytest.mark.parametrize("name", ["restore", "discard", "withdraw", "corrections"])
def test_story_deleted_while_a_page_of_it_was_answered_is_told_to_be_gone(editors, monkeypatch, name):
    story = ArticleFactory(published=True)
    writing.save_content(
        story, revisions.head_content(story) | {"headline": "New"}, story.head, editors[0].user
    )
    found = ArticleAdmin._article

    def deleted_just_now(self, *args):
        article = found(self, *args)
        Article.objects.filter(pk=story.pk).delete()
        return article

    monkeypatch.setattr(ArticleAdmin, "_article", deleted_just_now)
    arguments = [story.pk, 1] if name == "restore" else [story.pk]
    answer = editors[0].post(url(name, *arguments), {"kind": "correction", "text": "It was 1987."})
    assert answer.status_code == 404


def test_changes_that_somebody_else_discarded_at_that_moment_are_told_to_be_gone(editors, monkeypatch):
    story = ArticleFactory(published=True)
    writing.save_content(
        story, revisions.head_content(story) | {"headline": "New"}, story.head, editors[0].user
    )
    found = ArticleAdmin._article

    def discarded_just_now(self, *args):
        article = found(self, *args)
        monkeypatch.undo()
        workflow.discard_changes(Article.objects.get(pk=story.pk))
        return article

    monkeypatch.setattr(ArticleAdmin, "_article", discarded_just_now)
    answer = editors[0].post(url("discard", story.pk))
    assert "Somebody may have been faster" in editors[0].get(answer.url, follow=True).text


@pytest.mark.parametrize("state", ["approved", "withdrawn"])
def test_reporter_changes_no_approved_or_withdrawn_story_past_its_review(state):
    reporter = UserFactory(is_staff=True)
    reporter.user_permissions.set(
        Permission.objects.filter(codename__in=["write_own_article", "revise_own_article"])
    )
    story = ArticleFactory(created_by=reporter, headline="Read")
    for step in [workflow.approve, workflow.publish, workflow.withdraw][
        : 1 if state == "approved" else 3
    ]:
        if step == workflow.approve:
            workflow.submit(story)
        step(story)
    try:
        writing.change(story, lambda text: text | {"headline": "Unread"}, reporter)
    except PermissionDenied:
        assert state == "withdrawn"
    story.refresh_from_db()
    assert (story.status, story.headline) in [("in_review", "Unread"), ("withdrawn", "Read")]
