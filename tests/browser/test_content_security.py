"""No page of ours asks for more than its content security policy allows, the admin's included.

Every violation is an error on the browser's console, and so a fault that the fixtures report.
"""

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from comments.models import Comment
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory

pytestmark = pytest.mark.browser


@pytest.fixture
def story():
    section = CategoryFactory(name="World")
    story = ArticleFactory(category=section, by=[AuthorFactory()], tagged=["ports"], published=True)
    CommentFactory(article=story)
    CommentFactory(article=story, status=Comment.Status.PENDING)
    return story


def test_every_list_and_form_of_the_admin(as_editor, story):
    as_editor.goto(reverse("admin:index"), wait_until="networkidle")
    for model, registered in admin.site._registry.items():
        place = f"{model._meta.app_label}_{model._meta.model_name}"
        offered = {pattern.name for pattern in registered.get_urls()}
        for page in {f"{place}_changelist", f"{place}_add"} & offered:
            address = reverse(f"admin:{page}")
            answer = as_editor.goto(address, wait_until="networkidle")
            assert answer.status in {200, 403}, address  # 403: some things are not added by hand
            assert as_editor.watch.faults == [], address
            as_editor.watch.faults.clear()


def test_story_form_with_its_editor(as_editor, story):
    as_editor.goto(reverse("admin:articles_article_change", args=[story.pk]), wait_until="networkidle")
    body = as_editor.locator(".ProseMirror:visible").first
    body.click()
    as_editor.keyboard.type("Written in the browser. ")
    expect(body).to_contain_text("Written in the browser.")
    assert as_editor.watch.faults == []
