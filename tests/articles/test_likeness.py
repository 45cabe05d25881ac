"""Stories that tell of the same find each other, by their whole texts; what tells it again does not."""

import datetime as dt
import json
import random
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import related, workflow
from articles.likeness import places, training
from articles.likeness.sketch import is_told_again, sketch
from articles.likeness.space import learn, unpack
from articles.likeness.words import words_in
from articles.models import Article, RelatedStory, StoryPlace, StorySketch, WordSpace
from articles.related import choose_related, refresh_related, related_and_latest
from search.words import fold
from tests.factories import ArticleFactory

NOW = dt.datetime(2026, 3, 11, 12, 0, tzinfo=dt.UTC)
SUBJECTS = {
    "harbour": "harbour crane docker freight ship quay container tide anchor pilot berth cargo hull",
    "election": "ballot minister vote coalition mandate parliament poll campaign majority seat",
    "football": "goal striker keeper penalty league defender referee midfield cup coach fixture squad",
    "medicine": "vaccine surgeon ward nurse virus dose patient clinic fever trial symptom remedy",
}
FILLING = "and the people said that it was a long day in the town where much had changed since then"


def text(subject: str, seed: int, length: int = 120) -> str:
    """Return a text on a subject: some of its words among many that every text has."""
    chance = random.Random(seed)
    own = SUBJECTS[subject].split()
    return " ".join(
        chance.choice(own if chance.random() < 0.3 else FILLING.split()) for _ in range(length)
    )


def publish(subject: str, seed: int, before=dt.timedelta(0), **fields) -> Article:
    fields = {"headline": f"report{seed}", "body": f"<p>{text(subject, seed)}</p>"} | fields
    return ArticleFactory(**fields, published=NOW - dt.timedelta(minutes=500 - seed) - before)


def beside(article) -> list[Article]:
    return related_and_latest(article)[0]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def paper(db, clock):
    """Forty stories on four subjects, by turns, which the program has learnt from."""
    names = list(SUBJECTS)
    stories = [publish(names[number % 4], number) for number in range(40)]
    list(training.steps())
    return stories


def subject_of(article) -> str:
    words = Counter(article.search_text.split())
    return max(SUBJECTS, key=lambda name: sum(words[word] for word in SUBJECTS[name].split()))


@pytest.mark.django_db(transaction=True)
def test_words_of_stories_that_are_not_published_are_forgotten_by_an_upgrade(clock):
    story = publish("harbour", 1)
    other = publish("harbour", 2, headline="quite another matter")
    RelatedStory.objects.get_or_create(article=story, story=other)
    Article.objects.filter(pk=story.pk).update(status="draft")
    call_command("migrate", "articles", "0023", verbosity=0)
    call_command("migrate", "articles", verbosity=0)
    assert StorySketch.objects.get().article == other
    assert not RelatedStory.objects.filter(article=story).exists()


