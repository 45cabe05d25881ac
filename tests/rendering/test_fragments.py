"""Fragments are rendered once for what they show, and never shown for anything else."""

import datetime as dt
from typing import NamedTuple

import pytest
import time_machine
from django.utils import timezone, translation

from rendering import fragments as module
from rendering.fragments import Fragments

pytestmark = pytest.mark.any_database

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


class Moment(NamedTuple):
    at: dt.datetime


@pytest.fixture
def rendered(monkeypatch):
    """The templates that were really rendered."""
    names, render = [], module.render_to_string

    def noted(template, context):
        names.append(template)
        return render(template, context)

    monkeypatch.setattr(module, "render_to_string", noted)
    return names


@pytest.fixture
def kept():
    return Fragments(1024 * 1024)


def test_same_values_are_rendered_once(kept, rendered):
    assert len({kept.render("components/moment.html", Moment(NOW)) for _ in range(3)}) == 1
    assert rendered == ["components/moment.html"]


def test_other_values_and_other_templates_are_others(kept):
    first = kept.render("components/moment.html", Moment(NOW))
    assert kept.render("components/moment.html", Moment(NOW - dt.timedelta(days=1))) != first
    assert kept.render("500.html", Moment(NOW)) != first
    assert len(kept) == 3


def test_language_time_zone_and_day_tell_fragments_apart(kept):
    def shown():
        return kept.render("components/moment.html", Moment(NOW))

    with time_machine.travel(NOW, tick=False), timezone.override("UTC"), translation.override("en"):
        assert "noon" in shown()
        with timezone.override("Asia/Karachi"):
            assert "5 p.m." in shown()
        with translation.override("de"):
            assert "12:00" in shown()
        assert "noon" in shown()
    with time_machine.travel(NOW + dt.timedelta(days=1)), timezone.override("UTC"):
        assert "March 10" in shown()


def test_values_are_escaped(kept):
    class Text(NamedTuple):
        text: str
        words: int = 5

    assert "<b>" not in kept.render("components/excerpt.html", Text("<b>"))


def test_number_of_bytes_is_bounded():
    kept = Fragments(20_000)
    for number in range(200):
        kept.render("components/moment.html", Moment(NOW + dt.timedelta(minutes=number)))
        assert 0 < kept.size <= 20_000
    assert 5 < len(kept) < 20
    kept.clear()
    assert (len(kept), kept.size) == (0, 0)


def test_oldest_goes_and_what_is_asked_for_stays(rendered):
    kept = Fragments(20_000)
    for number in range(50):
        kept.render("components/moment.html", Moment(NOW))
        kept.render("components/moment.html", Moment(NOW + dt.timedelta(days=number + 1)))
    assert len(rendered) == 51


def test_template_that_is_being_written_is_rendered_each_time(kept, rendered, settings):
    settings.DEBUG = True
    for _ in range(2):
        kept.render("components/moment.html", Moment(NOW))
    assert len(rendered) == 2
