import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import due, related, saving, workflow
from articles.models import Article, BannedStory, PinnedStory
from articles.querysets import nearest_in_time
from articles.related import related_and_latest
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db


def beside(article):
    return [story.headline for story in related_and_latest(article)[0]]


def test_stories_with_a_shared_tag_come_first():
    ArticleFactory(headline="Weather for Tuesday", published=True)
    ArticleFactory(headline="Strike spreads inland", tagged=["strike"], published=True)
    article = ArticleFactory(headline="Dockers walk out", tagged=["strike"], published=True)

    assert beside(article)[0] == "Strike spreads inland"


def test_a_rare_tag_counts_more_than_a_common_one():
    for number in range(12):
        ArticleFactory(headline=f"Bulletin {number}", tagged=["news"], published=True)
    ArticleFactory(headline="Kelp farm opens", tagged=["kelp"], published=True)
    article = ArticleFactory(headline="Harvest of the sea", tagged=["kelp", "news"], published=True)

    assert beside(article)[0] == "Kelp farm opens"


def test_a_rare_tag_leads_to_a_story_that_many_newer_ones_lie_before(monkeypatch):
    monkeypatch.setattr(related, "WINDOW", 4)
    ArticleFactory(headline="Kelp farm opens", tagged=["kelp"], published=True)
    for number in range(6):
        ArticleFactory(headline=f"Bulletin {number}", tagged=["news"], published=True)
    article = ArticleFactory(headline="Harvest of the sea", tagged=["news", "kelp"], published=True)

    assert beside(article)[0] == "Kelp farm opens"


def test_an_authors_and_a_sections_story_is_found_behind_newer_ones(monkeypatch):
    monkeypatch.setattr(related, "WINDOW", 2)
    author, section = AuthorFactory(), CategoryFactory()
    ArticleFactory(headline="Signed", by=[author], published=True)
    ArticleFactory(headline="Filed", category=section, published=True)
    for number in range(3):
        ArticleFactory(headline=f"Bulletin {number}", published=True)
    article = ArticleFactory(headline="The one", by=[author], category=section, published=True)

    assert beside(article)[:2] == ["Filed", "Signed"]


def test_older_story_learns_of_the_new_one():
    older = ArticleFactory(headline="Ferry runs aground", tagged=["ferry"], published=True)
    ArticleFactory(headline="Inquiry into grounding", tagged=["ferry"], published=True)

    assert beside(older) == ["Inquiry into grounding"]


def test_near_duplicate_and_the_story_itself_are_left_out():
    section = CategoryFactory()
    for _ in range(2):
        article = ArticleFactory(
            headline="Council votes to close the old bridge", category=section, published=True
        )

    assert beside(article) == []


@pytest.mark.parametrize(
    "headlines",
    [
        ["서울 시장 선거", "한국 경제 위기", "부산 항구 파업", "대통령 미국 방문", "대통령 중국 순방"],
        ["दिल्ली में चुनाव", "मुंबई में बारिश", "सरकार की नीति", "नई रेल सेवा"],
        ["日本 の 首相", "米 の 値段", "港 の 祭り", "雪 の 町"],
        ["总统访问美国", "总统访问中国", "北京下雨", "东京下雪"],
        ["EU to act on AI", "UK on TV", "US v UN", "IT is on"],
        ["5 : 3", "2 : 1", "!!!", "???"],
    ],
)
def test_stories_of_short_words_in_any_script_stand_beside_each_other(headlines):
    section = CategoryFactory()
    stories = [ArticleFactory(headline=one, category=section, published=True) for one in headlines]

    for story in stories:
        assert {story.headline, *beside(story)} == set(headlines)


@pytest.mark.parametrize(
    ("headline", "again"),
    [
        ("Harbour bridge opens after ten years", "Harbour bridge opens, after ten years"),
        ("Rates rise", "RATES RISE!"),
        ("서울 시장 선거 결과 발표", "서울 시장 선거, 결과 발표"),
        ("दिल्ली में चुनाव की घोषणा", "दिल्ली में चुनाव की घोषणा!"),
        ("总统访问美国", "总统访问美国。"),
        ("Élection à Québec", "E\u0301lection a\u0300 Que\u0301bec"),
    ],
)
def test_headline_that_says_the_same_is_left_out(headline, again):
    section = CategoryFactory()
    ArticleFactory(headline=headline, category=section, published=True)
    article = ArticleFactory(headline=again, category=section, published=True)

    assert beside(article) == []


def test_words_of_two_letters_tell_which_stories_are_alike():
    for headline in ("अस्पताल में आग", "नई रेल सेवा", "दिल्ली में चुनाव"):
        ArticleFactory(headline=headline, published=True)

    assert beside(ArticleFactory(headline="नई रेल", published=True))[0] == "नई रेल सेवा"


