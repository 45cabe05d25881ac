"""A reader comments and replies, in a real browser: with and without JavaScript, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from comments import workflow
from comments.models import Comment
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = "Your comment is awaiting moderation"
REMEMBER = "Save my name, email, and website in this browser for the next time I comment."


@pytest.fixture
def article(monkeypatch):
    """A story with a thread. A browser driven by a test types faster than people do."""
    monkeypatch.setattr("comments.signatures.FASTEST", -1)
    article = ArticleFactory(headline="The harbour", published=True)
    first = CommentFactory(article=article, name="Amina Rao", body="The pier was closed.")
    CommentFactory(article=article, parent=first, name="Joe", body="It was.", user=UserFactory())
    return article


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def reader(request, open_page):
    """A reader's page, with and without JavaScript."""
    return open_page(java_script_enabled=request.param)


def fill(page, comment="I saw it reopen.", name="Saeed", email="saeed@example.org"):
    page.get_by_label("Comment:").fill(comment)
    page.get_by_label("Name:*").fill(name)
    page.get_by_label("Email:*").fill(email)


def test_a_comment_is_posted_approved_and_seen(reader, open_page, live_server, article):
    reader.goto(article.get_absolute_url())
    expect(reader.get_by_role("heading", name="2 COMMENTS")).to_be_visible()
    fill(reader)
    reader.get_by_role("button", name="Post Comment").click()
    expect(reader.get_by_text(WAITING)).to_be_visible()
    expect(reader.locator(".comment.waiting")).to_contain_text("I saw it reopen.")

    other = open_page()
    other.goto(article.get_absolute_url())
    expect(other.get_by_text("I saw it reopen.")).to_have_count(0)

    workflow.approve(Comment.objects.waiting())
    reader.reload()
    comment = Comment.objects.get(name="Saeed")
    expect(reader).to_have_url(f"{live_server.url}{article.get_absolute_url()}#comment-{comment.pk}")
    other.reload()
    for page in (reader, other):
        expect(page.get_by_role("heading", name="3 COMMENTS")).to_be_visible()
        expect(page.get_by_text("I saw it reopen.")).to_be_visible()
        expect(page.get_by_text(WAITING)).to_have_count(0)
    assert reader.context.cookies() == []


def test_a_reply_is_posted_below_what_it_answers(reader, article):
    parent = Comment.objects.get(name="Amina Rao")
    reader.goto(article.get_absolute_url())
    reader.get_by_role("link", name="Reply to Amina Rao").click()
    expect(reader.get_by_role("heading", name="Reply to Amina Rao")).to_be_visible()
    fill(reader, "So it was.")
    reader.get_by_role("button", name="Post Comment").click()
    expect(reader.locator(f"#comment-{parent.pk} .replies .waiting")).to_contain_text("So it was.")
    assert Comment.objects.get(body="So it was.").parent == parent


def test_a_reply_can_be_cancelled(reader, article):
    reader.goto(article.get_absolute_url())
    expect(reader.get_by_role("link", name="Cancel reply")).to_be_hidden()
    reader.get_by_role("link", name="Reply to Amina Rao").click()
    reader.get_by_role("link", name="Cancel reply").click()
    expect(reader.get_by_role("heading", name="LEAVE A REPLY")).to_be_visible()
    expect(reader.get_by_role("link", name="Cancel reply")).to_be_hidden()
    fill(reader)
    reader.get_by_role("button", name="Post Comment").click()
    expect(reader.get_by_text(WAITING)).to_be_visible()
    assert Comment.objects.get(name="Saeed").parent is None


def test_errors_stand_beside_their_fields_and_the_first_has_the_focus(reader, article):
    reader.goto(article.get_absolute_url())
    reader.get_by_label("Comment:").fill("I saw it reopen.")
    reader.get_by_label("Email:*").fill("wrong")
    reader.get_by_role("button", name="Post Comment").click()
    name, email = reader.get_by_label("Name:*"), reader.get_by_label("Email:*")
    expect(name).to_be_focused()
    expect(name).to_be_in_viewport()
    expect(name).to_have_accessible_description("Please enter your name here")
    expect(email).to_have_accessible_description(
        "Never shown to readers. You have entered an incorrect email address!"
    )
    expect(reader.get_by_label("Comment:")).to_have_value("I saw it reopen.")
    expect(email).to_have_value("wrong")


def test_a_refusal_is_told_first_and_the_text_is_kept(reader, article):
    CommentFactory(article=article, email="saeed@example.org", body="I saw it reopen.")
    reader.goto(article.get_absolute_url())
    fill(reader)
    reader.get_by_role("button", name="Post Comment").click()
    notice = reader.get_by_role("alert")
    expect(notice).to_have_text(
        "Duplicate comment detected; it looks as though you've already said that!"
    )
    expect(notice).to_be_focused()
    expect(notice).to_be_in_viewport()
    expect(reader.get_by_label("Comment:")).to_have_value("I saw it reopen.")


