"""The search follows the stories: what is published, changed, renamed, withdrawn, deleted."""

import datetime as dt
from importlib import import_module
from types import SimpleNamespace

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from articles import due, indexing, sections, tagging, workflow
from articles.models import FAQ, Article
from articles.search import Filters, find
from authors.workflow import save_author
from images.models import Image
from masthead.models import SiteSettings
from search import engine, tallies
from search.models import Document, Stale, Term
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

HOUR = dt.timedelta(hours=1)


def found(text, **filters) -> set[int]:
    answer = find(text, Filters(**filters), SiteSettings.load())
    return {story.pk for story in answer.stories}


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    """Do what waits for the commit, which a test's transaction never comes to."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_everything_that_readers_see_of_a_story_is_found():
    picture = make_image(caption="Wolves on ice")
    inside = make_image(caption="Gannets")
    story = ArticleFactory(
        headline="Ferry",
        standfirst="A crossing",
        body=f'<p>Waves</p><figure data-image="{picture.pk}"><figcaption>Buoys</figcaption></figure>'
        f'<figure data-image="{inside.pk}"></figure>',
        lead_image=picture,
        lead_caption="Seals asleep",
        by=[AuthorFactory(name="Odile Carrasco")],
        tagged=["Timetables"],
    )
    FAQ.objects.create(article=story, question="Why so late?", answer="Because of fog.")
    workflow.publish(story)

    told = (
        "ferry",
        "crossing",
        "wave",
        "buoy",
        "gannet",
        "seal",
        "carrasco",
        "timetable",
        "late",
        "fog",
    )
    for word in told:
        assert found(word) == {story.pk}, word
    assert found("figcaption") == set()
    assert found("wolves") == set()  # the picture's own caption, which the story replaces


def test_a_change_is_found_once_it_is_published_and_what_was_said_before_no_more():
    story = ArticleFactory(headline="Harbour", published=True)
    story.headline = "Airport"
    workflow.publish(story)
    assert found("harbour") == {story.pk}  # the instance alone was changed

    from articles.writing import change

    change(story, lambda text: text | {"headline": "Airport"})
    assert found("harbour") == set()
    assert found("airport") == {story.pk}


def test_a_scheduled_story_is_found_from_its_hour_without_any_job():
    with time_machine.travel(dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC), tick=False) as clock:
        hour = dt.datetime(2026, 3, 1, 13, tzinfo=dt.UTC)
        story = ArticleFactory(headline="Harbour", published=hour)
        assert found("harbour") == set()
        assert engine.search(engine.Question("harbour")).marks == {}
        clock.move_to(hour)
        assert found("harbour") == {story.pk}


def test_drafts_and_withdrawn_and_deleted_stories_are_not_in_the_index():
    draft = ArticleFactory(headline="Harbour draft")
    withdrawn = ArticleFactory(headline="Harbour withdrawn", published=True)
    deleted = ArticleFactory(headline="Harbour deleted", published=True)
    assert found("harbour") == {withdrawn.pk, deleted.pk}

    workflow.withdraw(withdrawn)
    deleted.delete()

    assert found("harbour") == set()
    assert not Document.objects.filter(pk__in=[draft.pk, withdrawn.pk]).exists()
    workflow.reinstate(withdrawn)
    assert found("harbour") == {withdrawn.pk}


def test_nothing_of_a_withdrawn_story_stays_in_any_table():
    story = ArticleFactory(headline="Zargonites", published=True)
    workflow.withdraw(story)
    tallies.fold()

    assert not Term.objects.exists()
    assert not Document.objects.exists()


def test_suggestions_follow_the_times_of_a_story(client):
    now = timezone.now()
    for number in range(5):
        ArticleFactory(headline=f"Zorbanel resigns number {number}", published=now - HOUR)
    for number in range(30):
        ArticleFactory(headline=f"Other matters {number}", published=now - HOUR)
    story = ArticleFactory(headline="Zorbanal arrested", expires_at=now + 2 * HOUR)
    workflow.schedule(story, now + HOUR)
    suggested = []
    for hours in (0, 1, 2):
        with time_machine.travel(now + hours * HOUR, tick=False):
            list(due.run_due())
            tallies.fold()
            suggested.append(client.get("/search/?q=zorbanal").context["meant"])

    assert suggested == ["zorbanel", "", "zorbanel"]


def test_names_that_change_are_found_under_their_new_names(after_commit):
    author, category = AuthorFactory(name="Amina Rao"), CategoryFactory(name="World", slug="world")
    picture = make_image(caption="Wolves")
    story = ArticleFactory(
        headline="Ferry",
        by=[author],
        tagged=["Ports"],
        category=category,
        lead_image=picture,
        published=True,
    )
    tag = Tag.objects.get()

    with after_commit():
        author.name = "Amina Strand"
        save_author(author)
    with after_commit():
        tag.name = "Docks"
        tagging.save_tag(tag)
    with after_commit():
        picture.caption = "Bears"
        picture.save()

    assert found("strand docks bears") == {story.pk}
    assert found("rao") == found("ports") == found("wolves") == set()
    with after_commit():
        tagging.merge_tags([tag], into=Tag.objects.create(name="Quays"))
    assert found("quays") == {story.pk}
    with after_commit():
        Tag.objects.all().delete()
    assert found("quays") == set()


def test_a_section_that_moves_takes_its_stories_along(after_commit):
    old, new = CategoryFactory(name="World", slug="world"), CategoryFactory(name="Home", slug="home")
    below = CategoryFactory(name="Asia", slug="asia", parent=old)
    story = ArticleFactory(headline="Ferry", category=below, published=True)
    other = ArticleFactory(headline="Ferry", category=old, published=True)
    assert found("ferry", section="world") == {story.pk, other.pk}

    with after_commit():
        below.parent = new
        sections.save_category(below)

    assert found("ferry", section="home") == {story.pk}
    assert found("ferry", section="world") == {other.pk}


def test_what_a_dead_process_left_is_taken_up_by_the_job():
    story = ArticleFactory(headline="Ferry", by=[AuthorFactory(name="Amina Rao")], published=True)
    author = story.bylines.get().author
    author.name = "Amina Strand"
    save_author(author)  # and the process dies before its commit hooks
    assert found("strand") == set()

    assert indexing.catch_up() == 1
    assert found("strand") == {story.pk}
    assert indexing.catch_up() == 0


def test_rebuilding_mends_whatever_is_wrong_and_can_be_repeated(capsys):
    stories = [ArticleFactory(headline=f"Ferry {number}", published=True) for number in range(3)]
    Article.objects.filter(pk=stories[0].pk).update(headline="Airport")
    Article.objects.filter(pk=stories[1].pk).update(status="draft")
    Document.objects.filter(pk=stories[2].pk).update(digest="")

    call_command("rebuild_search")

    assert "2 written, 0 were right, 1 removed" in capsys.readouterr().out
    assert found("airport") == {stories[0].pk}
    assert found("ferry") == {stories[2].pk}
    call_command("rebuild_search")
    assert "0 written, 2 were right, 0 removed" in capsys.readouterr().out
    call_command("rebuild_search", "--anew")
    assert "2 written" in capsys.readouterr().out
    counts = dict(Term.objects.values_list("term", "documents"))
    assert counts["=documents"] == 2
    assert found("ferry") == {stories[2].pk}


def test_a_new_language_is_a_matter_of_rebuilding():
    paper = SiteSettings(pk=1, language="en")
    paper.save()
    ArticleFactory(headline="Die Häuser am Hafen", published=True)
    paper.language = "de"
    paper.save()
    call_command("rebuild_search")

    assert len(found("haus")) == 1


def test_indexing_many_costs_no_more_queries_than_indexing_one(django_assert_num_queries):
    keys = [
        ArticleFactory(headline=f"Ferry {n}", by=[AuthorFactory()], tagged=["Ports"], published=True).pk
        for n in range(12)
    ]
    Document.objects.update(digest="")
    with django_assert_num_queries(16):
        indexing.index_stories(keys[:2])
    with django_assert_num_queries(16):
        indexing.index_stories(keys[2:])
    assert not Stale.objects.exists()


def test_a_picture_without_a_new_caption_is_no_reason_to_write():
    story = ArticleFactory(headline="Ferry", lead_image=make_image(caption="Wolves"), published=True)
    image = Image.objects.get()
    image.save(update_fields=["alt"])

    assert not Stale.objects.exists()
    assert found("wolves") == {story.pk}


def test_an_upgrade_writes_documents_of_an_older_form_anew():
    stories = [ArticleFactory(headline=f"Ferry {number}", published=True) for number in range(3)]
    known = set(Document.objects.values_list("digest", flat=True))
    Document.objects.update(digest="of another form")

    upgrade = import_module("search.migrations.0004_two_terms_of_a_word")
    upgrade.mark_documents(apps, SimpleNamespace(connection=connection))
    indexing.index_what_waits()

    assert len(known) == len(stories)
    assert set(Document.objects.values_list("digest", flat=True)) == known
    assert not Stale.objects.exists()


def test_an_upgrade_folds_the_text_that_the_desk_goes_through_anew():
    story = ArticleFactory(headline="Łódź", body="<p>バス</p>")
    folded = story.search_text
    Article.objects.filter(pk=story.pk).update(search_text="łodz  ハス")

    upgrade = import_module("articles.migrations.0022_search_text_folded_anew")
    upgrade.fold_anew(apps, SimpleNamespace(connection=connection))

    story.refresh_from_db()
    assert story.search_text == folded
    assert "lodz" in folded
    assert "バス" in folded
