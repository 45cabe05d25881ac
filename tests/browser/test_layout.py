"""How pages stand on the screen: nothing is cut, nothing overlaps, everything is reached by keyboard."""

import gzip

import pytest
from playwright.sync_api import expect

from masthead.models import SiteSettings
from tests.browser.edition import publish_edition

pytestmark = [pytest.mark.any_database, pytest.mark.browser, pytest.mark.django_db(transaction=True)]

COMPRESSED_BUDGET = 30_000  # bytes of HTML, CSS and JavaScript of a story's page

# What stands beyond its place: each finding is one line. Words that are kept for screen readers, and
# boxes that a reader can scroll, are meant to hold more than they show.
FIND_FAULTS = """() => {
    const found = [];
    const page = document.scrollingElement;
    if (page.scrollWidth > innerWidth) found.push(`the page is ${page.scrollWidth} px wide`);
    const folded = "details:not([open]) > :not(summary)";
    const hidden = `.unseen, .skip, .table-scroll, .prose pre, [hidden], ${folded}`;
    const isMeant = element => element.closest(hidden);
    const words = node => node.textContent.trim().slice(0, 40);
    for (const element of document.body.querySelectorAll("*")) {
        const style = getComputedStyle(element);
        if (isMeant(element) || !element.getClientRects().length) continue;
        const cuts = style.overflowX !== "visible" || style.overflowY !== "visible";
        const isOver = element.scrollWidth > element.clientWidth + 1
            || element.scrollHeight > element.clientHeight + 1;
        if (cuts && isOver && element.clientWidth && !/^(input|textarea)$/.test(element.localName))
            found.push(`cut: ${element.localName}.${element.className}: ${words(element)}`);
    }
    const lines = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (!text.data.trim() || isMeant(text.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        for (const box of range.getClientRects()) {
            if (box.width < 2 || getComputedStyle(text.parentElement).visibility === "hidden") continue;
            if (box.left < -1 || box.right > innerWidth + 1) found.push(`off the page: ${words(text)}`);
            // Lines stand close: what matters is the middle of each, not the room above and below.
            lines.push({text, left: box.left + 1, right: box.right - 1,
                top: box.top + box.height * 0.3, bottom: box.bottom - box.height * 0.3});
        }
    }
    lines.sort((one, other) => one.top - other.top);
    lines.forEach((line, index) => {
        for (let next = index + 1; next < lines.length && lines[next].top < line.bottom; next++) {
            const other = lines[next];
            if (other.text !== line.text && other.left < line.right && other.right > line.left)
                found.push(`overlap: ${words(line.text)} / ${words(other.text)}`);
        }
    });
    return found;
}"""


def faults(page, addresses: dict[str, str], prepare: str = "") -> list[str]:
    """Return what is wrong with the layout of pages; `prepare` is a script run on each first."""
    found = []
    for kind, address in addresses.items():
        page.goto(address)
        if prepare:
            page.evaluate(prepare)
        found += [f"{kind}: {fault}" for fault in page.evaluate(FIND_FAULTS)]
    return found


