"""Takes the README's pictures of a running demo newsroom (make run):

.venv/bin/python docs/screenshots.py [http://127.0.0.1:8000]
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


def main(site: str) -> None:
    """Take the front page, and a story at the desk."""
    username, password = LOGIN.read_text().split()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        page = browser.new_context(base_url=site, viewport=WINDOW, locale="en-GB").new_page()
        page.goto("/")
        take(page, "front")

        page.goto("/admin/")
        page.get_by_label("Username").fill(username)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()
        page.goto("/admin/articles/article/")
        page.locator("#result_list tr", has_text="Published").first.locator("th a").click()
        page.locator(".ProseMirror:visible").first.wait_for()
        take(page, "desk")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000")