class TestWholeText:
    def test_stories_on_the_same_subject_stand_beside_each_other(self, paper):
        for story in paper[:8]:
            found = [subject_of(other) for other in beside(story)]
            assert found == [subject_of(story)] * 5

    def test_new_story_finds_its_like_and_they_find_it(self, paper):
        new = publish("harbour", 100)
        found = beside(new)
        assert {subject_of(story) for story in found} == {"harbour"}
        assert any(new in beside(story) for story in found)

    def test_changed_story_moves(self, paper):
        story = paper[0]
        story.body = f"<p>{text('medicine', 7000)}</p>"
        workflow.save(story)
        refresh_related(story)
        assert {subject_of(other) for other in beside(story)} == {"medicine"}

    def test_old_story_counts_half_after_two_years(self, paper):
        story = paper[0]
        best = beside(story)[0]
        best.published_at = NOW - dt.timedelta(days=3650)
        workflow.save(best)
        workflow.settle(best)
        choose_related(story)
        assert best not in beside(story)

    def test_old_story_is_told_with_those_of_its_time(self, paper, monkeypatch):
        monkeypatch.setattr(related, "WINDOW", 4)
        monkeypatch.setattr(places, "IN_CELL", 8)
        years = dt.timedelta(days=3650)
        old = [publish("harbour", 200 + n, before=years) for n in range(3)]
        for number in range(300, 312):
            publish("harbour", number)
        choose_related(old[1])
        assert {old[0], old[2]} <= set(beside(old[1]))

    def test_story_with_a_shared_tag_is_among_the_likely_ones(self, paper, monkeypatch):
        monkeypatch.setattr(related, "LIKELY", 5)
        other = publish("election", 200, tagged=["kelp", "algae"])
        assert other in beside(publish("harbour", 201, tagged=["kelp", "algae"]))

    def test_withdrawn_story_leaves_nothing_behind(self, paper):
        story = paper[0]
        near = beside(story)[0]
        workflow.withdraw(story)
        assert not StoryPlace.objects.filter(article=story).exists()
        assert not StorySketch.objects.filter(article=story).exists()
        choose_related(near)
        assert not RelatedStory.objects.filter(article=near, story=story).exists()

    @pytest.mark.parametrize(
        "body", ["", "<p>Hm.</p>", f"<p>{'x' * 100_000}</p>", "<p>港口 港口工人罢工</p>"]
    )
    def test_any_text_has_neighbours(self, paper, body):
        assert len(beside(publish("harbour", 100, body=body))) == 5


class TestNearDuplicates:
    def test_same_story_under_another_headline_is_left_out(self, paper):
        body = f"<p>{text('harbour', 5000)}</p>"
        first = publish("harbour", 101, headline="Dockers strike", body=body)
        again = publish("harbour", 102, headline="Walkout closes port", body=body)
        assert first not in beside(again)
        assert again not in beside(first)
        for story in paper:
            assert not {first, again} <= set(beside(story))

    def test_longer_and_shorter_telling_of_one_story_are_the_same(self):
        words = text("harbour", 1, 400).split()
        longer, shorter = sketch(words + text("election", 2, 300).split()), sketch(words[:250])
        assert is_told_again(longer, shorter)
        assert is_told_again(shorter, longer)
        assert is_told_again(longer, longer)

    def test_stories_on_one_subject_are_not(self):
        sketches = [sketch(text("harbour", seed, 400).split()) for seed in range(30)]
        told = [(a, b) for a in range(30) for b in range(a) if is_told_again(sketches[a], sketches[b])]
        assert told == []

    def test_what_is_too_short_is_not_judged(self):
        assert sketch(["a"] * 1000) == sketch([]) == b""
        assert not is_told_again(b"", b"")