@pytest.mark.parametrize("width", [320, 360, 768, 1024, 1440])
def test_nothing_is_cut_or_overlaps(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    assert "\n".join(faults(page, publish_edition())) == ""


@pytest.mark.parametrize("width", [640, 1280])
def test_nothing_is_cut_when_text_is_twice_as_large(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    assert (
        "\n".join(faults(page, publish_edition(), "document.documentElement.style.fontSize = '34px'"))
        == ""
    )


def test_right_to_left_language_mirrors_the_page(open_page):
    addresses = publish_edition()
    SiteSettings.objects.update(language="ar")
    page = open_page(viewport={"width": 768, "height": 800})
    assert "\n".join(faults(page, addresses)) == ""

    page.goto("/")
    assert page.locator("html").get_attribute("dir") == "rtl"
    name, menu = page.locator(".name a"), page.locator(".menu-button").first
    assert name.bounding_box()["x"] > menu.bounding_box()["x"]


def test_dark_scheme_has_light_letters_on_dark_paper(open_page):
    page = open_page(color_scheme="dark")
    page.goto(publish_edition()["story"])
    brightness = """property => {
        const [red, green, blue] = getComputedStyle(document.documentElement)[property].match(/\\d+/g);
        return (0.21 * red + 0.72 * green + 0.07 * blue) / 255;
    }"""
    assert page.evaluate(brightness, "backgroundColor") < 0.2
    assert page.evaluate(brightness, "color") > 0.8


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_axe_finds_nothing(open_page, axe, width, scheme):
    page = open_page(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    found = []
    for kind, address in publish_edition().items():
        page.goto(address)
        found += [f"{kind}: {line}" for line in axe(page)]
    assert "\n".join(found) == ""


def test_nu_checker_finds_nothing(page, nu_checker):
    html = {kind: page.goto(address).text() for kind, address in publish_edition().items()}
    assert "\n".join(nu_checker(html)) == ""


def test_first_tab_stop_leads_past_the_masthead(page):
    page.goto(publish_edition()["story"])
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    assert skip.evaluate("element => element === document.activeElement")
    assert skip.bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.wait_for_url("**/#main")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_navigation_is_reached_by_keyboard_on_a_wide_screen(open_page):
    page = open_page(viewport={"width": 1440, "height": 800}, java_script_enabled=False)
    page.goto(publish_edition()["section"])
    focused = tab_stops(page, 10)
    assert focused[2:5] == ["World", "Politics", "Business"]


def test_menu_opens_and_closes_by_keyboard_without_javascript_on_a_phone(open_page):
    page = open_page(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page.goto(publish_edition()["story"])
    link = page.locator("#menu").get_by_text("Politics")
    assert not link.is_visible()

    assert tab_stops(page, 3)[2] == "Menu"
    page.keyboard.press("Enter")
    expect(link).to_be_visible()
    assert tab_stops(page, 3) == ["Close", "World", "Politics"]

    page.keyboard.press("Escape")
    expect(link).to_be_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Menu"


def tab_stops(page, number: int) -> list[str]:
    """Press Tab so many times; return the words of what has the focus, which must be seen to have it."""
    stops = []
    for _ in range(number):
        page.keyboard.press("Tab")
        text, outline = page.evaluate(
            """() => [document.activeElement.textContent.trim(),
                parseFloat(getComputedStyle(document.activeElement).outlineWidth)]"""
        )
        assert outline >= 2, f"{text} does not show that it has the focus"
        stops.append(text)
    return stops


@pytest.mark.parametrize("width", [320, 1440])
def test_code_keeps_its_lines_and_is_scrolled_by_keyboard(open_page, width):
    page = open_page(viewport={"width": width, "height": 800})
    page.goto(publish_edition()["story"])
    code = page.get_by_role("region", name="Preformatted text 1")
    line = code.evaluate("block => parseFloat(getComputedStyle(block).lineHeight)")
    assert code.bounding_box()["height"] < 5 * line
    code.focus()
    page.keyboard.press("ArrowRight")
    expect(code).not_to_have_js_property("scrollLeft", 0)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_story_is_printed_without_what_only_a_screen_needs(page):
    page.goto(publish_edition()["story"])
    page.emulate_media(media="print")
    for unneeded in [".menu", ".crumbs", ".story-rail", ".comment-form", ".colophon nav"]:
        assert not page.locator(unneeded).first.is_visible()
    for needed in ["h1", ".prose", ".story-picture img", ".writers", ".print-source"]:
        assert page.locator(needed).first.is_visible()
    code = page.locator(".prose pre")
    assert code.evaluate("block => block.scrollWidth <= block.clientWidth")


def test_story_page_weighs_little(page):
    responses = []
    page.on("response", lambda response: responses.append(response))
    page.goto(publish_edition()["story"], wait_until="networkidle")
    kinds = {"document", "stylesheet", "script"}
    loaded = [response for response in responses if response.request.resource_type in kinds]

    assert sum(len(gzip.compress(response.body())) for response in loaded) <= COMPRESSED_BUDGET


def test_paper_without_stories_says_so(page):
    page.goto("/")
    assert page.get_by_role("heading", name="The first edition is being written").is_visible()
    assert page.evaluate(FIND_FAULTS) == []
