"""No word of a story that readers may not see is found anywhere by anybody who may not see it.

tests.hidden plants the words, tests.surfaces names every address there is.
"""

import datetime as dt
import re
from uuid import uuid4

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from taggit.models import Tag

from articles import workflow, writing
from articles.models import Article, Category
from authors.models import Author
from comments.models import Comment
from comments.signatures import own_token
from comments.subscriptions import follow
from desk.rollback import rolled_back
from images.models import Image
from masthead.models import SiteSettings
from newsroom.models import FrontPage, FrontPin
from newsroom.roles import CONTRIBUTOR, EDITOR, MODERATOR, REPORTER
from readership.models import DailyViews, HourlyViews, MostRead
from redirects.models import Redirect
from tests.admin_forms import AdminForm
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory, UserFactory
from tests.hidden import GONE, PARTS, STATES, WORD, control_places, make_hidden, planted, word
from tests.surfaces import SURFACES, Desk, Readers, routes

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
# What a role may know of a story that is not its own: what writers choose from, what moderators read.
LOOKED_UP = {"tag", "author", "category", "picture"}
KNOWN = {
    "nobody": set(),
    "reader": set(),
    "staff": set(),
    MODERATOR.name: {"comment"},
    CONTRIBUTOR.name: LOOKED_UP,
    REPORTER.name: LOOKED_UP,
}
OWN = {CONTRIBUTOR.name: "draft", REPORTER.name: "scheduled"}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def hidden():
    SiteSettings.objects.create(pk=1, name="The Meridian")
    FrontPage.objects.get_or_create(pk=1)
    stories = make_hidden()
    for position, one in enumerate(list(stories.values())[:4], 1):
        FrontPin.objects.create(
            slot="feature", position=position, article=one.story, starts_at=NOW - dt.timedelta(days=1)
        )
    for position, one in enumerate(stories.values()):
        for period in MostRead.Period:
            MostRead.objects.create(period=period, position=position, article=one.story)
        HourlyViews.objects.create(article=one.story, hour=NOW, views=9)
        DailyViews.objects.create(article=one.story, day=NOW.date(), views=9)
    return stories


def test_every_address_is_in_the_table():
    there = set(routes())
    assert there - SURFACES.keys() == set(), "say in tests/surfaces.py how these are asked"
    assert SURFACES.keys() - there == set(), "these are gone: take them out of tests/surfaces.py"


# Readers


def asked(client, line: Readers, places: dict):
    """Yield each answer to what a line asks, with the address it was asked of."""
    for address in line.addresses:
        path = address.format(**places)
        yield address, client.get(path)
    for address, data in line.posts:
        yield f"POST {address}", client.post(address.format(**places), data)


def said(answer) -> str:
    """Return everything that an answer tells: its status, its headers, its body."""
    kept = {
        name: text for name, text in answer.headers.items() if name not in ("Content-Length", "ETag")
    }
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.status_code} {kept} {answer.cookies} {body.decode(errors='replace')}"


def words_in(text: str) -> set[str]:
    return set(WORD.findall(text.casefold()))


def without(text: str, places: dict) -> str:
    """Leave out of an answer what the question itself said."""
    said_words = (place for place in places.values() if not place.isdigit())
    for place in sorted(said_words, key=len, reverse=True):
        text = text.replace(place, "…")
    return text


@pytest.mark.parametrize("state", STATES)
def test_readers_get_the_same_as_if_the_story_were_not_there(client, hidden, state):
    one, control = hidden[state], control_places()
    words = planted(hidden) - {word("pending", "comment")}  # which stands below what is live
    differences, found = [], []
    for route, line in SURFACES.items():
        if not isinstance(line, Readers):
            continue
        for (address, answer), (_, other) in zip(
            asked(client, line, one.places), asked(client, line, control), strict=True
        ):
            assert answer.status_code < 500, address
            mine, theirs = said(answer), said(other)
            if leaked := words_in(without(mine, one.places)) & words:
                found.append((route, address, leaked))
            if answer.status_code == 410 and state in GONE:
                if leaked := words_in(mine) & words:
                    found.append((route, address, leaked))
            elif without(mine, one.places) != without(theirs, control):
                differences.append((route, address, answer.status_code, other.status_code))
    assert found == []
    assert differences == []


