"""The admin as a whole: its name, its order, what it refuses."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission

from masthead.models import SiteSettings
from tests.factories import CommentFactory, UserFactory
from tests.markup import find_live_markup

pytestmark = pytest.mark.django_db


def groups(answer):
    return {
        group["name"]: [model["object_name"] for model in group["models"]]
        for group in answer.context["app_list"]
    }


def test_pages_stand_as_a_newsroom_works(admin_client):
    assert groups(admin_client.get("/admin/")) == {
        "Stories": ["Article", "Category", "Tag", "DailyViews"],
        "Comments": ["Comment", "Block"],
        "Pictures": ["Image"],
        "People": ["Author", "User", "Group"],
        "Site": [
            "FrontPage",
            "SiteSettings",
            "Checklist",
            "StandingPage",
            "Redirect",
            "MissingAddress",
            "Webhook",
            "Delivery",
            "Worker",
        ],
    }


def test_model_that_no_group_names_stands_in_one_of_its_app(admin_client, monkeypatch):
    monkeypatch.setattr("newsroom.admin_site.GROUPS", {"Stories": ["articles.article"]})

    shown = groups(admin_client.get("/admin/"))

    assert next(iter(shown)) == "Stories"
    assert shown["Articles"] == ["Checklist", "Category"]


def test_member_of_staff_sees_what_they_may_do(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_article"))
    client.force_login(user)

    assert groups(client.get("/admin/")) == {"Stories": ["Article"]}


def test_page_of_an_app_lists_its_models_and_nothing_of_the_start_page(admin_client):
    CommentFactory()

    page = admin_client.get("/admin/articles/")

    assert "/admin/articles/category/" in page.text
    assert "No comments in the last seven days" not in page.text
    assert "start-head" not in page.text
    assert admin_client.get("/admin/nothing/").status_code == 404


def test_name_of_the_paper_stands_over_it_and_over_the_login(admin_client, client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "Q<b>&A"})

    for answer in (admin_client.get("/admin/"), client.get("/admin/login/")):
        html = answer.content.decode()
        assert "Q&lt;b&gt;&amp;A" in html
        assert "Q<b>" not in html


@pytest.mark.parametrize("path", ["", "articles/article/", "autocomplete/", "articles/article/tags/"])
def test_query_with_a_nul_is_a_bad_request(admin_client, path):
    assert admin_client.get(f"/admin/{path}?q=%00").status_code == 400


def test_no_page_of_the_admin_has_an_inline_script_style_or_handler(admin_client):
    SiteSettings.objects.get_or_create(pk=1)
    pages = ["/admin/", "/admin/login/", "/admin/masthead/sitesettings/1/change/"]
    for model in admin.site._registry:
        root = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
        pages += [root, f"{root}add/"]
    for url in pages:
        answer = admin_client.get(url, follow=True)
        assert find_live_markup(answer.content.decode()) == [], url
