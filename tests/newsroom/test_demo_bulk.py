"""Generated stories and comments: as many as asked for, and derived as the workflow derives."""

import datetime as dt
import io
from random import Random

import pytest
import time_machine
from django.core.management import call_command

from articles import saving
from articles.likeness import training
from articles.listing import refresh_listings
from articles.models import Article, RelatedStory, SectionListing, StoryPlace, StorySketch
from comments.counting import miscounted
from comments.models import Comment
from newsroom.demo import bulk, bulk_comments, progress
from newsroom.demo.beats import draw_slots, read_beats
from newsroom.demo.generated import YEARS, write_edition
from newsroom.demo.grammar import Template
from newsroom.demo.load import set_up
from richtext.sanitizer import sanitize

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def newsroom():
    set_up({})


def add_stories(total, seed=1):
    return sum(bulk.top_up_stories(total, seed))


def add_comments(total, seed=1):
    return sum(bulk_comments.top_up_comments(total, seed))


def stories():
    """What was generated, by the order in which it was stored."""
    fields = [
        "headline",
        "slug",
        "body",
        "published_at",
        "url_month",
        "status",
        "summary",
        "category__path",
    ]
    rows = Article.objects.order_by("pk").values(*fields)
    return [
        row | {"tags": sorted(article.tags.names())}
        for row, article in zip(rows, Article.objects.order_by("pk"), strict=True)
    ]


def test_the_number_is_reached_and_not_passed(newsroom):
    assert add_stories(130) == 130
    assert add_stories(130) == 0
    assert add_stories(150) == 20
    assert Article.objects.count() == 150


def test_the_same_seed_writes_the_same(newsroom):
    add_stories(60)
    add_comments(60)
    first = (
        stories(),
        list(Comment.objects.order_by("pk").values("name", "body", "status", "created_at")),
    )
    Article.objects.all().delete()
    add_stories(60)
    add_comments(60)
    assert first == (
        stories(),
        list(Comment.objects.order_by("pk").values("name", "body", "status", "created_at")),
    )
    Article.objects.all().delete()
    add_stories(60, seed=2)
    assert {story["headline"] for story in stories()} != {story["headline"] for story in first[0]}


def test_a_load_that_was_stopped_ends_as_one_that_was_not(newsroom, monkeypatch):
    monkeypatch.setattr(bulk, "BATCH", 40)
    add_stories(120)
    whole = stories()
    Article.objects.all().delete()
    batches = bulk.top_up_stories(120, 1)
    next(batches)
    next(batches)
    batches.close()
    assert Article.objects.count() == 80
    add_stories(120)
    assert stories() == whole


def test_all_that_is_derived_is_what_the_workflow_would_derive(newsroom):
    add_stories(200)
    for article in Article.objects.all():
        listed = set(article.listings.values_list("category", "published_at"))
        kept = article.summary, article.search_text, article.slug, article.url_month
        refresh_listings(article)
        assert set(article.listings.values_list("category", "published_at")) == listed
        saving.save(article)
        assert (article.summary, article.search_text, article.slug, article.url_month) == kept
        assert sanitize(article.body) == article.body


def test_stories_that_are_added_have_their_place_among_those_there(newsroom):
    add_stories(40)
    list(training.steps())
    add_stories(80)
    published = Article.objects.filter(status=Article.Status.PUBLISHED)
    for rows in (StoryPlace.objects, StorySketch.objects):
        assert set(rows.values_list("article", flat=True)) == set(published.values_list("pk", flat=True))


def test_stories_have_what_the_pages_show(newsroom):
    add_stories(200)
    public = Article.objects.filter(status=Article.Status.PUBLISHED)
    assert public.count() >= 180
    assert not public.filter(bylines__isnull=True).exists()
    assert not public.filter(tags__isnull=True).exists()
    assert not public.filter(listings__isnull=True).exists()
    assert Article.objects.filter(faqs__isnull=False).exists()
    assert SectionListing.objects.filter(category__path="world").exists()
    for story in public.filter(category__path__contains="/")[:20]:
        assert story.listings.count() >= 2


