"""The front page desk by hand: by dragging, by the keyboard alone, without JavaScript."""

import pytest
from django.utils import timezone

from masthead.banner import show_banner
from masthead.models import SiteSettings
from newsroom.models import FrontPage, FrontPin
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.browser

URL = "/admin/newsroom/frontpage/"
HEADLINES = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight"]


@pytest.fixture
def paper(db):
    """Eight stories of one section, the first the newest."""
    SiteSettings.objects.create(pk=1, name="The Meridian")
    world = CategoryFactory(name="World")
    now = timezone.now()
    return [
        ArticleFactory(
            headline=headline, category=world, published=now - timezone.timedelta(hours=number)
        )
        for number, headline in enumerate(HEADLINES, 1)
    ]


@pytest.fixture
def desk(as_editor, paper):
    as_editor.goto(URL, wait_until="networkidle")
    return as_editor


def slot(page, place):
    return page.locator(f"[data-place='{place}']")


def type_to_find(page, words):
    """Type into an autocomplete that has just been opened; Select2 moves the focus a moment later."""
    page.locator(".select2-search__field:focus").wait_for()
    page.keyboard.type(words)


def stands(page, place, headline, how):
    """Wait until a slot shows a story."""
    slot(page, place).filter(has=page.get_by_role("heading", name=headline)).filter(
        has=page.locator(".front-how", has_text=how)
    ).wait_for()


def save(page):
    page.get_by_role("button", name="Save", exact=True).click()
    is_saved(page)


def is_saved(page):
    told = page.locator(".front-note, .messagelist li")
    told.filter(has_text="Saved: readers see the front page so from now on.").wait_for()


def pinned():
    return {(pin.slot, pin.position): pin.article.headline for pin in FrontPin.objects.all()}


def heard(page, words):
    """Wait until the live region says something."""
    page.locator("#front-said", has_text=words).wait_for(state="attached")


def test_dragging(desk):
    stands(desk, "lead", "One", "automatic")

    desk.locator(".front-latest li", has_text="Seven").drag_to(slot(desk, "lead"))
    stands(desk, "lead", "Seven", "pinned")
    heard(desk, "Pinned “Seven” as the lead.")
    slot(desk, "lead").drag_to(slot(desk, "feature-2"))
    stands(desk, "feature-2", "Seven", "pinned")
    stands(desk, "lead", "One", "automatic")
    slot(desk, "feature-1").drag_to(slot(desk, "feature-2"))
    stands(desk, "feature-2", "Two", "pinned")
    heard(desk, "“Seven” is no longer pinned there.")
    save(desk)

    assert pinned() == {("feature", 2): "Two"}


def test_keyboard_alone(desk):
    keys = desk.keyboard

    def press(name):
        button = desk.get_by_role("button", name=name, exact=True)
        while not button.evaluate("button => button === document.activeElement"):
            keys.press("Tab")
        keys.press("Enter")

    press("Pin here “Two”, feature 1")
    stands(desk, "feature-1", "Two", "pinned")
    press("Up: “Two”, feature 1")
    stands(desk, "lead", "Two", "pinned")
    heard(desk, "Moved “Two” from feature 1 to the lead.")
    focused = desk.evaluate("document.activeElement.closest('[data-place]')?.dataset.place")
    assert focused == "lead"

    press("Move to… “Two”, the lead")
    desk.get_by_role("heading", name="Move “Two” or set its times").wait_for()
    assert desk.evaluate("document.activeElement.name") == "put-place"
    keys.type("Feature 3")
    keys.press("Enter")
    press("Move")
    stands(desk, "feature-3", "Two", "pinned")

    press("Choose a story… for feature 1")
    desk.locator("[role=combobox][aria-label=Story]:focus").wait_for()
    keys.press("Enter")
    type_to_find(desk, "Eigh")
    desk.locator(".select2-results__option--highlighted", has_text="Eight").wait_for()
    keys.press("Enter")
    press("Pin")
    stands(desk, "feature-1", "Eight", "pinned")

    press("Remove “Two”, feature 3")
    heard(desk, "Removed “Two” from feature 3.")
    press("Save")
    is_saved(desk)
    assert pinned() == {("feature", 1): "Eight"}


