"""Takes the pictures of the README and of the editors' guide of a running demo newsroom (make run):

.venv/bin/python docs/screenshots.py [http://127.0.0.1:8000]

It edits some of the demo's stories on the way: take the pictures of a demo that may be thrown away.
"""

import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser.conftest import CHROMIUM_OPTIONS, find_chromium  # noqa: E402

LOGIN = ROOT / "var" / "demo-login"
WINDOW = {"width": 1440, "height": 1000}  # pixels


def take(page: Page, name: str) -> None:
    """Write what the window shows to docs/NAME.jpg."""
    page.wait_for_load_state("networkidle")
    page.screenshot(path=ROOT / "docs" / f"{name}.jpg", type="jpeg", quality=82)


def open_story(page: Page, status: str, row: int = 0) -> str:
    """Open the form of a story of the list, by its status, and return its address up to its number."""
    page.goto(f"/admin/articles/article/?status={status}")
    page.locator("#result_list tbody tr").nth(row).locator("th a").click()
    page.locator(".ProseMirror:visible").first.wait_for()
    return page.url.partition("change/")[0]


def save(page: Page, **fields: str) -> None:
    """Fill fields of the form that is open, and save it to go on."""
    for name, value in fields.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=_continue]").click()
    page.wait_for_load_state("networkidle")


def take_guide(page: Page) -> None:
    """Take the pictures of docs/editors.md, task by task."""
    page.goto("/admin/")
    take(page, "editors/start")
    take_changes(page)
    take_writing(page)
    take_conflict(page)
    take_withdrawal(page)
    page.goto("/admin/images/image/")
    take(page, "editors/pictures")
    page.locator(".picture-card a").nth(9).click()
    take(page, "editors/picture")
    page.goto("/admin/newsroom/frontpage/")
    take(page, "editors/frontpage")


def take_changes(page: Page) -> None:
    """Take a story that readers see, its pending changes and what is done with them."""
    story = open_story(page, "published", row=1)
    take(page, "editors/form")
    headline = page.locator("[name=headline]").input_value()
    save(page, headline=f"{headline}, by three votes", note="The number is known now")
    take(page, "editors/pending")
    for name in ("history", "compare", "corrections"):
        page.goto(f"{story}{name}/")
        take(page, f"editors/{name}")


def take_writing(page: Page) -> None:
    """Take a draft that is checked and previewed, and whose text is offered after its tab was closed."""
    story = open_story(page, "in_review")
    page.locator("[name=standfirst]").fill("")
    save(page, headline="Waiting for a bed")
    page.get_by_text("Before publishing").first.scroll_into_view_if_needed()
    take(page, "editors/checklist")
    page.get_by_role("button", name="Preview").click()
    preview = page.frame_locator("iframe[name=story-preview]")
    preview.get_by_role("heading", name="Waiting for a bed").wait_for()
    take(page, "editors/preview")
    page.keyboard.press("Escape")
    with page.expect_response("**/autosave/"):
        page.locator("[name=headline]").fill("Waiting for a bed at the General Hospital")
    page.goto(f"{story}change/")
    take(page, "editors/kept")


def take_conflict(page: Page) -> None:
    """Take what whoever saves second is asked, when two wrote the same line."""
    open_story(page, "draft")
    other = page.context.new_page()
    other.goto(page.url)
    other.locator(".ProseMirror:visible").first.wait_for()
    save(page, headline="The harbour master who kept the tide in a notebook")
    save(other, headline="Forty years of tides, in one hand")
    take(other, "editors/conflict")
    other.close()


def take_withdrawal(page: Page) -> None:
    """Take the question before a story is withdrawn, and the report after it."""
    story = open_story(page, "published", row=8)
    page.goto(f"{story}withdraw/")
    page.get_by_label("Reason").fill("It named a witness who had been promised not to be named.")
    take(page, "editors/withdraw")
    page.get_by_role("button", name="Withdraw").click()
    take(page, "editors/takedown")


def main(site: str) -> None:
    """Take the front page, a story at the desk, and the guide's tasks."""
    username, password = LOGIN.read_text().split()
    (ROOT / "docs" / "editors").mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        page = browser.new_context(base_url=site, viewport=WINDOW, locale="en-GB").new_page()
        page.goto("/")
        take(page, "front")

        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        open_story(page, "published")
        take(page, "desk")
        take_guide(page)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
