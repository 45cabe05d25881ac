"""Who else is in a story, as its form says."""

import datetime as dt

import pytest
import time_machine

from articles import autosaves
from articles.models import Presence
from masthead.models import SiteSettings
from tests.articles.test_autosave import NOW, form, say
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def writer(staff):
    """Log a person in who may write every story, in a browser of their own."""

    def writer(name, *grants):
        return staff(*(grants or ["add_article", "change_article"]), first_name=name)

    return writer


def key(page):
    return page.fields["form_key"][0]


def test_second_one_sees_the_first_and_the_first_hears_of_the_second(writer, clock):
    nadia, amina = writer("Nadia"), writer("<b>Amina</b>")
    story = ArticleFactory()
    first = form(nadia, story)
    clock.shift(dt.timedelta(seconds=30))

    assert "Nadia is in this story too (since 10:02)." in form(amina, story).html
    heard = say(nadia, article=story.pk, key=key(first)).json()
    assert heard["others"] == ["<b>Amina</b> is in this story too (since 10:02)."]
    again = form(nadia, story).html
    assert "&lt;b&gt;Amina&lt;/b&gt; is in this story too" in again
    assert "Nadia is in" not in again


def test_since_when_stays_while_one_is_heard_of(writer, clock):
    nadia, amina = writer("Nadia"), writer("Amina")
    story = ArticleFactory()
    first = form(nadia, story)
    for _ in range(10):
        clock.shift(dt.timedelta(seconds=20))
        say(nadia, article=story.pk, key=key(first))

    assert "Nadia is in this story too (since 10:02)" in form(amina, story).html


def test_who_is_not_heard_of_for_a_minute_is_gone(writer, clock):
    nadia, amina = writer("Nadia"), writer("Amina")
    story = ArticleFactory()
    form(nadia, story)
    clock.shift(dt.timedelta(seconds=59))
    assert "Nadia is in" in form(amina, story).html
    clock.shift(dt.timedelta(seconds=1))

    assert "Nadia is in" not in form(amina, story).html
    clock.shift(dt.timedelta(hours=2))
    assert "Amina" not in form(nadia, story).html
    clock.shift(dt.timedelta(hours=-4))
    assert "Nadia is in" not in form(amina, story).html  # nor by a clock that was set back
    clock.shift(dt.timedelta(days=1))
    autosaves.thin()
    assert not Presence.objects.exists()


def test_who_closes_the_form_is_gone_but_not_while_another_tab_is_open(writer):
    nadia, amina = writer("Nadia"), writer("Amina")
    story = ArticleFactory()
    first, second = form(nadia, story), form(nadia, story)

    say(nadia, article=story.pk, key=key(first), leaving=True)
    assert "Nadia is in" in form(amina, story).html
    say(nadia, article=story.pk, key=key(second), leaving=True)
    assert "Nadia is in" not in form(amina, story).html


def test_who_only_looks_is_not_in_it_and_who_may_not_look_hears_nothing(writer):
    looker, nadia = writer("Looker", "view_article"), writer("Nadia")
    nobody = writer("Nobody", "write_own_article")
    story = ArticleFactory()
    looker.get(f"/admin/articles/article/{story.pk}/change/")
    form(nadia, story)

    assert not Presence.objects.filter(user=looker.user).exists()
    for client in (looker, nobody):
        answer = say(client, article=story.pk)
        assert answer.status_code == 403
        assert "Nadia" not in answer.text


def test_pending_changes_do_not_hide_who_is_here(writer):
    nadia, amina = writer("Nadia"), writer("Amina")
    story = ArticleFactory(published=True)
    form(nadia, story).send(headline="Pending")
    form(nadia, story)

    assert "Nadia is in this story too" in form(amina, story).html
    assert Presence.objects.count() == 2


def test_times_are_those_of_the_paper(writer):
    SiteSettings.objects.create(pk=1, name="The Meridian", time_zone="Asia/Karachi")
    story = ArticleFactory()
    form(writer("Nadia"), story)

    assert "(since 15:02)" in form(writer("Amina"), story).html


def test_story_that_is_deleted_takes_its_visitors_along(writer):
    story = ArticleFactory()
    form(writer("Nadia"), story)

    story.delete()

    assert not Presence.objects.exists()


def test_saving_goes_on_without_a_gap(writer):
    nadia, amina = writer("Nadia"), writer("Amina")
    story = ArticleFactory()
    page = form(nadia, story)
    page.send("_continue", headline="New")
    form(nadia, story)
    say(nadia, article=story.pk, key=key(page), leaving=True)  # of the page before, and late

    assert "Nadia is in" in form(amina, story).html