def test_without_javascript(open_page, log_in, admin_user, paper):
    page = open_page(java_script_enabled=False)
    log_in(page, admin_user)
    page.goto(URL)

    page.get_by_role("button", name="Choose a story… for feature 2").click()
    page.get_by_label("Search stories").fill("Seven")
    page.get_by_role("button", name="Search", exact=True).click()
    page.get_by_role("button", name="Pin… “Seven”").click()
    page.get_by_role("button", name="Pin", exact=True).click()
    stands(page, "feature-2", "Seven", "pinned")
    page.get_by_role("button", name="Up: “Seven”, feature 2").click()
    page.get_by_role("button", name="Up: “Seven”, feature 1").click()
    stands(page, "lead", "Seven", "pinned")
    save(page)

    assert pinned() == {("lead", 1): "Seven"}


def test_preview_opens_beside_the_desk_with_what_is_not_saved(desk):
    desk.locator(".front-latest li", has_text="Seven").drag_to(slot(desk, "lead"))
    stands(desk, "lead", "Seven", "pinned")

    with desk.context.expect_page() as opened:
        desk.get_by_role("button", name="Preview in a new tab").click()

    opened.value.locator(".top-lead").get_by_role("link", name="Seven").wait_for()
    stands(desk, "lead", "Seven", "pinned")


def test_time_selector_shows_a_page_that_cannot_be_changed(desk):
    later = timezone.now() + timezone.timedelta(days=3)
    ArticleFactory(headline="Later", published=later)
    at = later + timezone.timedelta(days=1)

    desk.get_by_label("As it will stand on, date").fill(f"{at:%Y-%m-%d}")
    desk.get_by_label("As it will stand on, time").fill("23:59")
    desk.get_by_role("button", name="Show").click()

    stands(desk, "lead", "Later", "automatic")
    assert desk.locator(".front-board button").count() == 0
    assert desk.locator("[draggable=true]").count() == 0
    desk.get_by_role("button", name="Back to now").click()
    stands(desk, "lead", "One", "automatic")


def test_two_tabs_neither_overwrite_nor_lose(desk):
    slot(desk, "lead").get_by_role("button", name="Pin here").click()
    stands(desk, "lead", "One", "pinned")
    other = desk.context.new_page()
    other.goto(URL)
    slot(other, "feature-1").get_by_role("button", name="Pin here").click()
    stands(other, "feature-1", "Two", "pinned")
    save(other)

    desk.get_by_role("button", name="Save", exact=True).click()
    notice = desk.get_by_role("alert")
    notice.filter(has_text="The front page has been saved since you opened it here.").wait_for()
    assert notice.evaluate("notice => notice === document.activeElement")
    stands(desk, "feature-1", "Two", "pinned")
    desk.get_by_role("button", name="Save on top").click()
    is_saved(desk)

    assert pinned() == {("lead", 1): "One", ("feature", 1): "Two"}


def test_banner_is_set_and_ended_beside_changes_that_are_not_saved(desk, open_page):
    slot(desk, "lead").get_by_role("button", name="Pin here").click()
    stands(desk, "lead", "One", "pinned")
    desk.get_by_text("Set a breaking-news banner").click()
    desk.get_by_label("Text", exact=True).fill("The sea wall has broken")
    desk.get_by_role("combobox", name="Leads to the story").click()
    type_to_find(desk, "Thre")
    desk.locator(".select2-results__option--highlighted", has_text="Three").click()
    desk.get_by_role("button", name="Show it").click()
    heard(desk, "Breaking news: “The sea wall has broken” until")
    stands(desk, "lead", "One", "pinned")

    reader = open_page(java_script_enabled=False)
    reader.goto("/latest/")
    region = reader.get_by_role("region", name="Breaking news")
    region.wait_for()
    reader.emulate_media(media="print")
    assert not region.is_visible()
    reader.emulate_media(media="screen")
    region.get_by_role("link", name="The sea wall has broken").click()
    reader.get_by_role("heading", name="Three", level=1).wait_for()

    desk.get_by_role("button", name="End it now").click()
    heard(desk, "Breaking news: the banner is gone.")
    reader.goto("/")
    assert region.count() == 0


