"""A reader comments and replies, in a real browser: with and without JavaScript, by keyboard alone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from articles import workflow as stories
from comments import workflow
from comments.models import Comment
from comments.signatures import own_token
from comments.valve import Valve
from masthead.models import SiteSettings
from newsroom.proxies import reader_of
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WAITING = "Your comment is awaiting moderation"
REMEMBER = "Save my name, email, and website in this browser for the next time I comment."


@pytest.fixture
def article(typing_fast):
    """A story with a thread."""
    article = ArticleFactory(headline="The harbour", published=True)
    first = CommentFactory(article=article, name="Amina Rao", body="The pier was closed.")
    CommentFactory(article=article, parent=first, name="Joe", body="It was.", user=UserFactory())
    return article


@pytest.fixture
def site():
    """The paper's settings, stored."""
    return SiteSettings.objects.get_or_create(pk=1)[0]


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
    expect(reader.locator(".own")).to_contain_text("Yours, until")
    assert reader.url.startswith(f"{live_server.url}{article.get_absolute_url()}comments/?mine=")
    assert reader.url.endswith(f"#comment-{comment.pk}")
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
    reader.wait_for_load_state()  # a page that leads to the form takes the focus there
    reader.get_by_label("Comment:").focus()
    for words in ("So it was.", "Saeed", "saeed@example.org", ""):
        reader.keyboard.type(words)
        reader.keyboard.press("Tab")
    expect(reader.get_by_label(REMEMBER)).to_be_focused()
    reader.keyboard.press("Tab")
    expect(reader.get_by_label("Tell me by mail when somebody replies.")).to_be_focused()
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


def test_a_comment_is_posted_in_place(page, article, site):
    page.goto(article.get_absolute_url())
    page.evaluate("window.same = true")
    fill(page)
    page.get_by_role("button", name="Post Comment").click()
    own = page.locator(".comment.own")
    expect(own).to_be_focused()
    expect(own).to_be_in_viewport()
    expect(own).to_contain_text(WAITING)
    announced = page.locator(".story-comments > [role=status]")
    expect(announced).to_have_text("The newsroom has your comment.")
    expect(page.get_by_label("Comment:")).to_have_value("")
    assert page.evaluate("window.same")
    assert "/comments/?mine=" in page.url
    page.reload()
    expect(page.locator(".comment.own")).to_contain_text("I saw it reopen.")


def test_what_is_wrong_is_told_in_place_where_the_form_stands(page, article):
    page.goto(article.get_absolute_url())
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Reply to Amina Rao").click()
    page.get_by_label("Comment:").fill("So it was.")
    page.get_by_label("Email:*").fill("wrong")
    for _ in range(2):
        page.get_by_role("button", name="Post Comment").click()
        expect(page.get_by_label("Name:*")).to_be_focused()
        expect(page.get_by_label("Name:*")).to_have_accessible_description("Please enter your name here")
    expect(page.locator("li #respond")).to_be_visible()
    expect(page.get_by_role("heading", name="Reply to Amina Rao")).to_be_visible()
    expect(page.get_by_label("Comment:")).to_have_value("So it was.")
    fill(page, "So it was.")
    page.get_by_role("button", name="Post Comment").click()
    expect(page.locator(".own")).to_be_focused()
    assert Comment.objects.get(body="So it was.").parent.name == "Amina Rao"
    assert page.evaluate("window.same")
    page.get_by_role("link", name="Reply to Joe").click()
    page.get_by_role("link", name="Cancel reply").click()
    expect(page.locator("li #respond")).to_have_count(0)


@pytest.mark.parametrize("trouble", ["offline", "error"])
def test_a_site_that_does_not_answer_costs_no_word(open_page, page, article, trouble):
    page.goto(article.get_absolute_url())
    fill(page)

    def fail(route):
        if route.request.method != "POST":
            route.continue_()
        elif trouble == "offline":
            route.abort("internetdisconnected")
        else:
            route.fulfill(status=503, body="<p>Trouble</p>", content_type="text/html")

    page.route("**/comments/", fail)
    for _ in range(2):
        page.get_by_role("button", name="Post Comment").click()
        notice = page.locator("#respond").get_by_role("alert")
        expect(notice).to_have_text(
            "Your comment was not posted: the site did not answer. Your text is kept; "
            "please try again in a moment."
        )
        expect(notice).to_be_focused()
    expect(page.get_by_label("Comment:")).to_have_value("I saw it reopen.")
    assert page.watch.faults
    page.watch.faults.clear()
    page.unroute("**/comments/")
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    assert Comment.objects.filter(name="Saeed").count() == 1


