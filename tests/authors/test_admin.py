"""Authors in the admin."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from articles import workflow
from authors.models import Author
from tests.admin_forms import AdminForm, errors_of
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/authors/author/"


@pytest.fixture
def form(admin_client):
    """A function that opens the form of an author."""

    def form(author=None):
        url = reverse("admin:authors_author_change", args=[author.pk]) if author else f"{LIST}add/"
        return AdminForm(admin_client, url, "author_form")

    return form


def test_new_author_gets_an_address_from_the_name(form, client):
    form().send(name="Saeed Minhas", job_title="Political editor")

    ArticleFactory(by=[Author.objects.get()], published=True)
    assert "Political editor" in client.get("/author/saeed-minhas/").content.decode()


def test_changed_slug_leads_readers_on(form, client):
    author = AuthorFactory(slug="s-minhas")
    ArticleFactory(by=[author], published=True)

    form(author).send(slug="saeed-minhas")

    assert client.get("/author/s-minhas/").url == "/author/saeed-minhas/"


def test_address_that_is_used_again_is_no_longer_redirected(form, client):
    first = AuthorFactory(slug="minhas")
    form(first).send(slug="saeed-minhas")

    form().send(name="Another Minhas", slug="minhas")
    ArticleFactory(by=[Author.objects.get(slug="minhas")], published=True)

    assert client.get("/author/minhas/").status_code == 200


def test_slug_that_is_taken_is_an_error_beside_it(form):
    AuthorFactory(slug="minhas")

    answer = form().send(name="Another Minhas", slug="minhas", bio="Kept")

    assert "slug" in errors_of(answer)
    assert "Kept" in answer.content.decode()


def test_name_without_letters_needs_a_slug(form):
    assert "no letters" in errors_of(form().send(name="***"))["slug"][0]


def test_website_without_a_scheme_is_https(form):
    form().send(name="Saeed Minhas", website="example.org")

    assert Author.objects.get().website == "https://example.org"


def test_list_shows_portrait_job_login_and_stories(admin_client):
    author = AuthorFactory(
        name="Saeed Minhas", job_title="Editor", photo=make_image(), user=UserFactory(username="saeed")
    )
    ArticleFactory.create_batch(3, by=[author])

    html = admin_client.get(LIST).content.decode()

    for text in ["Saeed Minhas", "Editor", "saeed", 'class="list-picture"']:
        assert text in html
    assert f'<a href="/admin/articles/article/?author={author.pk}">3</a>' in html


@pytest.mark.parametrize("number", [5, 50])
def test_queries_of_the_list_do_not_grow(admin_client, django_assert_num_queries, number):
    for _ in range(number):
        ArticleFactory(by=[AuthorFactory(photo=make_image(), user=UserFactory())])
    admin_client.get(LIST)

    with django_assert_num_queries(5):  # session, user, site, how many, authors
        admin_client.get(LIST)


def test_many_stories_are_not_counted_to_the_end(admin_client, monkeypatch):
    monkeypatch.setattr("desk.counting.LIMIT", 2)
    author = AuthorFactory()
    ArticleFactory.create_batch(4, by=[author])

    assert ">2+</a>" in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize("words", ["minhas", "political", "saeed@"])
def test_autocomplete_finds_name_job_and_mail(admin_client, words):
    author = AuthorFactory(name="Saeed Minhas", job_title="Political editor", email="saeed@example.org")
    AuthorFactory(name="Amina Rao")
    query = {"app_label": "articles", "model_name": "byline", "field_name": "author", "term": words}

    found = admin_client.get("/admin/autocomplete/", query).json()["results"]

    assert found == [{"id": str(author.pk), "text": "Saeed Minhas"}]


def test_author_with_stories_is_not_deleted(admin_client):
    author = AuthorFactory()
    ArticleFactory(headline="It stays", by=[author])
    url = reverse("admin:authors_author_delete", args=[author.pk])

    admin_client.post(url, {"post": "yes"})

    assert "would require deleting" in admin_client.get(url).content.decode()
    assert Author.objects.exists()


def test_empty_list_invites(admin_client):
    assert "an author needs no login" in admin_client.get(LIST).content.decode()


@pytest.mark.parametrize("verb", ["view", "change"])
def test_account_is_named_to_those_who_may_open_none_and_not_linked(client, verb):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename=f"{verb}_author"))
    client.force_login(user)
    author = AuthorFactory(user=UserFactory(username="saeed"))
    url = reverse("admin:authors_author_change", args=[author.pk])

    page = client.get(url).text

    assert "saeed" in page
    assert "/admin/auth/user/" not in page
    assert 'name="user"' not in page
    Author.objects.update(user=None)
    assert '<div class="readonly">None</div>' not in client.get(url).text


def test_page_of_an_author_is_linked_once_readers_get_it(admin_client, client):
    author = AuthorFactory(slug="saeed")
    url = reverse("admin:authors_author_change", args=[author.pk])
    draft = ArticleFactory(by=[author])

    assert "View on site" not in admin_client.get(url).text

    workflow.publish(draft)
    assert "View on site" in admin_client.get(url).text
    assert client.get("/author/saeed/").status_code == 200
