"""Telling readers what was wrong: on the story, on the page of all corrections, in its feed."""

import datetime as dt
import json
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from xml.etree import ElementTree

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles import corrections, revisions, workflow, writing
from articles.history import sentence
from articles.models import Article, Correction
from articles.steps import WorkflowError
from masthead.models import SiteSettings
from masthead.pages import belongs_to_the_site
from tests.bulk import make_stories
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
ATOM = "{http://www.w3.org/2005/Atom}"
HOSTILE = "</script><script>alert(1)</script> & \x0b “quotes” <b>"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def correct(article, by=None, kind="correction", text="The year was 1987.", **fields):
    return corrections.publish_correction(article, by, kind=kind, text=text, **fields)


def page(article, *key):
    name = "correction" if key else "corrections"
    return reverse(f"admin:articles_article_{name}", args=[article.pk, *key])


def send(client, article, button="_publish", **fields):
    form = {"kind": "correction", "text": "The year was 1987.", "place": "", "key": uuid.uuid4()}
    return client.post(page(article), form | {button: "1"} | fields)


def entries(client):
    return ElementTree.fromstring(client.get("/corrections/feed/").content).findall(f"{ATOM}entry")


def test_correction_stands_above_the_text_and_update_below_it(client, clock):
    story = ArticleFactory(body="<p>The text itself.</p>", published=NOW - dt.timedelta(days=3))
    correct(story, text="First.\n\nSecond.")
    correct(story, kind="update", text="The court has ruled.")
    correct(story, kind="clarification", text="Meant is the other one.", place="end")

    html = client.get(story.get_absolute_url()).text

    text = html.index("<p>The text itself.")
    assert html.index("<p>First.</p>") < text < html.index("<p>The court has ruled.")
    assert text < html.index("<p>Meant is the other one.")
    assert "March 10, 2026" in html
    assert "Clarification" in html
    story.refresh_from_db()
    assert story.updated_at == NOW


def test_structured_data_has_the_correction(client):
    story = ArticleFactory(published=True)
    correction = correct(story, text=HOSTILE)
    html = client.get(story.get_absolute_url()).text
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])
    assert data[0]["correction"] == [
        {"@type": "CorrectionComment", "text": HOSTILE, "datePublished": correction.at.isoformat()}
    ]


def test_hostile_text_is_only_text_everywhere(client):
    story = ArticleFactory(headline=HOSTILE, published=True)
    correct(story, text=HOSTILE)
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": HOSTILE})
    for address in (story.get_absolute_url(), "/corrections/"):
        html = client.get(address).text
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)" in html
    entry = entries(client)[0]
    assert "<script>" not in entry.find(f"{ATOM}summary").text
    assert "\x0b" not in entry.find(f"{ATOM}title").text


def test_story_page_with_corrections_needs_eight_queries(client, django_assert_max_num_queries):
    make_stories(30)
    story = Article.objects.published().newest_first()[3]
    for _ in range(5):
        correct(story)
    client.get(story.get_absolute_url())
    with django_assert_max_num_queries(8):
        client.get(story.get_absolute_url())


@pytest.mark.parametrize("number", [3, 60])
def test_queries_of_page_and_feed_do_not_grow(client, number, django_assert_num_queries):
    for _ in range(number):
        correct(ArticleFactory(published=True))
    client.get("/corrections/feed/")
    with django_assert_num_queries(2):  # the site, the corrections
        client.get("/corrections/")
    with django_assert_num_queries(2):
        client.get("/corrections/feed/")