def test_drafts_scheduled_and_withdrawn_stories_are_never_shown():
    author = AuthorFactory()
    hour = dt.timedelta(hours=1)
    ArticleFactory(headline="Draft", by=[author])
    ArticleFactory(headline="Tomorrow", by=[author], published=timezone.now() + hour)
    withdrawn = ArticleFactory(headline="Mistaken", by=[author], published=True)
    article = ArticleFactory(headline="Right", by=[author], published=True)
    workflow.withdraw(withdrawn)

    related, latest = related_and_latest(article)

    assert (related, latest) == ([], [])


def test_pinned_story_stays_first_whatever_is_published():
    article = ArticleFactory(headline="Rates rise", tagged=["bank"], published=True)
    pinned = ArticleFactory(headline="Portrait of a gardener", published=True)
    PinnedStory.objects.create(article=article, story=pinned)
    ArticleFactory(headline="Bank explains", tagged=["bank"], published=True)

    assert beside(article) == ["Portrait of a gardener", "Bank explains"]


def test_five_are_shown_and_six_latest_newest_first():
    for number in range(9):
        ArticleFactory(headline=f"Story {'abcdefghi'[number] * 4}", tagged=["x"], published=True)
    article = ArticleFactory(headline="The one", tagged=["x"], published=True)

    chosen, latest = related_and_latest(article)

    assert len(chosen) == 5
    assert [story.headline[-1] for story in latest] == list("ihgfed")


def test_one_query_reads_both(django_assert_num_queries):
    section = CategoryFactory()
    for number in range(9):
        ArticleFactory(headline=f"Story {'abcdefghi'[number] * 4}", category=section, published=True)
    article = ArticleFactory(headline="The one", category=section, published=True)

    with django_assert_num_queries(1):
        chosen, latest = related_and_latest(article)
        shown = [
            (story.headline, story.get_absolute_url(), story.published_at, story.summary, story.kind)
            for story in chosen + latest
        ]
        assert all(map(all, shown))


def test_banned_story_gives_its_place_to_the_next():
    section = CategoryFactory()
    stories = [
        ArticleFactory(headline=name, category=section, tagged=["x"], published=True)
        for name in ("Alpha", "Beta", "Gamma")
    ]
    article = ArticleFactory(headline="The one", category=section, tagged=["x"], published=True)
    BannedStory.objects.create(article=article, story=stories[1])
    saving.settle(article)

    assert beside(article) == ["Gamma", "Alpha"]
    assert "The one" in beside(stories[1])


def test_what_is_pinned_is_shown_though_it_is_banned():
    article, other = (ArticleFactory(headline=name, published=True) for name in ("One", "Other"))
    BannedStory.objects.create(article=article, story=other)
    PinnedStory.objects.create(article=article, story=other)
    saving.settle(article)

    assert beside(article) == ["Other"]


def test_stories_that_nobody_sees_crowd_nobody_out(monkeypatch):
    monkeypatch.setattr(related, "AT_ONCE", 2)
    hour, now = dt.timedelta(hours=1), timezone.now()
    for headline in ("Crane falls", "Dockers strike", "Pilot rows in"):
        ArticleFactory(headline=headline, tagged=["harbour"], published=now - 9 * hour)
    for number in range(10):
        ended = {"published": now - 2 * hour, "expires_at": now - hour}
        ArticleFactory(headline=f"Ended{number}", tagged=["harbour"], **ended)
        ArticleFactory(headline=f"Ahead{number}", tagged=["harbour"], published=now + hour)
    article = ArticleFactory(headline="The one", tagged=["harbour"], published=True)

    assert sorted(beside(article)) == ["Crane falls", "Dockers strike", "Pilot rows in"]


def test_story_stands_beside_others_once_its_time_has_come():
    noon = dt.datetime(2026, 3, 11, 12, 0, tzinfo=dt.UTC)
    with time_machine.travel(noon, tick=False) as clock:
        older = ArticleFactory(headline="Ferry runs aground", tagged=["ferry"], published=True)
        later = noon + dt.timedelta(hours=1)
        ArticleFactory(headline="Inquiry", tagged=["ferry"], published=later)
        assert beside(older) == []
        clock.move_to(later)
        list(due.run_due())
        assert beside(older) == ["Inquiry"]


@pytest.mark.parametrize(
    ("own", "number", "found"),
    [
        (5, 4, [3, 4, 5, 6]),
        (0, 4, [0, 1, 2, 3]),
        (1, 4, [0, 1, 2, 3]),
        (9, 4, [6, 7, 8, 9]),
        (4, 99, range(10)),
    ],
)
def test_nearest_in_time_are_as_many_as_there_are(own, number, found):
    noon = dt.datetime(2026, 3, 11, 12, 0, tzinfo=dt.UTC)
    for hour in range(10):
        ArticleFactory(headline=str(hour), published=noon + dt.timedelta(hours=hour))
    rows = Article.objects.newest_first().values_list("headline", flat=True)

    nearest = nearest_in_time(rows, noon + dt.timedelta(hours=own), number)

    assert sorted(map(int, nearest)) == list(found)
