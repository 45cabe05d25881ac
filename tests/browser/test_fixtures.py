"""The browser tests' own tools: a fault that they miss would be missed everywhere."""

import re

import pytest
from django.http import HttpResponse
from django.urls import path

from newsroom.urls import urlpatterns as site_urlpatterns

pytestmark = [pytest.mark.any_database, pytest.mark.browser]

FAULTY = """<!doctype html><html lang="en"><title>Faulty</title>
<p id="inline" style="color: red">Text</p>
<script>document.title = "inline script ran"</script>
<img src="https://pictures.example.org/a.png"><img src="/media/missing.png">"""
urlpatterns = [path("faulty/", lambda request: HttpResponse(FAULTY)), *site_urlpatterns]


def test_watch_hears_foreign_hosts_missing_files_and_policy_violations(page, settings):
    settings.ROOT_URLCONF = __name__
    page.goto("/faulty/", wait_until="networkidle")
    heard, page.watch.faults[:] = "\n".join(page.watch.faults), []

    assert page.title() == "Faulty"  # the inline script did not run
    assert "request to another host: https://pictures.example.org/a.png" in heard
    assert re.search(r"/media/missing\.png answered 404", heard)
    assert re.search(r"inline style .*Content Security Policy", heard)
    assert re.search(r"inline script .*Content Security Policy", heard)


def test_axe_and_nu_checker_find_what_is_wrong(page, settings, axe, nu_checker):
    settings.ROOT_URLCONF = __name__
    page.goto("/faulty/")
    assert any(fault.startswith("image-alt") for fault in axe(page))
    assert any("faulty" in fault and "alt" in fault for fault in nu_checker({"faulty": FAULTY}))
    page.watch.faults.clear()


def test_editor_is_logged_in(as_editor):
    as_editor.goto("/admin/")
    assert as_editor.locator("#user-tools").is_visible()


def test_page_without_javascript_runs_none(page_without_javascript):
    page_without_javascript.goto("/admin/login/")
    assert page_without_javascript.locator("form").is_visible()