def test_page_of_all_corrections_is_newest_first_page_by_page(client, clock):
    told = []
    for number in range(45):
        clock.move_to(NOW + dt.timedelta(minutes=number // 2))  # some at the very same moment
        told.append(correct(ArticleFactory(published=True), text=f"Note {number}."))
    address, seen = "/corrections/", []
    while address:
        html = client.get(address).text
        seen += re.findall(r"#correction-([0-9a-f-]{36})", html)
        older = re.search(
            r'href="(\?before=[^"]+)"[^>]*rel="next"|rel="next"[^>]*href="(\?[^"]+)"', html
        )
        address = f"/corrections/{older[1] or older[2]}" if older else None
    assert seen == [str(c.pk) for c in sorted(told, key=lambda c: (c.at, c.pk), reverse=True)]


@pytest.mark.parametrize("before", ["x", "1-2", "99999999999999999999-1", f"1-{'0' * 36}", "1-", "-"])
def test_cursor_that_no_page_gave_is_not_found(client, before):
    assert client.get("/corrections/", {"before": before}).status_code == 404


def test_page_without_corrections_says_so(client):
    assert "There are no corrections yet." in client.get("/corrections/").text
    assert client.get("/corrections/feed/").status_code == 200


@pytest.mark.parametrize("state", ["withdrawn", "expired", "scheduled"])
def test_correction_of_a_story_that_readers_no_longer_see_is_nowhere(client, state):
    story = ArticleFactory(headline="Gone", published=True)
    correct(story)
    if state == "withdrawn":
        workflow.withdraw(story)
    elif state == "expired":
        Article.objects.update(expires_at=timezone.now())
    else:
        Article.objects.update(published_at=timezone.now() + dt.timedelta(hours=1))
    assert "Gone" not in client.get("/corrections/").text
    assert entries(client) == []
    if state == "withdrawn":
        workflow.reinstate(story)
        assert "Gone" in client.get("/corrections/").text
        assert "The year was 1987." in client.get(story.get_absolute_url()).text


def test_feed_has_absolute_addresses_stable_ids_and_answers_304(client, settings, clock):
    settings.SITE_URL = "https://paper.example"
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "The Meridian"})
    correction = correct(ArticleFactory(headline="Ferry", published=True))
    answer = client.get("/corrections/feed/")
    entry = ElementTree.fromstring(answer.content).find(f"{ATOM}entry")

    assert answer["Content-Type"].startswith("application/atom+xml")
    assert entry.find(f"{ATOM}id").text == f"urn:uuid:{correction.pk}"
    assert entry.find(f"{ATOM}link").get("href").startswith("https://paper.example/2026/03/")
    assert "127.0.0.1" not in answer.text
    assert "testserver" not in answer.text
    again = client.get("/corrections/feed/", headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 304
    clock.shift(dt.timedelta(hours=1))
    corrections.edit_correction(correction, None, kind="correction", text="1988.", place="top")
    entry = entries(client)[0]
    assert entry.find(f"{ATOM}updated").text == "2026-03-10T13:00:00+00:00"
    assert entry.find(f"{ATOM}published").text == "2026-03-10T12:00:00+00:00"


def test_feed_without_corrections_answers_304(client, clock):
    tag = client.get("/corrections/feed/")["ETag"]
    clock.shift(dt.timedelta(seconds=2))

    assert client.get("/corrections/feed/", headers={"If-None-Match": tag}).status_code == 304


def test_dates_are_those_of_the_paper_on_both_days_of_daylight_saving(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    story = ArticleFactory(published=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    for moment in (
        dt.datetime(2026, 3, 28, 23, 30, tzinfo=dt.UTC),  # 29 March, 00:30
        dt.datetime(2026, 10, 25, 0, 30, tzinfo=dt.UTC),  # 02:30, the first of two
        dt.datetime(2026, 10, 25, 1, 30, tzinfo=dt.UTC),  # 02:30, the second
    ):
        with time_machine.travel(moment, tick=False):
            correct(story)
    html = client.get(story.get_absolute_url()).text
    assert "March 29, 2026" in html
    # The newest first, each told apart by machines although the clocks said the same.
    assert html.index("2026-10-25T01:30:00Z") < html.index("2026-10-25T00:30:00Z")


def test_standing_page_cannot_take_its_address():
    assert belongs_to_the_site("/corrections/")
    assert belongs_to_the_site("/corrections/feed/")


# In the admin


def test_editor_corrects_a_live_story(editor, client):
    story = ArticleFactory(headline="Ferry", published=True)
    assert page(story) in editor.get(reverse("admin:articles_article_change", args=[story.pk])).text

    answer = editor.get(send(editor, story).url)

    assert "Readers are told since" in answer.text
    assert "The year was 1987." in client.get(story.get_absolute_url()).text
    story.refresh_from_db()
    correction = story.corrections.get()
    assert (correction.revision, correction.by_name) == (story.live, "Nadia")
    assert "Nadia told readers of a correction: “The year was 1987.”" in map(
        sentence, story.history.all()
    )


def test_changes_and_correction_are_published_together(editor, client):
    story = ArticleFactory(headline="Ferry of 1989", published=True)
    writing.save_content(
        story, revisions.head_content(story) | {"headline": "Ferry of 1987"}, 0, editor.user
    )
    html = editor.get(page(story)).text
    assert "Publish the changes and the correction" in html
    assert f'name="changes" value="{story.head}"' in html

    send(editor, story, "_with_changes", changes=story.head)

    html = client.get(story.get_absolute_url()).text
    assert "Ferry of 1987" in html
    assert "The year was 1987." in html
    story.refresh_from_db()
    assert story.corrections.get().revision == story.live == story.head


def test_correction_alone_leaves_the_changes_unseen(editor, client):
    story = ArticleFactory(headline="Ferry of 1989", published=True)
    writing.save_content(
        story, revisions.head_content(story) | {"headline": "Ferry of 1987"}, 0, editor.user
    )
    send(editor, story, changes=story.head)
    html = client.get(story.get_absolute_url()).text
    assert "Ferry of 1989" in html
    assert "The year was 1987." in html
    story.refresh_from_db()
    assert story.has_pending_changes
    assert story.corrections.get().revision == story.live


def test_changes_that_came_meanwhile_are_not_published_unseen(editor, client):
    story = ArticleFactory(headline="Old", published=True)
    text = revisions.head_content(story)
    writing.save_content(story, text | {"headline": "Seen"}, 0, editor.user)
    seen = story.head
    writing.save_content(story, text | {"headline": "Unseen"}, seen, editor.user)

    answer = send(editor, story, "_with_changes", changes=seen, text="What I wrote.")

    assert "The story was saved again" in answer.text
    assert "What I wrote." in answer.text
    assert not Correction.objects.exists()
    assert "Old" in client.get(story.get_absolute_url()).text


def test_nothing_is_published_if_the_correction_fails(editor):
    story = ArticleFactory(headline="Old", published=True)
    text = revisions.head_content(story)
    writing.save_content(story, text | {"headline": "New"}, 0, editor.user)
    workflow.withdraw(story)
    with pytest.raises(WorkflowError, match="do not see this story now"):
        correct(story, editor.user, changes=story.head)
    story.refresh_from_db()
    assert story.headline == "Old"


def test_form_sent_twice_makes_one_correction(editor):
    story = ArticleFactory(published=True)
    key = uuid.uuid4()
    send(editor, story, key=key)
    send(editor, story, key=key)
    send(editor, ArticleFactory(published=True), key=key)  # the key of another story's
    assert Correction.objects.count() == 2
    assert story.corrections.count() == 1


def test_correction_is_changed_and_deleted_and_the_history_tells(editor, client):
    story = ArticleFactory(published=True)
    send(editor, story)
    correction = story.corrections.get()
    form = {"kind": "update", "text": "It was 1988.", "place": "end"}
    editor.post(page(story, correction.pk), form | {"_save": "1"})
    html = client.get(story.get_absolute_url()).text
    assert "It was 1988." in html
    assert "The year was 1987" not in html
    assert "amended" in html

    editor.post(page(story, correction.pk), {"_delete": "1"})

    assert "It was 1988" not in client.get(story.get_absolute_url()).text
    assert "It was 1988" not in client.get("/corrections/").text
    told = [sentence(entry) for entry in story.history.all()[:2]]
    assert told == [
        "Nadia deleted an update: “It was 1988.”",
        "Nadia changed what readers are told as an update: “It was 1988.”",
    ]
    # Somebody who still has the page of the deleted one open finds nothing.
    assert editor.get(page(story, correction.pk)).status_code == 404


def test_correction_of_another_story_is_not_found(editor):
    correction = correct(ArticleFactory(published=True))
    other = ArticleFactory(published=True)
    assert editor.post(page(other, correction.pk), {"_delete": "1"}).status_code == 404
    assert Correction.objects.exists()


@pytest.mark.parametrize("fields", [{"text": " "}, {"kind": "apology"}, {"place": "middle"}])
def test_form_that_makes_no_sense_publishes_nothing(editor, fields):
    assert send(editor, ArticleFactory(published=True), **fields).status_code == 200
    assert not Correction.objects.exists()


def test_who_may_not_publish_may_not_correct(staff):
    reporter = staff("add_article", "write_own_article", "revise_own_article")
    story = ArticleFactory(created_by=reporter.user, published=True)
    correction = correct(story)
    assert reporter.get(page(story)).status_code == 403
    assert send(reporter, story).status_code == 403
    assert reporter.post(page(story, correction.pk), {"_delete": "1"}).status_code == 403
    for change in (
        lambda: correct(story, reporter.user),
        lambda: corrections.delete_correction(correction, reporter.user),
        lambda: corrections.edit_correction(
            correction, reporter.user, kind="update", text="x", place="top"
        ),
    ):
        with pytest.raises(PermissionDenied):
            change()
    assert Correction.objects.get().text == "The year was 1987."


def test_saving_the_story_keeps_what_its_readers_are_told(editor, client):
    story = ArticleFactory(published=True)
    stale = Article.objects.get(pk=story.pk)
    correct(story)
    writing.change(stale, lambda text: text | {"headline": "Moved"})
    assert "The year was 1987." in client.get(story.get_absolute_url()).text


@pytest.mark.django_db(transaction=True)
def test_two_corrections_at_once_both_stand(client):
    story = ArticleFactory(published=True)

    def tell(number):
        try:
            correct(Article.objects.get(pk=story.pk), text=f"Note {number}.")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(tell, range(8)))
    html = client.get(story.get_absolute_url()).text
    assert all(f"Note {number}." in html for number in range(8))