@pytest.mark.any_database
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_the_banner(open_page, axe, paper, colours):
    now = timezone.now()
    end = now + timezone.timedelta(hours=1)
    show_banner(0, "The sea wall has broken", "/latest/", now, end)
    page = open_page(color_scheme=colours, bypass_csp=True)
    page.goto("/")
    page.get_by_role("region", name="Breaking news").wait_for()

    assert axe(page) == []


def test_save_is_done_when_the_answer_before_it_is_there(desk):
    slot(desk, "lead").get_by_role("button", name="Pin here").click()
    stands(desk, "lead", "One", "pinned")
    held = []
    desk.route(f"**{URL}", lambda route: route.continue_() if held else held.append(route))
    with desk.expect_request(f"**{URL}"):
        slot(desk, "feature-1").get_by_role("button", name="Pin here").click()
    desk.get_by_role("button", name="Save", exact=True).click()
    assert not FrontPin.objects.exists()
    held[0].continue_()
    is_saved(desk)
    assert pinned() == {("lead", 1): "One", ("feature", 1): "Two"}


def test_changes_outlive_a_session_that_ends(desk, log_in, admin_user):
    slot(desk, "lead").get_by_role("button", name="Pin here").click()
    stands(desk, "lead", "One", "pinned")
    desk.context.clear_cookies()
    desk.get_by_role("button", name="Save", exact=True).click()
    desk.locator(".front-trouble", has_text="Your changes are still on this page").wait_for()

    log_in(desk, admin_user)
    slot(desk, "feature-1").get_by_role("button", name="Pin here").click()
    stands(desk, "feature-1", "Two", "pinned")
    stands(desk, "lead", "One", "pinned")
    save(desk)
    assert pinned() == {("lead", 1): "One", ("feature", 1): "Two"}
    desk.watch.faults.clear()  # the refusals were asked for


@pytest.mark.any_database
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, admin_user, axe, paper, colours):
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=colours, bypass_csp=True)
    log_in(page, admin_user)
    page.goto(URL, wait_until="networkidle")
    assert axe(page) == []
    slot(page, "lead").get_by_role("button", name="Pin here").click()
    stands(page, "lead", "One", "pinned")
    slot(page, "feature-1").get_by_role("button", name="Choose a story").click()
    page.get_by_role("heading", name="Pin a story").wait_for()
    page.get_by_text("Set a breaking-news banner").click()
    assert axe(page) == []
    FrontPage.objects.update_or_create(pk=1, defaults={"version": 7})
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("alert").wait_for()
    assert axe(page) == []
    at = timezone.now() + timezone.timedelta(days=2)
    page.get_by_label("As it will stand on, date").fill(f"{at:%Y-%m-%d}")
    page.get_by_label("As it will stand on, time").fill("12:00")
    page.get_by_role("button", name="Show", exact=True).click()
    page.get_by_text("Read only: the front page as it will stand").wait_for()
    assert axe(page) == []


@pytest.mark.any_database
@pytest.mark.parametrize("width", [320, 360, 768, 1440])
def test_desk_is_no_wider_than_its_window(open_page, log_in, admin_user, paper, width):
    ArticleFactory(headline="W" * 240, published=True)
    page = open_page(viewport={"width": width, "height": 800})
    log_in(page, admin_user)
    page.goto(URL, wait_until="networkidle")
    slot(page, "lead").get_by_role("button", name="Pin here").click()
    stands(page, "lead", "W" * 240, "pinned")
    slot(page, "lead").get_by_role("button", name="Times").click()
    page.get_by_role("heading", name="or set its times").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") <= width


# What comes with Django: the rows of its sidebar, and the empty choice of its autocomplete.
OF_DJANGO = ["A table row was 2 columns wide", "Element “option” without attribute “label”"]


@pytest.mark.any_database
def test_nu_checker_finds_nothing(admin_client, paper, nu_checker):
    opened = admin_client.post(URL, {"do": f"open story {paper[2].pk}"})
    changed = admin_client.post(URL, {"do": f"keep lead {paper[2].pk}"})
    at = f"{timezone.now() + timezone.timedelta(days=1):%Y-%m-%d}"
    later = admin_client.post(URL, {"do": "look", "at_0": at, "at_1": "09:00"})
    pages = {"opened": opened, "changed": changed, "later": later}

    found = nu_checker({name: page.content.decode() for name, page in pages.items()})
    assert [fault for fault in found if not any(known in fault for known in OF_DJANGO)] == []
