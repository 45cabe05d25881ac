"""What belongs to objects and was read for all of them is what their managers would return."""

import copy

import pytest
from django.db import connection
from django.db.models import Max
from django.test.utils import CaptureQueriesContext

from articles.models import FAQ, Article, Byline
from articles.reading import add_bylines, add_faqs, add_parts, add_tags
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stories():
    """Two stories of two authors each, in other orders, and one of nobody."""
    ana, bo = AuthorFactory(name="Ana"), AuthorFactory(name="Bo")
    stories = [ArticleFactory(published=True) for _ in range(3)]
    for story, authors in zip(stories, ([ana, bo], [bo, ana], []), strict=True):
        for position, author in enumerate(authors):
            story.bylines.create(author=author, position=position)
    return [Article.objects.get(pk=story.pk) for story in stories]


def names(story: Article) -> list[str]:
    return [one.author.name for one in story.bylines.all()]


def test_authors_of_all_are_read_by_one_query(stories, django_assert_num_queries):
    with django_assert_num_queries(1):
        add_bylines(stories)
    with django_assert_num_queries(0):
        assert [names(story) for story in stories] == [["Ana", "Bo"], ["Bo", "Ana"], []]
        assert [bool(story.bylines.all()) for story in stories] == [True, True, False]
        assert [story.bylines.all().count() for story in stories] == [2, 2, 0]
        assert stories[1].bylines.first().author.name == "Bo"
        assert stories[0].bylines.all()[1].author.photo is None


def test_nothing_is_asked_for_no_stories(django_assert_num_queries):
    with django_assert_num_queries(0):
        add_bylines([])


def test_what_is_filtered_further_is_asked_of_the_owner(stories):
    add_bylines(stories)
    assert [one.author.name for one in stories[1].bylines.filter(position=0)] == ["Bo"]
    assert not stories[2].bylines.filter(position=0)
    assert stories[0].bylines.order_by("-position").first().author.name == "Bo"
    assert stories[0].bylines.exclude(position=0).get().article_id == stories[0].pk


def test_what_is_written_is_read_next(stories):
    add_bylines(stories)
    stories[2].bylines.create(author=AuthorFactory(name="Cy"))
    assert names(stories[2]) == ["Cy"]


def test_story_may_be_copied(stories):
    add_bylines(stories)
    twin = copy.deepcopy(stories[0])
    assert names(twin) == ["Ana", "Bo"]
    assert twin.bylines.filter(position=1).get().author.name == "Bo"


def test_nothing_is_done_to_the_rows_of_others(stories):
    add_bylines(stories)
    given = stories[0].bylines.all()
    assert given.aggregate(last=Max("position")) == {"last": 1}
    assert [one.position for one in given.iterator()] == [0, 1]
    assert given.update(credit="Photographs") == 2
    assert Byline.objects.filter(credit="Photographs").count() == 2
    assert stories[2].bylines.all().delete()[0] == 0
    assert given.delete()[0] == 2
    assert Byline.objects.count() == 2


def test_parts_of_a_story_stand_in_their_order(django_assert_num_queries):
    story = ArticleFactory(published=True, tagged=["Zebras", "Apes", "Moles"])
    other = ArticleFactory(published=True, tagged=["Moles", "Owls"])
    for position, question in enumerate(["Who?", "Why?"]):
        FAQ.objects.create(article=story, question=question, answer="So.", position=1 - position)
    FAQ.objects.create(article=other, question="When?", answer="Now.")
    story = Article.objects.get(pk=story.pk)
    add_parts(story)
    with django_assert_num_queries(0):
        assert [tag.name for tag in story.tags.all()] == ["Zebras", "Apes", "Moles"]
        assert [faq.question for faq in story.faqs.all()] == ["Why?", "Who?"]
        assert not story.bylines.all()
    assert [tag.name for tag in story.tags.filter(name="Apes")] == ["Apes"]
    assert [faq.question for faq in story.faqs.filter(question="When?")] == []


def test_tags_and_questions_of_many_are_read_by_one_query_each(django_assert_num_queries):
    tagged = [["Zebras", "Apes"], ["Apes", "Zebras", "Owls"], []]
    made = [ArticleFactory(published=True, tagged=names) for names in tagged]
    FAQ.objects.create(article=made[1], question="Who?", answer="We.")
    stories = [Article.objects.get(pk=story.pk) for story in made]
    with django_assert_num_queries(2):
        add_tags(stories)
        add_faqs(stories)
    with django_assert_num_queries(0):
        assert [[tag.name for tag in story.tags.all()] for story in stories] == tagged
        assert [len(story.faqs.all()) for story in stories] == [0, 1, 0]


def test_rows_are_those_of_the_manager(stories):
    add_bylines(stories)
    with CaptureQueriesContext(connection) as queries:
        usual = [list(Byline.objects.filter(article=story)) for story in stories]
        asked = [list(story.bylines.filter()) for story in stories]
    assert [list(story.bylines.all()) for story in stories] == usual == asked
    assert len(queries) == 6
