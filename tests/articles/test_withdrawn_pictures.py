"""A withdrawn story takes those of its pictures along that nothing else shows."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from articles import workflow
from articles.models import Article
from authors.workflow import save_author
from images.models import Image
from images.withholding import names
from images.workflow import store_image
from tests.factories import ArticleFactory, AuthorFactory, UserFactory
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def picture():
    """A function that stores a picture of its own for each number."""
    return lambda number=0: store_image(upload(quarters(60 + number, 40)), title=f"Picture {number}")


def figure(image):
    return f'<figure data-image="{image.pk}"></figure>'


def statuses(client, image):
    found = set()
    for name in names(image):
        answer = client.get(default_storage.url(name))
        answer.close()
        found.add(answer.status_code)
    return found


def test_pictures_of_a_withdrawn_story_are_served_nowhere_until_it_is_back(client, picture):
    lead, inner = picture(1), picture(2)
    story = ArticleFactory(lead_image=lead, body=figure(inner), published=True)
    workflow.withdraw(story)
    assert statuses(client, lead) == statuses(client, inner) == {404}
    workflow.reinstate(Article.objects.get())
    assert statuses(client, lead) == statuses(client, inner) == {200}
    assert client.get(story.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("state", ["published", "draft"])
def test_picture_that_another_story_shows_stays(client, picture, state):
    shared, own = picture(1), picture(2)
    story = ArticleFactory(lead_image=shared, body=figure(own), published=True)
    ArticleFactory(body=figure(shared), published=state == "published")
    workflow.withdraw(story)
    assert statuses(client, shared) == {200}
    assert statuses(client, own) == {404}


def test_picture_of_an_author_stays(client, picture):
    image = picture()
    save_author(AuthorFactory.build(photo=image))
    story = ArticleFactory(lead_image=image, published=True)
    workflow.withdraw(story)
    assert statuses(client, image) == {200}


def test_picture_of_two_stories_goes_with_the_second(client, picture):
    image = picture()
    stories = [ArticleFactory(lead_image=image, published=True) for _ in range(2)]
    workflow.withdraw(stories[0])
    assert statuses(client, image) == {200}
    workflow.withdraw(stories[1])
    assert statuses(client, image) == {404}
    workflow.reinstate(stories[0])
    assert statuses(client, image) == {200}


def test_picture_of_two_stories_withdrawn_at_once_is_gone(client, picture):
    image = picture()
    stories = [ArticleFactory(lead_image=image, published=True) for _ in range(4)]

    def withdraw(story):
        try:
            workflow.withdraw(story)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(withdraw, stories))
    assert statuses(client, image) == {404}


def test_story_that_nobody_has_seen_keeps_its_pictures(client, picture):
    image = picture()
    story = ArticleFactory(lead_image=image)
    workflow.submit(story)
    workflow.withdraw(story)
    assert statuses(client, image) == {200}


def test_picture_is_shown_again_by_those_who_may_delete_pictures(client, picture):
    image = picture()
    workflow.withdraw(ArticleFactory(lead_image=image, published=True))
    other = ArticleFactory(lead_image=image, published=True)
    assert "/media/" not in client.get(other.get_absolute_url()).content.decode()
    user = UserFactory(is_staff=True)
    client.force_login(user)
    url = reverse("admin:images_image_release", args=[image.pk])
    for verb, status in (("view", 403), ("change", 403), ("delete", 302)):
        user.user_permissions.add(Permission.objects.get(codename=f"{verb}_image"))
        assert client.post(url).status_code == status
        assert bool(Image.objects.get().withheld_at) == (status == 403)
    assert statuses(client, image) == {200}
    assert "/media/" in client.get(other.get_absolute_url()).content.decode()


def test_release_is_offered_and_asks_for_a_post(admin_client, picture):
    image = picture()
    workflow.withdraw(ArticleFactory(lead_image=image, published=True))
    form = reverse("admin:images_image_change", args=[image.pk])
    assert "Show it to readers again" in admin_client.get(form).content.decode()
    url = reverse("admin:images_image_release", args=[image.pk])
    admin_client.get(url)
    assert Image.objects.get().withheld_at
    answer = admin_client.post(url, follow=True).content.decode()
    assert "Readers see “Picture 0” again." in answer
    assert "Show it to readers again" not in answer
    assert admin_client.post(reverse("admin:images_image_release", args=[999])).status_code == 404
