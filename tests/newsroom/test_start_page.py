"""The start page of the admin: what waits for whom, the week, and what it costs."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import due, workflow
from articles.models import Article, DueMoment, HistoryEntry, JobRun
from comments.models import Comment
from masthead.models import SiteSettings
from newsroom.startpage.week import MOST, first_day, week
from readership import ranking
from readership.store import View, store
from tests.bulk import make_image, make_stories
from tests.factories import ArticleFactory, AuthorFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 11, 12, 0, tzinfo=dt.UTC)  # a Wednesday
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)
Status = Article.Status


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def log_in(client):
    """Log somebody with a role in, in a browser of their own."""

    def log_in(role, **fields):
        user = UserFactory(is_staff=True, **fields)
        user.groups.add(Group.objects.get(name=role))
        own = client.__class__()
        own.force_login(user)
        own.user = user
        return own

    return log_in


def page(browser, query=""):
    answer = browser.get(f"/admin/{query}")
    assert answer.status_code == 200
    return answer


def story(headline, status, **fields):
    article = ArticleFactory(headline=headline, **fields)
    Article.objects.filter(pk=article.pk).update(status=status)
    return article


class TestWhatWaits:
    def test_editor_finds_what_is_in_review_the_longest_waiting_first(self, log_in, clock):
        editor = log_in("Editor")
        story("Second in line", Status.DRAFT)
        for headline in ("First", "Second"):
            workflow.submit(ArticleFactory(headline=headline))
            clock.shift(HOUR)
        live = ArticleFactory(headline="Live", published=True)
        Article.objects.filter(pk=live.pk).update(pending_status=Status.IN_REVIEW)

        shown = page(editor)

        assert [article.headline for article in shown.context["reviews"]] == ["First", "Second", "Live"]
        assert "Changes of a published story" in shown.text

    def test_reporter_finds_their_own_and_what_came_back_first(self, log_in, clock):
        reporter = log_in("Reporter")
        story("Returned", Status.CHANGES_REQUESTED, created_by=reporter.user)
        clock.shift(HOUR)
        story("Begun", Status.DRAFT, by=[AuthorFactory(user=reporter.user)])
        story("Submitted", Status.IN_REVIEW, created_by=reporter.user)
        story("Somebody else's", Status.CHANGES_REQUESTED)

        shown = page(reporter)

        assert [article.headline for article in shown.context["own"]] == ["Returned", "Begun"]
        assert shown.context["reviews"] is None
        assert "Changes requested" in shown.text

    def test_nobody_meets_a_story_that_they_may_not_see(self, log_in):
        secret = "Unheard-of"
        article = story(secret, Status.IN_REVIEW)
        workflow.request_changes(article, None, secret)
        workflow.schedule(ArticleFactory(headline=secret), NOW + HOUR)
        workflow.schedule(ArticleFactory(headline=secret, expires_at=NOW + DAY), NOW + HOUR)
        ArticleFactory(headline=secret, embargo_until=NOW + HOUR)
        DueMoment.objects.create(
            article=article, kind="expired", due_at=NOW - HOUR, claimed_at=NOW - HOUR, error=secret
        )
        for role in ("Contributor", "Reporter", "Moderator"):
            assert secret not in page(log_in(role)).text, role
        assert secret in page(log_in("Editor")).text

    def test_due_today_is_what_is_still_to_come(self, log_in, clock):
        for hours in (1, 3, 5):
            workflow.schedule(ArticleFactory(headline=f"At {12 + hours}"), NOW + hours * HOUR)
        workflow.schedule(ArticleFactory(headline="Tomorrow"), NOW + 12 * HOUR)
        clock.shift(2 * HOUR)
        today = page(log_in("Editor")).context["today"]
        assert [moment.story.headline for moment in today] == ["At 15", "At 17"]

    def test_comments_wait_for_moderators_only(self, log_in, clock):
        article = ArticleFactory(published=True)
        for number in range(7):
            CommentFactory(
                article=article,
                name=f"R{number}",
                status=Comment.Status.PENDING,
                created_at=timezone.now(),
            )
            clock.shift(HOUR)
        shown = page(log_in("Moderator"))
        assert [comment.name for comment in shown.context["comments"]] == ["R0", "R1", "R2", "R3", "R4"]
        assert shown.context["comments_waiting"] == "7"
        assert "comments" not in page(log_in("Reporter")).context

    def test_story_that_readers_do_not_see_is_not_named_above_its_comments(self, log_in):
        hidden = ArticleFactory(headline="Secret plans", published=True)
        CommentFactory(article=hidden, status=Comment.Status.PENDING, body="How I know")
        moderator, editor = log_in("Moderator"), log_in("Editor")
        assert "Secret plans" in page(moderator).text
        workflow.withdraw(hidden)
        assert "How I know" in page(moderator).text
        assert "Secret plans" not in page(moderator).text
        assert "Secret plans" in page(editor).text

    def test_licences_about_to_end(self, log_in):
        make_image(title="Harbour", licence_ends=dt.date(2026, 3, 20))
        make_image(title="Later", licence_ends=dt.date(2026, 5, 20))
        shown = page(log_in("Editor"))
        assert [image.title for image in shown.context["licences"]] == ["Harbour"]
        assert "licences" not in page(log_in("Moderator")).context


class TestWeek:
    def week(self, first=None, zone="UTC", **which):
        with timezone.override(ZoneInfo(zone)):
            return week(Article.objects.filter(**which), first or timezone.localdate())

    def told(self, shown):
        return {
            day.date.isoformat(): [(moment.clock, moment.words) for moment in day.moments]
            for day in shown.days
            if day.moments
        }

    def test_each_moment_stands_at_its_hour_on_the_clocks_of_the_paper(self, log_in):
        SiteSettings.objects.create(pk=1, time_zone="Asia/Karachi")
        workflow.schedule(
            ArticleFactory(headline="Ferry", expires_at=NOW + 2 * DAY), NOW.replace(hour=20)
        )
        ArticleFactory(headline="Budget", embargo_until=NOW + DAY)

        shown = page(log_in("Editor"))

        assert self.told(shown.context["week"]) == {
            "2026-03-12": [("01:00", "goes live"), ("17:00", "embargo ends")],
            "2026-03-13": [("17:00", "expires")],
        }
        assert "Karachi, UTC+5" in shown.text

    def test_weeks_beside_it_are_plain_links(self, log_in):
        editor = log_in("Editor")
        workflow.schedule(ArticleFactory(headline="In ten days"), NOW + 10 * DAY)
        first = page(editor)
        assert "In ten days" not in first.context["week"].days[-1].moments
        assert 'href="?from=2026-03-18#schedule"' in first.text
        later = page(editor, "?from=2026-03-18")
        assert list(self.told(later.context["week"])) == ["2026-03-21"]
        assert "From today on" in later.text

    @pytest.mark.parametrize(
        "asked", [None, "", "yesterday", "2026-02-30", "0001-01-01", "9999-12-31", "20260311T00", "１"]
    )
    def test_what_is_no_day_is_today(self, asked):
        assert first_day(asked) == dt.date(2026, 3, 11)

    @pytest.mark.parametrize("asked", ["1001-01-01", "2998-12-31"])
    def test_far_away_there_is_an_end(self, log_in, asked):
        shown = page(log_in("Editor"), f"?from={asked}").context["week"]
        assert None in (shown.earlier, shown.later)

    def test_days_of_23_and_25_hours(self):
        paris = ZoneInfo("Europe/Paris")
        hours = [dt.datetime(2026, 10, 24, 22, tzinfo=dt.UTC) + HOUR * n for n in range(25)]
        for moment in hours:
            workflow.schedule(ArticleFactory(), moment)
        shown = self.week(dt.date(2026, 10, 24), "Europe/Paris")
        assert [len(day.moments) for day in shown.days] == [0, 25, 0, 0, 0, 0, 0]
        autumn = shown.days[1]
        assert autumn.note == "Clocks go back"
        assert [moment.clock for moment in autumn.moments[:5]] == [
            *("00:00", "01:00", "02:00 UTC+2", "02:00 UTC+1", "03:00"),
        ]
        assert autumn.more == 13
        last = dt.datetime(2027, 3, 28, 23, 59, 59, tzinfo=paris)
        workflow.schedule(ArticleFactory(), last.astimezone(dt.UTC))
        workflow.schedule(ArticleFactory(), last.astimezone(dt.UTC) + dt.timedelta(seconds=1))
        shown = self.week(dt.date(2027, 3, 28), "Europe/Paris")
        assert shown.days[0].note == "Clocks go forward"
        assert [len(day.moments) for day in shown.days[:2]] == [1, 1]

    def test_leap_day(self):
        workflow.schedule(ArticleFactory(), dt.datetime(2028, 2, 29, 9, tzinfo=dt.UTC))
        assert self.told(self.week(dt.date(2028, 2, 26))) == {"2028-02-29": [("09:00", "goes live")]}

    def test_what_was_is_told_as_past(self, clock):
        workflow.schedule(ArticleFactory(expires_at=NOW + 2 * HOUR), NOW + HOUR)
        clock.shift(3 * HOUR)
        assert self.told(self.week()) == {"2026-03-11": [("13:00", "went live"), ("14:00", "expired")]}

    def test_more_than_is_looked_up_is_said(self):
        base = ArticleFactory(published=NOW + HOUR)
        Article.objects.bulk_create(
            Article(
                headline=f"S{n}",
                slug=f"s{n}",
                status=Status.PUBLISHED,
                published_at=base.published_at,
                url_month=base.url_month,
            )
            for n in range(MOST)
        )
        assert self.week().is_cut
        assert self.week(headline="S1").is_cut is False


class TestWhatHappened:
    def test_stories_most_discussed_in_seven_days(self, log_in, clock):
        quiet, loud, old = (ArticleFactory(headline=name, published=True) for name in "QLO")
        for article, number, at in ((quiet, 1, NOW), (loud, 4, NOW), (old, 9, NOW - 8 * DAY)):
            for _ in range(number):
                CommentFactory(article=article, created_at=at)
        CommentFactory(article=quiet, created_at=NOW, status=Comment.Status.SPAM)
        for role, opens in (("Editor", True), ("Moderator", False)):
            rows = page(log_in(role)).context["discussed"]
            assert [(row.story.headline, row.number, row.share) for row in rows] == [
                ("L", 4, 100),
                ("Q", 1, 25),
            ]
            assert {row.may_open for row in rows} == {opens}

    def test_story_that_readers_do_not_see_is_not_among_them(self, log_in):
        article = ArticleFactory(published=True)
        CommentFactory(article=article, created_at=NOW)
        workflow.withdraw(article)
        assert page(log_in("Editor")).context["discussed"] == []

    def test_latest_changes_in_plain_words_repeated_ones_once(self, log_in):
        editor = log_in("Editor", first_name="Nadia")
        article = ArticleFactory(headline="Ferry")
        for number in range(3):
            HistoryEntry.objects.create(
                article=article, action="saved", by_name="Amina", revision=number
            )
        workflow.publish(article, editor.user)
        shown = page(editor).context["changes"]
        assert [change["words"] for change in shown] == ["Nadia published it", "Amina saved it"]

    def test_contributor_sees_the_history_of_their_own_stories_only(self, log_in):
        contributor = log_in("Contributor")
        workflow.submit(ArticleFactory(headline="Mine", created_by=contributor.user))
        workflow.submit(ArticleFactory(headline="Theirs"))
        shown = page(contributor).context["changes"]
        assert [change["story"].headline for change in shown] == ["Mine"]


class TestTrouble:
    def test_work_that_nobody_does_is_told_with_what_to_do(self, log_in, clock):
        workflow.schedule(ArticleFactory(), NOW + HOUR)
        editor = log_in("Editor")
        clock.shift(HOUR + due.LATE - dt.timedelta(seconds=1))
        assert "nothing does it" not in page(editor).text
        clock.shift(dt.timedelta(seconds=1))
        assert "nothing does it" in page(editor).text
        assert "manage.py publish_due" in page(editor).text
        assert "nothing does it" not in page(log_in("Reporter")).text
        list(due.run_due())
        assert "nothing does it" not in page(editor).text
        assert "last ran at" in page(editor).text

    def test_mail_and_jobs_that_failed(self, log_in):
        due.note_failure("mail", "2 could not be sent: <b>refused</b>")
        due.note_failure("tidy", OSError("disk full"))
        text = page(log_in("Editor")).text
        assert "2 could not be sent: &lt;b&gt;refused&lt;/b&gt;" in text
        assert "disk full" in text
        due.note_success("mail")
        assert "refused" not in page(log_in("Editor")).text

    def test_unfinished_work_is_run_again_by_who_may_publish(self, log_in, clock):
        workflow.schedule(ArticleFactory(headline="Ferry"), NOW + HOUR)
        clock.shift(HOUR)
        moment = DueMoment.objects.get()
        DueMoment.objects.update(claimed_at=timezone.now())
        clock.shift(due.BEING_DONE)
        editor, url = log_in("Editor"), f"/admin/due/{moment.pk}/again/"
        assert "begun 11 Mar, 13:00, not finished" in page(editor).text

        assert log_in("Reporter").post(url).status_code == 403
        assert editor.post("/admin/due/999999/again/").status_code == 403
        assert editor.get(url).status_code == 405
        assert "Done: “Ferry” went live" in editor.post(url, follow=True).text
        assert "not finished" not in page(editor).text
        assert "Nothing was repeated" in editor.post(url, follow=True).text


class TestEmptyNewsroom:
    def test_tells_what_to_do_first_as_far_as_one_may(self, log_in):
        text = page(log_in("Managing editor")).text
        for words in (
            "Name the paper",
            "Make the sections",
            "Let your colleagues in",
            "Write the first",
        ):
            assert words in text
        text = page(log_in("Contributor")).text
        assert "Write the first" in text
        assert "Name the paper" not in text

    def test_is_over_with_the_first_story(self, log_in):
        managing = log_in("Managing editor")
        ArticleFactory()
        assert "Write the first" not in page(managing).text

    def test_reporter_is_not_told_that_the_paper_is_empty_because_their_desk_is(self, log_in):
        ArticleFactory()
        assert "Write the first" not in page(log_in("Contributor")).text


@pytest.mark.parametrize("number", [10, 1000])
def test_number_of_queries_does_not_grow(number, log_in):
    make_stories(number)
    editor = log_in("Managing editor")
    SiteSettings.objects.get_or_create(pk=1)
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    tenth = len(keys) // 10
    Article.objects.filter(pk__in=keys[:tenth]).update(status=Status.IN_REVIEW, created_by=editor.user)
    Article.objects.filter(pk__in=keys[tenth : 2 * tenth]).update(
        published_at=NOW + HOUR, expires_at=NOW + DAY
    )
    Article.objects.filter(pk__in=keys[2 * tenth : 3 * tenth]).update(
        status=Status.DRAFT, created_by=editor.user, embargo_until=NOW + HOUR
    )
    HistoryEntry.objects.bulk_create(HistoryEntry(article_id=pk, action="saved") for pk in keys)
    CommentFactory(article_id=keys[-1], created_at=NOW)
    CommentFactory(article_id=keys[-1], created_at=NOW, status=Comment.Status.PENDING)
    JobRun.objects.create(name=due.JOB, began_at=NOW)
    store({View(keys[-1], NOW, ""): 3})
    ranking.refresh(NOW)
    page(editor)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page(editor)
    # Session, account, its rights by two, the paper; and 17 of its own: two of what waits for review,
    # two of own stories, three of the week, changes, two of what is discussed and two of what is read,
    # comments, licences, three of what is due.
    assert len(queries) == 5 + 17, [query["sql"][:150] for query in queries]


def plan_of(query: dict) -> str:
    """Return how the database carries out a query; PostgreSQL as for a large table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} {query['sql']}")
        return "\n".join(str(row[-1]) for row in cursor.fetchall())


@pytest.mark.parametrize("role", ["Managing editor", "Reporter"])
def test_no_part_reads_all_stories_or_all_comments(role, log_in):
    editor = log_in(role)
    CommentFactory(created_at=NOW)
    with CaptureQueriesContext(connection) as queries:
        page(editor)
    plans = [plan_of(query) for query in queries if query["sql"].startswith("SELECT")]
    assert len(plans) > 10
    for table in ("articles_article", "comments_comment", "articles_duemoment", "articles_byline"):
        scans = (f"SCAN {table}", f"Seq Scan on {table}")
        assert [plan for plan in plans if any(scan in plan for scan in scans)] == []
