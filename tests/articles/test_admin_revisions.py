"""The form of a story and its pages: pending changes, merges, conflicts, restoring, notes."""

import datetime as dt

import pytest
import time_machine

from articles import revisions, writing
from articles.models import Article, Note, Revision
from articles.steps import Step
from tests.admin_forms import AdminForm, errors_of
from tests.articles.story_form import form, url
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def told(answer, client):
    return client.get(answer.url).text


def test_live_story_is_edited_without_its_readers(editor, client):
    old, new = AuthorFactory(name="Old Hand"), AuthorFactory(name="New Hand")
    story = ArticleFactory(headline="Ferry late", published=True, tagged=["Ferry"], by=[old])

    answer = form(editor, story).send(
        headline="Ferry sunk",
        tags="Ferry, Wrecks",
        rows={"bylines": [{"author": new.pk}], "faqs": [{"question": "Why?", "answer": "Rocks."}]},
        **{"bylines-0-DELETE": "on"},
    )

    assert "Readers do not see them until you press" in told(answer, editor)
    page = client.get(story.get_absolute_url()).text
    assert "Ferry late" in page
    assert "Old Hand" in page
    assert not any(word in page for word in ["sunk", "Wrecks", "New Hand", "Rocks"])
    # The form goes on from the changes, row by row.
    again = form(editor, story)
    assert again.fields["headline"] == ["Ferry sunk"]
    assert again.fields["bylines-0-author"] == [str(new.pk)]
    again.send(**{"faqs-0-answer": "Fog."})
    form(editor, story).send("_publish_changes")
    page = client.get(story.get_absolute_url()).text
    assert all(word in page for word in ["Ferry sunk", "Wrecks", "New Hand", "Fog."])
    assert "Old Hand" not in page


def test_refused_form_of_pending_changes_keeps_what_was_typed_and_writes_nothing(editor):
    story = ArticleFactory(headline="Ferry late", published=True)
    form(editor, story).send(headline="Ferry sunk")

    answer = form(editor, story).send(headline="", standfirst="Typed")

    assert "headline" in errors_of(answer)
    assert "Typed" in answer.text
    story.refresh_from_db()
    assert (story.headline, story.revisions.count()) == ("Ferry late", 3)


