"""Withdrawing a story: its pictures stop being served, and a report shows that it is gone."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection
from django.urls import reverse

from articles import corrections, takedown, workflow, writing
from articles.models import Article, PinnedStory
from articles.surfaces import Surface, _tables
from authors.workflow import save_author
from images.models import Image
from images.withholding import names
from images.workflow import store_image
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.django_db(transaction=True)


def picture(number=0):
    return store_image(upload(quarters(300 + number, 200)), title=f"Picture {number}", alt="Quarters")


def files(image):
    return [default_storage.url(name) for name in sorted(names(image))]


def status(client, url):
    answer = client.get(url)
    answer.close()
    return answer.status_code


def page(article, name="takedown"):
    return reverse(f"admin:articles_article_{name}", args=[article.pk])


def withdraw(client, article, reason=""):
    return client.post(page(article, "withdraw"), {"reason": reason}, follow=True)


def results(article):
    return {result["url"]: result for result in article.takedowns.first().results}


def test_report_lists_every_address_and_finds_the_story_at_none(editor, client):
    category = CategoryFactory(slug="below", parent=CategoryFactory(slug="above"))
    neighbour = ArticleFactory(headline="Fog at sea", category=category, published=True)
    story = ArticleFactory(
        headline="Ferry ashore in fog",
        slug="ferry",
        category=category,
        tagged=["Ferries"],
        by=[AuthorFactory(slug="ada")],
        lead_image=picture(),
        published=True,
    )
    writing.change(story, lambda text: text | {"slug": "ferry-ashore"})
    PinnedStory.objects.create(article=neighbour, story=story)
    corrections.publish_correction(story, None, kind="correction", text="Not Monday.")
    address = story.get_absolute_url()
    old = Redirect.objects.get().old_path
    for shown in ("/", "/section/above/", neighbour.get_absolute_url(), "/corrections/"):
        assert address in client.get(shown).text

    answer = withdraw(editor, story, "It was <wrong>.\nWe are sorry.")

    assert answer.redirect_chain[-1][0] == page(story)
    assert "It is gone: all" in answer.text
    found = results(story)
    assert found[address] == {
        "url": address,
        "name": "Its address",
        "expected": "410 with the reason",
        "found": "410 with the reason",
        "ok": True,
    }
    month = f"/{story.url_month:%Y/%m}/"
    for url in (
        *("/", "/latest/", "/section/above/", "/section/above/below/", "/tag/ferries/", "/author/ada/"),
        *(month, "/search/?q=Ferry+ashore+in+fog", "/corrections/", "/corrections/feed/", old),
        *(neighbour.get_absolute_url(), f"{address}comments/", *files(story.lead_image)),
    ):
        assert found[url]["ok"], found[url]
    assert any(url.startswith("/section/above/?before=") for url in found)
    assert {status(client, url) for url in files(story.lead_image)} == {404}
    history = editor.get(page(story, "history")).text
    assert page(story) in history


def test_story_that_is_still_shown_somewhere_is_found(editor, client):
    other = ArticleFactory(headline="Another", published=True)
    story = ArticleFactory(headline="Ferry", published=True)
    link = f'<p><a href="{story.get_absolute_url()}">Ferry</a></p>'
    writing.change(other, lambda text: text | {"body": link})

    answer = withdraw(editor, story)

    assert "4 of" in answer.text  # its page, and the feeds that hold its text
    found = results(story)[other.get_absolute_url()]
    assert (found["found"], found["ok"]) == ("200, its address or a picture of it is still there", False)
    writing.change(other, lambda text: text | {"body": "<p>Nothing.</p>"})
    assert "It is gone: all" in editor.post(page(story), {"_check": "1"}, follow=True).text


def test_page_that_fails_is_in_the_report_and_others_are_asked(editor, monkeypatch):
    def broken(article):
        yield Surface("//[", "A broken address")
        yield Surface("/latest/?before=x", "No such page of a list")

    monkeypatch.setattr("articles.surfaces._tables", [broken, *_tables])
    story = ArticleFactory(published=True)
    withdraw(editor, story)
    found = results(story)
    assert found["/latest/?before=x"]["found"] == "404, not there"
    assert found[story.get_absolute_url()]["ok"]


def test_report_is_bounded_and_says_so(editor, monkeypatch):
    def many(article):
        for number in range(500):
            yield Surface(f"/none/{number}/", "Nothing")

    monkeypatch.setattr("articles.surfaces._tables", [many, *_tables])
    monkeypatch.setattr("articles.takedown.MOST_CHECKED", 12)
    story = ArticleFactory(published=True)
    answer = withdraw(editor, story)
    report = story.takedowns.get()
    assert len(report.results) == 12
    assert report.left_out > 480
    assert report.results[0]["url"] == story.get_absolute_url()
    assert f"{report.left_out} more were not asked" in answer.text
    assert "It is gone" not in answer.text


def test_undo_brings_story_and_pictures_back(editor, client):
    story = ArticleFactory(lead_image=picture(), published=True)
    withdraw(editor, story)
    assert Image.objects.get().withheld_at
    assert client.get(story.get_absolute_url()).status_code == 410

    editor.post(page(story), {"_reinstate": "1"})

    assert client.get(story.get_absolute_url()).status_code == 200
    assert {status(client, url) for url in files(story.lead_image)} == {200}
    assert "It is not withdrawn any more" in editor.get(page(story)).text
    before = story.takedowns.get().checked_at
    editor.post(page(story), {"_check": "1"})
    assert story.takedowns.get().checked_at == before


def test_picture_that_something_else_shows_is_served_on(client):
    shared, portrait, logo, own = (picture(number) for number in range(4))
    other = ArticleFactory(lead_image=shared, published=True)
    author = AuthorFactory()
    author.photo = portrait
    save_author(author)
    site = SiteSettings(pk=1, logo=logo)
    site.save()
    from masthead.pictures import register_site

    register_site(site)
    text = "".join(f'<figure data-image="{i.pk}"></figure>' for i in (shared, portrait, logo))
    story = ArticleFactory(body=text, lead_image=own, published=True)

    workflow.withdraw(story)

    withheld = Image.objects.exclude(withheld_at=None)
    assert list(withheld) == [own]
    # Once the other one is withdrawn too, nobody shows the picture of both.
    workflow.withdraw(other)
    assert set(withheld.all()) == {own, shared}
    workflow.reinstate(story)
    assert set(withheld.all()) == set()
    workflow.reinstate(other)
    assert status(client, files(shared)[0]) == 200


def test_two_stories_withdrawn_at_once_leave_no_picture_behind():
    shared = picture()
    stories = [ArticleFactory(lead_image=shared, published=True) for _ in range(2)]

    def work(story):
        try:
            workflow.withdraw(Article.objects.get(pk=story.pk))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, stories))
    assert Image.objects.get().withheld_at


def test_story_that_readers_have_not_seen_needs_no_report(editor):
    story = ArticleFactory()
    assert editor.get(page(story)).status_code == 404
    assert not story.takedowns.exists()


def test_who_may_not_withdraw_sees_no_report(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=["write_own_article"]))
    client.force_login(user)
    story = ArticleFactory(created_by=user, published=True)
    workflow.withdraw(story)
    for answer in (client.get(page(story)), client.post(page(story), {"_reinstate": "1"})):
        assert answer.status_code == 403
    story.refresh_from_db()
    assert story.status == Article.Status.WITHDRAWN


@pytest.mark.parametrize("proxies", [[], ["unix"]])
def test_the_site_is_asked_under_its_own_address(editor, settings, proxies):
    settings.SITE_URL = "https://paper.example"
    settings.ALLOWED_HOSTS = ["paper.example", "testserver"]
    settings.TRUSTED_PROXIES = proxies
    story = ArticleFactory(published=True)
    workflow.withdraw(story)
    report = story.takedowns.get()
    takedown.check(report)
    assert report.is_complete, [result for result in report.results if not result["ok"]]


def test_files_at_another_host_are_looked_for_where_they_lie(editor, settings):
    settings.MEDIA_URL = "https://cdn.example/media/"
    story = ArticleFactory(lead_image=picture(), published=True)
    withdraw(editor, story)
    found = [result for url, result in results(story).items() if url.startswith("https://cdn.example")]
    assert found
    assert {result["found"] for result in found} == {"no such file"}
