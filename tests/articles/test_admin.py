"""The form in which a story is written, and what its buttons do."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from articles import workflow
from articles.models import Article, RelatedStory
from articles.related import related_and_latest
from masthead.models import SiteSettings
from redirects.models import Redirect
from tests.admin_forms import AdminForm, errors_of
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2024, 7, 15, 10, tzinfo=dt.UTC)
PAST = dt.datetime(2024, 7, 1, 8, tzinfo=dt.UTC)
FUTURE = dt.datetime(2024, 8, 1, 8, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def form(admin_client):
    """A function that opens the form of a story, or the empty one."""

    def form(article=None):
        url = (
            reverse("admin:articles_article_change", args=[article.pk])
            if article
            else reverse("admin:articles_article_add")
        )
        return AdminForm(admin_client, url, "article_form")

    return form


def saved(**fields) -> Article:
    return Article.objects.get(**fields)


def test_new_story_is_a_draft_of_its_writer(form, admin_user):
    answer = form().send(headline="Harbour opens", body="<p>Ships came.</p>")

    story = saved(headline="Harbour opens")
    assert answer.status_code == 302
    assert (story.status, story.slug, story.summary) == ("draft", "harbour-opens", "Ships came.")
    assert story.created_by == admin_user


def test_publish_now_makes_a_draft_public_and_says_where(form, client):
    story = ArticleFactory(headline="Harbour opens")

    answer = form(story).send("_publish")

    story.refresh_from_db()
    assert story.is_public
    assert story.published_at == NOW
    assert client.get(story.get_absolute_url()).status_code == 200
    assert answer.url == reverse("admin:articles_article_change", args=[story.pk])
    assert story.get_absolute_url() in str(next(iter(answer.wsgi_request._messages)))


def test_publish_now_keeps_an_earlier_time_and_brings_a_later_one_forward(form):
    early, late = ArticleFactory(published_at=PAST), ArticleFactory(published_at=FUTURE)

    form(early).send("_publish")
    form(late).send("_publish")

    assert saved(pk=early.pk).published_at == PAST
    assert saved(pk=late.pk).published_at == NOW


def test_new_story_is_published_in_one_step(form):
    form().send("_publish", headline="Harbour opens", body="<p>Ships came.</p>")

    assert saved(headline="Harbour opens").is_public


def test_story_with_a_later_time_is_scheduled(form, admin_client):
    story = ArticleFactory()

    form(story).send("_schedule", published_at_0="2024-08-01", published_at_1="08:00")

    assert saved(pk=story.pk).is_scheduled
    assert "Scheduled" in form(story).html
    assert "_publish" in form(story).buttons  # it can be brought forward


def test_time_that_is_past_is_not_scheduled_and_the_sentence_says_what_would_be(form):
    story = ArticleFactory()

    answer = form(story).send(
        "_schedule", headline="Kept", published_at_0="2024-07-01", published_at_1="08:00"
    )

    assert "readers would see the story at once" in errors_of(answer)["published_at"][0]
    assert "Kept" in answer.text
    assert saved(pk=story.pk).status == "draft"


def test_times_are_those_of_the_paper_and_the_form_says_so(form):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    story = ArticleFactory()

    assert "Karachi, UTC+5" in form(story).html
    form(story).send("_schedule", published_at_0="2024-08-01", published_at_1="08:00")

    assert saved(pk=story.pk).published_at == dt.datetime(2024, 8, 1, 3, tzinfo=dt.UTC)


def test_readers_are_told_of_an_update_only_when_asked(form):
    story = ArticleFactory(published=PAST)

    form(story).send("_publish_changes", standfirst="A comma, moved")
    assert saved(pk=story.pk).standfirst == "A comma, moved"
    assert saved(pk=story.pk).updated_at is None

    form(story).send("_publish_changes", mark_updated="on")
    assert saved(pk=story.pk).updated_at == NOW
    assert "Last update told to readers" in form(story).html


def test_draft_offers_no_update_to_tell(form):
    assert "mark_updated" not in form(ArticleFactory()).html


@pytest.mark.parametrize("state", ["draft", "published", "withdrawn"])
def test_status_is_changed_by_buttons_only(form, state):
    story = ArticleFactory(published=state != "draft")
    if state == "withdrawn":
        workflow.withdraw(story)

    page = form(story)
    page.send(status="in_review")

    assert "status" not in page.fields
    assert saved(pk=story.pk).status == state


def test_stale_form_of_a_draft_does_not_take_back_what_was_published_meanwhile(form):
    story = ArticleFactory()
    page = form(story)
    workflow.publish(story)

    page.send(headline="Second thoughts", published_at_0="2024-07-15", published_at_1="10:00")

    assert saved(pk=story.pk).is_public


def test_live_story_cannot_be_moved_into_the_future(form):
    story = ArticleFactory(published=True)

    answer = form(story).send(published_at_0="2024-08-01", published_at_1="08:00")

    assert "withdraw the story" in errors_of(answer)["published_at"][0]
    assert "Withdraw…" in answer.content.decode()  # the page still shows a public story


def test_withdraw_asks_first_then_the_address_is_gone(form, admin_client, client):
    story = ArticleFactory(published=True)
    url = reverse("admin:articles_article_withdraw", args=[story.pk])
    assert url in form(story).html

    assert "Yes, withdraw it" in admin_client.get(url).content.decode()
    assert saved(pk=story.pk).is_public
    admin_client.post(url)

    assert saved(pk=story.pk).status == "withdrawn"
    assert client.get(story.get_absolute_url()).status_code == 410


def test_withdrawn_story_is_published_again_at_its_old_time(form):
    story = ArticleFactory(published=PAST)
    workflow.withdraw(story)

    form(story).send("_reinstate")

    story.refresh_from_db()
    assert (story.is_public, story.published_at) == (True, PAST)


def test_withdrawing_what_is_not_public_leads_back_to_the_form(admin_client):
    story = ArticleFactory()

    answer = admin_client.get(reverse("admin:articles_article_withdraw", args=[story.pk]))

    assert answer.url == reverse("admin:articles_article_change", args=[story.pk])


def test_place_people_questions_and_tags_are_saved_and_listed(form, client):
    section, other = CategoryFactory(), CategoryFactory()
    first, second = AuthorFactory(), AuthorFactory()

    form().send(
        "_publish",
        headline="Harbour opens",
        category=section.pk,
        also_in=[str(other.pk)],
        tags="Climate change, Lahore",
        rows={
            "bylines": [
                {"author": second.pk, "position": 2},
                {"author": first.pk, "position": 1, "credit": "Photographs"},
            ],
            "faqs": [{"question": "Why?", "answer": "Because."}],
        },
    )

    story = saved(headline="Harbour opens")
    assert list(story.authors.order_by("bylines__position")) == [first, second]
    assert [tag.name for tag in story.tags.all()] == ["Climate change", "Lahore"]
    assert story.faqs.get().question == "Why?"
    for category in (section, other):
        assert "Harbour opens" in client.get(category.get_absolute_url()).content.decode()


def test_two_authors_change_places_in_one_go(form):
    first, second = AuthorFactory(), AuthorFactory()
    story = ArticleFactory(by=[first, second])
    page = form(story)

    page.send(**{"bylines-0-author": second.pk, "bylines-1-author": first.pk})

    assert [byline.author for byline in story.bylines.all()] == [second, first]


def test_rows_are_numbered_as_asked_and_new_ones_come_last(form):
    authors = [AuthorFactory() for _ in range(3)]
    story = ArticleFactory(by=authors[:2])

    form(story).send(
        **{"bylines-0-position": 5, "bylines-1-position": 1},
        rows={"bylines": [{"author": authors[2].pk}]},
    )

    bylines = list(story.bylines.all())
    assert [byline.author for byline in bylines] == [authors[1], authors[0], authors[2]]
    assert [byline.position for byline in bylines] == [1, 2, 3]


def test_same_author_twice_is_an_error_beside_the_rows(form):
    author = AuthorFactory()

    answer = form(ArticleFactory()).send(
        rows={"bylines": [{"author": author.pk}, {"author": author.pk}]}
    )

    assert errors_of(answer)["bylines"] == ["Each author can stand here only once."]


def test_pinned_story_stands_first_even_if_it_was_chosen_by_itself(form):
    other = ArticleFactory(headline="Ferries wait for wind", published=True)
    story = ArticleFactory(headline="Harbour opens", published=True)
    third = ArticleFactory(headline="Gulls", published=True)
    assert RelatedStory.objects.filter(article=story, story=other).exists()

    answer = form(story).send("_publish_changes", rows={"pins": [{"story": third.pk}]})

    assert answer.status_code == 302
    assert related_and_latest(story)[0] == [third, other]


def test_story_is_not_pinned_beside_itself(form):
    story = ArticleFactory(published=True)

    answer = form(story).send(rows={"pins": [{"story": story.pk}]})

    assert "the story itself" in errors_of(answer)["pins-0-story"][0]


def test_banned_story_is_not_chosen_once_the_changes_are_published(form):
    other = ArticleFactory(headline="Ferries wait for wind", published=True)
    story = ArticleFactory(headline="Harbour opens", published=True)
    assert related_and_latest(story)[0] == [other]

    saved = form(story).send(rows={"bans": [{"story": other.pk}]})
    assert saved.status_code == 302
    assert related_and_latest(story)[0] == [other]

    form(story).send("_publish_changes")
    assert related_and_latest(story)[0] == []
    assert [ban.story for ban in story.bans.all()] == [other]


def test_lead_picture_is_shown_beside_its_field(form):
    image = make_image(title="Harbour")

    html = form(ArticleFactory(lead_image=image)).html

    assert 'class="list-picture"' in html
    assert f'<option value="{image.pk}" selected>Harbour</option>' in html


def test_changed_slug_of_a_live_story_leaves_a_redirect(form):
    story = ArticleFactory(slug="old", published=True)
    old = story.get_absolute_url()

    form(story).send("_publish_changes", slug="new")

    assert Redirect.objects.get(old_path=old).new_path == saved(pk=story.pk).get_absolute_url()


def test_slug_that_is_taken_is_an_error_beside_it_and_the_text_is_kept(form):
    ArticleFactory(slug="taken", published=True)
    story = ArticleFactory(slug="free", published=True)

    answer = form(story).send(slug="taken", body="<p>A long day of writing.</p>")

    assert "this address" in errors_of(answer)["slug"][0]
    assert "A long day of writing." in answer.content.decode()
    assert saved(pk=story.pk).slug == "free"


def test_slug_that_nobody_typed_gets_a_number(form):
    ArticleFactory(slug="morning-briefing", published=True)

    form().send("_publish", headline="Morning briefing")

    assert saved(slug="morning-briefing-2").is_public


def test_chosen_slug_of_a_new_story_is_not_changed_in_silence(form):
    ArticleFactory(slug="taken", published=True)

    answer = form().send("_publish", headline="Another", slug="taken")

    assert "slug" in errors_of(answer)
    assert not Article.objects.filter(headline="Another").exists()


def test_help_of_the_slug_shows_the_whole_address(form, settings):
    settings.SITE_URL = "https://paper.example"

    assert "https://paper.example/2024/07/the-harbour/" in form(ArticleFactory(slug="the-harbour")).html


def test_view_on_site_is_offered_for_what_readers_see_only(form):
    assert "View on site" in form(ArticleFactory(published=True)).html
    assert "View on site" not in form(ArticleFactory()).html
