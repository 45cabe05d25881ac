"""A real Chromium in front of a real server, as readers and editors meet the site.

Chromium is the program named by CHROMIUM, or the first found under its usual names. It reaches
nothing but the server of the test. At the end of every test the browser's faults are counted
(tests.browser.watch): a test passes only when there are none.
"""

import json
import os
import shutil
import subprocess
import threading
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.watch import Watch
from tests.conftest import NOT_RUN, REPOSITORY

CHROMIUM_NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
CHROMIUM_OPTIONS = [
    "--no-sandbox",  # it cannot be had as root, and every page is our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE = REPOSITORY / "node_modules" / "axe-core" / "axe.min.js"
NU_CHECKER = REPOSITORY / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PATIENCE = 60_000  # milliseconds until a page or an element counts as missing


def find_chromium() -> str | None:
    """Return the path of the Chromium to use, or None."""
    if named := os.environ.get("CHROMIUM"):
        return named
    return next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)


def pytest_collection_modifyitems(items):
    if find_chromium():
        return
    missing = pytest.mark.skip(reason=f"{NOT_RUN}Chromium not found (install it, or set CHROMIUM)")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(missing)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """Add to the report of a failed test what its pages showed at that moment."""
    report = yield
    if report.when == "call" and report.failed and "open_page" in item.funcargs:
        for context, _ in item.funcargs["open_page"].contexts:
            for page in context.pages:
                report.sections.append((page.url, _outline(page)))
    return report


def _outline(page) -> str:
    from playwright.sync_api import Error

    try:
        return page.locator("body").aria_snapshot(timeout=5_000)
    except Error as error:
        return str(error)


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for all tests of this process."""
    from playwright.sync_api import expect, sync_playwright

    # Playwright's loop runs in this thread, so that Django takes the tests' queries for async ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    expect.set_options(timeout=PATIENCE)  # of itself it waits 5 s, which a busy machine exceeds
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def _as_deployed(tmp_path_factory):
    """The settings under which static files are collected, hashed and served as in production."""
    deployed = {
        "STATIC_ROOT": tmp_path_factory.mktemp("static"),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
        },
    }
    with override_settings(**deployed):
        call_command("collectstatic", interactive=False, verbosity=0)
    return deployed


class Gate:
    """In front of the site: what a closed browser had still sent must not reach the next test's rows."""

    def __init__(self):
        self._changed = threading.Condition()
        self._running = 0
        self._is_shut = False

    def lead_to(self, media_handler):
        """Stand before the site itself, which serves its own static files and uploads."""
        self._site = media_handler.application
        return self

    def __call__(self, environ, start_response):
        with self._changed:
            if self._is_shut:
                start_response("503 Service Unavailable", [("Content-Length", "0")])
                return []
            self._running += 1
        try:
            return self._site(environ, start_response)
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def open(self):
        """Let requests through."""
        self._is_shut = False

    def shut(self):
        """Let no request through any more, and wait for those that are being answered."""
        with self._changed:
            self._is_shut = True
            self._changed.wait_for(lambda: not self._running, PATIENCE / 1000)


@pytest.fixture(scope="session")
def live_server(_as_deployed):
    """The site on a port of its own; `live_server.url` is its address."""
    with override_settings(**_as_deployed):
        server = LiveServer("127.0.0.1", start=False)
        server.gate = Gate()
        server.thread.static_handler = server.gate.lead_to
        server.start()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def _deployed_settings(request, settings):
    if "live_server" in request.fixturenames:
        for name, value in request.getfixturevalue("_as_deployed").items():
            setattr(settings, name, value)
        request.getfixturevalue("live_server").gate.open()


@pytest.fixture
def typing_fast(monkeypatch):
    """Comments may be posted at once: a browser driven by a test types faster than people do."""
    monkeypatch.setattr("comments.signatures.FASTEST", -1)


@pytest.fixture
def open_page(chromium, live_server):
    """A function that opens a page in a browser of its own, for the length of the test.

    Its options are those of Playwright's `new_context`: `java_script_enabled=False`,
    `color_scheme="dark"`, `viewport={"width": 360, "height": 740}`… Addresses may be given from
    the root: `page.goto("/latest/")`. `page.watch` is the Watch that hears the page's faults.
    """
    contexts = []

    def open_page(**options):
        context = chromium.new_context(base_url=live_server.url, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.watch = Watch(context, live_server.url)
        contexts.append((context, page.watch))
        return page

    open_page.contexts = contexts
    yield open_page
    for context, _ in contexts:
        context.close()
    live_server.gate.shut()
    assert [fault for _, watch in contexts for fault in watch.faults] == []


@pytest.fixture
def page(open_page):
    """A reader's browser."""
    return open_page()


@pytest.fixture
def page_without_javascript(open_page):
    """The browser of a reader who has JavaScript switched off."""
    return open_page(java_script_enabled=False)


@pytest.fixture
def log_in(live_server):
    """A function that logs `page` in as `user`."""

    def log_in(page, user):
        client = Client()
        client.force_login(user)
        name = django_settings.SESSION_COOKIE_NAME
        session = client.cookies[name].value
        page.context.add_cookies([{"name": name, "value": session, "url": live_server.url}])

    return log_in


@pytest.fixture
def as_editor(open_page, log_in, admin_user):
    """The browser of somebody who may do everything in the admin, logged in."""
    page = open_page(viewport={"width": 1440, "height": 900})
    log_in(page, admin_user)
    return page


@pytest.fixture
def axe():
    """A function that returns what axe finds on the page that a Playwright page shows.

    Each line names the rule, the element and what is wrong with it; an empty list is a pass.
    """
    if not AXE.exists():
        pytest.skip(f"{NOT_RUN}axe-core not found (npm ci)")

    def axe(page) -> list[str]:
        page.wait_for_load_state()
        page.evaluate(AXE.read_text())
        result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            f"{violation['id']}: {node['target']}: {node['failureSummary']}"
            for violation in result["violations"]
            for node in violation["nodes"]
        ]

    return axe


@pytest.fixture
def nu_checker(tmp_path):
    """A function that returns what the Nu HTML checker says, errors and warnings, of named pages.

    It takes `{name: html}` and starts the checker once for all of them.
    """
    if not NU_CHECKER.exists():
        pytest.skip(f"{NOT_RUN}vnu-jar not found (npm ci)")
    if not shutil.which("java"):
        pytest.skip(f"{NOT_RUN}java not found")

    def nu_checker(pages: dict[str, str]) -> list[str]:
        names = {}
        for number, (name, html) in enumerate(pages.items()):
            file = tmp_path / f"{number}.html"
            file.write_text(html, encoding="utf-8")
            names[file.name] = name
        command = [
            "java",
            "-Xss4m",
            "-jar",
            NU_CHECKER,
            "--format",
            "json",
            "--stdout",
            "--exit-zero-always",
        ]
        answer = subprocess.run(
            [*command, *(tmp_path / name for name in names)], capture_output=True, check=True
        )
        return [
            f"{names[Path(message['url']).name]}:{message.get('lastLine', 0)}: {message['message']} "
            f"{message.get('extract', '')!r}"
            for message in json.loads(answer.stdout)["messages"]
        ]

    return nu_checker