class TestLearning:
    pytestmark = pytest.mark.django_db

    def test_small_paper_does_without(self, clock):
        stories = [publish("harbour", number) for number in range(5)]
        assert training.advance() == ""
        assert len(beside(stories[0])) == 4
        assert not StoryPlace.objects.exists()

    def test_it_is_done_once(self, paper):
        assert WordSpace.objects.get().is_ready
        assert StoryPlace.objects.count() == StorySketch.objects.count() == 40
        assert training.advance() == ""

    def test_it_is_done_again_when_the_paper_has_doubled(self, paper):
        for number in range(40, 80):
            publish("football", number)
        first = WordSpace.objects.get().pk
        list(training.steps())
        space = WordSpace.objects.get()
        assert (space.pk > first, space.learnt_from) == (True, 80)
        assert set(StoryPlace.objects.values_list("space", flat=True)) == {space.pk}

    def test_it_is_done_again_after_a_month_and_by_command(self, paper, clock):
        clock.shift(training.OLDEST)
        assert training.advance(seconds=0).startswith("words learnt")
        list(training.steps())
        first = WordSpace.objects.get().pk
        call_command("rebuild_related", resume=True)
        assert WordSpace.objects.get().pk == first
        call_command("rebuild_related")
        assert WordSpace.objects.get().pk > first

    def test_stories_published_meanwhile_have_their_place_in_both(self, paper, clock):
        clock.shift(training.OLDEST)
        training.advance(seconds=0)
        old, new = WordSpace.objects.order_by("pk")
        assert (old.is_ready, new.is_ready) == (True, False)
        story = publish("election", 200)
        assert StoryPlace.objects.filter(article=story).count() == 2
        assert {subject_of(other) for other in beside(story)} == {"election"}
        list(training.steps())
        assert StoryPlace.objects.count() == 41

    def test_words_that_no_two_stories_share_teach_nothing(self, clock):
        for number in range(25):
            ArticleFactory(headline=f"h{number}", body=f"<p>w{number}</p>", published=True)
        assert training.advance() == ""
        assert learn([]) is None

    def test_number_of_queries_does_not_grow(self, paper):
        numbers = []
        for more in (range(300, 300), range(300, 420)):
            for number in more:
                publish(list(SUBJECTS)[number % 4], number)
            with CaptureQueriesContext(connection) as queries:
                choose_related(paper[0])
            numbers.append(len(queries))
        assert max(numbers) <= 24
        assert numbers[1] - numbers[0] <= 4  # the list is written anew where it has changed


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_choose_for_the_same_neighbours(transactional_db):
    stories = [ArticleFactory(headline=f"report{n}", tagged=["port"], published=True) for n in range(4)]
    start = Barrier(3)

    def work(story):
        try:
            start.wait()
            for _ in range(3):
                RelatedStory.objects.filter(article=stories[0]).delete()
                refresh_related(story)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        for future in [pool.submit(work, story) for story in stories[1:]]:
            future.result()
    assert RelatedStory.objects.filter(article=stories[0]).count() == 3


def test_scripts_without_spaces_are_cut_into_pairs():
    assert words_in(fold("Straße 港口工人 a 2024")) == ["strasse", "港口", "口工", "工人", "2024"]


def test_vowel_signs_belong_to_their_words():
    assert words_in(fold("सरकार की नीति")) == ["सरकार", "की", "नीति"]


def test_scripts_beside_one_another_are_told_apart():
    assert words_in(fold("日本の AI技術 \U00020000\U00020001")) == ["日本", "本の", "ai", "技術", "𠀀𠀁"]


def test_words_of_korean_are_whole():
    assert words_in(fold("서울 시장 선거")) == ["서울", "시장", "선거"]


def test_marks_of_other_scripts_part_no_word():
    assert words_in(fold("बंदरगाह कर्म")) == ["बंदरगाह", "कर्म"]


def test_space_is_the_same_after_it_was_stored():
    texts = [Counter(text(name, seed).split()) for seed in range(20) for name in SUBJECTS]
    space = learn(texts)
    again = unpack(*space.pack())
    assert np.array_equal(again.place(texts[0]), space.place(texts[0]))
    assert not again.place(Counter(["unheard"])).any()


@pytest.mark.corpora
def test_news_of_one_topic_stand_together(corpora):
    """The five nearest of each story are on its topic; the benchmark asks the whole program."""
    file = corpora / "related" / "bbc.jsonl"
    stories = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    words = [words_in(fold(f"{story['headline']} {story['text']}")) for story in stories]
    texts = [Counter(one) for one in words]
    space = learn(random.Random(1).sample(texts, training.SAMPLE))
    table = np.array([space.place(one) for one in texts])
    sketches = [sketch(one) for one in words]
    topics = [story["topic"] for story in stories]
    same = 0
    for place, cosines in enumerate(table @ table.T):
        order = (int(other) for other in np.argsort(-cosines) if other != place)
        nearest = [
            other
            for other, _ in zip(
                (o for o in order if not is_told_again(sketches[place], sketches[o])),
                range(5),
                strict=False,
            )
        ]
        same += sum(topics[other] == topics[place] for other in nearest)
    assert same / (5 * len(stories)) >= 0.95
