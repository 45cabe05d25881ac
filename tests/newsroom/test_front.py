import datetime as dt

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles import workflow
from articles.models import Article, Category
from newsroom.front import front_page
from newsroom.models import FrontBlock, FrontPage, FrontPin
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


def pin(article, slot="lead", position=1, category=None, starts_at=None, ends_at=None):
    FrontPage.objects.get_or_create(pk=1)
    starts_at = starts_at or timezone.now() - dt.timedelta(hours=1)
    return FrontPin.objects.create(
        slot=slot,
        position=position,
        category=category,
        article=article,
        starts_at=starts_at,
        ends_at=ends_at,
    )


def choose_blocks(*blocks):
    FrontPage.objects.update_or_create(pk=1, defaults={"has_chosen_blocks": True})
    for position, (category, size) in enumerate(blocks, 1):
        FrontBlock.objects.create(category=category, position=position, size=size)


def blocks_of(context):
    return {
        block["category"].name: [story.headline for story in block["stories"]]
        for block in context["sections"]
    }


def test_pinned_stories_stand_in_their_slots_and_nowhere_else(client):
    world, culture = CategoryFactory(name="World"), CategoryFactory(name="Culture")
    stories = [ArticleFactory(headline=f"{n}", category=world, published=ago(n)) for n in range(1, 20)]
    pin(stories[12])
    pin(stories[14], "feature", 2)
    pin(stories[16], "block", 3, category=culture)

    context = client.get("/").context

    assert context["lead"].headline == "13"
    assert [story.headline for story in context["features"]] == ["1", "15", "2", "3"]
    assert blocks_of(context)["Culture"] == ["17"]
    assert len(shown(context)) == len(set(shown(context)))


def test_pinned_comment_piece_is_not_among_the_opinions(client):
    comment = ArticleFactory(headline="Comment", kind="opinion", published=ago(1))
    ArticleFactory(headline="Report", published=ago(2))
    pin(comment)

    context = client.get("/").context

    assert (context["lead"], context["opinion"]) == (comment, [])


def test_pinned_story_with_every_slot_pinned(client):
    world = CategoryFactory(name="World")
    stories = [ArticleFactory(category=world, published=ago(n)) for n in range(1, 30)]
    places = [("lead", 1, None), *(("feature", n, None) for n in range(1, 5))]
    places += [("block", n, world) for n in range(1, 5)]
    for story, (slot, position, category) in zip(reversed(stories), places, strict=False):
        pin(story, slot, position, category)

    context = client.get("/").context

    assert [context["lead"], *context["features"]] == stories[:-6:-1]
    assert context["sections"][0]["stories"] == stories[-6:-10:-1]
    assert context["recent"] == stories[:8]


def test_section_whose_newest_stories_have_expired_shows_the_ones_before(client):
    world = CategoryFactory(name="World")
    for n in range(10):
        ArticleFactory(category=world, published=ago(n + 1), expires_at=ago(0.5))
    ArticleFactory(headline="Still there", category=world, published=ago(100))
    choose_blocks((world, 1))
    for n in range(14):
        ArticleFactory(published=ago(n + 1))

    assert blocks_of(client.get("/").context) == {"World": ["Still there"]}


@pytest.mark.parametrize("state", ["draft", "scheduled", "withdrawn", "expired"])
def test_pinned_story_that_is_not_public_leaves_its_slot_to_the_automatic_fill(client, state):
    hidden = ArticleFactory(headline="Hidden", expires_at=ago(1) if state == "expired" else None)
    if state != "draft":
        workflow.publish(hidden, at=ago(-2) if state == "scheduled" else ago(2))
    if state == "withdrawn":
        workflow.withdraw(hidden)
    ArticleFactory(headline="Public", published=ago(3))
    pin(hidden)

    answer = client.get("/")

    assert answer.context["lead"].headline == "Public"
    assert "Hidden" not in answer.content.decode()


def test_pinned_story_that_waits_is_there_at_its_second(client):
    with time_machine.travel("2026-03-14T08:00:00Z", tick=False) as clock:
        at = dt.datetime(2026, 3, 14, 9, tzinfo=dt.UTC)
        pin(ArticleFactory(headline="Embargo", published=at))
        ArticleFactory(headline="Public", published=ago(3))

        clock.move_to(at - dt.timedelta(seconds=1))
        assert client.get("/").context["lead"].headline == "Public"
        clock.move_to(at)
        assert client.get("/").context["lead"].headline == "Embargo"


