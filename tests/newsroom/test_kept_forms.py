"""A form of the desk that comes after its session, or its token, is handed back with every word."""

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from articles.models import Article
from tests.admin_forms import AdminForm, FormReader
from tests.factories import ArticleFactory, CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

ADD = "/admin/articles/article/add/"
SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Dest": "document"}
HOSTILE = '"><script>alert(1)</script>\n</form><form action="https://evil.example">'


@pytest.fixture
def writer():
    """Somebody who may write stories, in a browser that checks tokens as a real one does."""
    user = UserFactory(is_staff=True, first_name="Amina")
    grants = ["add_article", "write_own_article", "add_user", "change_category"]
    user.user_permissions.set(Permission.objects.filter(codename__in=grants))
    client = Client(enforce_csrf_checks=True, headers=SAME_ORIGIN)
    client.force_login(user)
    client.user = user
    return client


def held_by(answer) -> dict[str, list[str]]:
    """Return what the form on the page would send."""
    forms = [form for form in FormReader(answer.text).forms if form.method == "post"]
    return next(form.fields for form in forms if form.action != "/admin/logout/")


def test_session_that_ended_while_writing_loses_no_word(writer):
    page = AdminForm(writer, ADD, "article_form")
    writer.session.flush()

    answer = page.send("_save", headline="Typed", body="<p>Words &amp; more.</p>\n<p>x</p>")

    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "You were logged out. What you wrote is kept on this page." in answer.text
    assert not Article.objects.exists()
    writer.force_login(writer.user)
    fields = held_by(answer)
    assert fields["body"] == ["<p>Words &amp; more.</p>\n<p>x</p>"]
    assert f'action="{ADD}"' in answer.text
    again = writer.post(ADD, fields)
    # The login gave the browser another token: the page comes once more, and then it is saved.
    if again.status_code == 403:
        again = writer.post(ADD, held_by(again))
    assert again.status_code == 302
    story = Article.objects.get()
    assert (story.headline, story.body) == ("Typed", "<p>Words &amp; more.</p><p>x</p>")


def test_button_that_was_pressed_is_pressed_again(writer):
    page = AdminForm(writer, ADD, "article_form")
    writer.session.flush()

    assert held_by(page.send("_submit", headline="Typed"))["_submit"] == ["1"]


def test_token_that_is_stale_because_of_another_login_loses_no_word(writer):
    page = AdminForm(writer, ADD, "article_form")
    writer.cookies["csrf"] = "a" * 32

    answer = page.send("_save", headline="Typed")

    assert answer.status_code == 403
    assert "no-store" in answer["Cache-Control"]
    assert "You logged in again in another tab" in answer.text
    assert not Article.objects.exists()
    assert writer.post(ADD, held_by(answer)).status_code == 302
    assert Article.objects.get().headline == "Typed"


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Sec-Fetch-Site": "", "Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": "", "Origin": "https://testserver"},
        {"Sec-Fetch-Site": "", "Origin": "http://testserver.evil.example"},
        {"Sec-Fetch-Site": ""},
    ],
    ids=str,
)
def test_other_sites_show_nothing_of_their_own_here(writer, headers):
    answer = writer.post(ADD, {"headline": "Planted words"}, headers=headers)

    assert answer.status_code == 403
    assert "Planted" not in answer.text
    assert "Please send the form again" in answer.text


def test_browser_without_fetch_metadata_is_known_by_its_origin(writer):
    headers = {"Sec-Fetch-Site": "", "Sec-Fetch-Dest": "document", "Origin": "http://testserver"}

    answer = writer.post(ADD, {"headline": "My words"}, headers=headers)

    assert held_by(answer)["headline"] == ["My words"]


def test_what_is_held_is_text_and_goes_nowhere_else(writer):
    answer = writer.post(f"{ADD}?next=//evil.example", {"headline": HOSTILE, HOSTILE: "x y"})

    assert answer.status_code == 403
    assert "<script>alert" not in answer.text
    assert '<form action="https://evil' not in answer.text
    assert held_by(answer)["headline"] == [HOSTILE]
    assert f'action="{ADD}?next=//evil.example"' in answer.text


def test_files_and_passwords_are_not_held_but_named(writer):
    page = AdminForm(writer, ADD, "article_form")
    writer.session.flush()
    sent = page.fields | {
        "headline": "Typed",
        "password1": "ink and paper",
        "usable_password": "true",
        "photo": SimpleUploadedFile("quay <b>.jpg", b"x"),
    }

    answer = writer.post(ADD, sent)

    assert "quay &lt;b&gt;.jpg, the password" in answer.text
    assert "ink and paper" not in answer.text


def test_every_form_of_the_desk_is_held(writer):
    category = CategoryFactory(name="World")
    url = reverse("admin:articles_category_change", args=[category.pk])
    page = AdminForm(writer, url, "category_form")
    writer.session.flush()

    assert held_by(page.send(name="The world"))["name"] == ["The world"]


def test_account_that_was_switched_off_keeps_its_words_to_copy(writer):
    story = ArticleFactory(created_by=writer.user)
    page = AdminForm(writer, reverse("admin:articles_article_change", args=[story.pk]), "article_form")
    writer.user.is_staff = False
    writer.user.save()

    answer = page.send(headline="Typed words")

    assert answer.status_code == 403
    assert "Your account may not work at the desk any more" in answer.text
    assert held_by(answer)["headline"] == ["Typed words"]
    story.refresh_from_db()
    assert story.headline != "Typed words"


def test_scripts_are_told_that_the_token_is_stale_or_the_session_gone(writer):
    autosave = "/admin/articles/article/autosave/"
    stale = writer.post(autosave, "{}", content_type="application/json")
    assert (stale.status_code, stale.json()) == (403, {"stale": True})
    writer.session.flush()

    gone = writer.get(autosave, headers={"Content-Type": "application/json"})

    assert (gone.status_code, gone.json()) == (401, {"login": "/admin/login/"})


def test_pages_still_lead_to_the_login(client):
    assert client.get(ADD).url == f"/admin/login/?next={ADD}"
    assert client.post("/admin/logout/").status_code in (200, 302)


def test_forms_for_readers_are_refused_as_before(client):
    own = Client(enforce_csrf_checks=True, headers=SAME_ORIGIN)
    answer = own.post("/admin/login/", {"username": "x", "password": "ink and paper"})

    assert answer.status_code == 403
    assert "ink and paper" not in answer.text
