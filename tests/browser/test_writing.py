"""What one writes survives a closed page, a lost session and a second tab, in a real browser."""

import uuid

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from articles import autosaves
from articles.models import Article, Autosave, Presence
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADD = "/admin/articles/article/add/"
WRITING = ".ProseMirror[contenteditable=true]"
QUIET = 4_000  # milliseconds of the page's own clock, as in autosave.js


@pytest.fixture
def writer():
    """Somebody who may write every story, with a password."""
    user = UserFactory(username="nadia", first_name="Nadia", is_staff=True, is_superuser=True)
    user.set_password("ink and paper")
    user.save()
    return user


@pytest.fixture
def desk(open_page, log_in, writer):
    """The writer's browser, with a clock that is moved by hand."""
    page = open_page(viewport={"width": 1440, "height": 900})
    page.clock.install()
    log_in(page, writer)
    return page


def change(story) -> str:
    return f"/admin/articles/article/{story.pk}/change/"


def write(page: Page, words: str) -> None:
    page.locator(WRITING).click()
    page.keyboard.press("Control+End")
    page.keyboard.type(words)
    expect(page.locator(WRITING)).to_contain_text(words)


def pause(page: Page) -> None:
    """Let the time pass after which what was typed is kept."""
    page.clock.run_for(QUIET + 500)


def state(page: Page):
    return page.locator("#keeping-state")


def carries(words: str):
    """Return whether a response answers the sending of such words; a slow hand is kept in between."""

    def is_it(answer) -> bool:
        return "/autosave/" in answer.url and words in (answer.request.post_data or "")

    return is_it


def posts(page: Page) -> list[str]:
    """Return a list that grows with every request to the autosave's address."""
    sent = []
    page.on(
        "request", lambda request: "/autosave/" in request.url and sent.append(request.post_data or "")
    )
    return sent


def test_killed_page_gives_text_rows_and_all_back(desk, writer):
    AuthorFactory(name="Saeed Minhas")
    story = ArticleFactory(headline="Ferry late", body="<p>It was late.</p>")
    desk.goto(change(story), wait_until="networkidle")
    desk.get_by_label("Headline").fill("Ferry sunk")
    write(desk, " Then it sank.")
    desk.get_by_role("button", name="Add another Question").click()
    desk.locator("#id_faqs-0-question").fill("Why?")
    with desk.expect_response(carries("Rocks.")):
        desk.locator("#id_faqs-0-answer").fill("Rocks.")
        pause(desk)
    expect(state(desk)).to_contain_text("Kept at ")
    desk.close()  # without a question, as a crash does

    desk = desk.context.new_page()
    desk.goto(change(story), wait_until="networkidle")
    expect(desk.get_by_label("Headline")).to_have_value("Ferry late")
    desk.get_by_role("link", name="Look at it").click()
    expect(desk.get_by_text("It is not saved yet.")).to_be_visible()
    expect(desk.get_by_label("Headline")).to_have_value("Ferry sunk")
    expect(desk.locator(WRITING)).to_have_text("It was late. Then it sank.")
    expect(desk.locator("#id_faqs-0-answer")).to_have_value("Rocks.")
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("“Ferry sunk” is saved.")).to_be_visible()

    story.refresh_from_db()
    assert story.body == "<p>It was late. Then it sank.</p>"
    assert story.faqs.get().question == "Why?"
    assert not autosaves.of(writer, story).exists()


def test_closing_the_tab_at_once_keeps_the_last_words(desk, writer):
    desk.goto(ADD, wait_until="networkidle")
    desk.get_by_label("Headline").fill("Typed just now")
    desk.on("dialog", lambda dialog: dialog.accept())
    with desk.expect_event("close"):
        desk.close(run_before_unload=True)

    page = desk.context.new_page()
    page.goto("/admin/", wait_until="networkidle")
    page.goto(ADD, wait_until="networkidle")
    page.get_by_role("link", name="Look at it").first.click()
    expect(page.get_by_label("Headline")).to_have_value("Typed just now")


def test_banner_without_javascript(open_page, log_in, writer):
    story = ArticleFactory(headline="Ferry late")
    page = open_page(java_script_enabled=False)
    log_in(page, writer)
    kept = Autosave.objects.create(user=writer, article=story, data=[["headline", "Ferry sunk"]])
    page.goto(change(story))
    expect(page.locator("#keeping")).to_be_hidden()
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_label("Headline")).to_have_value("Ferry sunk")
    page.get_by_role("button", name="Discard it").click()
    expect(page.get_by_text("That text is discarded.")).to_be_visible()
    assert not Autosave.objects.filter(pk=kept.pk).exists()


def log_in_in_another_tab(page: Page) -> None:
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Log in").click()
    tab = opened.value
    tab.get_by_label("Username").fill("nadia")
    tab.get_by_label("Password").fill("ink and paper")
    tab.get_by_role("button", name="Log in").click()
    expect(tab.get_by_role("heading", name="The desk", exact=True)).to_be_visible()
    tab.close()


