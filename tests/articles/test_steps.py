"""The life of a story: every step, who may make it, and what it leaves."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from articles import content, revisions, workflow, writing
from articles.history import sentence
from articles.models import Article, Revision
from articles.steps import Step, WorkflowError, steps_for
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def person(*grants, **fields):
    user = UserFactory(**fields)
    user.user_permissions.set(Permission.objects.filter(codename__in=grants))
    return user


@pytest.fixture
def reporter():
    return person("add_article", "write_own_article", "revise_own_article", first_name="Amina")


@pytest.fixture
def editor():
    return person("add_article", "change_article", "publish_article", first_name="Nadia")


def said(article):
    return [sentence(entry) for entry in reversed(article.history.all())]


def live(article):
    return revisions.content_at(article, article.live)


def edit(article, by, started_from=None, **fields):
    text = revisions.head_content(article) | fields
    return writing.save_content(
        article, text, article.head if started_from is None else started_from, by
    )


def test_from_draft_to_readers_step_by_step(reporter, editor, client):
    article = ArticleFactory(slug="bridge", created_by=reporter)
    workflow.submit(article, reporter)
    workflow.request_changes(article, editor, "Who said so?")
    assert article.status == Article.Status.CHANGES_REQUESTED
    edit(article, reporter, body="<p>The mayor said so.</p>")
    workflow.submit(article, reporter, "Done")
    workflow.approve(article, editor)
    workflow.publish(article, editor)

    assert client.get("/2026/03/bridge/").status_code == 200
    assert said(article) == [
        "Amina submitted it for review",
        "Nadia asked for changes: “Who said so?”",
        "Amina saved it",
        "Amina submitted it for review: “Done”",
        "Nadia approved it",
        "Nadia published it",
    ]


def test_changes_are_not_asked_for_without_saying_which(editor):
    article = ArticleFactory(status=Article.Status.IN_REVIEW)
    with pytest.raises(WorkflowError, match="Say in the note"):
        workflow.request_changes(article, editor, "  ")


@pytest.mark.parametrize(
    "step",
    [
        workflow.approve,
        workflow.publish,
        workflow.withdraw,
        lambda article, by: workflow.request_changes(article, by, "More."),
        lambda article, by: workflow.schedule(article, NOW + HOUR, by),
    ],
)
def test_reporter_may_not(step, reporter):
    article = ArticleFactory(created_by=reporter, status=Article.Status.IN_REVIEW)
    with pytest.raises(PermissionDenied):
        step(article, reporter)
    article.refresh_from_db()
    assert article.status == Article.Status.IN_REVIEW
    assert not article.history.exists()


def test_who_was_allowed_to_publishes_the_own_story_only():
    writer = person("add_article", "write_own_article", "publish_own_article")
    own = ArticleFactory(by=[AuthorFactory(user=writer)])
    workflow.publish(own, writer)
    assert own.is_public

    with pytest.raises(PermissionDenied):
        workflow.publish(ArticleFactory(), writer)


def test_contributor_leaves_what_was_approved_alone():
    writer = person("add_article", "write_own_article")
    article = ArticleFactory(created_by=writer)
    edit(article, writer, headline="Better")
    Article.objects.filter(pk=article.pk).update(status=Article.Status.APPROVED)
    article.refresh_from_db()
    with pytest.raises(PermissionDenied):
        edit(article, writer, headline="Worse")


def test_approval_does_not_outlast_a_change_of_the_text(reporter, editor):
    article = ArticleFactory(created_by=reporter, status=Article.Status.APPROVED)
    edit(article, reporter, headline="Other")
    assert article.status == Article.Status.IN_REVIEW
    workflow.approve(article, editor)
    edit(article, editor, headline="Another")
    assert article.status == Article.Status.APPROVED


def test_step_that_somebody_made_before_is_refused_in_words(editor):
    article, stale = ArticleFactory(status=Article.Status.IN_REVIEW), None
    stale = Article.objects.get(pk=article.pk)
    workflow.publish(article, editor)
    with pytest.raises(WorkflowError, match="The story is published by now: “approve” cannot be done"):
        workflow.approve(stale, editor)


class TestSchedule:
    def test_story_is_public_at_its_second_without_any_job(self, editor, client, clock):
        article = ArticleFactory(slug="later")
        workflow.schedule(article, NOW + HOUR, editor)
        assert client.get("/2026/03/later/").status_code == 404
        clock.move_to(NOW + HOUR - dt.timedelta(seconds=1))
        assert client.get("/2026/03/later/").status_code == 404
        clock.move_to(NOW + HOUR)
        assert client.get("/2026/03/later/").status_code == 200

    def test_history_tells_time_and_zone(self, editor):
        article = ArticleFactory()
        workflow.schedule(article, dt.datetime(2026, 3, 14, 4, 0, tzinfo=dt.UTC), editor)
        with timezone.override(ZoneInfo("Asia/Karachi")):
            assert said(article) == ["Nadia scheduled this for 14 March 2026 09:00 (Karachi, UTC+5)"]

    def test_time_that_is_past_is_refused_with_what_to_do(self, editor):
        with pytest.raises(WorkflowError, match=r"is past\. Press “Publish now”"):
            workflow.schedule(ArticleFactory(), NOW, editor)

    def test_off_the_schedule_it_waits_and_is_approved(self, editor, client, clock):
        article = ArticleFactory(slug="later")
        workflow.schedule(article, NOW + HOUR, editor)
        workflow.unschedule(article, editor)
        clock.move_to(NOW + 2 * HOUR)
        assert article.status == Article.Status.APPROVED
        assert client.get("/2026/03/later/").status_code == 404

    def test_nobody_publishes_before_the_embargo_ends(self, editor):
        article = ArticleFactory(embargo_until=NOW + HOUR)
        for attempt in (
            lambda: workflow.publish(article, editor),
            lambda: workflow.schedule(article, NOW + HOUR / 2, editor),
            lambda: workflow.publish(article),
        ):
            with pytest.raises(WorkflowError, match="under embargo until 10 March 2026 13:00"):
                attempt()
        workflow.schedule(article, NOW + HOUR, editor)
        assert article.is_scheduled

    def test_story_that_expires_is_gone_at_its_second(self, client, clock):
        section = CategoryFactory(slug="news")
        article = ArticleFactory(slug="offer", category=section, expires_at=NOW + HOUR, published=True)
        assert client.get("/2026/03/offer/").status_code == 200
        clock.move_to(NOW + HOUR)
        assert client.get("/2026/03/offer/").status_code == 410
        assert article.headline not in client.get("/section/news/").text
        assert article.headline not in client.get("/").text

    def test_expiry_before_publication_is_refused(self, editor):
        with pytest.raises(WorkflowError, match="before readers see it"):
            workflow.publish(ArticleFactory(expires_at=NOW - HOUR), editor)


class TestPendingChanges:
    @pytest.fixture
    def article(self, editor):
        return ArticleFactory(slug="ferry", headline="Ferry late", published=True, tagged=["Ferry"])

    def test_readers_see_nothing_until_they_are_published(self, article, editor, client):
        author = AuthorFactory(name="Lio Brandt")
        byline = {"id": "6f0c1f0e-0000-4000-8000-000000000001", "author": author.pk, "credit": "Maps"}
        saved = edit(article, editor, headline="Ferry sunk", tags=["Ferry", "Wrecks"], bylines=[byline])
        assert saved.pending
        page = client.get("/2026/03/ferry/").text
        assert "Ferry late" in page
        assert not any(word in page for word in ["Ferry sunk", "Wrecks", "Lio Brandt"])
        assert client.get("/tag/wrecks/").status_code == 404

        workflow.publish_changes(article, editor)
        page = client.get("/2026/03/ferry/").text
        assert all(word in page for word in ["Ferry sunk", "Wrecks", "Lio Brandt", "Maps"])
        assert not article.has_pending_changes

    def test_they_are_submitted_and_approved_like_a_story(self, reporter, editor):
        article = ArticleFactory(created_by=reporter, published=True)
        edit(article, reporter, headline="Better")
        assert article.pending_status == Article.Status.DRAFT
        assert Step.PUBLISH_CHANGES not in steps_for(reporter, article)
        workflow.submit(article, reporter)
        workflow.approve(article, editor)
        assert (article.status, article.pending_status) == ("published", "approved")
        assert said(article)[-2:] == [
            "Amina submitted the changes for review",
            "Nadia approved the changes",
        ]
        workflow.publish_changes(article, editor, tell_readers=True)
        assert (article.pending_status, article.updated_at) == ("", NOW)

    def test_discarded_they_are_gone_and_can_be_restored(self, article, editor):
        edit(article, editor, headline="Ferry sunk")
        workflow.discard_changes(article, editor)
        assert not article.has_pending_changes
        assert revisions.head_content(article)["headline"] == "Ferry late"
        number = article.revisions.get(content__headline="Ferry sunk").number
        writing.restore(article, number, editor)
        assert revisions.head_content(article)["headline"] == "Ferry sunk"
        assert article.headline == "Ferry late"

    def test_new_address_leaves_a_redirect_once_they_are_published(self, article, editor, client):
        edit(article, editor, slug="sunk")
        assert client.get("/2026/03/ferry/").status_code == 200
        workflow.publish_changes(article, editor)
        assert client.get("/2026/03/ferry/")["Location"] == "/2026/03/sunk/"

    def test_bulk_change_reaches_readers_and_the_pending_text(self, article, editor):
        section = CategoryFactory()
        edit(article, editor, headline="Ferry sunk")
        writing.change(article, lambda text: text | {"category": section.pk}, editor)
        assert (article.category, article.headline) == (section, "Ferry late")
        head = revisions.head_content(article)
        assert (head["category"], head["headline"]) == (section.pk, "Ferry sunk")

    def test_reporter_cannot_change_in_silence_what_is_scheduled(self, reporter, editor, client, clock):
        article = ArticleFactory(slug="later", headline="Approved", created_by=reporter)
        workflow.schedule(article, NOW + HOUR, editor)
        assert edit(article, reporter, headline="Not approved").pending
        clock.move_to(NOW + HOUR)
        page = client.get("/2026/03/later/").text
        assert "Approved" in page
        assert "Not approved" not in page

    def test_withdrawn_and_put_back_they_still_wait(self, article, editor):
        edit(article, editor, headline="Ferry sunk")
        workflow.withdraw(article, editor, "It was wrong.")
        workflow.reinstate(article, editor)
        assert (article.headline, article.has_pending_changes) == ("Ferry late", True)


class TestRevisions:
    def test_every_save_is_one_and_restoring_gives_the_same_bytes(self, editor):
        article = ArticleFactory(headline="0", body="<p>Zérø 🎈</p>", tagged=["a"], by=[AuthorFactory()])
        first = content.read(article)
        for number in range(1, 4):
            edit(article, editor, headline=str(number), body=f"<p>{number}</p>", tags=[], bylines=[])
        assert [r.number for r in article.revisions.all()] == [4, 3, 2, 1]
        writing.restore(article, 1, editor)
        assert content.read(article) == first
        assert said(article)[-1].endswith("restored the text of revision 1")

    def test_restoring_moves_neither_address_nor_time(self, editor):
        article = ArticleFactory(slug="old")
        edit(article, editor, slug="new", headline="New")
        workflow.schedule(article, NOW + HOUR, editor)
        writing.restore(article, 1, editor)
        assert (article.slug, article.published_at) == ("new", NOW + HOUR)

    def test_nothing_new_makes_none(self, editor):
        article = ArticleFactory()
        edit(article, editor, headline="New")
        assert edit(article, editor, headline="New").revision is None
        assert article.revisions.count() == 2

    def test_what_two_wrote_at_once_is_merged(self, editor, reporter):
        article = ArticleFactory(headline="Old", standfirst="Old", created_by=reporter)
        base = content.read(article)
        writing.save_content(article, base | {"headline": "Nadia's"}, 0, editor)
        saved = writing.save_content(article, base | {"standfirst": "Amina's"}, 0, reporter)
        assert saved.merged
        assert (article.headline, article.standfirst) == ("Nadia's", "Amina's")
        assert article.revisions.first().kind == Revision.Kind.MERGED

    def test_what_cannot_be_merged_is_kept_beside(self, editor, reporter):
        article = ArticleFactory(headline="Old", created_by=reporter)
        base = content.read(article)
        writing.save_content(article, base | {"headline": "Nadia's"}, 0, editor)
        saved = writing.save_content(article, base | {"headline": "Amina's"}, 0, reporter)
        assert saved.conflicts == ["headline"]
        assert article.headline == "Nadia's"
        assert revisions.content_at(article, saved.revision)["headline"] == "Amina's"
        # The next save does not build on it.
        edit(article, editor, standfirst="More")
        assert (article.head, article.live) == (4, 4)
        assert article.headline == "Nadia's"

    def test_what_a_revision_names_and_is_gone_is_left_out(self, editor):
        section, author = CategoryFactory(), AuthorFactory()
        article = ArticleFactory(category=section, by=[author])
        edit(article, editor, category=None, bylines=[])
        section.delete()
        author.delete()
        writing.restore(article, 1, editor)
        assert (article.category, article.bylines.count()) == (None, 0)

    def test_published_by_one_while_open_at_another(self, editor):
        article = ArticleFactory(headline="Old")
        base = content.read(article)
        workflow.publish(article, editor)
        saved = writing.save_content(article, base | {"headline": "New"}, 0, editor)
        assert saved.pending
        assert article.published_at == NOW
        assert revisions.head_content(article)["published_at"] == "2026-03-10T12:00:00Z"

    def test_rows_are_what_the_live_revision_says(self, editor):
        section = CategoryFactory()
        article = ArticleFactory(headline="One", tagged=["b", "A"], by=[AuthorFactory()])
        for step in (
            lambda: edit(article, editor, headline="Two"),
            lambda: workflow.schedule(article, NOW + HOUR, editor),
            lambda: workflow.publish(article, editor, at=NOW),
            lambda: edit(article, editor, headline="Three"),
            lambda: writing.change(article, lambda text: text | {"category": section.pk}, editor),
            lambda: workflow.publish_changes(article, editor),
            lambda: workflow.withdraw(article, editor),
            lambda: workflow.reinstate(article, editor),
        ):
            step()
            assert content.read(article) == live(article)


def test_withdrawn_story_says_why(client, editor):
    article = ArticleFactory(slug="wrong", published=True)
    workflow.withdraw(article, editor, "The interview was made up. <script>")
    answer = client.get("/2026/03/wrong/")
    assert answer.status_code == 410
    assert "The interview was made up. &lt;script&gt;" in answer.text
    workflow.reinstate(article, editor)
    assert client.get("/2026/03/wrong/").status_code == 200
    assert article.withdrawal_reason == ""


def test_reporters_change_of_a_withdrawn_story_does_not_come_back_with_it(reporter, editor, client):
    article = ArticleFactory(slug="ferry", headline="Ferry late", created_by=reporter, published=True)
    workflow.withdraw(article, editor)
    assert edit(article, reporter, headline="Ferry sunk").pending
    workflow.reinstate(article, editor)
    assert "Ferry sunk" not in client.get("/2026/03/ferry/").text
    assert article.has_pending_changes


def test_new_time_of_a_scheduled_story_is_told(editor):
    article = ArticleFactory()
    workflow.schedule(article, NOW + HOUR, editor)
    edit(article, editor, published_at="2026-03-12T06:00:00Z")
    assert said(article)[1:] == ["Nadia scheduled this for 12 March 2026 06:00 (UTC)", "Nadia saved it"]


def test_address_that_was_taken_meanwhile_is_refused_in_words(editor):
    article = ArticleFactory(slug="ferry", published=True)
    edit(article, editor, slug="sunk")
    ArticleFactory(slug="sunk", published=True)
    with pytest.raises(WorkflowError, match="Choose another slug"):
        workflow.publish_changes(article, editor)
    article.refresh_from_db()
    assert article.slug == "ferry"
    assert article.has_pending_changes


def test_pending_changes_count_as_an_edit_and_looking_does_not(editor, clock, admin_client):
    article = ArticleFactory(published=True)
    clock.move_to(NOW + HOUR)
    edit(article, editor, headline="Ferry sunk")
    assert article.modified_at == NOW + HOUR
    clock.move_to(NOW + 2 * HOUR)
    page = admin_client.get(f"/admin/articles/article/{article.pk}/change/").text
    assert "Last edited 10 Mar 2026, 13:00" in page
    article.refresh_from_db()
    assert article.modified_at == NOW + HOUR
