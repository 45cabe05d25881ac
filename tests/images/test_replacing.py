"""Replacing a picture wherever it stands, from its page in the admin."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from articles.models import Article
from authors.models import Author
from authors.workflow import save_author
from images import uses
from images.models import Image, PictureUse
from images.withholding import withhold
from images.workflow import save_words
from masthead.models import SiteSettings, StandingPage
from masthead.pages import save_page
from masthead.pictures import register_site
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db


def picture(title="Harbour", **fields):
    return Image.objects.create(file=f"p/{title}.jpg", width=30, height=20, title=title, **fields)


def figure(image):
    return f'<figure data-image="{image.pk}"><figcaption>Said here</figcaption></figure>'


def replace(image):
    return reverse("admin:images_image_replace", args=[image.pk])


@pytest.fixture
def old():
    """A picture that is used in every way there is."""
    image = picture()
    save_author(AuthorFactory.build(photo=image))
    ArticleFactory(headline="Flood", lead_image=image, body=f"<p>a</p>{figure(image)}", published=True)
    ArticleFactory(headline="Draft", body=figure(image))
    save_page(StandingPage(url="/about/", title="About", content=figure(image)))
    site, _ = SiteSettings.objects.update_or_create(pk=1, defaults={"logo": image})
    register_site(site)
    replaced = picture("Replaced", replacement=image)
    save_words(replaced)
    return image


def test_default_picture_is_swapped(admin_client):
    image, new = picture("Harbour"), picture("Market")
    site = SiteSettings(pk=1, default_picture=image)
    site.save()
    register_site(site)
    admin_client.post(replace(image), {"other": new.pk})
    site.refresh_from_db()
    assert (site.default_picture, site.logo) == (new, None)
    assert PictureUse.objects.get().image == new


def test_every_use_is_swapped(admin_client, client, old):
    new = picture("Market")
    answer = admin_client.post(replace(old), {"other": new.pk}, follow=True)
    assert "“Market” now stands in the place of “Harbour”, in 6 places." in answer.content.decode()
    assert not PictureUse.objects.filter(image=old).exists()
    assert PictureUse.objects.filter(image=new).count() == 7
    flood = Article.objects.get(headline="Flood")
    assert flood.lead_image == new
    assert flood.body == f"<p>a</p>{figure(new)}"
    assert Article.objects.get(headline="Draft").body == figure(new)
    assert Author.objects.get().photo == new
    assert SiteSettings.objects.get().logo == new
    assert StandingPage.objects.get().content == figure(new)
    replaced = Image.objects.get(title="Replaced")
    assert (replaced.replacement, replaced.stand_in["title"]) == (new, "Market")
    assert LogEntry.objects.filter(object_id=str(old.pk)).exists()
    assert "p/Harbour.jpg" not in client.get(flood.get_absolute_url()).content.decode()


def test_page_offers_pictures_and_then_asks(admin_client, old):
    for number in range(30):
        picture(f"Choice {number}")
    first = admin_client.get(replace(old))
    cards = first.context["choices"]
    assert len(cards) == 24
    assert old not in [card["picture"] for card in cards]
    assert "Flood" in first.content.decode()
    rest = admin_client.get(replace(old) + first.context["older"]).context
    assert len(rest["choices"]) == 7
    assert rest["older"] == ""
    found = admin_client.get(replace(old), {"q": "choice 17"}).context["choices"]
    [card] = found
    page = admin_client.get(replace(old), {"other": card["picture"].pk}).content.decode()
    assert "7 places" in page
    assert "Replace everywhere" in page
    assert Author.objects.get().photo == old


def test_suggested_replacement_stands_first(admin_client, old):
    suggested = picture("Suggested")
    picture("Newer")
    Image.objects.filter(replacement=old).update(replacement=None)
    old.replacement = suggested
    old.save()
    assert admin_client.get(replace(old)).context["choices"][0]["picture"] == suggested


@pytest.mark.parametrize("other", ["", "x", "999999", "9" * 40, "self"])
def test_what_is_no_other_picture_changes_nothing(admin_client, old, other):
    sent = old.pk if other == "self" else other
    answer = admin_client.post(replace(old), {"other": sent})
    assert "Choose a picture that is in the library." in answer.content.decode()
    assert PictureUse.objects.filter(image=old).count() == 7


def test_unused_picture_has_nothing_to_change(admin_client):
    one, two = picture("One"), picture("Two")
    page = admin_client.get(replace(one), {"other": two.pk}).content.decode()
    assert "“One” is used nowhere." in page


def test_only_those_who_may_change_pictures_replace_them(client, old):
    new = picture("Market")
    user = UserFactory(is_staff=True)
    client.force_login(user)
    user.user_permissions.add(Permission.objects.get(codename="view_image"))
    assert client.get(replace(old)).status_code == 403
    assert client.post(replace(old), {"other": new.pk}).status_code == 403
    assert client.get(replace(Image(pk=999))).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="change_image"))
    assert client.get(replace(old)).status_code == 200
    assert client.get(replace(Image(pk=999))).status_code == 404


def test_what_one_may_not_change_is_left_and_told(client, old):
    new = picture("Market")
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["view_image", "change_image"]))
    client.force_login(user)
    page = client.post(replace(old), {"other": new.pk}, follow=True).content.decode()
    assert page.count("was left as it is: you may not change it.") == 5
    assert "“Market” now stands in the place of “Harbour”, in one place." in page
    assert PictureUse.objects.filter(image=old).count() == 6
    assert Author.objects.get().photo == SiteSettings.objects.get().logo == old


def test_more_than_one_request_does_is_gone_on_with(admin_client, monkeypatch):
    image, new = picture(), picture("Market")
    for _ in range(5):
        ArticleFactory(lead_image=image)
    monkeypatch.setattr(uses.replace_some, "__defaults__", (None, 3))
    first = admin_client.post(replace(image), {"other": new.pk}, follow=True)
    assert "Replace it again to go on." in first.content.decode()
    assert PictureUse.objects.filter(image=image).count() == 2
    admin_client.post(replace(image), {"other": new.pk})
    assert not PictureUse.objects.filter(image=image).exists()


def test_row_that_cannot_be_saved_is_told_and_the_others_go_on(admin_client, old, monkeypatch):
    from django.db import IntegrityError

    new = picture("Market")
    save = Author.save
    monkeypatch.setattr(Author, "save", lambda *args, **kwargs: (_ for _ in ()).throw(IntegrityError()))
    page = admin_client.post(replace(old), {"other": new.pk}, follow=True).content.decode()
    monkeypatch.setattr(Author, "save", save)
    assert "Author" in page
    assert "was left as it is: it could not be saved." in page
    assert PictureUse.objects.filter(image=old).count() == 1


def test_picture_that_is_withheld_while_it_is_replaced(admin_client, old, monkeypatch):
    new = picture("Market")
    withhold(old)
    assert "It was taken down." in admin_client.get(replace(old)).content.decode()
    admin_client.post(replace(old), {"other": new.pk})
    assert not PictureUse.objects.filter(image=old).exists()
    assert Image.objects.get(pk=old.pk).withheld_at


def test_picture_deleted_while_its_uses_are_listed(admin_client):
    image, new = picture(), picture("Market")
    image_url = replace(image)
    image.delete()
    assert admin_client.get(image_url).status_code == 404
    assert admin_client.post(image_url, {"other": new.pk}).status_code == 404


def test_page_costs_the_same_with_five_and_with_fifty_pictures_and_uses(admin_client):
    image = picture()
    counts = []
    for more in (5, 0, 45):
        for number in range(more):
            picture(f"Choice {number}")
            ArticleFactory(lead_image=image)
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(replace(image))
        counts.append(len(queries))
    assert counts[1] == counts[2] == 8
