import datetime as dt

import pytest
from django.utils import timezone

from articles.models import Article
from tests.bulk import make_image, make_stories
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db


def shown(context):
    blocks = [story for block in context["sections"] for story in block["stories"]]
    lead = [context["lead"]] if context["lead"] else []
    return lead + context["features"] + context["opinion"] + context["recent"] + blocks


def ago(hours):
    return timezone.now() - dt.timedelta(hours=hours)


def test_empty_paper_has_a_front_page(client):
    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.context["lead"] is None


def test_lead_is_the_newest_news_with_a_picture(client):
    ArticleFactory(headline="Comment", kind="opinion", lead_image=make_image(), published=ago(1))
    ArticleFactory(headline="Brief", published=ago(2))
    ArticleFactory(headline="Report", lead_image=make_image(), published=ago(3))

    context = client.get("/").context

    assert context["lead"].headline == "Report"
    assert [story.headline for story in context["features"]] == ["Brief"]
    assert [story.headline for story in context["opinion"]] == ["Comment"]


def test_only_opinion_still_makes_a_front_page(client):
    ArticleFactory(headline="Comment", kind="opinion", published=True)

    assert "Comment" in client.get("/").content.decode()


@pytest.mark.parametrize("number", [1, 7, 40])
def test_nothing_stands_there_twice(client, number):
    sections = [CategoryFactory() for _ in range(3)]
    for n in range(number):
        article = ArticleFactory(category=sections[n % 3], published=ago(n))
        article.also_in.add(sections[(n + 1) % 3])
        Article.objects.filter(pk=article.pk).update(kind="opinion" if n % 6 == 1 else "news")

    stories = shown(client.get("/").context)

    assert len(stories) == len(set(stories)) > 0


def test_section_with_rare_stories_shows_them_still(client):
    quiet = CategoryFactory(name="Quiet")
    busy = CategoryFactory(name="Busy")
    ArticleFactory(headline="Long ago", category=quiet, published=ago(1000))
    for n in range(60):
        ArticleFactory(category=busy, published=ago(n))

    blocks = {
        block["category"].name: [story.headline for story in block["stories"]]
        for block in client.get("/").context["sections"]
    }

    assert blocks["Quiet"] == ["Long ago"]
    assert len(blocks["Busy"]) == 4


def test_hidden_stories_are_not_there(client):
    section = CategoryFactory()
    ArticleFactory(headline="Draft", category=section)
    ArticleFactory(headline="Tomorrow", category=section, published=ago(-24))

    answer = client.get("/")

    assert shown(answer.context) == []
    assert "Tomorrow" not in answer.content.decode()


@pytest.mark.parametrize("number", [10, 1000])
def test_queries_do_not_grow(client, number, django_assert_max_num_queries):
    make_stories(number)

    with django_assert_max_num_queries(6):
        assert client.get("/").status_code == 200


def test_reader_gets_no_cookie(client):
    assert not client.get("/").cookies