def test_live_story_tells_nothing_of_its_pending_changes(client, hidden):
    address = hidden["pending"].story.get_absolute_url()
    words = planted(hidden) - {word("pending", "comment")}  # which stands below what is live
    for path in [address, f"{address}?comments=1", "/", "/latest/", "/search/?q=harbour"]:
        assert words_in(said(client.get(path))) & words == set(), path


def test_words_are_found_once_readers_may_see_the_story(client, hidden, clock):
    """What the other tests ask would find the words."""
    one = hidden["approved"]
    workflow.publish(one.story)
    everything = set()
    for line in SURFACES.values():
        if isinstance(line, Readers):
            everything |= {
                w for _, answer in asked(client, line, one.places) for w in words_in(said(answer))
            }
    unseen = {part for part in PARTS if word("approved", part) not in everything}
    assert unseen <= {"note", "correction"}


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_author_section_and_tag_are_there_once_a_story_is(client, hidden, state):
    one = hidden[state]
    addresses = [
        f"/tag/{word(state, 'tag')}/",
        one.author.get_absolute_url(),
        one.category.get_absolute_url(),
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
    workflow.publish(one.story)
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
    former = [f"/tag/former-{state}/", f"/author/former-{state}/", f"/section/world/former-{state}/"]
    assert [client.get(address).status_code for address in former] == [301, 301, 301]


# The desk


def log_in(role: str, hidden) -> Client:
    client = Client(raise_request_exception=True)
    if role == "nobody":
        return client
    user = UserFactory(is_staff=role != "reader")
    user.groups.set(Group.objects.filter(name=role))
    if role in OWN:
        Article.objects.filter(pk=hidden[OWN[role]].story.pk).update(created_by=user)
    client.force_login(user)
    return client


def keys_of(one) -> dict[str, object]:
    """Return what stands for the rows of a hidden story in the routes of the admin."""
    tag = Tag.objects.filter(name=one.tag).first()
    return one.places | {
        "story": one.story.pk,
        "category": one.category.pk,
        "category_key": one.category.pk,
        "author": one.author.pk,
        "author_key": one.author.pk,
        "tag": tag.pk if tag else 0,
        "tag_key": tag.pk if tag else 0,
        "picture": one.picture.pk,
        "comment": one.comment,
        "redirect": Redirect.objects.filter(old_path=f"/?p={one.old_id}").values_list("pk", flat=True)[
            0
        ],
        "user": one.story.created_by_id or 1,
        "one": 1,
        "": 0,
    }


MODELS = [Article, Category, Tag, Author, Comment, Image]


def desk_addresses(route: str, line: Desk, keys: dict) -> list[str]:
    """Return what is asked of a route of the admin for one hidden story."""
    if route.startswith("admin/r/"):
        rows = ("story", "category", "tag", "author", "comment", "picture")
        kinds = [ContentType.objects.get_for_model(model).pk for model in MODELS]
        return [f"/admin/r/{kind}/{keys[row]}/" for kind, row in zip(kinds, rows, strict=True)]
    if line.rows == "app":
        return [f"/admin/{name}/" for name in re.search(r"app_label>([^)]+)", route)[1].split("|")]
    if line.rows == "any":
        return [f"/admin/{keys['slug']}"]
    values = {"number": "1", "name": "x.jpg"}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: values.get(m[1], str(keys.get(line.rows))), route)
    return [f"/{path}{query.format(**keys)}" for query in line.queries]