def test_two_editors_of_different_parts_both_stay(editor, reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    first, second = form(editor, story), form(reporter, story)

    first.send(headline="Nadia's")
    answer = second.send(standfirst="Amina's")

    assert "Both changes are in it now" in told(answer, reporter)
    story.refresh_from_db()
    assert (story.headline, story.standfirst) == ("Nadia's", "Amina's")


def test_two_editors_of_one_part_choose_and_both_texts_stay(editor, reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    first, second = form(editor, story), form(reporter, story)
    first.send(headline="Nadia's", excerpt="Nadia's too")

    answer = second.send(headline="Amina's", standfirst="Amina's too")

    kept = story.revisions.get(kind=Revision.Kind.CONFLICT)
    assert answer.url == url("conflict", story.pk, kept.number)
    page = reporter.get(answer.url).text
    assert "Nadia" in page
    assert "You and Nadia changed the same part" in page
    story.refresh_from_db()
    assert story.headline == "Nadia's"
    done = reporter.post(answer.url, {"head": story.head, "headline": "mine"})
    assert "Saved as you chose" in told(done, reporter)
    story.refresh_from_db()
    assert (story.headline, story.standfirst, story.excerpt) == (
        "Amina's",
        "Amina's too",
        "Nadia's too",
    )


def test_conflict_is_shown_again_when_the_story_was_saved_meanwhile(editor, reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    first, second = form(editor, story), form(reporter, story)
    first.send(headline="Nadia's")
    answer = second.send(headline="Amina's")
    seen = Article.objects.get(pk=story.pk).head
    form(editor, story).send(headline="Nadia's second")

    page = reporter.post(answer.url, {"head": seen, "headline": "mine"})

    assert page.status_code == 200
    assert "was saved again meanwhile" in page.text
    story.refresh_from_db()
    assert story.headline == "Nadia's second"


def test_published_while_open_stays_published_and_the_words_wait(editor, reporter, client):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    page = form(reporter, story)
    form(editor, story).send("_publish")

    answer = page.send(headline="New")

    assert "Readers do not see them" in told(answer, reporter)
    story.refresh_from_db()
    assert story.is_public
    assert "Old" in client.get(story.get_absolute_url()).text
    assert revisions.head_content(story)["headline"] == "New"


def test_story_goes_from_hand_to_hand_by_the_buttons(editor, reporter):
    AdminForm(reporter, url("add"), "article_form").send("_submit", headline="Bridge shut")
    story = Article.objects.get()
    refused = form(editor, story).send("_request_changes")
    assert "Say here what should be changed" in errors_of(refused)["note"][0]
    form(editor, story).send("_request_changes", note="Who shut it?")
    assert "Who shut it?" in reporter.get(url("history", story.pk)).text
    form(reporter, story).send("_submit", body="<p>The council did.</p>")
    form(editor, story).send("_approve")
    answer = form(editor, story).send("_schedule", published_at_0="2026-03-11", published_at_1="06:00")

    assert "from 11 March 2026 06:00 (UTC) on" in told(answer, editor)
    story.refresh_from_db()
    assert story.is_scheduled
    assert "_unschedule" in form(editor, story).buttons
    form(editor, story).send("_unschedule")
    story.refresh_from_db()
    assert story.status == Article.Status.APPROVED


def test_only_the_buttons_that_one_may_press(editor, reporter):
    story = ArticleFactory(created_by=reporter.user, status=Article.Status.IN_REVIEW)
    buttons = {f"_{step}" for step in Step}

    assert buttons & set(form(reporter, story).buttons) == set()
    assert buttons & set(form(editor, story).buttons) == {
        *("_request_changes", "_approve", "_schedule", "_publish")
    }


@pytest.mark.parametrize("button", [f"_{step}" for step in Step if step != "submit"])
def test_forged_button_changes_nothing(reporter, button):
    story = ArticleFactory(headline="Old", created_by=reporter.user)

    answer = form(reporter, story).send(button, headline="New", note="x")

    story.refresh_from_db()
    if button == "_discard_changes":  # one's own right, with nothing to discard
        assert "cannot be done" in told(answer, reporter)
    else:
        assert answer.status_code == 403
        assert story.headline == "Old"
    assert story.status == Article.Status.DRAFT


def test_text_is_saved_even_if_the_step_is_impossible(editor):
    story = ArticleFactory(headline="Old", embargo_until=NOW + dt.timedelta(hours=1))

    answer = form(editor, story).send("_publish", headline="New")

    page = told(answer, editor)
    assert "What you wrote is saved" in page
    assert "under embargo until 10 March 2026 13:00" in page
    story.refresh_from_db()
    assert (story.headline, story.status) == ("New", "draft")


def test_submitting_no_change_of_a_live_story_blames_nobody(editor):
    story = ArticleFactory(headline="Old", published=True)

    answer = form(editor, story).send("_submit")

    assert "Nothing was new: “Old” stays as it is." in told(answer, editor)


def test_history_compares_and_restores(editor, client):
    story = ArticleFactory(headline="Ferry late", body="<p>It was late.</p>", published=True)
    form(editor, story).send("_publish_changes", body="<p>It was very late.</p>", note="A word")

    page = editor.get(url("history", story.pk)).text
    assert "A word" in page
    assert "Nadia published the changes" in page
    compared = editor.get(url("compare", story.pk)).text
    assert "<ins>very</ins>" in compared or "<ins>very </ins>" in compared
    answer = editor.post(url("restore", story.pk, 1))
    assert "until you press “Publish changes”" in told(answer, editor)
    form(editor, story).send("_publish_changes")
    assert "It was late." in client.get(story.get_absolute_url()).text


def test_restoring_by_a_link_alone_does_nothing(editor):
    story = ArticleFactory(headline="Old")
    form(editor, story).send(headline="New")

    editor.get(url("restore", story.pk, 1))

    story.refresh_from_db()
    assert story.headline == "New"


def test_discarding_asks_first(editor):
    story = ArticleFactory(headline="Old", published=True)
    form(editor, story).send(headline="New")

    assert "Discard the changes?" in editor.get(url("discard", story.pk)).text
    story.refresh_from_db()
    assert story.has_pending_changes
    editor.post(url("discard", story.pk))
    story.refresh_from_db()
    assert not story.has_pending_changes
    assert form(editor, story).fields["headline"] == ["Old"]


def test_withdrawing_tells_readers_why(editor, client):
    story = ArticleFactory(published=True)

    assert 'id="id_reason_helptext"' in editor.get(url("withdraw", story.pk)).text
    editor.post(url("withdraw", story.pk), {"reason": "The quote was invented."})

    answer = client.get(story.get_absolute_url())
    assert answer.status_code == 410
    assert "The quote was invented." in answer.text


def test_notes_are_for_the_newsroom_and_deleted_by_their_writer_only(editor, reporter, client):
    story = ArticleFactory(published=True, created_by=reporter.user)
    editor.post(url("notes", story.pk), {"text": "Call the harbour <b>again</b>"})
    note = Note.objects.get()

    assert "Call the harbour &lt;b&gt;again&lt;/b&gt;" in reporter.get(url("notes", story.pk)).text
    assert "Call the harbour" in form(reporter, story).html
    assert "Call the harbour" not in client.get(story.get_absolute_url()).text
    reporter.post(url("notes", story.pk), {"delete": note.pk})
    assert Note.objects.exists()
    editor.post(url("notes", story.pk), {"delete": note.pk})
    assert not Note.objects.exists()


PAGES = ["change", "history", "delete", "withdraw", "discard", "notes", "compare"]


@pytest.mark.parametrize("page", PAGES)
def test_story_of_others_looks_like_one_that_is_not_there(reporter, page):
    theirs = ArticleFactory(published=True)

    answers = [reporter.get(url(page, pk)) for pk in (theirs.pk, theirs.pk + 1000)]
    answers += [reporter.post(url(page, pk), {"text": "x"}) for pk in (theirs.pk, theirs.pk + 1000)]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers[:2]}) == 1


@pytest.mark.parametrize("page", ["revision", "restore", "conflict"])
def test_revision_of_others_looks_like_one_that_is_not_there(reporter, editor, page):
    theirs = ArticleFactory()
    form(editor, theirs).send(headline="New")

    answers = [reporter.post(url(page, pk, 1)) for pk in (theirs.pk, theirs.pk + 1000)]

    assert {answer.status_code for answer in answers} == {403}


def test_bulk_steps_do_what_one_may_and_say_what_not(staff):
    client = staff("write_own_article", "publish_own_article", "view_article")
    own, theirs = ArticleFactory(created_by=client.user), ArticleFactory()

    answer = client.post(
        url("changelist"),
        {"action": "publish_stories", "_selected_action": [own.pk, theirs.pk]},
        follow=True,
    )

    said = [str(message) for message in answer.context["messages"]]
    assert said == [
        "1 story is not yours to change so, and was left alone.",
        "1 story is now public.",
    ]
    assert list(Article.objects.published()) == [own]


@pytest.mark.parametrize("number", [2, 40])
def test_queries_of_the_history_do_not_grow(editor, number, django_assert_num_queries):
    story = ArticleFactory(headline="0")
    for count in range(number):
        text = revisions.head_content(story) | {"headline": str(count + 1)}
        writing.save_content(story, text, story.head, None)

    with django_assert_num_queries(9):
        editor.get(url("history", story.pk))
    with django_assert_num_queries(9):
        editor.get(url("compare", story.pk))