def test_related_stories_are_public_others_and_mostly_of_the_same_section(newsroom):
    add_stories(200)
    rows = RelatedStory.objects.select_related("article", "story")
    assert rows.count() > 500
    assert all(row.article != row.story for row in rows)
    assert all(row.story.status == row.article.status == "published" for row in rows)
    first = rows.filter(position=0)
    assert sum(row.article.category_id == row.story.category_id for row in first) > len(first) * 0.8


def test_stories_are_spread_over_the_years(newsroom):
    add_stories(1000)
    years = set(Article.objects.exclude(published_at=None).values_list("published_at__year", flat=True))
    assert len(years) >= YEARS
    assert not Article.objects.filter(published_at__gt=NOW - dt.timedelta(days=2)).exists()


def test_two_stories_of_a_month_never_share_an_address(newsroom):
    add_stories(40)
    taken = Article.objects.filter(status="published").order_by("pk").first()
    other = Article.objects.get(pk=taken.pk)
    other.pk, other.slug = None, f"{taken.slug}-2"
    other.save()
    new = [
        Article(headline=taken.headline, slug=taken.slug, url_month=taken.url_month) for _ in range(2)
    ]
    bulk._number_slugs(new)
    assert [article.slug for article in new] == [f"{taken.slug}-3", f"{taken.slug}-4"]


def test_comments_are_threaded_counted_and_never_early(newsroom):
    add_stories(80)
    assert add_comments(1500) == 1500
    assert Comment.objects.count() == 1500
    assert list(miscounted()) == []
    assert Comment.objects.filter(parent__parent__parent__isnull=False).exists()
    assert set(Comment.objects.values_list("status", flat=True)) == {"approved", "pending", "spam"}
    for comment in Comment.objects.select_related("article", "parent"):
        assert comment.article.published_at < comment.created_at <= NOW
        if comment.parent:
            assert comment.parent.article_id == comment.article_id
            assert comment.parent.is_visible


def test_without_a_public_story_there_are_no_comments(newsroom):
    assert add_comments(50) == 0


def test_the_command_brings_the_newsroom_to_a_size(newsroom, monkeypatch):
    monkeypatch.setattr("newsroom.demo.pictures.described", dict)
    monkeypatch.setattr("newsroom.demo.stories.add_stories", lambda images: (0, 0))
    monkeypatch.setattr("newsroom.demo.load._add_pages", lambda images: 0)
    output = io.StringIO()
    call_command("seed_demo", articles=90, comments=70, seed=3, stdout=output)
    assert "Stories: 90 of 90" in output.getvalue()
    assert "Added: 90 generated stories, 70 generated comments." in output.getvalue()
    assert (Article.objects.count(), Comment.objects.count()) == (90, 70)


def test_every_phrase_of_every_beat_can_be_written():
    random = Random(1)
    for beat in read_beats():
        slots = draw_slots(random, beat) | {"day": "Monday", "day2": "Friday"}
        for templates in beat.phrases.values():
            for template in templates:
                text = template.write(random, slots)
                assert text
                assert not set("{}") & set(text)


def test_editions_fit_the_database():
    for number in range(12):
        for story in write_edition(1, number, NOW):
            assert len(story.article.headline) <= 200
            assert len(story.article.standfirst) <= 600


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("{Org} met {org}", "The port met the port"),
        ("{ORG}", "THE PORT"),
        ("{a|a}", "a"),
        ("{7-7}", "7"),
        ("{12000-12000}", "12,000"),
    ],
)
def test_templates_are_written(text, written):
    assert Template(text).write(Random(1), {"org": "the port"}) == written


def test_a_template_with_a_lonely_brace_is_refused():
    with pytest.raises(ValueError, match="no partner"):
        Template("{org")


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize("stream", [io.StringIO, Terminal])
def test_progress_is_told_on_a_terminal_and_elsewhere(stream):
    output = stream()
    with progress.counting("Stories", 2000, output) as advance:
        advance(1000)
        advance(1000)
    assert "2,000" in output.getvalue() or "2000/2000" in output.getvalue()
