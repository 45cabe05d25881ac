"""Where pictures are used: known for every kind of row, shown in the admin, and kept from deletion."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles import workflow
from articles.models import Article
from authors.models import Author
from authors.workflow import save_author
from images.admin.deleting import KeepsUsedPictures
from images.models import Image, PictureUse
from images.uses import set_uses, uses_of
from masthead.models import SiteSettings, StandingPage
from masthead.pages import save_page
from newsroom.demo.bulk import top_up_stories
from newsroom.demo.load import set_up
from newsroom.demo.pictures import described
from richtext.pictures import pictures_in, swap_picture
from tests.admin_forms import AdminForm
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db


def picture(title="Harbour", **fields):
    return Image.objects.create(file="p/x.jpg", width=30, height=20, title=title, **fields)


def figure(image):
    return f'<figure data-image="{image.pk}"><figcaption>At dawn</figcaption></figure>'


def uses(image):
    return {(type(found).__name__, place) for found, place in _rows(image)}


def _rows(image):
    for use in PictureUse.objects.filter(image=image):
        yield use.content_type.get_object_for_this_type(pk=use.object_id), use.place


def test_story_uses_its_lead_picture_and_those_of_its_text():
    lead, inner, gone = picture(), picture(), picture()
    gallery = f'<div data-gallery="">{figure(inner)}{figure(gone)}</div>'
    story = ArticleFactory(lead_image=lead, body=f"<p>a</p>{gallery}{figure(inner)}")
    assert uses(lead) == {("Article", "lead")}
    assert uses(inner) == uses(gone) == {("Article", "text")}
    story.body, story.lead_image = figure(inner), inner
    workflow.save(story)
    assert uses(lead) == uses(gone) == set()
    assert uses(inner) == {("Article", "lead"), ("Article", "text")}


def test_author_logo_and_standing_page_use_pictures(admin_client):
    portrait, logo, shared, inner = (picture() for _ in range(4))
    author = AuthorFactory.build(photo=portrait)
    save_author(author)
    save_page(StandingPage(url="/about/", title="About", content=figure(inner)))
    SiteSettings.objects.get_or_create(pk=1)
    form = AdminForm(admin_client, "/admin/masthead/sitesettings/1/change/", "sitesettings_form")
    assert form.send(logo=logo.pk, default_picture=shared.pk).status_code == 302
    assert uses(portrait) == {("Author", "portrait")}
    assert uses(inner) == {("FlatPage", "text")}
    assert uses(logo) == {("SiteSettings", "logo")}
    assert uses(shared) == {("SiteSettings", "sharing")}


def test_words_that_only_look_like_a_picture_use_none():
    image = picture()
    story = ArticleFactory(
        body=f'<p>&lt;figure data-image="{image.pk}"&gt; and data-image="{image.pk}"</p>'
        '<figure data-image="999999"></figure>'
    )
    assert not PictureUse.objects.filter(object_id=story.pk).exists()
    assert pictures_in(story.body) == [999999]


def test_uses_go_with_their_row():
    image = picture()
    story = ArticleFactory(lead_image=image)
    author = AuthorFactory.build(photo=image)
    save_author(author)
    page = StandingPage(url="/about/", title="About", content=figure(image))
    save_page(page)
    assert PictureUse.objects.count() == 3
    for row in (story, author, page):
        row.delete()
    assert PictureUse.objects.count() == 0


def test_places_that_are_not_named_stay(django_assert_num_queries):
    one, two = picture(), picture()
    story = ArticleFactory(lead_image=one)
    set_uses(story, {"pending": [two.pk, two.pk, None]})
    assert uses(two) == {("Article", "pending")}
    workflow.save(story)
    assert uses(two) == {("Article", "pending")}
    assert uses(one) == {("Article", "lead")}
    with django_assert_num_queries(1):
        set_uses(story, {"pending": [two.pk], "lead": [one.pk]})


def test_generated_stories_use_their_pictures():
    set_up({})
    for image in described().values():
        image.file, image.width, image.height = "p/x.jpg", 30, 20
        image.save()
    sum(top_up_stories(30, seed=1))
    leads = set(Article.objects.exclude(lead_image=None).values_list("pk", "lead_image"))
    assert leads
    assert set(PictureUse.objects.filter(place="lead").values_list("object_id", "image")) == leads


def _fill():
    from importlib import import_module

    migration = import_module("images.migrations.0003_fill_picture_uses")
    with CaptureQueriesContext(connection) as queries:
        migration.fill(apps, type("Editor", (), {"connection": connection}))
    return queries


def test_migration_finds_what_saving_has_registered():
    images = [picture() for _ in range(4)]
    ArticleFactory(lead_image=images[0], body=figure(images[1]) + '<figure data-image="99"></figure>')
    for _ in range(5):
        ArticleFactory()
    save_author(AuthorFactory.build(photo=images[2]))
    save_page(StandingPage(url="/about/", title="About", content=figure(images[3])))
    SiteSettings.objects.update_or_create(pk=1, defaults={"logo": images[3]})
    registered = set(PictureUse.objects.values_list("image", "object_id", "place", "content_type"))
    PictureUse.objects.all().delete()
    queries = _fill()
    found = set(PictureUse.objects.values_list("image", "object_id", "place", "content_type"))
    assert registered < found
    assert {place for _, _, place, _ in found - registered} == {"logo"}
    assert len(_fill()) < len(queries) + 1
    assert PictureUse.objects.count() == len(found)


def test_row_without_a_use_is_not_read_by_the_migration():
    ArticleFactory(body="<p>no picture</p>")
    bodies = [query["sql"] for query in _fill() if '"body"' in query["sql"]]
    assert len(bodies) == 1
    assert "LIKE" in bodies[0]


# The admin


def change(image):
    return reverse("admin:images_image_change", args=[image.pk])


def test_form_lists_the_uses(admin_client):
    image = picture()
    story = ArticleFactory(headline="Flood <1>", lead_image=image, body=figure(image))
    page = admin_client.get(change(image)).content.decode()
    link = reverse("admin:articles_article_change", args=[story.pk])
    assert f'<a href="{link}">Flood &lt;1&gt;</a>' in page
    assert "story · in the text, lead picture" in page


def test_form_of_an_unused_picture_says_so(admin_client):
    assert "Nowhere. It can be deleted." in admin_client.get(change(picture())).content.decode()


def test_form_costs_the_same_with_five_and_with_fifty_uses(admin_client):
    image = picture()
    save_author(AuthorFactory.build(photo=image))
    for _ in range(4):
        ArticleFactory(lead_image=image)
    counts = []
    for more in (0, 0, 45):  # the first time, content types are read too
        for _ in range(more):
            ArticleFactory(lead_image=image)
        with CaptureQueriesContext(connection) as queries:
            page = admin_client.get(change(image)).content.decode()
        counts.append(len(queries))
    assert counts[1] == counts[2] == 8
    assert page.count("story · lead picture") == 49


def test_more_uses_than_are_listed_are_counted():
    image = picture()
    for _ in range(53):
        ArticleFactory(lead_image=image)
    found = uses_of(image)
    assert (len(found.shown), found.total, found.more_text) == (50, 53, "3 more")
    assert found.text == "53 places"


def test_library_is_filtered_by_use(admin_client):
    used, unused = picture("Used one"), picture("Other one")
    ArticleFactory(lead_image=used)
    url = reverse("admin:images_image_changelist")
    found = admin_client.get(url, {"used": "yes"}).context["cl"].result_list
    assert [image.pk for image in found] == [used.pk]
    found = admin_client.get(url, {"used": "no"}).context["cl"].result_list
    assert [image.pk for image in found] == [unused.pk]


def test_picture_in_use_is_not_deleted_and_the_page_says_where_it_is_used(admin_client):
    image = picture("Harbour")
    story = ArticleFactory(headline="Flood", body=figure(image))
    url = reverse("admin:images_image_delete", args=[image.pk])
    page = admin_client.get(url).content.decode()
    link = reverse("admin:articles_article_change", args=[story.pk])
    assert f'“Harbour” is used in 1 place: <a href="{link}">Flood</a> (story, in the text).' in page
    assert admin_client.post(url, {"post": "yes"}).status_code == 200
    assert Image.objects.filter(pk=image.pk).exists()


def test_selected_pictures_are_kept_if_one_is_in_use(admin_client):
    used, unused = picture("Harbour"), picture("Market")
    ArticleFactory(lead_image=used)
    answer = admin_client.post(
        reverse("admin:images_image_changelist"),
        {"action": "delete_selected", "_selected_action": [used.pk, unused.pk], "post": "yes"},
    )
    assert f'<a href="{change(used)}">Harbour</a> is in use.' in answer.content.decode()
    assert Image.objects.count() == 2


def test_unused_picture_is_deleted(admin_client):
    image = picture()
    story = ArticleFactory(lead_image=image)
    story.delete()
    admin_client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert not Image.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_picture_that_came_into_use_while_its_deletion_was_confirmed_is_kept(admin_client, monkeypatch):
    image = picture()
    ArticleFactory(body=figure(image))
    check = KeepsUsedPictures.get_deleted_objects
    answers = iter([lambda *args: ([], {}, set(), []), check])  # at first, it was not in use yet
    monkeypatch.setattr(KeepsUsedPictures, "get_deleted_objects", lambda *args: next(answers)(*args))
    url = reverse("admin:images_image_delete", args=[image.pk])
    answer = admin_client.post(url, {"post": "yes"})
    assert "is used in 1 place" in answer.content.decode()
    assert Image.objects.filter(pk=image.pk).exists()


def test_database_refuses_what_the_admin_would():
    image = picture()
    ArticleFactory(body=figure(image))
    with pytest.raises(ProtectedError):
        image.delete()


def test_headlines_of_stories_that_one_may_not_open_are_not_told(client):
    image = picture()
    ArticleFactory(headline="Their secret", lead_image=image)
    save_author(AuthorFactory.build(name="Secret author", photo=image))
    user = UserFactory(is_staff=True)
    user.user_permissions.set(
        Permission.objects.filter(codename__in=["view_image", "delete_image", "write_own_article"])
    )
    client.force_login(user)
    ArticleFactory(headline="My own", lead_image=image, created_by=user)
    for name in ("change", "delete"):
        page = client.get(reverse(f"admin:images_image_{name}", args=[image.pk])).content.decode()
        assert "My own" in page
        assert "ecret" not in page
        assert page.count("one that you may not see") == 2


def test_uses_are_for_those_who_may_see_the_picture(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    image = picture()
    assert client.get(change(image)).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_image"))
    assert client.get(change(image)).status_code == 200


# Swapping


def test_swapped_picture_keeps_the_captions():
    one, two = picture(), picture()
    text = f"<p>{one.pk}</p>{figure(one)}{figure(two)}"
    assert swap_picture(text, one.pk, two.pk) == f"<p>{one.pk}</p>{figure(two)}{figure(two)}"


def test_author_without_photo_has_no_use():
    author = AuthorFactory()
    save_author(author)
    assert Author.objects.get() == author
    assert not PictureUse.objects.exists()
