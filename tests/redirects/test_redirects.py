import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from taggit.models import Tag

from articles import saving, sections, tagging, workflow
from authors.workflow import save_author
from redirects import bulk
from redirects.models import Redirect
from redirects.workflow import leave_redirect
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("old", "asked"),
    [
        ("/2019/old-story/", "/2019/old-story/"),
        ("/2019/old-story/", "/2019/old-story"),
        ("/2019/old-story/", "/2019/old-story/?utm_source=x"),
        ("/2019/old-thing", "/2019/old-thing"),
        ("/2019/old-thing", "/2019/old-thing/"),
        ("/2019/old-thing", "/2019/old-thing/?utm_source=x"),
        ("/?p=12", "/?p=12"),
        ("/?p=12", "/?p=12&preview=false"),
        ("/коротко/", "/%D0%BA%D0%BE%D1%80%D0%BE%D1%82%D0%BA%D0%BE/"),
        ("/%D0%BA%D0%BE/", "/%D0%BA%D0%BE/"),
    ],
)
def test_old_address_answers_once_with_the_new_one(client, old, asked):
    leave_redirect(old, "/neu/für-alle/")

    answer = client.get(asked)

    assert (answer.status_code, answer["Location"]) == (301, "/neu/f%C3%BCr-alle/")


@pytest.mark.django_db
def test_redirect_to_a_story_is_told_of_while_the_story_is_there(client):
    article = ArticleFactory(slug="the-secret")
    leave_redirect("/old/", f"/{timezone.now():%Y/%m}/the-secret/")

    assert client.get("/old/").status_code == 404
    workflow.publish(article)
    assert client.get("/old/").status_code == 301
    workflow.withdraw(article)
    gone = client.get("/old/")
    assert gone.status_code == 410
    assert "the-secret" not in gone.text


@pytest.mark.django_db
def test_whole_address_of_this_site_tells_of_no_story_either(client, settings):
    ArticleFactory(slug="the-secret")
    target = f"{settings.SITE_URL}/{timezone.now():%Y/%m}/the-secret/"
    Redirect.objects.create(old_path="/old/", new_path=target)
    Redirect.objects.create(old_path="/a/", new_path=f"{settings.SITE_URL}/latest/")

    assert client.get("/old/").status_code == 404
    assert client.get("/a/")["Location"] == "/latest/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("target", "sent"),
    [
        ("/search/?q=new+york", "/search/?q=new+york"),
        ("/search/?q=a%26b#c%23d", "/search/?q=a%26b#c%23d"),
        ("/search/?q=für uns", "/search/?q=f%C3%BCr%20uns"),
        ("/%D1%8F/?q=%D1%8F", "/%D1%8F/?q=%D1%8F"),
        ("https://other.example/?q=a+b&u=x%2526y", "https://other.example/?q=a+b&u=x%2526y"),
        ("https://other.example/a%2Fb/?u=https%3A%2F%2Fx.example%2F%3Fa%3D1%26b&c=3", None),
    ],
)
def test_query_and_other_sites_address_are_sent_as_they_were_typed(client, admin_client, target, sent):
    bulk.carry_out(bulk.plan(f"/from-a-file/,{target}"))
    words = {"old_path": "/typed/", "new_path": target}
    admin_client.post("/admin/redirects/redirect/add/", words)

    for old in ("/from-a-file/", "/typed/"):
        assert client.get(old)["Location"] == (sent or target)


@pytest.mark.django_db
def test_loop_by_an_encoded_query_is_refused():
    Redirect.objects.create(old_path="/a/?x=ä", new_path="/b/")

    assert "would lead back to itself" in bulk.plan("/b/,/a/?x=%C3%A4").errors[0][1]


@pytest.mark.django_db
def test_page_that_exists_is_not_redirected(client):
    Redirect.objects.create(old_path="/latest/", new_path="/elsewhere/")

    assert client.get("/latest/").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("target", ["//evil.example/", "javascript:alert(1)", "story/", ""])
def test_redirect_to_what_is_no_address_is_refused(target):
    with pytest.raises(IntegrityError), transaction.atomic():
        Redirect.objects.create(old_path="/a/", new_path=target)
    with pytest.raises(ValidationError):
        Redirect(old_path="/a/", new_path=target).full_clean()


@pytest.fixture
def renamed():
    """A function that publishes a story, lets addresses lead there, and gives it another slug."""

    def renamed(*redirects):
        story = ArticleFactory(published=True, slug="one")
        for old, target in redirects:
            bulk.carry_out(bulk.plan(f"{old},{story.get_absolute_url().rstrip('/')}{target}"))
        story.slug = "two"
        saving.save(story)
        return story.get_absolute_url()

    return renamed


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("target", "more"),
    [("/#comments", "#comments"), ("", ""), ("/?from=x", "?from=x"), ("?from=x#top", "?from=x#top")],
)
def test_what_led_to_a_page_with_a_query_or_anchor_leads_on(client, renamed, target, more):
    address = renamed(("/promo/", target), ("/other/", ""))

    assert client.get("/promo/")["Location"] == f"{address}{more}"
    assert Redirect.objects.get(old_path="/promo/").new_path == f"{address}{more}"


