"""Editors who save the front page at the same moment, on real connections."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from masthead.banner import BannerChangedError
from newsroom.frontdesk import changes, workflow
from newsroom.frontdesk.arrangement import Place
from newsroom.models import FrontPage, FrontPin
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 4


def at_once(*calls) -> list:
    """Run calls in threads of their own that start together; return their results or errors."""
    start = Barrier(len(calls))

    def run(call):
        try:
            start.wait()
            return call()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(run, call) for call in calls]]


def saver(user, story, position, version):
    asked = changes.add([], "pin", story=story.pk, place=Place("feature", None, position))
    return lambda: workflow.save(user, version, asked, Article.objects.all())


def test_of_those_who_save_at_once_one_does_and_the_others_on_top_of_it():
    users = [UserFactory() for _ in range(EDITORS)]
    waiting = [(user, ArticleFactory(published=True), n) for n, user in enumerate(users, 1)]
    rounds = 0
    while waiting:
        version = workflow.current_version()
        results = at_once(*(saver(*editor, version) for editor in waiting))
        refused = [isinstance(result, workflow.StaleError) for result in results]
        assert refused.count(False) == 1, results
        waiting = [editor for editor, again in zip(waiting, refused, strict=True) if again]
        rounds += 1

    assert rounds == EDITORS == FrontPage.objects.get().version
    assert FrontPin.objects.count() == LogEntry.objects.count() == EDITORS


def test_story_deleted_while_it_is_pinned_leaves_no_trace_and_no_error():
    user = UserFactory(is_staff=True, is_superuser=True)

    def deleter(story):
        browser = Client()
        browser.force_login(user)
        url = f"/admin/articles/article/{story.pk}/delete/"
        return lambda: browser.post(url, {"post": "yes"}).status_code

    for _ in range(5):
        story = ArticleFactory(published=True)
        version = workflow.current_version()

        results = at_once(saver(user, story, 1, version), deleter(story))

        assert not any(isinstance(result, Exception) for result in results), results
        assert not Article.objects.filter(pk=story.pk).exists()
        assert not FrontPin.objects.filter(article=story.pk).exists()


def test_of_two_banners_set_at_once_one_is_shown():
    user, now = UserFactory(), timezone.now()
    ends_at = now + timezone.timedelta(hours=1)

    def setter(text):
        return lambda: workflow.set_banner(user, 0, text, "", now, ends_at)

    results = at_once(setter("First"), setter("Second"))

    assert sum(isinstance(result, BannerChangedError) for result in results) == 1
    assert LogEntry.objects.count() == 1
