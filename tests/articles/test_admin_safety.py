"""What the admin of stories refuses, survives and never shows as anything but text."""

import json
import threading

import pytest
from django.contrib.auth.models import Permission
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from articles import saving
from articles.models import Article
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.admin_forms import AdminForm, errors_of
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory
from tests.markup import find_live_markup

ADD = "/admin/articles/article/add/"
LIST = "/admin/articles/article/"


@pytest.fixture
def form(admin_client):
    def form(article=None):
        url = reverse("admin:articles_article_change", args=[article.pk]) if article else ADD
        return AdminForm(admin_client, url, "article_form")

    return form


@pytest.fixture
def as_staff(client):
    """A function that logs in a member of staff who has the permissions named."""

    def as_staff(*codenames):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        client.force_login(user)
        return client

    return as_staff


# Permissions


@pytest.mark.django_db
def test_outsider_is_sent_to_the_login(client):
    for url in [LIST, ADD, f"{LIST}1/withdraw/"]:
        assert client.get(url).url == f"/admin/login/?next={url}"


@pytest.mark.django_db
def test_staff_without_permission_learn_nothing(as_staff):
    story = ArticleFactory(published=True)
    client = as_staff()

    for url in [LIST, ADD, f"{LIST}{story.pk}/change/", f"{LIST}{story.pk}/withdraw/"]:
        assert client.get(url).status_code == 403
    assert "Stories" not in client.get("/admin/").content.decode()


@pytest.mark.django_db
def test_who_may_only_view_reads_the_story_and_changes_nothing(as_staff):
    story = ArticleFactory(body="<p>One <strong>word</strong></p>", published=True)
    client = as_staff("view_article")

    html = client.get(f"{LIST}{story.pk}/change/").content.decode()
    action = {"action": "withdraw_stories", "_selected_action": [story.pk], "confirmed": "yes"}

    assert "One <strong>word</strong>" in html
    assert "Withdraw…" not in html
    assert "_publish" not in html
    assert client.post(f"{LIST}{story.pk}/withdraw/").status_code == 403
    assert client.post(f"{LIST}{story.pk}/change/", {"headline": "No"}).status_code == 403
    client.post(LIST, action)
    assert Article.objects.get().is_public


@pytest.mark.django_db
def test_who_writes_needs_no_permission_for_the_site(as_staff):
    names = ["add_article", "change_article", "publish_article"]
    client = as_staff(*names, "change_category", "view_category")
    section = CategoryFactory(name="World", slug="world")

    AdminForm(client, ADD, "article_form").send("_publish", headline="Harbour opens")
    page = AdminForm(client, f"/admin/articles/category/{section.pk}/change/", "category_form")
    page.send(in_navigation="on")

    assert Article.objects.get().is_public
    assert "in_navigation" not in page.html
    assert not SiteSettings.objects.filter(navigation__isnull=False).exists()


@pytest.mark.django_db
def test_who_writes_without_publishing_is_not_offered_it_and_cannot_force_it(as_staff):
    client = as_staff("add_article", "write_own_article")

    page = AdminForm(client, ADD, "article_form")

    assert "_publish" not in page.buttons
    assert page.send("_publish", headline="Harbour opens").status_code == 403
    page.send("_submit", headline="Harbour opens")
    assert Article.objects.get().status == Article.Status.IN_REVIEW


# Bad input


@pytest.mark.django_db
def test_error_keeps_every_word(form):
    body = "<h2>Part</h2><p>" + "A day of writing. " * 500 + "</p>"

    answer = form().send(headline="", body=body, standfirst="Kept", tags="Lahore")

    assert set(errors_of(answer)) == {"headline"}
    html = answer.content.decode()
    for kept in ["A day of writing. A day of writing.", "Kept", 'value="Lahore"']:
        assert kept in html
    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 251),
        ("headline", "nul\0"),
        ("body", "<p>nul\0</p>"),
        ("tags", "nul\0"),
        ("slug", "not a slug"),
        ("slug", "x" * 201),
        ("category", "999999"),
        ("category", "9" * 40),
        ("also_in", "x"),
        ("lead_image", "-1"),
        ("kind", "gossip"),
        ("seo_title", "x" * 201),
    ],
)
def test_bad_value_is_an_error_beside_its_field(form, field, value):
    answer = form().send(**{"headline": "Harbour opens", field: value})

    assert field in errors_of(answer)
    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "time", "sentence"),
    [
        ("2024-03-31", "02:30", "There is no 02:30 on March 31, 2024 in Paris: the clocks go forward"),
        ("2024-10-27", "02:30", "02:30 on Oct. 27, 2024 comes twice in Paris: the clocks go back"),
        ("0001-01-01", "00:00", "The year must lie between"),
        ("9999-12-31", "23:59", "The year must lie between"),
        ("31/12/2024x", "00:00", "This is not a date."),
        ("2024-07-01", "25:00", "This is not a time."),
        ("2024-07-01", "", "This is not a time."),
    ],
)
def test_time_that_is_none_gets_a_sentence(form, day, time, sentence):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Paris"})

    answer = form().send(headline="Harbour", published_at_0=day, published_at_1=time)

    assert sentence in errors_of(answer)["published_at"][0]


@pytest.mark.django_db
@pytest.mark.parametrize("button", ["_save", "_publish"])
def test_refused_form_does_not_say_that_the_story_is_public(form, button):
    answer = form(ArticleFactory()).send(button, headline="")

    html = answer.content.decode()
    assert "story-state-draft" in html
    assert 'name="_publish"' in html


