"""Categories in the admin: the tree, moving in it, and the navigation."""

import pytest
from django.urls import reverse

from articles.models import Category
from masthead import menu
from masthead.models import NavigationLink
from redirects.models import Redirect
from tests.admin_forms import AdminForm, errors_of
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db

LIST = "/admin/articles/category/"
ADD = "/admin/articles/category/add/"


@pytest.fixture
def form(admin_client):
    """A function that opens the form of a category."""

    def form(category=None, url=ADD):
        if category:
            url = reverse("admin:articles_category_change", args=[category.pk])
        return AdminForm(admin_client, url, "category_form")

    return form


def names(admin_client, **query):
    return [category.name for category in admin_client.get(LIST, query).context["cl"].result_list]


def test_list_is_the_tree_by_position_then_name(admin_client):
    asia = CategoryFactory(name="Asia", slug="asia")
    CategoryFactory(name="Asia-Pacific", slug="asia-pacific")
    CategoryFactory(name="Japan", slug="japan", parent=asia)
    china = CategoryFactory(name="China", slug="china", parent=asia)
    CategoryFactory(name="Beijing", slug="beijing", parent=china)
    CategoryFactory(name="World", slug="world", position=0)
    Category.objects.filter(name__startswith="Asia").update(position=2)

    expected = ["World", "Asia", "China", "Beijing", "Japan", "Asia-Pacific"]
    assert names(admin_client) == expected


def test_search_in_the_tree_finds_names(admin_client):
    asia = CategoryFactory(name="Asia", slug="asia")
    CategoryFactory(name="China", slug="china", parent=asia)

    assert names(admin_client, q="china") == ["China"]


@pytest.mark.parametrize("number", [5, 50])
def test_queries_of_the_tree_do_not_grow(admin_client, django_assert_num_queries, number):
    parent = None
    for _ in range(number):
        category = CategoryFactory(parent=parent)
        parent = category if category.depth < 5 else None
    admin_client.get(LIST)

    # session, user, site, how many (twice: with and without filters), categories, places, links
    with django_assert_num_queries(7):
        admin_client.get(LIST)


def test_new_section_at_the_top_is_in_the_navigation(form, client):
    page = form()
    assert page.fields["in_navigation"] == ["on"]

    page.send(name="Global Affairs", slug="")

    link = NavigationLink.objects.get()
    assert (link.label, link.url) == ("Global Affairs", "/section/global-affairs/")


def test_section_below_another_is_not_unless_asked(form):
    world = CategoryFactory(name="World", slug="world")
    page = form(url=f"{ADD}?parent={world.pk}")
    assert "in_navigation" not in page.fields

    page.send(name="Asia", slug="asia")

    assert Category.objects.get(name="Asia").path == "world/asia"
    assert not NavigationLink.objects.exists()


def test_navigation_follows_a_section_that_moves_and_is_renamed(form):
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia")
    form(asia).send(in_navigation="on")

    form(asia).send(name="Asia and Pacific", parent=world.pk)

    link = NavigationLink.objects.get()
    assert (link.label, link.url) == ("Asia and Pacific", "/section/world/asia/")


def test_label_that_an_editor_has_written_is_kept(form):
    asia = CategoryFactory(name="Asia", slug="asia")
    form(asia).send(in_navigation="on")
    NavigationLink.objects.update(label="The East")

    form(asia).send(name="Asia and Pacific")

    assert NavigationLink.objects.get().label == "The East"


def test_unticking_takes_a_section_out_of_the_navigation(form):
    section = CategoryFactory(name="Ärger", slug="ärger")
    form(section).send(in_navigation="on")
    assert form(section).fields["in_navigation"] == ["on"]

    form(section).send(in_navigation=None)

    assert not NavigationLink.objects.exists()


def test_section_in_the_footer_follows_and_stays_when_it_leaves_the_navigation(form, admin_client):
    section = CategoryFactory(name="Jobs", slug="jobs")
    form(section).send(in_navigation="on")
    menu.show_link("/section/jobs/", "Jobs", NavigationLink.Place.FOOTER)

    form(section).send(name="Careers", slug="careers", in_navigation=None)

    link = NavigationLink.objects.get()
    assert (link.place, link.label, link.url) == ("footer", "Careers", "/section/careers/")
    assert "in_navigation" not in form(section).fields

    admin_client.post(reverse("admin:articles_category_delete", args=[section.pk]), {"post": "yes"})
    assert not NavigationLink.objects.exists()


def test_moved_branch_keeps_its_readers(form):
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia")
    CategoryFactory(name="China", slug="china", parent=asia)
    page = form(asia)
    assert "so does that of the section below it" in page.html

    answer = page.send(parent=world.pk)

    assert Redirect.objects.get(old_path="/section/asia/china/").new_path == "/section/world/asia/china/"
    assert "/section/asia/ leads there" in str(next(iter(answer.wsgi_request._messages)))


def test_category_does_not_stand_below_itself(form):
    asia = CategoryFactory(slug="asia")
    china = CategoryFactory(slug="china", parent=asia)

    answer = form(asia).send(parent=china.pk)

    assert errors_of(answer) == {"parent": ["A category cannot stand below itself."]}


def test_place_that_is_taken_is_an_error_beside_the_slug(form):
    CategoryFactory(name="World", slug="world")

    answer = form().send(name="World", slug="world")

    assert "slug" in errors_of(answer)


def test_move_that_makes_an_address_below_too_long_is_refused(form):
    long = "a" * 190
    top = CategoryFactory(slug=long, parent=CategoryFactory(slug=long))
    branch = CategoryFactory(slug="branch")
    CategoryFactory(slug=long, parent=branch)

    answer = form(branch).send(parent=top.pk)

    assert "560" in errors_of(answer)["slug"][0]


def test_name_without_letters_needs_a_slug(form):
    answer = form().send(name="!!!", slug="")

    assert "no letters" in errors_of(answer)["slug"][0]


def test_section_with_stories_is_not_deleted(admin_client):
    section = ArticleFactory(headline="It stays", category=CategoryFactory()).category
    url = reverse("admin:articles_category_delete", args=[section.pk])

    html = admin_client.get(url).content.decode()
    admin_client.post(url, {"post": "yes"})

    assert "It stays" in html
    assert Category.objects.filter(pk=section.pk).exists()


def test_deleted_section_leaves_the_navigation(form, admin_client):
    section = CategoryFactory()
    form(section).send(in_navigation="on")

    admin_client.post(reverse("admin:articles_category_delete", args=[section.pk]), {"post": "yes"})

    assert not Category.objects.exists()
    assert not NavigationLink.objects.exists()


def test_sections_deleted_from_the_list_leave_the_navigation(form, admin_client):
    section = CategoryFactory()
    form(section).send(in_navigation="on")

    data = {"action": "delete_selected", "_selected_action": section.pk, "post": "yes"}
    admin_client.post(LIST, data)

    assert not NavigationLink.objects.exists()


def test_page_of_a_section_is_linked_once_readers_get_it(admin_client, client):
    section = CategoryFactory(slug="world")
    url = reverse("admin:articles_category_change", args=[section.pk])

    page = admin_client.get(url).text
    assert "/section/world/" in page
    assert 'href="/section/world/"' not in page
    assert "View on site" not in page

    ArticleFactory(category=section, published=True)
    page = admin_client.get(url).text
    assert 'href="/section/world/"' in page
    assert "View on site" in page
    assert client.get("/section/world/").status_code == 200