def test_the_keyboard_alone_is_enough(reader, article):
    reader.goto(article.get_absolute_url())
    reader.get_by_role("link", name="Reply to Amina Rao").focus()
    reader.keyboard.press("Enter")
    expect(reader.get_by_role("heading", name="Reply to Amina Rao")).to_be_visible()
    reader.get_by_label("Comment:").focus()
    for words in ("So it was.", "Saeed", "saeed@example.org", ""):
        reader.keyboard.type(words)
        reader.keyboard.press("Tab")
    expect(reader.get_by_label(REMEMBER)).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.get_by_role("button", name="Post Comment")).to_be_focused()
    reader.keyboard.press("Enter")
    expect(reader.get_by_text(WAITING)).to_be_visible()


def test_the_form_comes_to_the_comment_with_what_was_typed(page, article):
    page.goto(article.get_absolute_url())
    fill(page, "Typed before")
    page.get_by_role("link", name="Reply to Amina Rao").click()
    expect(page.get_by_label("Comment:")).to_be_focused()
    expect(page.get_by_label("Comment:")).to_have_value("Typed before")
    first = Comment.objects.get(name="Amina Rao")
    expect(page.locator(f"#comment-{first.pk} #respond")).to_be_visible()
    page.get_by_role("link", name="Reply to Joe").click()
    expect(page.get_by_role("heading", name="Reply to Joe")).to_be_visible()
    page.get_by_role("link", name="Cancel reply").click()
    expect(page.get_by_role("link", name="Reply to Joe")).to_be_focused()
    expect(page.locator("li #respond")).to_have_count(0)
    expect(page.get_by_label("Comment:")).to_have_value("Typed before")


def test_the_browser_remembers_who_asked_it_to(page, article):
    page.goto(article.get_absolute_url())
    fill(page)
    page.get_by_label("Website:").fill("https://example.org/")
    page.get_by_label(REMEMBER).check()
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()

    page.goto(ArticleFactory(published=True).get_absolute_url())
    expect(page.get_by_label("Name:*")).to_have_value("Saeed")
    expect(page.get_by_label("Email:*")).to_have_value("saeed@example.org")
    expect(page.get_by_label("Website:")).to_have_value("https://example.org/")
    expect(page.get_by_label(REMEMBER)).to_be_checked()
    expect(page.get_by_label("Comment:")).to_have_value("")

    page.get_by_label(REMEMBER).uncheck()
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text("Please enter your comment!")).to_be_visible()
    page.goto(article.get_absolute_url())
    expect(page.get_by_label("Name:*")).to_have_value("")


def test_a_button_pressed_twice_posts_once(page, article):
    page.goto(article.get_absolute_url())
    fill(page)
    page.get_by_role("button", name="Post Comment").dblclick()
    expect(page.get_by_text(WAITING)).to_be_visible()
    assert Comment.objects.filter(name="Saeed").count() == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_where_comments_are_moderated(
    open_page, log_in, admin_user, article, axe, scheme
):
    # axe writes styles of its own into the page, which our policy would report.
    page = open_page(color_scheme=scheme, bypass_csp=True)
    log_in(page, admin_user)
    waiting = CommentFactory(article=article, status="pending")
    for path in ("", "?status=all", "?status=spam", "?q=nothing", f"{waiting.pk}/change/"):
        page.goto(f"/admin/comments/comment/{path}", wait_until="networkidle")
        assert axe(page) == [], path


def test_a_moderator_approves_and_answers(as_editor, page, article):
    waiting = CommentFactory(article=article, status="pending", body="Is it open?")
    as_editor.goto("/admin/comments/comment/")
    as_editor.get_by_role("link", name="Is it open?").click()
    as_editor.get_by_label("Answer:").fill("It is.")
    as_editor.get_by_role("button", name="Save", exact=True).click()
    expect(as_editor.get_by_text("Nothing waits for a decision.")).to_be_visible()
    page.goto(article.get_absolute_url())
    expect(page.locator(f"#comment-{waiting.pk} .by-newsroom")).to_contain_text("It is.")


def test_axe_and_the_nu_checker_find_nothing_in_any_state(page, article, axe, nu_checker):
    pages = {}

    def look(state):
        assert axe(page) == [], state
        pages[state] = page.evaluate("fetch(location).then(answer => answer.text())")

    page.goto(article.get_absolute_url())
    look("comments and form")
    page.goto(f"{page.url}?replytocom={Comment.objects.first().pk}#respond")
    look("reply")
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Reply to Amina Rao").click()
    assert axe(page) == []
    page.get_by_role("button", name="Post Comment").click()
    assert axe(page) == []
    pages["errors"] = page.content()
    fill(page)
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    look("waiting")
    article.comments_open = False
    article.save(update_fields=["comments_open"])
    page.goto(article.get_absolute_url())
    look("closed")
    assert nu_checker(pages) == []
