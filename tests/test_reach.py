"""Which role opens which page of the admin about rows of others, and which one changes anything there.

tests.reach has the table. What is sent is what a superuser would send from the same page, every
button of every form there: whatever changes something for them must change nothing for who may not,
who gets it refused before the database is written to at all.
"""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from urllib.parse import urljoin

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from taggit.models import Tag

from articles.corrections import publish_correction
from articles.models import Checklist, DueMoment
from comments.models import Block
from desk.rollback import rolled_back
from masthead.models import SiteSettings, StandingPage
from newsroom.models import Delivery, FrontPage, Webhook
from newsroom.roles import ROLES
from pagecache.models import Worker
from redirects.models import MissingAddress, Redirect
from tests.admin_forms import FormReader
from tests.factories import CommentFactory, UserFactory
from tests.hidden import make_hidden
from tests.reach import NOBODY, REACH
from tests.surfaces import routes as all_routes

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)')
# Written for everybody who asks, about themselves: what they sent is kept for them.
OWN = {"django_session", "articles_autosave", "articles_presence"}
# What is filled in where it must be, by the names of fields and by their types; else words.
FILLED = {
    **dict.fromkeys(("url", "old_path"), "/some/"),
    **{"email": "some@example.org", "password": "Kp4-9ahhXw", "new_path": "/latest/", "number": "1"},
}
ELSEWHERE = {"/admin/logout/"}  # forms that stand on every page
WHO = ["nobody", "reader", "staff", *(role.name for role in ROLES), "superuser"]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False):
        yield


def log_in(who: str) -> Client:
    client = Client()
    if who != "nobody":
        user = UserFactory(is_staff=who != "reader", is_superuser=who == "superuser")
        user.groups.set(Group.objects.filter(name=who))
        client.force_login(user)
    return client


@pytest.fixture
def rows() -> dict[str, object]:
    """A row of each model of the admin, none of them one's own."""
    SiteSettings.objects.create(pk=1, name="The Meridian")
    FrontPage.objects.get_or_create(pk=1)
    Checklist.objects.get_or_create(pk=1)
    pending = make_hidden()["pending"]
    story = pending.story
    publish_correction(story, None, kind="correction", text="It was Tuesday.", place="top")
    comment = CommentFactory(article=story, status="pending")
    hook = Webhook.objects.create(name="Hook", url="https://hook.example/", events=["published"])
    return {
        "articles/article": story,
        "articles/category": pending.category,
        "articles/checklist": Checklist.objects.get(),
        "auth/group": Group.objects.create(name="Interns"),
        "auth/user": UserFactory(),
        "authors/author": pending.author,
        "comments/block": Block.objects.create(kind="word", value="casino"),
        "comments/comment": comment,
        "due": DueMoment.objects.create(
            article=story, kind="went_live", due_at=NOW, claimed_at=NOW, error="It broke."
        ),
        "images/image": pending.picture,
        "masthead/sitesettings": SiteSettings.objects.get(),
        "masthead/standingpage": StandingPage.objects.create(url="/about/", title="About"),
        "newsroom/delivery": Delivery.objects.create(
            webhook=hook, event="published", story=story.pk, path="/x/", created_at=NOW
        ),
        "newsroom/frontpage": FrontPage.objects.get(),
        "newsroom/webhook": hook,
        "pagecache/worker": Worker.objects.create(name="machine:4711", started_at=NOW, told_at=NOW),
        "readership/dailyviews": story,
        "redirects/missingaddress": MissingAddress.objects.create(
            path="/gone/", hits=3, first_seen=NOW, last_seen=NOW
        ),
        "redirects/redirect": Redirect.objects.first(),
        "taggit/tag": Tag.objects.first(),
    }


