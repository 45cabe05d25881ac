"""A reader tells the newsroom that something is wrong with a comment."""

import datetime as dt

import pytest
import time_machine
from django.utils import timezone

from articles import workflow as stories
from comments import workflow
from comments.models import Comment, Report
from comments.signatures import new_report_stamp
from tests.comments.html import Page
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment(article):
    return CommentFactory(article=article, name="Amina Rao", body="Hm. <b>", email="amina@example.org")


@pytest.fixture
def report(client):
    """A function that sends the form that reports a comment, filled in a minute after it was shown."""

    def report(comment, *, headers=None, remote="203.0.113.7", **fields):
        with time_machine.travel(timezone.now() - dt.timedelta(minutes=1), tick=False):
            stamp = new_report_stamp(comment)
        data = {"reason": "abuse", "explanation": "", "stamp": stamp, **fields}
        url = f"{comment.get_absolute_url()}report/"
        return client.post(url, data, headers=headers or {}, REMOTE_ADDR=remote)

    return report


def count(comment) -> int:
    comment.refresh_from_db()
    return comment.report_count


def test_each_comment_has_a_link_to_report_it(client, comment, article):
    page = Page(client.get(article.get_absolute_url()))
    link = page.one("a", class_="report")
    assert (link.text, link["aria-label"]) == ("Report", "Report the comment by Amina Rao")
    assert link["rel"] == "nofollow"
    page = Page(client.get(link["href"]))
    assert "Hm. <b>" in page.one("blockquote").text
    assert [radio["value"] for radio in page.all("input", type="radio")] == list(Report.Reason)


def test_a_report_is_kept_counted_and_thanked_for(client, report, comment):
    response = report(comment, explanation="He said <this>.", remote="203.0.113.7")
    assert response.status_code == 303
    assert "Thank you" in Page(client.get(response["Location"])).one("h1").text
    kept = Report.objects.get()
    assert (kept.comment, kept.reason, kept.words) == (comment, "abuse", "He said <this>.")
    assert (kept.network, kept.dismissed_at) == ("203.0.113.0/24", None)
    assert count(comment) == 1


def test_no_number_of_reports_hides_a_comment(report, comment, article):
    for number in range(30):
        report(comment, remote=f"203.0.{number}.1")
    assert count(comment) == 30
    assert comment.is_visible
    article.refresh_from_db()
    assert article.comment_count == 1


def test_reports_of_one_network_count_once(report, comment):
    for number in range(3):
        assert report(comment, remote=f"203.0.113.{number}").status_code == 303
    assert count(comment) == 1
    Report.objects.update(dismissed_at=timezone.now())
    Comment.objects.update(report_count=0)
    assert report(comment).status_code == 303
    assert count(comment) == 0


def test_what_nobody_could_read_any_more_is_not_kept(report, comment, monkeypatch):
    monkeypatch.setattr("comments.reporting.MOST_REPORTS", 2)
    for number in range(4):
        assert report(comment, remote=f"203.0.{number}.1").status_code == 303
    assert count(comment) == Report.objects.count() == 2


def test_a_network_may_report_so_much_in_ten_minutes(report, article):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(10):
            assert report(CommentFactory(article=article)).status_code == 303
        other = CommentFactory(article=article)
        response = report(other, explanation="Keep <this>")
        page = Page(response)
        assert response.status_code == 429
        assert response["Retry-After"] == "600"
        assert "has to wait" in page.one(role="alert").text
        assert page.by_id("report-explanation").text == "Keep <this>"
        assert report(other, remote="198.51.100.1").status_code == 303
        clock.shift(601)
        assert report(other).status_code == 303


def test_only_what_readers_see_can_be_reported(client, report, article, comment):
    hidden = [CommentFactory(article=article, status=s) for s in ("pending", "spam", "trash")]
    for one in hidden:
        assert client.get(f"{one.get_absolute_url()}report/").status_code == 404
        assert report(one).status_code == 404
    stories.withdraw(article)
    assert report(comment).status_code == 410
    assert client.get(f"{comment.get_absolute_url()}report/").status_code == 410
    assert not Report.objects.exists()


