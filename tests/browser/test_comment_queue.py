"""The queue of comments in a browser: by keys, without JavaScript, for everybody, at every width."""

import pytest
from django.utils import timezone

from comments import workflow
from comments.models import Comment, Decision, Report
from tests.browser.edition import WORD
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

QUEUE = "/admin/comments/comment/queue/"
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def waiting(admin_user):
    """Three comments that wait, the newest of which has everything beside it."""
    story = ArticleFactory(headline=f"The harbour {WORD}", published=True)
    parent = CommentFactory(article=story, name="Joe", body=f"What Joe said {WORD}")
    common = {"article": story, "status": "pending", "email": "a@example.org"}
    first = CommentFactory(**common, name="First", body="The first words")
    second = CommentFactory(**common, name="Second", body="The second words")
    third = CommentFactory(
        **common,
        name="Third",
        parent=parent,
        body=f"The third words\n\nhttps://x.example/{WORD}",
        held_for=[["links", 2], ["unknown", None]],
        spam_score=0.4,
        report_count=1,
        ip_address="198.51.100.7",
        network="198.51.100.0/24",
        user_agent=WORD,
    )
    now = timezone.now()
    Report.objects.create(comment=third, reason="abuse", words=WORD, at=now)
    Decision.objects.create(comment=third, action="edited", by_name="Nadia", at=now, was={"body": WORD})
    return [third, second, first]


def status_of(comment) -> str:
    return Comment.objects.get(pk=comment.pk).status


def heading(page, name):
    page.get_by_role("heading", name=f"Comment by {name}").wait_for()


def test_queue_is_cleared_by_keys_without_reloading(waiting, as_editor):
    page = as_editor
    page.goto(QUEUE)
    heading(page, "Third")
    page.evaluate("window.stayed = true")
    page.keyboard.press("a")
    heading(page, "Second")
    assert "Comment by Second" in page.evaluate("document.activeElement.textContent")
    page.locator("#queue-said", has_text="1 comment is now approved.").wait_for(state="attached")
    page.keyboard.press("j")
    heading(page, "First")
    page.keyboard.press("k")
    heading(page, "Second")
    page.keyboard.press("s")
    heading(page, "First")
    page.keyboard.press("t")
    page.get_by_text("Nothing waits for a decision.").wait_for()
    assert [status_of(comment) for comment in waiting] == ["approved", "spam", "trash"]
    page.keyboard.press("u")
    heading(page, "First")
    assert status_of(waiting[2]) == "pending"
    assert page.evaluate("window.stayed")


def test_readers_comment_is_picked_and_its_reports_set_aside_by_keys(waiting, as_editor):
    page = as_editor
    workflow.approve(waiting[:1])
    page.goto(f"{QUEUE}?tab=reported")
    heading(page, "Third")
    page.keyboard.press("p")
    page.get_by_role("button", name="Not a pick any more").wait_for()
    page.keyboard.press("a")
    page.locator(".queue-note", has_text="1 report is set aside.").wait_for()
    comment = Comment.objects.get(pk=waiting[0].pk)
    assert (bool(comment.picked_at), comment.report_count) == (True, 0)


def test_keys_do_nothing_while_somebody_types_or_with_keys_switched_off(waiting, as_editor):
    page = as_editor
    page.goto(QUEUE)
    search = page.get_by_label("Search here")
    search.focus()
    page.keyboard.type("past?")
    assert search.input_value() == "past?"
    heading(page, "Third")
    page.get_by_text("Block this writer").click()
    page.get_by_label("Note").focus()
    page.keyboard.type("trash")
    page.keyboard.press("Escape")
    page.get_by_label("Keys decide").uncheck()
    page.get_by_role("heading", name="Comment by Third").focus()
    page.keyboard.press("a")
    page.reload()
    heading(page, "Third")
    assert not page.get_by_label("Keys decide").is_checked()
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    page.wait_for_timeout(300)
    assert [status_of(comment) for comment in waiting] == ["pending"] * 3
    page.get_by_label("Keys decide").check()
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog")
    dialog.wait_for()
    page.keyboard.press("t")
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    assert status_of(waiting[0]) == "pending"


def test_many_are_decided_at_once(waiting, as_editor):
    page = as_editor
    page.goto(QUEUE)
    page.locator("#queue-all").check()
    page.get_by_role("group", name="All that are ticked").get_by_role("button", name="Spam").click()
    page.get_by_text("Nothing waits for a decision.").wait_for()
    assert {status_of(comment) for comment in waiting} == {"spam"}
    page.get_by_role("button", name="Undo the last decision").click()
    heading(page, "Third")
    assert {status_of(comment) for comment in waiting} == {"pending"}


def test_who_comes_second_is_told(waiting, as_editor):
    page = as_editor
    page.goto(QUEUE)
    workflow.move(waiting[:1], "trashed", UserFactory(first_name="Omar"))
    page.keyboard.press("a")
    page.locator(".queue-note-missed", has_text="Omar put it in the trash").wait_for()
    assert status_of(waiting[0]) == "trash"


def test_everything_works_without_javascript(waiting, open_page, log_in, admin_user):
    page = open_page(java_script_enabled=False)
    log_in(page, admin_user)
    page.goto(QUEUE)
    article = page.get_by_role("article")
    article.get_by_role("button", name="Approve").click()
    heading(page, "Second")
    page.get_by_text("1 comment is now approved.").wait_for()
    page.get_by_role("button", name="Undo the last decision").click()
    heading(page, "Third")
    article.get_by_role("link", name="Next").click()
    heading(page, "Second")
    page.get_by_role("checkbox").nth(1).check()
    page.get_by_role("group", name="All that are ticked").get_by_role("button", name="Trash").click()
    page.get_by_text("1 comment is now in the trash.").wait_for()
    page.get_by_label("Search here").fill("first")
    page.get_by_role("button", name="Show").click()
    heading(page, "First")
    page.get_by_text("Block this writer").click()
    page.get_by_role("button", name="Block").click()
    page.get_by_text("Blocked from now on: a@example.org.").wait_for()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_page_is_readable_for_everybody_at_every_width(
    waiting, open_page, log_in, admin_user, axe, colours
):
    # axe writes styles of its own into the page, which our policy would report.
    page = open_page(color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        for address in (QUEUE, f"{QUEUE}?tab=trash", f"/admin/comments/comment/{waiting[0].pk}/change/"):
            page.goto(address, wait_until="networkidle")
            assert page.evaluate(WIDER) == 0, (address, width)
            page.evaluate(
                "document.querySelectorAll('#content details').forEach(d => { d.open = true })"
            )
            assert axe(page) == [], (address, width)
    page.goto(QUEUE)
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    assert axe(page) == []


def test_html_is_valid(waiting, as_editor, nu_checker):
    as_editor.goto(QUEUE)
    found = nu_checker({"queue": as_editor.request.get(QUEUE).text()})
    # The table of Django's own sidebar.
    assert [fault for fault in found if "A table row was 2 columns wide" not in fault] == []