@pytest.mark.parametrize("role", list(KNOWN))
def test_desk_tells_nobody_more_than_they_may_know(hidden, role):
    client, words, found = log_in(role, hidden), planted(hidden), []
    may_know = {word(state, part) for state in STATES for part in KNOWN[role]}
    may_know |= {word(OWN[role], part) for part in PARTS} if role in OWN else set()
    for state, one in hidden.items():
        keys = keys_of(one)
        for route, line in SURFACES.items():
            # Who may open a story depends on its state; the rest is the same for all.
            if not isinstance(line, Desk) or not (line.rows == "story" or state == "withdrawn"):
                continue
            for address in desk_addresses(route, line, keys):
                answers = {"GET": client.get(address)}
                for number, data in enumerate(line.posts):
                    filled = {name: str(value).format(**keys) for name, value in data.items()}
                    with rolled_back():
                        answers[f"POST {number}"] = client.post(address, filled)
                for method, answer in answers.items():
                    leaked = words_in(without_address(said(answer), address)) & words - may_know
                    if leaked:
                        found.append((method, route, address, sorted(leaked)))
    assert found == []


def without_address(text: str, address: str) -> str:
    """Leave out of an answer the address that was asked."""
    return text.replace(address, "…").replace(address.strip("/").rpartition("/")[2], "…")


def test_editor_finds_the_words(hidden):
    """What the test of the desk asks would find the words."""
    client = log_in(EDITOR.name, hidden)
    everything = set()
    for one in hidden.values():
        for page in ("change", "history", "revision/1", "notes"):
            everything |= words_in(said(client.get(f"/admin/articles/article/{one.story.pk}/{page}/")))
    there = {part for part in PARTS if any(word(state, part) in everything for state in STATES)}
    assert there >= set(PARTS) - {"comment", "picture"}


@pytest.mark.parametrize("headline", ["", "Mine"])
def test_story_that_is_pinned_by_its_number_is_not_named(hidden, headline):
    client = log_in(CONTRIBUTOR.name, hidden)
    own, other = hidden["draft"].story, hidden["approved"].story
    form = AdminForm(client, f"/admin/articles/article/{own.pk}/change/", "article_form")

    answer = form.send("_continue", rows={"pins": [{"story": other.pk}]}, headline=headline)

    assert answer.status_code == 200
    assert word("approved", "headline") not in answer.text
    assert not own.pins.exists()


def test_story_that_an_editor_pinned_stays_and_is_not_named_to_whom_it_is_not_shown(hidden):
    client = log_in(CONTRIBUTOR.name, hidden)
    own, other = hidden["draft"].story, hidden["approved"].story
    writing.change(own, lambda text: text | {"pins": [{"id": str(uuid4()), "story": other.pk}]})
    form = AdminForm(client, f"/admin/articles/article/{own.pk}/change/", "article_form")
    form.send("_continue", headline="Mine")
    own.refresh_from_db()

    assert own.headline == "Mine"
    assert [pin.story_id for pin in own.pins.all()] == [other.pk]
    for page in ("change/", "history/", "compare/?from=1", f"revision/{own.head}/"):
        answer = client.get(f"/admin/articles/article/{own.pk}/{page}")
        assert answer.status_code == 200
        assert word("approved", "headline") not in answer.text


# Who comments


def test_no_address_of_readers_tells_who_comments_from_where(client):
    """E-mail, network address, network and browser of commenters are for moderators alone."""
    secret = {"email": "reader@leaked.example", "user_agent": "leaked browser"}
    secret |= {"ip_address": "203.0.113.77", "network": "203.0.113.0/24"}
    author, category = AuthorFactory(slug="known"), CategoryFactory(name="World", slug="world")
    story = ArticleFactory(published=True, tagged=["Harbour"], by=[author], category=category)
    shown = CommentFactory(article=story, **secret)
    CommentFactory(article=story, parent=shown, body="A reply", **secret)
    waiting = [
        CommentFactory(article=story, status=one, **secret) for one in ("pending", "spam", "trash")
    ]
    follow(shown)
    address = story.get_absolute_url()
    found, seen = [], 0
    for comment in (shown, *waiting):
        places = control_places() | {
            "address": address,
            "month": address.rpartition(f"/{story.slug}/")[0],
            "comment": str(comment.pk),
            "mine": own_token(comment),
        }
        for line in SURFACES.values():
            for where, answer in asked(client, line, places) if isinstance(line, Readers) else []:
                text = said(answer)
                seen += "A reply" in text
                found += [f"{where}: {word}" for word in ("leaked", "203.0.113.") if word in text]
    assert found == []
    assert seen > len(waiting)