@pytest.mark.parametrize(("end", "status"), [("comment", 404), ("story", 410)])
def test_words_about_what_has_gone_meanwhile_are_given_back(report, comment, end, status):
    workflow.move([comment], "trashed") if end == "comment" else stories.withdraw(comment.article)
    response = report(comment, explanation="He wrote my <address> there.")
    page = Page(response)
    assert response.status_code == status
    assert page.one("h1").text == "Your report was not sent"
    assert page.by_id("kept").text == "He wrote my <address> there."
    assert "no-store" in response["Cache-Control"]
    assert comment.body not in response.text


def test_a_report_without_a_reason_is_asked_for_one(report, comment):
    for reason in ("", "x", "spam\0x"):
        response = report(comment, reason=reason, explanation="My words")
        page = Page(response)
        assert response.status_code == 400
        assert page.by_id("report-reason_error").text == "Please choose what is wrong with it."
        assert len([e for e in page.elements if "autofocus" in e.attributes]) == 1
        assert page.by_id("report-explanation").text == "My words"
    assert not Report.objects.exists()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("a" * 501, "This may have 500 characters, and it has 501. Please shorten it."),
        ("be\u202efore", "There were characters in this that cannot be seen."),
    ],
)
def test_bad_words_are_told_beside_the_field_and_kept(report, comment, words, message):
    response = report(comment, explanation=words)
    page = Page(response)
    assert response.status_code == 400
    assert message in page.by_id("report-explanation_error").text
    assert page.by_id("report-explanation").text == words.replace("\u202e", "")
    assert "checked" in page.one("input", value="abuse").attributes


def test_a_form_of_another_site_is_refused(report, comment):
    response = report(comment, headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert not Report.objects.exists()


@pytest.mark.parametrize("stamp", ["", "x", "1:a:b", "é:é:é"])
def test_a_forged_stamp_is_refused_and_passes_the_next_time(report, comment, stamp):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        response = report(comment, stamp=stamp)
        assert response.status_code == 400
        again = Page(response).by_id("report-stamp")["value"]
        assert report(comment, stamp=again).status_code == 400  # faster than anybody reads
        clock.shift(5)
        assert report(comment, stamp=again).status_code == 303


def test_a_stamp_is_for_one_comment(report, comment, article):
    other = new_report_stamp(CommentFactory(article=article))
    assert report(comment, stamp=other).status_code == 400


def test_who_fills_in_the_trap_is_thanked_and_not_heard(report, comment):
    assert report(comment, subject="watches").status_code == 303
    assert not Report.objects.exists()


def test_what_is_far_too_large_is_not_read(report, comment):
    response = report(comment, explanation="a" * 1_100_000)
    assert response.status_code == 413
    assert "too large to be read" in Page(response).one(role="alert").text


def test_a_comment_that_goes_while_it_is_reported_is_not_found(report, comment, monkeypatch):
    from comments import report_page

    def gone(pk):
        found = Comment.objects.select_related("article", "thread").get(pk=pk)
        workflow.move([found], "trashed")
        return found

    monkeypatch.setattr(report_page, "find_visible", gone)
    assert report(comment).status_code == 404
    Comment.objects.update(status="approved")
    assert Page(report(comment, explanation="My words")).by_id("kept").text == "My words"


def test_the_page_is_for_one_reader_and_tells_no_address(client, report, comment):
    for response in (client.get(f"{comment.get_absolute_url()}report/"), report(comment)):
        assert {"private", "no-store"} <= set(response["Cache-Control"].split(", "))
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies
        assert "amina@example.org" not in response.text


def test_no_other_method_is_allowed(client, comment):
    for action in ("report", "edit", "take-back"):
        assert client.put(f"{comment.get_absolute_url()}{action}/").status_code == 405