def address_of(route: str, rows: dict) -> str:
    """Return the address of a route of the admin, about the row of its model."""
    label = next((label for label in rows if route.startswith(f"admin/{label}/")), "")
    row = rows.get(label)
    places = {"number": 1, "name": "x.jpg", "url": "nothing/"}
    if route.startswith("admin/r/"):
        row = rows["articles/article"]
        places["content_type_id"] = ContentType.objects.get_for_model(row).pk
    places |= {name: getattr(row, "pk", 0) for name in ("pk", "id", "object_id")}
    places["key"] = rows["articles/article"].corrections.get().pk
    path = re.sub(r"\^?\(\?P<(\w+)>[^)]*\)\$?|/\$$", lambda m: str(places[m[1]]) if m[1] else "/", route)
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda match: str(places[match[1]]), path)
    return f"/{path.removesuffix('$')}"


def forged(page, address: str) -> Iterator[tuple[str, str, dict]]:
    """Yield what a browser would send from a page, by each button of each form there.

    That is: what is done (an action of a list, or nothing), the address, and the data. What must be
    filled in is; an action is done to every row of the list.
    """
    yield "", address, {}
    yield "", address, {"post": ["yes"]}
    for form in [] if page.streaming else FormReader(page.text).forms:
        filled = {name: [_filled(name, kind)] for name, kind in form.missing.items()}
        data = form.fields | filled
        if form.method != "post" or form.action in ELSEWHERE:
            continue
        for name, value, elsewhere in form.buttons or [("", "", "")]:
            yield (
                "",
                urljoin(address, elsewhere or form.action),
                data | ({name: [value]} if name else {}),
            )
        if form.id == "changelist-form":
            keys = re.findall(r'name="_selected_action" value="([^"]+)"', page.text)
            for action in re.findall(r'<option value="(\w+)"', page.text):
                chosen = {"action": action, "_selected_action": keys, "post": "yes"}
                yield action, address, data | chosen


def _filled(name: str, kind: str):
    if kind == "file":
        return SimpleUploadedFile("some.csv", b"/some/,/latest/\n")
    return FILLED.get(name) or FILLED.get(kind) or "some-words"


def writes(client: Client, address: str, data: dict) -> bool:
    """Whether anything is written to the database when `data` is sent; it is undone then."""
    tables = set()

    def look(execute, sql, params, many, context):
        tables.update(WRITES.findall(sql))
        return execute(sql, params, many, context)

    cookies = client.cookies.copy()
    with connection.execute_wrapper(look), rolled_back():
        answer = client.post(address, data)
    client.cookies = cookies  # a session that was made anew is undone as well
    assert answer.status_code < 500, address
    return bool(tables - OWN)


# The list of an app's models names these in its route; what it shows is tested with the start page.
APPS = "admin/^(?P<app_label>"
ROUTES = sorted(
    route for route in all_routes() if route.startswith("admin/") and not route.startswith(APPS)
)
ROOMS = groupby(ROUTES, key=lambda route: route.split("/")[1])


@pytest.mark.parametrize("routes", [pytest.param(list(group), id=room) for room, group in ROOMS])
def test_who_opens_and_changes_what(rows, routes):
    opened, changed = defaultdict(set), defaultdict(set)
    clients = {who: log_in(who) for who in WHO}
    for route in routes:
        address = address_of(route, rows)
        with rolled_back():
            page = clients["superuser"].get(address)
        sent = list(forged(page, address))
        for who, client in clients.items():
            with rolled_back():
                answer = client.get(address)
            assert answer.status_code < 500, (who, address)
            if answer.status_code == 200:
                opened[route].add(who)
            for action, target, data in sent:
                done = f"{route} {action}".strip()
                if who not in changed[done] and writes(client, target, data):
                    changed[done].add(who)
    seen = {done: (opened[done], changed[done]) for done in {*opened, *changed, *routes}}
    expected = {done: REACH.get(done, (NOBODY, NOBODY)) for done in seen}
    assert seen == expected


def test_table_names_no_address_that_is_not_there():
    assert {done.partition(" ")[0] for done in REACH} <= set(ROUTES)