@pytest.mark.django_db
def test_missing_management_form_is_no_server_error(admin_client):
    answer = admin_client.post(ADD, {"headline": "Harbour opens"})

    assert answer.status_code == 200
    assert not Article.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?section=-1", "?author=9" + "9" * 30, "?tag=x", "?p=zz", "?o=9.x"])
def test_made_up_query_of_the_list_is_no_server_error(admin_client, query):
    ArticleFactory()

    assert admin_client.get(LIST + query).status_code in (200, 302)


@pytest.mark.django_db
def test_unknown_story_is_not_there(admin_client):
    assert admin_client.get(f"{LIST}999/withdraw/").status_code == 404
    assert admin_client.get(f"{LIST}999/change/").status_code == 302


# Two at once


@pytest.mark.django_db(transaction=True)
def test_lost_race_for_an_address_is_an_error_beside_the_slug(admin_user):
    """The other request takes the address after this one was validated and before it is saved."""
    mine, theirs = (
        ArticleFactory(slug="mine", published=True),
        ArticleFactory(slug="theirs", published=True),
    )
    client = Client()
    client.force_login(admin_user)
    url = reverse("admin:articles_article_change", args=[mine.pk])
    page = AdminForm(client, url, "article_form")
    theirs.slug = "prize"

    answer = while_saving(theirs, lambda: page.send(slug="prize", body="<p>A day of writing</p>"))

    assert "this address" in errors_of(answer)["slug"][0]
    assert "A day of writing" in answer.content.decode()
    assert Article.objects.get(pk=mine.pk).slug == "mine"
    assert not Redirect.objects.filter(old_path=mine.get_absolute_url()).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("way", ["page", "list"])
def test_withdrawing_waits_for_what_somebody_is_saving(admin_user, way):
    story = ArticleFactory(published=True)
    client = Client()
    client.force_login(admin_user)
    data = {"action": "withdraw_stories", "_selected_action": [story.pk], "confirmed": "yes"}
    url = f"{LIST}{story.pk}/withdraw/" if way == "page" else LIST
    story.body = "<p>An hour of work</p>"

    while_saving(story, lambda: client.post(url, data))

    story.refresh_from_db()
    assert (story.status, story.body) == ("withdrawn", "<p>An hour of work</p>")


def while_saving(story, send):
    """Let `send` run while `story` is saved by a transaction that is not over; return its answer."""
    answers = []

    def in_thread():
        answers.append(send())
        connections.close_all()

    thread = threading.Thread(target=in_thread)
    with transaction.atomic():
        saving.save(story)
        thread.start()
        _wait_until_blocked(thread)
    thread.join()
    return answers[0]


def _wait_until_blocked(thread):
    """Return once the other request waits for our transaction, or has had half a second for it."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    for _ in range(50):
        thread.join(0.01)
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                if cursor.fetchone()[0]:
                    return


@pytest.mark.django_db(transaction=True)
def test_author_deleted_while_the_form_was_open_is_an_error_beside_the_field(admin_client):
    author = AuthorFactory()
    page = AdminForm(admin_client, ADD, "article_form")
    row = {"author": author.pk}
    author.delete()

    answer = page.send(headline="Harbour opens", rows={"bylines": [row]})

    assert "bylines-0-author" in errors_of(answer)


# Script in any field


@pytest.mark.django_db
@pytest.mark.corpora
def test_markup_in_any_field_is_only_text(admin_client, corpora):
    vectors = [entry["vector"] for entry in json.loads((corpora / "xss/vectors.json").read_text())]
    chosen = [vector.replace("\0", "") for vector in vectors if len(vector) < 90][::20]
    for number, vector in enumerate(chosen):
        section = CategoryFactory(name=vector, slug=f"s{number}", description=vector)
        author = AuthorFactory(name=vector, job_title=vector, bio=vector)
        ArticleFactory(
            headline=vector, standfirst=vector, category=section, by=[author], tagged=[f"{vector} x"]
        )
    story = Article.objects.first()

    pages = [LIST, "/admin/articles/category/", "/admin/authors/author/", "/admin/taggit/tag/"]
    pages += [f"{LIST}{story.pk}/{page}/" for page in ("change", "delete", "history")]
    pages += [f"{LIST}?q=%3Cscript%3E", f"{LIST}?section={story.category_id}"]
    for url in pages:
        assert find_live_markup(admin_client.get(url).content.decode()) == [], url
    action = {
        "action": "withdraw_stories",
        "_selected_action": [story.pk for story in Article.objects.all()],
    }
    assert find_live_markup(admin_client.post(LIST, action).content.decode()) == []


@pytest.mark.django_db
@pytest.mark.corpora
def test_body_loses_scripts_and_keeps_words_even_in_a_refused_form(form, corpora):
    vectors = [entry["vector"] for entry in json.loads((corpora / "xss/vectors.json").read_text())]
    body = "<p>Kept</p>" + "".join(vector.replace("\0", "") for vector in vectors[::40])

    refused = form().send(headline="", body=body)
    form().send(headline="Harbour opens", body=body)

    assert find_live_markup(refused.content.decode()) == []
    assert find_live_markup(Article.objects.get().body) == []
    assert "Kept" in Article.objects.get().body
