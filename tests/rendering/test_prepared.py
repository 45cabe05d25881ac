"""Queries whose SQL is written once give what Django's own would."""

import datetime as dt
import threading

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article
from rendering.prepared import Prepared
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


def at_address(now: dt.datetime, month: dt.date, slug: str):
    return Article.objects.published(now).for_page().filter(url_month=month, slug=slug)


def fields(stories) -> list[dict]:
    return [{k: v for k, v in vars(one).items() if k[0] != "_"} for one in stories]


def test_objects_are_those_of_the_queryset():
    story = ArticleFactory(slug="a", published=NOW, category=CategoryFactory(name="World"))
    asked = timezone.now(), story.url_month, "a"
    prepared = Prepared(at_address)
    for _ in range(2):
        (found,) = prepared(*asked)
        (usual,) = at_address(*asked)
        assert fields([found]) == fields([usual])
        assert found._state.db == usual._state.db
        assert not found._state.adding
        assert (found.category.name, found.get_deferred_fields()) == (
            "World",
            usual.get_deferred_fields(),
        )


def test_values_of_every_call_are_asked_for():
    for slug in ("a", "b'--", "%s", "\ue0002\ue000", "é🦔"):
        ArticleFactory(slug=slug, published=NOW)
    prepared, now, month = Prepared(at_address), timezone.now(), dt.date(2026, 3, 1)
    for slug in ("b'--", "a", "%s", "nothing", "\ue0002\ue000", "é🦔"):
        assert [one.slug for one in prepared(now, month, slug)] == [slug] * (slug != "nothing")
    assert prepared(now, dt.date(2026, 4, 1), "a") == []
    assert prepared(NOW - dt.timedelta(seconds=1), month, "a") == []


def test_sql_is_that_of_the_queryset():
    asked = NOW, dt.date(2026, 3, 1), "a"
    prepared = Prepared(at_address)
    prepared(*asked)
    with CaptureQueriesContext(connection) as queries:
        prepared(*asked)
        list(at_address(*asked))
    assert queries[0]["sql"] == queries[1]["sql"]


def test_value_may_stand_in_several_places_and_beside_constants():
    stories = [ArticleFactory(published=NOW) for _ in range(3)]

    def others(key: int, kind: str):
        same = Article.objects.exclude(pk=key).filter(kind=kind, status="published").order_by()
        return same.union(Article.objects.filter(pk=key).order_by(), all=True)

    for story in stories:
        found = Prepared(others)(story.pk, "news")
        assert {one.pk for one in found} == {one.pk for one in stories}


def test_builder_that_reads_the_clock_is_refused():
    def reads_clock(slug: str):
        return Article.objects.published().filter(slug=slug)

    with pytest.raises(TypeError, match="reads_clock reads what changes"):
        Prepared(reads_clock)("a")


@pytest.mark.parametrize(
    "build",
    [
        lambda number: Article.objects.all()[:number],
        lambda number: Article.objects.filter(pk__gt=number + 1),
        lambda number: Article.objects.all(),
    ],
)
def test_value_that_is_no_parameter_is_refused(build):
    with pytest.raises(TypeError, match="no parameters"):
        Prepared(build)(5)


def test_keys_may_be_any_number():
    stories = [ArticleFactory(published=NOW) for _ in range(20)]
    keys = [story.pk for story in stories]
    among = Prepared(lambda keys: Article.objects.filter(pk__in=keys).order_by("pk"))
    others = Prepared(lambda keys, kind: Article.objects.filter(kind=kind).exclude(pk__in=keys))
    for number in (0, 1, 7, 8, 9, 20):
        chosen = tuple(keys[:number])
        assert [one.pk for one in among(chosen)] == keys[:number]
        assert {one.pk for one in others(chosen, "news")} == set(keys[number:])
    assert [one.pk for one in among((keys[3], keys[3]))] == [keys[3]]
    assert len(among._written) == 3  # for 8, 16 and 32 keys


def test_sql_for_keys_is_that_of_the_queryset():
    keys = tuple(range(101, 109))
    prepared = Prepared(lambda keys, slug: Article.objects.filter(pk__in=keys, slug=slug))
    with CaptureQueriesContext(connection) as queries:
        prepared(keys, "a")
        list(Article.objects.filter(pk__in=keys, slug="a"))
    assert queries[0]["sql"] == queries[1]["sql"]


def test_rows_of_values_are_tuples_as_django_converts_them():
    ArticleFactory(slug="a", published=NOW)
    rows = Prepared(lambda slug: Article.objects.filter(slug=slug).values_list("slug", "published_at"))
    assert rows("a") == [("a", NOW)]
    assert rows.first("a") == ("a", NOW)
    assert rows.first("b") is None


def test_query_that_would_prefetch_is_refused():
    with pytest.raises(TypeError, match="prefetches"):
        Prepared(lambda slug: Article.objects.with_bylines().filter(slug=slug))("a")


@pytest.mark.parametrize("value", [None, 1.5, [1]])
def test_other_kinds_of_values_are_refused(value):
    with pytest.raises(TypeError, match="a value that is a"):
        Prepared(lambda value: Article.objects.filter(pk=value))(value)


def test_nothing_of_a_call_is_left_for_the_next():
    story = ArticleFactory(slug="a", published=NOW)
    prepared = Prepared(at_address)
    prepared(timezone.now(), story.url_month, "a")
    (written,) = prepared._written.values()
    assert written.compiler.connection is None


def test_threads_ask_with_their_own_values(transactional_db):
    for number in range(4):
        ArticleFactory(slug=f"s{number}", published=NOW)
    prepared, wrong = Prepared(at_address), []
    now, month = timezone.now(), dt.date(2026, 3, 1)

    def ask(slug: str):
        try:
            for _ in range(30):
                if [one.slug for one in prepared(now, month, slug)] != [slug]:
                    wrong.append(slug)
        finally:
            connection.close()

    threads = [threading.Thread(target=ask, args=[f"s{number}"]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
