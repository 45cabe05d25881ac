"""What is typed into the form of a story is kept, and offered back until it is saved."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles import autosaves
from articles.jobs import thin_out_autosaves
from articles.models import FAQ, Article, Autosave
from masthead.models import SiteSettings
from tests.admin_forms import AdminForm, errors_of
from tests.articles.story_form import url
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 10, 2, tzinfo=dt.UTC)
ADD = "/admin/articles/article/add/"
AUTOSAVE = "/admin/articles/article/autosave/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor(staff):
    grants = ["add_article", "change_article", "publish_article", "delete_article"]
    return staff(*grants, first_name="Nadia")


def form(client, article=None, query=""):
    address = (url("change", article.pk) if article else ADD) + query
    return AdminForm(client, address, "article_form")


def say(client, **sent):
    """Send what the script of the form sends."""
    sent = {"user": client.user.pk, "article": None, "key": str(uuid.uuid4())} | sent
    return client.post(AUTOSAVE, json.dumps(sent), content_type="application/json")


def keep(page, article=None, **changes):
    """Keep what a form holds, with some fields changed, as its script does."""
    fields = page.fields | {name: [value] for name, value in changes.items()}
    data = [[name, value] for name, values in fields.items() for value in values]
    of_story = article.pk if article else None
    return say(page.client, article=of_story, key=page.fields["form_key"][0], data=data)


def test_what_was_typed_comes_back_and_the_story_is_as_it_was(editor):
    story = ArticleFactory(headline="Ferry late")
    answer = keep(form(editor, story), story, headline="Ferry sunk", body="<p>It <b>sank</b>.</p>")

    assert answer.json()["kept"] == "10:02"
    opened = form(editor, story)
    assert "You have text from 10:02 that was not saved." in opened.html
    assert opened.fields["headline"] == ["Ferry late"]
    look = form(editor, story, f"?autosave={answer.json()['id']}")
    assert "It is not saved yet" in look.html
    assert look.fields["headline"] == ["Ferry sunk"]
    assert "sank" in look.fields["body"][0]
    story.refresh_from_db()
    assert (story.headline, story.revisions.count()) == ("Ferry late", 1)


def test_saving_what_came_back_saves_it_and_forgets_the_autosave(editor):
    story = ArticleFactory(headline="Ferry late")
    kept = keep(form(editor, story), story, headline="Ferry sunk").json()["id"]

    form(editor, story, f"?autosave={kept}").send()

    story.refresh_from_db()
    assert story.headline == "Ferry sunk"
    assert "not saved" not in form(editor, story).html
    assert not autosaves.of(editor.user, story).exists()


def test_every_row_and_every_wrong_value_comes_back(editor):
    author = AuthorFactory(name="Saeed")
    story = ArticleFactory(by=[AuthorFactory(name="Old Hand")])
    faq = FAQ.objects.create(article=story, question="Why?", answer="Rocks.")
    page = form(editor, story)
    added = {
        "bylines-TOTAL_FORMS": "2",
        "bylines-1-author": str(author.pk),
        "bylines-1-credit": "Photos",
        "bylines-1-position": "",
        "bylines-1-id": "",
        "faqs-0-DELETE": "on",
        "headline": "",
        "published_at_0": "the 3rd of May",
        "category": "999999",
    }
    kept = keep(page, story, **added).json()["id"]

    look = form(editor, story, f"?autosave={kept}")

    for name, value in (added | {"faqs-0-id": str(faq.pk)}).items():
        if name != "category":  # there is no option for a section that is not there
            assert look.fields[name] == [value], name
    answer = editor.get(look.url)
    assert {"headline", "published_at", "category"} <= errors_of(answer).keys()
    look.send(headline="Done", published_at_0="", category="")
    assert [byline.author.name for byline in story.bylines.all()] == ["Old Hand", "Saeed"]
    assert not story.faqs.exists()


def test_new_story_is_offered_back(reporter):
    page = form(reporter)
    kept = keep(page, headline="Bridge shut", tags="Bridges", body="<p>It is.</p>").json()["id"]

    assert "You have text from 10:02" in form(reporter).html
    form(reporter, query=f"?autosave={kept}").send()

    story = Article.objects.get()
    assert (story.headline, story.body, story.tags.get().name) == (
        *("Bridge shut", "<p>It is.</p>"),
        "Bridges",
    )
    assert "You have text" not in form(reporter).html


def test_what_came_back_is_merged_with_what_others_saved_meanwhile(editor, reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    kept = keep(form(reporter, story), story, standfirst="Amina's").json()["id"]
    form(editor, story).send(headline="Nadia's")

    answer = form(reporter, story, f"?autosave={kept}").send()

    assert "Both changes are in it now" in reporter.get(answer.url).text
    story.refresh_from_db()
    assert (story.headline, story.standfirst) == ("Nadia's", "Amina's")


def test_pending_changes_come_back_too(editor):
    story = ArticleFactory(headline="Old", published=True)
    form(editor, story).send(headline="Pending")
    kept = keep(form(editor, story), story, standfirst="More").json()["id"]

    look = form(editor, story, f"?autosave={kept}")

    assert (look.fields["headline"], look.fields["standfirst"]) == (["Pending"], ["More"])
    story.refresh_from_db()
    assert story.headline == "Old"


def test_autosave_that_arrives_after_the_save_is_dropped(editor):
    story = ArticleFactory()
    page, new = form(editor, story), form(editor)
    page.send(headline="Saved")
    new.send(headline="New")

    late = [keep(page, story, headline="Typed"), keep(new, headline="Typed")]

    assert [answer.status_code for answer in late] == [409, 409]
    assert all("not saved" not in form(editor, of).html for of in (story, None))
    # The form may still be open, as after “Back”: it goes on as another one.
    page.fields["form_key"] = [late[0].json()["key"]]
    assert keep(page, story, headline="Typed").status_code == 200


def test_conflict_keeps_the_text_as_a_revision_and_offers_it_only_there(editor, reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    page = form(reporter, story)
    keep(page, story, headline="Amina's")
    form(editor, story).send(headline="Nadia's")

    page.send(headline="Amina's")

    assert not autosaves.of(reporter.user, story).exists()


def test_refused_form_keeps_its_autosaves(editor):
    story = ArticleFactory()
    page = form(editor, story)
    keep(page, story, headline="", standfirst="Typed")

    answer = page.send(headline="", standfirst="Typed")

    assert answer.status_code == 200
    assert page.fields["form_key"][0] in answer.text
    assert autosaves.of(editor.user, story).count() == 1


def test_two_tabs_of_one_person_do_not_overwrite_each_other(editor):
    story = ArticleFactory()
    first, second = form(editor, story), form(editor, story)
    keep(first, story, headline="First")
    keep(second, story, headline="Second")

    first.send(headline="First")

    kept = autosaves.of(editor.user, story).get()
    assert dict(kept.data)["headline"] == "Second"


def test_discarding(editor, clock):
    story = ArticleFactory()
    page = form(editor, story)
    keep(page, story, headline="One")
    clock.shift(dt.timedelta(minutes=11))
    kept = keep(page, story, headline="Two").json()["id"]
    assert "Text from 10:02" in form(editor, story).html

    editor.get(url("discard_autosave", kept))
    assert autosaves.of(editor.user, story).count() == 2
    answer = editor.post(url("discard_autosave", kept))

    assert answer.url == url("change", story.pk)
    assert "that was not saved" not in form(editor, story).html


def test_one_row_for_ten_minutes_and_twenty_rows_at_most(editor, clock):
    story = ArticleFactory()
    page = form(editor, story)
    for second in range(0, 600, 60):
        clock.move_to(NOW + dt.timedelta(seconds=second))
        keep(page, story, headline=str(second))
    assert dict(autosaves.of(editor.user, story).get().data)["headline"] == "540"

    for number in range(30):
        clock.shift(dt.timedelta(minutes=10))
        keep(page, story, headline=str(number))

    rows = list(autosaves.of(editor.user, story).defer(None))
    assert len(rows) == autosaves.MOST_KEPT
    assert dict(rows[0].data)["headline"] == "29"


def test_clock_that_was_set_back_overwrites_nothing(editor, clock):
    story = ArticleFactory()
    page = form(editor, story)
    keep(page, story, headline="Before")
    clock.shift(dt.timedelta(hours=-2))

    keep(page, story, headline="After")

    kept = {dict(row.data)["headline"] for row in autosaves.of(editor.user, story).defer(None)}
    assert kept == {"Before", "After"}


def test_thinning_deletes_what_is_a_month_old(editor, clock):
    story, other = ArticleFactory(), ArticleFactory()
    keep(form(editor, story), story, headline="Old")
    form(editor, other).send(headline="Saved")
    clock.shift(dt.timedelta(days=30))
    autosaves.thin()
    assert Autosave.objects.count() == 1  # the old text, to the day; not the mark of the save

    clock.shift(dt.timedelta(seconds=1))

    assert thin_out_autosaves() == "old texts that were never saved, deleted: 1"
    assert thin_out_autosaves() == ""
    assert not Autosave.objects.exists()


def test_times_are_those_of_the_paper(editor, clock):
    SiteSettings.objects.create(pk=1, name="The Meridian", time_zone="Asia/Karachi")
    story = ArticleFactory()

    assert keep(form(editor, story), story, headline="x").json()["kept"] == "15:02"

    clock.shift(dt.timedelta(hours=9))  # past midnight in Karachi
    assert "You have text from 15:02, 10 March 2026 that was not saved." in form(editor, story).html


def test_nobody_sees_the_text_of_another_or_of_another_story(editor, reporter):
    story, other = ArticleFactory(created_by=reporter.user), ArticleFactory(created_by=reporter.user)
    kept = keep(form(reporter, story), story, headline="Amina's secret").json()["id"]

    asked = [
        (editor, story, kept),
        (reporter, other, kept),
        (reporter, None, kept),
        (reporter, story, kept + 1000),
        (reporter, story, "9" * 30),
        (reporter, story, "٣"),
        (reporter, story, "x"),
    ]
    for client, of, number in asked:
        page = form(client, of, f"?autosave={number}")
        assert "secret" not in page.html
        assert "was saved or discarded meanwhile" in page.html
    assert "secret" not in form(editor, story).html
    editor.post(url("discard_autosave", kept))
    form(editor, story).send(headline="Nadia's", taken_up=kept)
    assert Autosave.objects.filter(pk=kept).exists()


def test_who_may_not_edit_keeps_nothing_and_learns_nothing(reporter, staff):
    theirs = ArticleFactory()
    nobody = staff("view_article")

    answers = [
        say(reporter, article=theirs.pk, data=[["headline", "x"]]),
        say(reporter, article=theirs.pk + 1000, data=[["headline", "x"]]),
        say(reporter, article="x' OR 1=1", data=[["headline", "x"]]),
        say(nobody, article=theirs.pk, data=[["headline", "x"]]),
        say(nobody, data=[["headline", "x"]]),
    ]

    assert {answer.status_code for answer in answers} == {403}
    assert len({answer.content for answer in answers}) == 1
    assert nobody.get(AUTOSAVE).status_code == 403
    assert not Autosave.objects.exists()


def test_reporter_who_loses_the_right_is_told_and_keeps_the_text(reporter):
    story = ArticleFactory(headline="Old", created_by=reporter.user)
    page = form(reporter, story)
    Article.objects.filter(pk=story.pk).update(created_by=None)

    assert "no longer yours" in keep(page, story, headline="New").json()["refused"]
    answer = page.send(headline="New words", body="<p>All of it.</p><script>alert(1)</script>")

    assert answer.status_code == 403
    assert "New words" in answer.text
    assert "<p>All of it.</p>" in answer.text
    assert "alert(1)" not in answer.text
    story.refresh_from_db()
    assert story.headline == "Old"


@pytest.mark.parametrize(
    "data",
    [
        None,
        "text",
        {},
        [["headline"]],
        [["headline", 3]],
        [[None, "x"]],
        [["a", "b", "c"]],
        [["n", ""]] * 100_000,
    ],
    ids=lambda data: str(data)[:20],
)
def test_what_is_no_form_is_refused(editor, data):
    answer = say(editor, data=data)

    assert answer.status_code == 400
    assert "not kept" in answer.json()["refused"]
    assert not Autosave.objects.exists()


@pytest.mark.parametrize("body", ["", "[]", "3", '"x"', "{}", '{"key": 3}', "[" * 100_000, "\xff"])
def test_what_is_no_json_is_refused(editor, body):
    answer = editor.post(AUTOSAVE, body.encode("latin-1"), content_type="application/json")

    assert answer.status_code == 400


def test_text_beyond_two_megabytes_is_refused_with_a_sentence(editor):
    answer = say(editor, data=[["body", "x" * 2_000_001]])

    assert answer.status_code == 413
    assert "larger than 2 MB" in answer.json()["refused"]


def test_what_no_database_stores_is_left_out_and_the_rest_kept(editor):
    pairs = [["headline", "A\0B\ud800C"], ["csrfmiddlewaretoken", "t"], ["_publish", "1"]]
    kept = say(editor, data=[*pairs, ["faqs-__prefix__-question", ""]]).json()["id"]

    assert Autosave.objects.get(pk=kept).data == [["headline", "ABC"]]


def test_hostile_form_is_shown_as_text(editor):
    story = ArticleFactory()
    pairs = [
        ["headline", '"><script>alert(1)</script>'],
        ["body", "<p>x</p><script>alert(2)</script>"],
        ["bylines-TOTAL_FORMS", "100000"],
        ["bylines-INITIAL_FORMS", "-3"],
        ["faqs-TOTAL_FORMS", "1"],
        ["faqs-INITIAL_FORMS", "1"],
        ["faqs-0-id", "not a key"],
        ["category", "'; --"],
        ["started_from", "9" * 50],
    ]
    for of in (story, None):
        kept = say(editor, article=of.pk if of else None, data=pairs).json()["id"]
        page = form(editor, of, f"?autosave={kept}")
        assert "<script>alert(1)" not in page.html
        assert page.fields["headline"] == ['"><script>alert(1)</script>']
    story.refresh_from_db()
    assert not story.revisions.exists()


def test_page_of_one_person_is_not_kept_under_the_name_of_another(editor, reporter):
    answer = say(editor, user=reporter.user.pk, data=[["headline", "x"]])

    assert answer.status_code == 409
    assert "Nadia is logged in by now" in answer.json()["refused"]
    assert not Autosave.objects.exists()


def test_without_a_session_the_script_is_told(client):
    client.user = UserFactory()

    answer = say(client, data=[["headline", "x"]])

    assert (answer.status_code, answer.json()) == (401, {"login": "/admin/login/"})


def test_story_that_was_deleted_while_one_wrote_leaves_its_text(editor, staff):
    story = ArticleFactory(by=[AuthorFactory(name="Saeed")])
    FAQ.objects.create(article=story, question="Goes?", answer="Yes.")
    page = form(editor, story)
    keep(page, story, headline="Kept before")
    other = staff("change_article", "delete_article")
    other.post(url("delete", story.pk), {"post": "yes"})
    assert not Article.objects.exists()
    assert "You have text from 10:02" in form(editor).html

    answer = page.send(headline="Typed", body="<p>Words.</p>", **{"faqs-0-DELETE": "on"})

    assert answer.status_code == 404
    assert "Somebody deleted this story while you were writing" in answer.text
    assert "<p>Words.</p>" in answer.text
    kept = autosaves.of(editor.user, None).get()
    assert f"/admin/articles/article/add/?autosave={kept.pk}" in answer.text
    form(editor, query=f"?autosave={kept.pk}").send()
    new = Article.objects.get()
    assert (new.headline, new.body) == ("Typed", "<p>Words.</p>")
    assert [byline.author.name for byline in new.bylines.all()] == ["Saeed"]
    assert not new.faqs.exists()


def test_deleted_story_gives_its_text_to_copy_to_who_may_not_add_one(staff):
    client = staff("change_article")
    story = ArticleFactory()
    page = form(client, story)
    story.delete()

    answer = page.send(headline="Typed")

    assert answer.status_code == 404
    assert "What you wrote stands here: copy it" in answer.text
    assert "Make a new story" not in answer.text
    assert not Autosave.objects.exists()


def test_text_outlives_a_step_that_one_may_not_do_any_more(staff, editor):
    story = ArticleFactory(headline="Old")
    page = form(editor, story)
    editor.user.user_permissions.remove(Permission.objects.get(codename="publish_article"))

    answer = page.send("_publish", headline="New")

    assert answer.status_code == 403
    kept = autosaves.of(editor.user, story).get()
    assert f"?autosave={kept.pk}" in answer.text
    assert form(editor, story, f"?autosave={kept.pk}").fields["headline"] == ["New"]


def test_queries_of_the_form_do_not_grow(editor, staff, clock, django_assert_num_queries):
    story = ArticleFactory()
    page = form(editor, story)

    def queries():
        with CaptureQueriesContext(connection) as done:
            form(editor, story)
        return [query["sql"] for query in done]

    found = []
    for count in range(20):
        clock.shift(dt.timedelta(minutes=10))
        keep(page, story, headline=str(count))
        form(staff("change_article"), story)
        if count in (0, 19):
            found.append(queries())

    assert len(found[0]) == len(found[1])
    # Who has left, who I am, who else is here, what is offered.
    own = [sql for sql in found[1] if "articles_autosave" in sql or "articles_presence" in sql]
    assert len(own) == 4
    key = page.fields["form_key"][0]
    with django_assert_num_queries(14):
        say(editor, article=story.pk, key=key, data=[["headline", "x"]])
    with django_assert_num_queries(9):
        say(editor, article=story.pk, key=key)