def test_pins_begin_and_end_at_their_second_without_a_job(client):
    with time_machine.travel("2026-03-14T08:00:00Z", tick=False) as clock:
        noon = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
        hour, second = dt.timedelta(hours=1), dt.timedelta(seconds=1)
        stories = {
            name: ArticleFactory(headline=name, published=ago(n + 5))
            for n, name in enumerate(["Newest", "All day", "Noon", "Quarter past"])
        }
        pin(stories["All day"])
        pin(stories["Noon"], starts_at=noon, ends_at=noon + hour)
        pin(stories["Quarter past"], starts_at=noon + hour / 4, ends_at=noon + hour / 2)

        seen = []
        for moment in (0, 15, 30, 60):
            for step in (-second, second * 0):
                clock.move_to(noon + moment * dt.timedelta(minutes=1) + step)
                seen.append(client.get("/").context["lead"].headline)

    # The one that began last wins; what it covers comes back when it ends.
    assert seen == [
        *("All day", "Noon"),
        *("Noon", "Quarter past"),
        *("Quarter past", "Noon"),
        *("Noon", "All day"),
    ]


def test_covered_pin_shows_while_the_story_over_it_is_not_public(client):
    below, above = ArticleFactory(headline="Below", published=ago(9)), ArticleFactory(headline="Above")
    ArticleFactory(headline="Newest", published=ago(1))
    pin(below, starts_at=ago(3))
    pin(above, starts_at=ago(2))

    assert client.get("/").context["lead"] == below
    workflow.publish(above)
    assert client.get("/").context["lead"] == above


def test_blocks_chosen_by_hand_stand_in_their_order_with_their_sizes(client):
    world = CategoryFactory(name="World")
    asia = CategoryFactory(name="Asia", parent=world)
    culture = CategoryFactory(name="Culture")
    for n in range(60):
        ArticleFactory(headline=f"{n}", category=[world, asia, culture][n % 3], published=ago(n + 1))
    choose_blocks((culture, 2), (asia, 6))

    blocks = blocks_of(client.get("/").context)

    assert list(blocks) == ["Culture", "Asia"]
    assert [len(stories) for stories in blocks.values()] == [2, 6]


def test_editors_may_choose_to_have_no_blocks(client):
    ArticleFactory(category=CategoryFactory(), published=ago(1))
    choose_blocks()

    assert client.get("/").context["sections"] == []


def test_pin_whose_block_is_not_on_the_page_does_not_hide_its_story(client):
    world, culture = CategoryFactory(name="World"), CategoryFactory(name="Culture")
    story = ArticleFactory(category=world, published=ago(1))
    pin(story, "block", 1, category=culture)
    choose_blocks((world, 1))

    assert client.get("/").context["lead"] == story


def test_deleted_story_and_deleted_category_leave_the_page_whole(client):
    world = CategoryFactory(name="World")
    gone, stays = ArticleFactory(published=ago(1)), ArticleFactory(published=ago(2))
    pin(gone)
    pin(stays, "block", 1, category=world)
    choose_blocks((world, 4))

    gone.delete()
    Category.objects.get(pk=world.pk).delete()

    assert client.get("/").context["lead"] == stays
    assert not FrontPin.objects.exists()


def test_page_as_it_will_stand_later():
    world = CategoryFactory(name="World")
    ArticleFactory(headline="Now", published=ago(1), category=world)
    ArticleFactory(headline="Later", published=ago(-5), category=world)

    assert front_page()["lead"].headline == "Now"
    assert front_page(at=ago(-6))["lead"].headline == "Later"


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"position": 2},
        {"slot": "feature", "position": 5},
        {"slot": "feature", "position": 0},
        {"slot": "block"},
        {"slot": "ear"},
    ],
)
def test_database_refuses_a_pin_that_makes_no_sense(wrong):
    at = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    story = ArticleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        pin(story, **{"starts_at": at} | wrong)


def test_database_refuses_pins_of_one_slot_that_begin_together():
    at = timezone.now()
    for slot, category in [("lead", None), ("block", CategoryFactory())]:
        pin(ArticleFactory(), slot, category=category, starts_at=at)
        with pytest.raises(IntegrityError), transaction.atomic():
            pin(ArticleFactory(), slot, category=category, starts_at=at)


@pytest.mark.parametrize("number", [10, 1000])
def test_queries_do_not_grow(client, number, django_assert_max_num_queries):
    make_stories(number)

    with django_assert_max_num_queries(9):
        assert client.get("/").status_code == 200


@pytest.mark.parametrize("number", [10, 1000])
def test_queries_do_not_grow_with_every_slot_pinned(client, number, django_assert_max_num_queries):
    make_stories(number)
    blocks = list(Category.objects.order_by("path"))
    choose_blocks(*((category, 8) for category in blocks))
    places = [("lead", 1, None), *(("feature", n, None) for n in range(1, 5))]
    places += [("block", n, category) for category in blocks for n in range(1, 9)]
    for story, (slot, position, category) in zip(Article.objects.all(), places, strict=False):
        pin(story, slot, position, category)

    with django_assert_max_num_queries(10):
        assert client.get("/").status_code == 200


def test_reader_gets_no_cookie(client):
    assert not client.get("/").cookies