def test_what_is_too_large_to_be_read_stays_in_the_form(page, article):
    page.goto(article.get_absolute_url())
    fill(page)
    page.get_by_label("Comment:").evaluate("field => field.value = 'word '.repeat(220000)")
    page.get_by_role("button", name="Post Comment").click()
    notice = page.locator("#respond").get_by_role("alert")
    expect(notice).to_contain_text("Your text is kept: shorten it and post it again.")
    expect(notice).to_be_focused()
    expect(page.get_by_label("Name:*")).to_have_value("Saeed")
    assert page.get_by_label("Comment:").evaluate("field => field.value.length") == 1_100_000
    page.get_by_label("Comment:").fill("I saw it reopen.")
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()


def test_who_comes_in_a_flood_posts_again_with_the_ticket_of_the_first_try(page, article):
    page.goto(article.get_absolute_url())
    fill(page)
    sent = []

    def refuse_once(route):
        sent.append(route.request.post_data or "")
        if len(sent) > 1:
            return route.continue_()
        busy = "<section id=respond><p role=alert>So many!</p><input name=again value=ticket></section>"
        return route.fulfill(status=429, body=busy, content_type="text/html")

    page.route("**/comments/", refuse_once)
    page.get_by_role("button", name="Post Comment").click()
    expect(page.locator("#respond").get_by_role("alert")).to_have_text("So many!")
    expect(page.get_by_label("Comment:")).to_have_value("I saw it reopen.")
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    assert ["again=ticket" in data for data in sent] == [False, True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_that_asks_a_writer_to_wait_in_a_flood_is_sound_and_lets_in(
    open_page, article, axe, nu_checker, live_server, monkeypatch, scheme
):
    site = live_server.thread.httpd.get_app()
    monkeypatch.setattr(live_server.thread.httpd, "application", Valve(site, reader_of))
    monkeypatch.setattr("comments.valve.Bucket.take", lambda bucket: False)
    page = open_page(color_scheme=scheme, bypass_csp=True)
    page.goto(article.get_absolute_url())
    fill(page, comment="It is <open> & “dry”.")
    with page.expect_navigation() as navigation:
        page.locator("form.comment-form").evaluate("form => form.submit()")  # as without JavaScript
    assert navigation.value.status == 429
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Your text is kept: please post it again in 10 seconds.")
    expect(notice).to_be_focused()
    expect(page.get_by_label("Comment:")).to_have_value("It is <open> & “dry”.")
    for width in (360, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert axe(page) == [], width
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert nu_checker({"busy": navigation.value.text()}) == []

    monkeypatch.setattr("comments.valve.Bucket.take", lambda bucket: True)
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()


def test_a_story_that_has_gone_meanwhile_gives_the_text_back(reader, article):
    reader.goto(article.get_absolute_url())
    fill(reader)
    stories.withdraw(article)
    reader.get_by_role("button", name="Post Comment").click()
    expect(reader.get_by_role("heading", name="Your comment was not posted")).to_be_visible()
    expect(reader.locator("#kept")).to_have_value("I saw it reopen.")


def test_comments_that_have_closed_meanwhile_give_the_text_back(reader, article):
    reader.goto(article.get_absolute_url())
    fill(reader)
    article.comments_open = False
    article.save(update_fields=["comments_open"])
    reader.get_by_role("button", name="Post Comment").click()
    notice = reader.get_by_role("alert")
    expect(notice).to_have_text("Comments are closed.")
    expect(notice).to_be_focused()
    expect(reader.locator("#kept")).to_have_value("I saw it reopen.")


def test_a_writer_edits_and_takes_back(reader, open_page, article, site):
    site.comment_moderation = "none"
    site.save()
    reader.goto(article.get_absolute_url())
    fill(reader)
    reader.get_by_role("button", name="Post Comment").click()
    reader.get_by_role("link", name="Edit").click()
    words = reader.get_by_label("Comment:")
    expect(words).to_have_value("I saw it reopen.")
    words.fill("")
    reader.get_by_role("button", name="Save").click()
    expect(words).to_be_focused()
    expect(words).to_have_accessible_description("Please enter your comment!")
    words.fill("I saw it close.")
    reader.get_by_role("button", name="Save").click()
    expect(reader.locator(".own")).to_contain_text("I saw it close.")
    expect(reader.locator(".own")).to_contain_text("Edited")
    reader.get_by_role("link", name="Take back").click()
    reader.get_by_role("button", name="Take it back").click()
    expect(reader.get_by_text("Your comment is taken back.")).to_be_visible()
    reader.get_by_role("link", name="Back to the conversation").click()
    expect(reader.get_by_role("heading", name="2 COMMENTS")).to_be_visible()
    expect(reader.get_by_text("I saw it close.")).to_have_count(0)


def test_a_reader_reports_a_comment(reader, article):
    reader.goto(article.get_absolute_url())
    reader.get_by_role("link", name="Report the comment by Amina Rao").click()
    expect(reader.locator("blockquote")).to_contain_text("The pier was closed.")
    reader.get_by_role("button", name="Send the report").click()
    first = reader.get_by_label("Spam or advertising")
    expect(first).to_be_focused()
    expect(first).to_have_accessible_description("Please choose what is wrong with it.")
    reader.get_by_label("Insult, hatred or threat").check()
    reader.get_by_label("Your words to the newsroom").fill("He knows why.")
    reader.get_by_role("button", name="Send the report").click()
    expect(reader.get_by_role("heading", name="Thank you")).to_be_visible()
    reader.get_by_role("link", name="Back to the conversation").click()
    expect(reader.get_by_text("The pier was closed.")).to_be_in_viewport()
    assert Comment.objects.get(name="Amina Rao").report_count == 1


def test_a_reader_sorts_pages_and_opens_a_thread(reader, article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    monkeypatch.setattr("comments.threads.REPLIES", 2)
    later = dt.datetime.now(dt.UTC)
    for number in range(3):
        later += dt.timedelta(seconds=1)
        first = CommentFactory(article=article, body=f"Later {number}", created_at=later)
    for number in range(4):
        CommentFactory(article=article, parent=first, body=f"Reply {number}")
    Comment.objects.filter(pk=first.pk).update(picked_at=later)
    texts = reader.locator(".comment-text")
    reader.goto(article.get_absolute_url())
    expect(texts.first).to_have_text("The pier was closed.")
    reader.get_by_role("link", name="Newest").click()
    expect(texts.first).to_have_text("Later 2")
    reader.get_by_role("link", name="Older comments").click()
    expect(texts.first).to_have_text("Later 0")
    reader.get_by_role("link", name="Newer comments").click()
    reader.get_by_role("link", name="2 more replies").click()
    expect(texts).to_have_count(5)
    reader.get_by_role("link", name="All comments").click()
    reader.get_by_role("link", name="Most replied").click()
    expect(texts.first).to_have_text("Later 2")
    reader.get_by_role("link", name="Editors’ picks").click()
    expect(texts).to_have_text(["Later 2"])
    expect(reader.get_by_role("link", name="Editors’ picks")).to_have_attribute("aria-current", "true")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1440])
def test_axe_finds_nothing_on_what_a_writer_and_a_reporter_see(
    open_page, article, axe, scheme, width, site, monkeypatch
):
    monkeypatch.setattr("comments.threads.REPLIES", 1)
    first = Comment.objects.get(name="Amina Rao")
    now = dt.datetime.now(dt.UTC)
    Comment.objects.filter(pk=first.pk).update(picked_at=now, edited_at=now)
    for number in range(2):
        CommentFactory(article=article, parent=first, name=f"Reader {number} with a rather long name")
    own = CommentFactory(article=article, status="pending", body="Is it open? " * 20, name="Nadia Iqbal")
    token = own_token(own)
    page = open_page(color_scheme=scheme, bypass_csp=True, viewport={"width": width, "height": 800})
    story = article.get_absolute_url()
    for path in (
        *("", "?order=replies", "?order=picks", f"?thread={first.pk}", f"comments/?mine={token}"),
        *(f"comments/{first.pk}/report/", f"comments/{first.pk}/report/?sent"),
        *(f"comments/{own.pk}/edit/?mine={token}", f"comments/{own.pk}/take-back/?mine={token}"),
    ):
        page.goto(f"{story}{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{story}comments/{first.pk}/report/")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Spam or advertising")).to_be_focused()
    assert axe(page) == []


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
    page.goto(f"{article.get_absolute_url()}?replytocom={Comment.objects.first().pk}#respond")
    look("reply")
    page.goto(article.get_absolute_url())
    page.get_by_role("link", name="Reply to Amina Rao").click()
    assert axe(page) == []
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text("Please enter your comment!")).to_be_visible()
    assert axe(page) == []
    pages["errors"] = page.content()
    fill(page)
    page.get_by_role("button", name="Post Comment").click()
    expect(page.get_by_text(WAITING)).to_be_visible()
    look("waiting")
    for action in ("edit", "take-back"):
        own = Comment.objects.get(name="Saeed")
        page.goto(f"{own.get_absolute_url()}{action}/?mine={own_token(own)}")
        look(action)
    first = Comment.objects.get(name="Amina Rao")
    page.goto(f"{first.get_absolute_url()}report/")
    look("report")
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_label("Spam or advertising")).to_be_focused()
    assert axe(page) == []
    pages["report with errors"] = page.content()
    article.comments_open = False
    article.save(update_fields=["comments_open"])
    page.goto(article.get_absolute_url())
    look("closed")
    assert nu_checker(pages) == []