def test_session_that_ends_while_writing_goes_on_after_a_login_in_another_tab(desk, writer):
    story = ArticleFactory(headline="Ferry late")
    desk.goto(change(story), wait_until="networkidle")
    Session.objects.all().delete()
    desk.get_by_label("Headline").fill("Ferry sunk")
    pause(desk)
    expect(state(desk)).to_contain_text("You were logged out. Not kept; go on writing.")
    texts = "Object.keys(localStorage).filter(name => name.startsWith('newsroom-text'))"
    assert len(desk.evaluate(texts)) == 1

    log_in_in_another_tab(desk)
    desk.clock.run_for(QUIET + 60_000)
    expect(state(desk)).to_contain_text("Kept at")
    assert desk.evaluate(texts) == []
    assert dict(autosaves.of(writer, story).get().data)["headline"] == "Ferry sunk"
    desk.get_by_role("button", name="Save", exact=True).click()
    expect(desk.get_by_text("“Ferry sunk” is saved.")).to_be_visible()
    # 401 while nobody was logged in, 403 for the token from before.
    assert all("/autosave/ answered 40" in fault for fault in desk.watch.faults)
    desk.watch.faults.clear()


def test_saving_without_a_session_and_without_javascript(open_page, log_in, writer, axe):
    page = open_page(java_script_enabled=False)
    log_in(page, writer)
    page.goto(ADD)
    page.get_by_label("Headline").fill("Typed by hand")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You were logged out. What you wrote is kept on this page.")).to_be_visible()
    log_in_in_another_tab(page)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Press Save once more.")).to_be_visible()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("was added successfully")).to_be_visible()
    assert Article.objects.get().headline == "Typed by hand"


def test_without_a_connection_the_text_stays_and_is_sent_later(desk, writer):
    desk.goto(ADD, wait_until="networkidle")
    desk.context.set_offline(True)
    desk.get_by_label("Headline").fill("Written on a train")
    pause(desk)
    expect(state(desk)).to_have_text("Not kept: no connection; go on writing, it is tried again.")
    desk.context.set_offline(False)
    desk.clock.run_for(6_000)
    expect(state(desk)).to_contain_text("Kept at")
    assert dict(autosaves.of(writer, None).get().data)["headline"] == "Written on a train"
    assert all("ERR_INTERNET_DISCONNECTED" in fault for fault in desk.watch.faults)
    desk.watch.faults.clear()


def test_text_that_stayed_in_the_browser_is_offered_by_the_next_page(desk, writer):
    desk.goto(ADD, wait_until="networkidle")
    desk.context.set_offline(True)
    desk.get_by_label("Headline").fill("Written on a train")
    pause(desk)
    expect(state(desk)).to_contain_text("no connection")
    desk.close()
    desk.watch.faults.clear()
    desk.context.set_offline(False)

    page = desk.context.new_page()
    page.goto(ADD)
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_label("Headline")).to_have_value("Written on a train")


def test_switched_off_it_sends_nothing_and_stays_so(desk, writer):
    desk.goto(ADD, wait_until="networkidle")
    desk.get_by_label("Keep what I write").uncheck()
    desk.goto(ADD, wait_until="networkidle")
    expect(desk.get_by_label("Keep what I write")).not_to_be_checked()
    sent = posts(desk)

    desk.get_by_label("Headline").fill("Nobody’s business")
    write(desk, "Not yet.")
    desk.clock.run_for(120_000)
    desk.evaluate("dispatchEvent(new Event('pagehide'))")

    assert sent == []
    assert desk.evaluate("JSON.stringify(localStorage)").count("Nobody") == 0
    assert not Autosave.objects.exists()
    desk.get_by_label("Keep what I write").check()
    pause(desk)
    expect(state(desk)).to_contain_text("Kept at")


def test_untouched_form_sends_no_text(desk):
    story = ArticleFactory(body="<p>One.</p>")
    desk.goto(change(story), wait_until="networkidle")
    sent = posts(desk)

    desk.clock.run_for(30_000)
    desk.get_by_label("Headline").click()
    pause(desk)

    assert not any('"data"' in body for body in sent)
    assert not Autosave.objects.exists()


def test_two_browsers_see_each_other(open_page, log_in, desk):
    other = UserFactory(first_name="Amina", is_staff=True)
    other.user_permissions.set(Permission.objects.filter(codename="change_article"))
    story = ArticleFactory()
    desk.goto(change(story), wait_until="networkidle")
    page = open_page()
    page.clock.install()
    log_in(page, other)
    page.goto(change(story), wait_until="networkidle")

    expect(page.get_by_text("Nadia is in this story too (since")).to_be_visible()
    desk.clock.run_for(20_500)
    expect(desk.get_by_text("Amina is in this story too (since")).to_be_visible()
    page.goto("/admin/", wait_until="networkidle")
    desk.clock.run_for(20_500)
    expect(desk.get_by_text("Amina is in this story too")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, writer, axe, scheme):
    story = ArticleFactory()
    Autosave.objects.create(user=writer, article=story, data=[["headline", "Ferry sunk"]])
    Presence.objects.create(article=story, user=UserFactory(first_name="Amina"), key=uuid.uuid4())
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme, bypass_csp=True)
    log_in(page, writer)
    page.goto(change(story), wait_until="networkidle")
    page.evaluate("document.getElementById('keeping-state').textContent = 'Kept at 10:02'")
    assert axe(page) == []
    page.get_by_role("link", name="Look at it").click()
    expect(page.get_by_text("It is not saved yet.")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert axe(page) == []
    story.delete()
    page.get_by_label("Headline").fill("Typed after it was gone")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("link", name="Make a new story of it")).to_be_visible()
    assert axe(page) == []
    page.goto(ADD, wait_until="networkidle")
    page.get_by_label("Headline").fill("Typed without a session")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("You were logged out")).to_be_visible()
    assert axe(page) == []
    page.watch.faults.clear()