@pytest.mark.django_db
def test_what_led_to_similar_addresses_stays():
    for number, target in enumerate(["/a/b/", "/ab/#x", "/A/#x", "/a%/", "https://a.example/a/"]):
        Redirect.objects.create(old_path=f"/{number}/", new_path=target)
    known = dict(Redirect.objects.values_list("old_path", "new_path"))

    leave_redirect("/a/", "/new/")
    bulk.carry_out(bulk.plan("/b/,/new/"))

    left = dict(Redirect.objects.values_list("old_path", "new_path"))
    assert left == known | {"/a/": "/new/", "/b/": "/new/"}


@pytest.mark.django_db
def test_redirects_from_a_file_take_along_what_led_there_with_a_query():
    for number, target in enumerate(["/a/?x=1", "/a#top", "/a"]):
        Redirect.objects.create(old_path=f"/{number}/", new_path=target)

    bulk.carry_out(bulk.plan("/a/,/new/"))

    targets = Redirect.objects.order_by("old_path").values_list("new_path", flat=True)
    assert list(targets) == ["/new/?x=1", "/new/#top", "/new/", "/new/"]


@pytest.mark.django_db
def test_redirect_that_would_lead_to_itself_is_lifted():
    Redirect.objects.create(old_path="/new/?x=1", new_path="/a/?x=1")

    leave_redirect("/a/", "/new/")

    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {"/a/": "/new/"}


@pytest.mark.django_db
def test_second_redirect_is_followed_where_the_page_of_the_first_is_gone(client):
    story = ArticleFactory(published=True, slug="two")
    address = story.get_absolute_url()
    gone = address.replace("two", "one")
    Redirect.objects.create(old_path="/promo/", new_path=f"{gone}#top")
    Redirect.objects.create(old_path=gone, new_path=address)

    assert client.get("/promo/")["Location"] == f"{address}#top"


@pytest.mark.django_db
def test_redirects_in_a_circle_are_missing(client):
    one, two = "/2026/11/one/", "/2026/11/two/"
    Redirect.objects.create(old_path=one, new_path=two)
    Redirect.objects.create(old_path=two, new_path=one)

    assert client.get(one).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["author", "section", "tag"])
def test_redirect_leads_on_until_a_new_page_at_its_address_has_a_story(client, kind):
    make, save, told = {
        "author": (lambda: AuthorFactory(name="A", slug="a"), save_author, lambda page: {"by": [page]}),
        "section": (
            lambda: CategoryFactory(name="A", slug="a"),
            sections.save_category,
            lambda page: {"category": page},
        ),
        "tag": (
            lambda: Tag.objects.create(name="a", slug="a"),
            tagging.save_tag,
            lambda page: {"tagged": [page.name]},
        ),
    }[kind]
    leave_redirect(f"/{kind}/a/", "/latest/")

    page = make()
    save(page)
    assert client.get(f"/{kind}/a/")["Location"] == "/latest/"

    ArticleFactory(published=True, **told(page))
    assert client.get(f"/{kind}/a/").status_code == 200
    save(page)
    assert not Redirect.objects.exists()


@pytest.mark.django_db
def test_old_address_without_a_slash_is_no_part_of_a_chain_or_loop(client):
    leave_redirect("/b", "/latest/")
    assert "lead back to itself" in bulk.plan("/latest/,/b/").errors[0][1]

    leave_redirect("/a/", "/b/")

    assert dict(Redirect.objects.values_list("old_path", "new_path")) == {"/a/": "/b/"}


@pytest.mark.django_db
def test_address_that_differs_by_its_slash_alone_leads_nowhere(client):
    leave_redirect("/a", "/a/")
    assert not Redirect.objects.exists()
    Redirect.objects.create(old_path="/a", new_path="/a/")

    assert client.get("/a/").status_code == 404


class Chains(TestCase):
    """However addresses move, each old one leads to a live one in a single step."""

    paths = st.sampled_from(["/a/", "/b/", "/c/", "/d/"])

    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.tuples(paths, paths), max_size=12))
    def test_no_chain_and_no_loop(self, moves):
        Redirect.objects.all().delete()
        for old, new in moves:
            leave_redirect(old, new)

        known = dict(Redirect.objects.values_list("old_path", "new_path"))
        assert not set(known) & set(known.values())
