"""Tags in the admin: the field of a story, its suggestions, and the list of tags."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from taggit.models import Tag

from articles import workflow
from articles.models import Article
from tests.admin_forms import AdminForm, errors_of
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/taggit/tag/"
SUGGESTIONS = "/admin/articles/article/tags/"


@pytest.fixture
def form(admin_client):
    """A function that opens the form of a tag."""

    def form(tag=None):
        url = reverse("admin:taggit_tag_change", args=[tag.pk]) if tag else f"{LIST}add/"
        return AdminForm(admin_client, url, "tag_form")

    return form


@pytest.fixture
def story_form(admin_client):
    def story_form(story):
        url = reverse("admin:articles_article_change", args=[story.pk])
        return AdminForm(admin_client, url, "article_form")

    return story_form


def test_field_shows_names_with_spaces_and_commas_as_they_are_typed(story_form):
    story = ArticleFactory(tagged=["Climate change", "Paris, Texas"])

    page = story_form(story)
    page.send()

    assert page.fields["tags"] == ['Climate change, "Paris, Texas"']
    assert sorted(story.tags.names()) == ["Climate change", "Paris, Texas"]


def test_tag_that_cannot_be_one_is_an_error_beside_the_field(story_form):
    story = ArticleFactory()

    answer = story_form(story).send(tags="Lahore, ***", body="<p>Kept words</p>")

    assert "“***” has none" in errors_of(answer)["tags"][0]
    assert "Lahore, ***" in answer.content.decode()
    assert "Kept words" in answer.content.decode()


def test_spelling_of_a_tag_that_is_there_wins(story_form):
    ArticleFactory(tagged=["Climate change"])
    story = ArticleFactory()

    story_form(story).send(tags="CLIMATE CHANGE")

    assert list(story.tags.names()) == ["Climate change"]


def test_suggestions_hold_the_words_and_begin_with_them_first(admin_client):
    for name in ["Climate change", "Climate", "Microclimate", "Water"]:
        Tag.objects.create(name=name)

    names = admin_client.get(SUGGESTIONS, {"q": "clim"}).json()["names"]

    assert names == ["Climate", "Climate change", "Microclimate"]


@pytest.mark.parametrize("query", ["", "  ", "x" * 5000])
def test_suggestions_for_nothing_are_none(admin_client, query):
    Tag.objects.create(name="Water")

    assert admin_client.get(SUGGESTIONS, {"q": query}).json() == {"names": []}


def test_suggestions_are_ten_at_most_by_one_query(admin_client, django_assert_num_queries):
    for number in range(30):
        Tag.objects.create(name=f"Water {number}")

    with django_assert_num_queries(4):  # session, user, site, tags
        assert len(admin_client.get(SUGGESTIONS, {"q": "water"}).json()["names"]) == 10


def test_suggestions_are_for_those_who_write(client):
    outsider = UserFactory(is_staff=True)
    writer = UserFactory(is_staff=True)
    writer.user_permissions.add(Permission.objects.get(codename="write_own_article"))

    assert client.get(SUGGESTIONS).status_code == 302
    client.force_login(outsider)
    assert client.get(SUGGESTIONS).status_code == 403
    client.force_login(writer)
    assert client.get(SUGGESTIONS, {"q": "x"}).status_code == 200


def test_list_counts_stories_and_leads_to_them(admin_client):
    ArticleFactory.create_batch(2, tagged=["Water"])
    tag = Tag.objects.get()

    html = admin_client.get(LIST).content.decode()

    assert f'<a href="/admin/articles/article/?tag={tag.pk}">2</a>' in html


@pytest.mark.parametrize("number", [5, 50])
def test_queries_of_the_list_do_not_grow(admin_client, django_assert_num_queries, number):
    for n in range(number):
        ArticleFactory(tagged=[f"Tag {n}"])
    admin_client.get(LIST)

    with django_assert_num_queries(5):  # session, user, site, how many, tags
        admin_client.get(LIST)


def test_new_slug_leads_readers_on(form, client):
    ArticleFactory(published=True, tagged=["Water"])

    form(Tag.objects.get()).send(slug="water-rights")

    assert client.get("/tag/water/").url == "/tag/water-rights/"


def test_second_tag_of_a_name_is_refused(form):
    Tag.objects.create(name="Water")

    assert "two can be merged" in errors_of(form().send(name="WATER", slug="w"))["name"][0]


def test_slug_is_made_from_the_name(form):
    form().send(name="Water rights", slug="")

    assert Tag.objects.get().slug == "water-rights"


def test_merging_asks_which_one_stays(admin_client):
    story = ArticleFactory(tagged=["Ukraine", "Ukraine war"])
    tags = list(Tag.objects.order_by("name"))
    chosen = {"action": "merge", "_selected_action": [tag.pk for tag in tags]}

    page = admin_client.post(LIST, chosen).content.decode()
    assert "Which one stays?" in page
    answer = admin_client.post(LIST, chosen | {"confirmed": "yes", "stays": tags[0].pk})

    assert str(next(iter(answer.wsgi_request._messages))) == "2 tags are “Ukraine” now."
    assert list(story.tags.names()) == ["Ukraine"]


def test_one_tag_alone_is_not_merged(admin_client):
    tag = Tag.objects.create(name="Water")

    answer = admin_client.post(LIST, {"action": "merge", "_selected_action": [tag.pk]})

    assert "between 2 and 50" in str(next(iter(answer.wsgi_request._messages)))


def test_deleting_a_tag_asks_with_a_number_and_keeps_the_stories(admin_client):
    ArticleFactory.create_batch(3, tagged=["Water"])
    url = reverse("admin:taggit_tag_delete", args=[Tag.objects.get().pk])

    assert "<li>Uses of them: 3</li>" in admin_client.get(url).content.decode()
    admin_client.post(url, {"post": "yes"})

    assert not Tag.objects.exists()
    assert Article.objects.count() == 3


def test_page_of_a_tag_is_linked_once_readers_get_it(admin_client, client):
    draft = ArticleFactory(tagged=["Harbour"])
    url = reverse("admin:taggit_tag_change", args=[Tag.objects.get().pk])

    assert "View on site" not in admin_client.get(url).text

    workflow.publish(draft)
    assert "View on site" in admin_client.get(url).text
    assert client.get("/tag/harbour/").status_code == 200
