"""The front page desk: what an editor does there, and what readers get of it."""

import datetime as dt
import json
import re
from html import unescape

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from articles import workflow as stories
from articles.models import Article
from articles.sections import save_category
from masthead.models import SiteSettings
from newsroom.models import FrontBlock, FrontPage, FrontPin
from newsroom.roles import MANAGING_EDITOR, ROLES
from tests.bulk import make_stories
from tests.factories import ArticleFactory, CategoryFactory, UserFactory
from tests.markup import find_live_markup

pytestmark = pytest.mark.django_db

URL = "/admin/newsroom/frontpage/"
NOON = dt.datetime(2026, 3, 14, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


class DeskPage:
    """The desk as one editor has it in a browser without JavaScript."""

    def __init__(self, client):
        self.client = client
        self.answer = client.get(URL)
        assert self.answer.status_code == 200

    @property
    def html(self):
        return self.answer.content.decode()

    @property
    def state(self):
        hidden = re.search(r'<form method="post" id="front-form">(.*?)</form>', self.html, re.S)[1]
        fields = re.findall(r'name="(\w+)" value="([^"]*)"', hidden)
        return {name: unescape(value) for name, value in fields}

    def press(self, button, **fields):
        """Press a button, and let the page that comes back be the one that is open."""
        values = {f"put-{name}" if name in PUT else name: value for name, value in fields.items()}
        self.answer = self.client.post(URL, self.state | {"do": button} | values)
        assert self.answer.status_code in (200, 302)
        return self

    def put(self, story=None, place="lead", begins="", ends="", pin=""):
        """Fill in the form that puts a story somewhere; the times are such as `2026-03-14 12:00`."""
        times = dict(zip(TIMES, [*_day_and_time(begins), *_day_and_time(ends)], strict=True))
        return self.press("put", story=story.pk if story else "", place=place, pin=pin, **times)

    def save(self):
        answer = self.press("save").answer
        assert answer.status_code == 302, self.said
        self.__init__(self.client)

    @property
    def said(self):
        return self.answer.context["desk"].said

    @property
    def slots(self):
        """What stands in each slot: `{"lead": ("Headline", "pinned")}`."""
        board = self.answer.context["board"]
        rows = board.top + [row for block in board.blocks for row in block.rows]
        return {
            str(row.place): (row.story.headline, "pinned" if row.pin else "automatic")
            for row in rows
            if row.story
        }

    @property
    def notes(self):
        """What is said of the pins that are not shown, by the headlines of their stories."""
        board = self.answer.context["board"]
        rows = board.top + [row for block in board.blocks for row in block.rows]
        others = [other for row in rows for other in row.others] + board.stranded
        return {other.story.headline: other.note for other in others}


PUT = ["story", "place", "pin", "starts_at_0", "starts_at_1", "ends_at_0", "ends_at_1"]
TIMES = PUT[3:]


def _day_and_time(text):
    return text.split() if text else ("", "")


def ago(hours):
    return timezone.now() - hours * HOUR


@pytest.fixture
def noon():
    """The clock, stopped at noon of a day in March."""
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def world():
    return CategoryFactory(name="World")


@pytest.fixture
def paper(noon, world):
    """Eleven stories of one section, the first the newest: One, Two, Three…"""
    names = ["One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven"]
    return [
        ArticleFactory(headline=name, category=world, published=ago(n))
        for n, name in enumerate(names, 1)
    ]


@pytest.fixture
def page(admin_client, paper):
    return DeskPage(admin_client)


def lead_of(client):
    return client.get("/").context["lead"].headline


# Seeing and pinning


def test_desk_shows_the_page_as_it_stands(page):
    assert list(page.slots.items())[:3] == [
        ("lead", ("One", "automatic")),
        ("feature-1", ("Two", "automatic")),
        ("feature-2", ("Three", "automatic")),
    ]
    assert page.html.count(">automatic</span>") >= 5


def test_story_pinned_where_it_stands_is_kept_there(page, client, paper):
    page.press(f"keep lead {paper[0].pk}")
    assert page.slots["lead"] == ("One", "pinned")
    assert page.said == "Pinned “One” as the lead."
    assert not FrontPin.objects.exists()  # nothing is saved before it is

    page.save()
    ArticleFactory(headline="Newer", published=ago(0))

    assert lead_of(client) == "One"


def test_pinned_story_leaves_the_automatic_fill_of_all_other_slots(page, client, paper):
    page.put(paper[1], "feature-4")

    headlines = [headline for headline, _ in page.slots.values()]
    assert page.slots["feature-4"] == ("Two", "pinned")
    assert len(headlines) == len(set(headlines))
    page.save()
    assert [story.headline for story in client.get("/").context["features"]][-1] == "Two"


def test_story_that_is_pinned_elsewhere_moves_and_that_is_said(page, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep feature-1 {paper[4].pk}")

    assert page.said == "Pinned “Five” as feature 1. It is no longer the lead: it moved."
    assert page.slots["lead"][1] == "automatic"
    page.save()
    assert FrontPin.objects.get().slot == "feature"


def test_pinned_stories_trade_places(page, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep feature-1 {paper[5].pk}")
    page.save()
    six = FrontPin.objects.get(article=paper[5])

    page.press(f"up {six.pk} lead")
    assert page.slots["lead"] == ("Six", "pinned")
    assert page.slots["feature-1"] == ("Five", "pinned")
    page.press(f"down {six.pk} feature-1")
    page.save()

    assert page.slots["lead"] == ("Five", "pinned")
    assert FrontPin.objects.count() == 2


def test_story_put_on_a_pinned_one_replaces_it(page, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep lead {paper[5].pk}")

    assert page.said == "Pinned “Six” as the lead. “Five” is no longer pinned there."
    page.save()
    assert FrontPin.objects.get().article == paper[5]


def test_removed_pin_gives_its_slot_back(page, client, paper):
    page.press(f"keep lead {paper[4].pk}")
    page.save()
    page.press(f"unpin {FrontPin.objects.get().pk}")
    assert page.said == "Removed “Five” from the lead."
    page.save()

    assert lead_of(client) == "One"


def test_last_change_is_undone_and_all_are_discarded(page, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep feature-1 {paper[5].pk}").press("undo")
    assert page.slots["feature-1"][1] == "automatic"
    assert page.slots["lead"] == ("Five", "pinned")

    assert page.press("discard").slots["lead"] == ("One", "automatic")


def test_story_is_found_by_its_words_and_pinned(page, paper):
    page.press("place feature-2").press("search", q="Nine")
    assert [row["story"].headline for row in page.answer.context["latest"]] == ["Nine"]

    page.press(f"open story {paper[8].pk}")
    form = page.answer.context["desk"].put_form
    assert (form.initial["story"], form.initial["place"]) == (paper[8].pk, "feature-2")
    page.put(paper[8], "feature-2")
    assert page.slots["feature-2"] == ("Nine", "pinned")


# Stories that are not public


def test_pin_of_a_scheduled_story_says_what_it_waits_for(page, client, noon):
    later = ArticleFactory(headline="Later", published=NOON + 3 * HOUR)

    page.put(later)

    assert page.slots["lead"] == ("One", "automatic")
    assert page.notes == {"Later": "waits for 14 March 15:00, filled automatically until then"}
    page.save()
    assert lead_of(client) == "One"
    noon.move_to(NOON + 3 * HOUR)
    assert lead_of(client) == "Later"


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_pin_of_a_story_that_is_not_public_says_so(page, client, state):
    hidden = ArticleFactory(headline="Hidden", published=state != "draft" and ago(2))
    if state == "withdrawn":
        stories.withdraw(hidden)

    page.put(hidden)
    page.save()

    assert page.notes == {"Hidden": f"not public ({state}), filled automatically"}
    assert lead_of(client) == "One"
    assert "Hidden" not in client.get("/").content.decode()


def test_pin_of_a_story_that_expires_says_so_afterwards(page, client, noon):
    page.put(ArticleFactory(headline="Fleeting", published=ago(3), expires_at=NOON + HOUR))
    page.save()
    assert lead_of(client) == "Fleeting"

    noon.move_to(NOON + HOUR)

    assert DeskPage(page.client).notes == {"Fleeting": "expired, filled automatically"}
    assert lead_of(client) == "One"


# Times


def test_pin_begins_and_ends_at_its_second(page, client, paper, noon):
    page.put(paper[6], "lead", "2026-03-14 14:00", "2026-03-14 15:30")
    assert page.said == "Pinned “Seven” as the lead from 14 March 14:00 until 14 March 15:30."
    assert page.notes == {"Seven": "from 14 March 14:00 until 14 March 15:30"}
    page.save()

    second, seen = dt.timedelta(seconds=1), []
    for moment in (NOON + 2 * HOUR, NOON + 3.5 * HOUR):
        for step in (second, 0 * second):
            noon.move_to(moment - step)
            seen.append(lead_of(client))

    assert seen == ["One", "Seven", "Seven", "One"]


def test_one_that_began_last_wins_and_the_one_below_comes_back(page, client, paper, noon):
    page.put(paper[4])
    page.put(paper[5], "lead", ends="2026-03-14 13:00")
    assert page.said == "Pinned “Six” as the lead until 14 March 13:00. After that, “Five” again."
    assert "covered by “Six”" in page.notes["Five"]
    page.put(paper[6], "lead", "2026-03-14 12:15", "2026-03-14 12:30")
    page.save()
    assert "the one that began last is shown" in page.press("place lead").html

    seen = []
    for minutes in (0, 15, 30, 60):
        noon.move_to(NOON + dt.timedelta(minutes=minutes))
        seen.append(lead_of(client))
    assert seen == ["Six", "Seven", "Six", "Five"]


def test_several_pins_wait_for_one_slot_in_the_order_of_time(page, paper):
    page.put(paper[5], "lead", "2026-03-15 09:00").put(paper[4], "lead", "2026-03-14 18:00")

    assert list(page.notes) == ["Five", "Six"]


def test_story_that_is_lead_until_it_becomes_a_feature(page, client, paper, noon):
    page.put(paper[4]).put(paper[4], "feature-1", "2026-03-14 18:00")
    assert page.said == "Pinned “Five” as feature 1 from 14 March 18:00. Until then it is the lead."
    page.save()

    assert lead_of(client) == "Five"
    noon.move_to(NOON + 6 * HOUR)
    context = client.get("/").context
    assert context["lead"].headline == "One"
    assert context["features"][0].headline == "Five"


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        ("2026-03-14 15:00", "2026-03-14 14:00", "It cannot end 14 March 14:00, before it begins"),
        ("2026-03-14 15:00", "2026-03-14 15:00", "It cannot end 14 March 15:00, before it begins"),
        ("", "2026-03-14 11:00", "14 March 11:00 is over."),
        ("", "0999-01-01 00:00", "The story is not pinned yet"),
        ("2026-03-14 25:00", "", "The story is not pinned yet"),
    ],
)
def test_times_that_make_no_sense_are_refused_and_kept_in_the_form(page, paper, begins, ends, said):
    page.put(paper[4], "lead", begins, ends)

    assert page.said.startswith(said)
    assert page.slots["lead"] == ("One", "automatic")
    form = page.answer.context["desk"].put_form
    assert form["story"].value() == str(paper[4].pk)
    assert " ".join(form["ends_at"].value()).strip() == ends


def test_times_are_those_of_the_paper_on_the_nights_of_a_clock_change(page, client, paper, noon):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    page.put(paper[4], "lead", "2026-03-29 02:30")
    assert "the clocks go forward over it" in page.html
    page.put(paper[4], "lead", "2026-10-25 02:30")
    assert "comes twice in Berlin" in page.html
    page.put(paper[4], "lead", "2026-03-29 01:59", "2026-03-29 03:00")
    page.save()

    pin = FrontPin.objects.get()
    assert pin.ends_at - pin.starts_at == dt.timedelta(minutes=1)  # an hour of that night is missing
    for moment, lead in [(pin.starts_at, "Five"), (pin.ends_at, "One")]:
        noon.move_to(moment)
        assert lead_of(client) == lead


def test_hour_that_comes_twice_is_told_with_its_distance_from_utc(page, paper):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    FrontPage.objects.create(pk=1)
    for number, hour in enumerate([0, 1]):
        at = dt.datetime(2026, 10, 25, hour, 30, tzinfo=dt.UTC)
        FrontPin.objects.create(slot="lead", article=paper[number], starts_at=at)

    page = DeskPage(page.client)

    assert page.notes["One"] == "from 25 October 02:30 (Berlin, UTC+2)"
    assert page.notes["Two"] == "from 25 October 02:30 (Berlin, UTC+1)"


def test_times_of_a_pin_are_changed_without_moving_its_beginning(page, paper, noon):
    page.put(paper[4])
    page.save()
    pin = FrontPin.objects.get()
    noon.move_to(NOON + HOUR)

    page.press(f"time {pin.pk}").put(None, "lead", ends="2026-03-14 20:00", pin=pin.pk)
    assert page.said == "“Five” is the lead until 14 March 20:00."
    page.save()

    pin.refresh_from_db()
    assert (pin.starts_at, pin.ends_at) == (NOON, NOON + 8 * HOUR)


def test_page_as_it_will_stand(page, paper):
    ArticleFactory(headline="Tonight", published=NOON + 8 * HOUR)
    page.put(paper[4], "feature-1", "2026-03-15 06:00")

    page.press("look", at_0="2026-03-15", at_1="07:00")

    assert page.slots["lead"] == ("Tonight", "automatic")
    assert page.slots["feature-1"] == ("Five", "pinned")
    assert "Read only: the front page as it will stand on 15 March 2026 at 07:00" in page.html
    assert "keep " not in page.html
    assert 'value="save"' not in page.html
    page.press("now")
    assert page.slots["lead"] == ("One", "automatic")
    assert page.notes["Five"] == "from 15 March 06:00"


@pytest.mark.parametrize("day", ["2026-03-13", "", "never", "9999-01-01"])
def test_moment_that_cannot_be_shown_is_an_error_beside_it(page, day):
    page.press("look", at_0=day, at_1="07:00")

    assert page.answer.context["look_form"].errors
    assert "Read only" not in page.html


# Blocks


def test_blocks_are_added_ordered_sized_and_removed(page, client, world, paper):
    asia = CategoryFactory(name="Asia", parent=world)
    for n in range(8):
        ArticleFactory(category=asia, published=ago(20 + n))
    page.press("add-block", category=asia.pk)
    assert page.said == "Added a block for Asia."
    page.press(f"block raise {asia.pk}").press(f"resize {asia.pk}", **{f"size-{asia.pk}": "6"})
    page.save()

    sections = client.get("/").context["sections"]
    assert [block["category"].name for block in sections] == ["Asia"]  # World has nothing left
    assert len(sections[0]["stories"]) == 6
    assert list(FrontBlock.objects.values_list("category__name", "position", "size")) == [
        ("Asia", 1, 6),
        ("World", 2, 4),
    ]
    page.press(f"block remove {asia.pk}").press("automatic-blocks")
    page.save()
    assert not FrontBlock.objects.exists()
    assert not FrontPage.objects.get().has_chosen_blocks


def test_pin_in_a_removed_block_is_shown_as_such_and_can_be_moved(page, world, paper):
    page.press(f"keep block-{world.pk}-1 {paper[8].pk}").press(f"block remove {world.pk}")
    page.save()

    assert page.notes == {"Nine": "place 1 of World is not on the page"}
    pin = FrontPin.objects.get()
    page.press(f"time {pin.pk}").put(pin=pin.pk, place="")
    assert page.said.startswith("The story is not pinned yet")
    page.press(f"move {pin.pk} lead")
    assert page.slots["lead"] == ("Nine", "pinned")


def test_moved_category_keeps_its_block_and_a_deleted_one_takes_it_along(page, world, paper):
    culture = CategoryFactory(name="Culture")
    page.press(f"keep block-{culture.pk}-1 {paper[8].pk}").press(f"block raise {culture.pk}")
    page.save()
    culture.parent = world
    save_category(culture)
    assert page.press("discard").slots[f"block-{culture.pk}-1"] == ("Nine", "pinned")

    culture.delete()

    assert f"block-{culture.pk}-1" not in DeskPage(page.client).slots
    assert not FrontPin.objects.exists()


# Two at once


@pytest.fixture
def other_page(page, client):
    client.force_login(UserFactory(username="amina", is_staff=True, is_superuser=True))
    return DeskPage(client)


def test_stale_save_is_refused_and_can_be_applied_on_top(page, other_page, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep feature-1 {paper[7].pk}")
    other_page.press(f"keep lead {paper[5].pk}").press(f"keep feature-2 {paper[6].pk}")
    other_page.save()

    assert page.press("save").answer.status_code == 200
    assert page.said == "Not saved yet: see above what was changed meanwhile."
    assert "The front page has been saved since you opened it here" in page.html
    assert "amina, 12:00: Pinned “Six” as the lead. Pinned “Seven” as feature 2." in page.html
    assert "Nothing of yours is lost" in page.html
    assert page.slots["lead"] == ("Five", "pinned")
    assert page.slots["feature-2"] == ("Seven", "pinned")
    assert FrontPin.objects.count() == 2
    page.save()

    shown = {pin.article.headline for pin in FrontPin.objects.all()}
    assert shown == {"Five", "Seven", "Eight"}


def test_stale_save_is_refused_though_the_history_was_cleared(page, other_page, paper):
    other_page.press(f"keep lead {paper[5].pk}")
    other_page.save()
    LogEntry.objects.all().delete()
    page.press(f"keep feature-1 {paper[4].pk}")

    assert "The front page has been saved since you opened it here" in page.html
    page.save()
    assert FrontPin.objects.count() == 2


def test_change_that_cannot_be_done_any_more_is_said_and_left_out(page, other_page, paper):
    page.press(f"keep lead {paper[4].pk}")
    page.save()
    pin = FrontPin.objects.get()
    other_page.__init__(other_page.client)
    page.press(f"move {pin.pk} feature-1").press(f"keep feature-3 {paper[8].pk}")
    other_page.press(f"unpin {pin.pk}")
    other_page.save()

    page.press("save")
    assert "Cannot be done any more: The pin is gone" in page.html
    page.press("save")
    messages = [str(message) for message in page.client.get(URL).context["messages"]]
    assert any(message.startswith("Not done: The pin is gone") for message in messages)
    assert FrontPin.objects.get().article == paper[8]


def test_story_deleted_while_it_is_pinned_and_while_it_is_about_to_be(page, client, paper):
    page.press(f"keep lead {paper[4].pk}")
    page.save()
    page.press(f"keep feature-1 {paper[5].pk}")
    Article.objects.filter(pk__in=[paper[4].pk, paper[5].pk]).delete()

    page.press("undo")
    assert page.slots["lead"] == ("One", "automatic")
    page.press(f"keep feature-1 {paper[5].pk}")
    assert page.said == "The story cannot be pinned: it is gone."
    page.save()
    assert lead_of(client) == "One"


def test_story_pinned_is_deleted_in_the_admin_with_its_pin(page, client, paper):
    page.press(f"keep lead {paper[4].pk}")
    page.save()
    url = f"/admin/articles/article/{paper[4].pk}/delete/"
    assert "Lead 1 of the front page" in page.client.get(url).content.decode()

    page.client.post(url, {"post": "yes"})

    assert not FrontPin.objects.exists()
    assert lead_of(client) == "One"


def test_history_tells_who_changed_what(page, paper):
    page.press(f"keep lead {paper[4].pk}")
    page.save()

    entry = LogEntry.objects.get()
    assert str(entry.user) == "admin"
    assert entry.get_change_message() == "Pinned “Five” as the lead."
    assert "Pinned “Five” as the lead." in page.html
    assert "Pinned “Five”" in page.client.get(f"{URL}1/history/").content.decode()
    assert page.client.get(f"{URL}1/change/").url == URL


# The preview


def test_preview_is_what_readers_get_once_it_is_saved(page, client, paper):
    page.press(f"keep lead {paper[4].pk}").press(f"keep feature-2 {paper[7].pk}")

    preview = page.client.post(f"{URL}preview/", page.state)
    assert "no-store" in preview.headers["Cache-Control"]
    assert preview.headers["X-Robots-Tag"].startswith("noindex")
    assert lead_of(client) == "One"
    page.save()

    assert preview.content == client.get("/").content


def test_preview_of_a_moment_to_come(page, paper):
    ArticleFactory(headline="Tonight", published=NOON + 8 * HOUR)
    page.press("look", at_0="2026-03-15", at_1="07:00")

    assert "Tonight" in page.client.post(f"{URL}preview/", page.state).content.decode()
    assert "Tonight" not in page.client.post(f"{URL}preview/", {}).content.decode()


# Who may, and what is refused


@pytest.mark.parametrize("path", ["", "preview/", "1/change/", "1/history/", "add/", "1/delete/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_those_who_may_change_the_front_page_get_there(client, path, method):
    answer = getattr(client, method)(URL + path)
    if method == "get":
        assert answer.url.startswith("/admin/login/")
    else:  # what was sent is handed back
        assert answer.status_code == 403
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.exclude(codename="change_front"))
    client.force_login(user)

    assert getattr(client, method)(URL + path).status_code == 403
    assert "Front page" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_of_the_roles_the_managing_editor_alone_runs_the_front_page(client, role):
    user = UserFactory(is_staff=True)
    user.groups.add(Group.objects.get(name=role.name))
    client.force_login(user)

    assert client.get(URL).status_code == (200 if role is MANAGING_EDITOR else 403)


def test_permission_alone_is_enough_and_shows_no_story_that_is_not_public(client, paper):
    draft = ArticleFactory(headline="Secret draft")
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_front"))
    client.force_login(user)
    page = DeskPage(client)
    assert URL in client.get("/admin/").content.decode()

    assert "Secret" not in page.press("search", q="Secret draft").answer.context["latest"]
    assert "Secret" not in page.press(f"open story {draft.pk}").html.replace('"Secret draft"', "")
    page.put(draft)
    assert page.said.startswith("The story is not pinned yet")
    page.press(f"keep lead {draft.pk}")
    assert page.said == "The story cannot be pinned: it is gone."
    page.press(f"keep lead {paper[3].pk}")
    page.save()
    assert lead_of(client) == "Four"


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "explode"},
        {"do": "keep lead"},
        {"do": "keep roof 1"},
        {"do": "keep feature-9 1"},
        {"do": "move x lead"},
        {"do": f"keep lead {'9' * 30}"},
        {"do": "resize 1", "size-1": "99"},
        {"do": "block explode 1"},
        {"version": "-1"},
        {"changes": "{"},
        {"changes": "[1]"},
        {"changes": "[" * 100_000},
        {"changes": json.dumps([{"name": "n1", "kind": "explode"}])},
        {"changes": json.dumps([{"name": "n1", "kind": "unpin", "pin": "x"}])},
        {"changes": json.dumps([{"name": "n1", "kind": "unpin", "pin": "1"}] * 2)},
        {"at": "yesterday"},
        {"at": "2026-03-14T12:00:00"},
        {"place": "roof"},
    ],
)
def test_what_no_page_of_ours_sends_is_a_bad_request(page, sent):
    assert page.client.post(URL, page.state | sent).status_code == 400


def test_put_form_survives_made_up_values(page, paper):
    for story in ("", "x", "9" * 30, "-1"):
        page.press("put", story=story, place="lead", **dict.fromkeys(TIMES, ""))
        assert page.said.startswith("The story is not pinned yet")
    page.press("put", story=paper[0].pk, place="roof", **dict.fromkeys(TIMES, ""))
    assert page.said.startswith("The story is not pinned yet")
    page.press("put", pin="77", place="lead", **dict.fromkeys(TIMES, ""))
    assert page.said.startswith("The pin is gone")


def test_hostile_headline_is_text(page):
    hostile = ArticleFactory(headline='"><script>alert(1)</script>[“', published=ago(0))

    page.put(hostile)
    assert find_live_markup(page.html) == []
    page.press(f"open story {hostile.pk}")
    assert find_live_markup(page.html) == []
    page.press("discard").put(hostile)
    page.save()

    assert find_live_markup(page.html) == []
    assert "&lt;script&gt;alert(1)" in page.html


def test_empty_newsroom_says_how_to_begin(admin_client):
    page = DeskPage(admin_client)

    assert "No story can stand here yet" in page.html
    assert "/admin/articles/article/add/" in page.html
    page.press("save")
    assert page.answer.status_code == 302


def test_most_pins_there_can_be_are_kept_and_one_more_is_refused(admin_client, client):
    make_stories(310)
    FrontPage.objects.create(pk=1)
    now = timezone.now()
    FrontPin.objects.bulk_create(
        FrontPin(slot="lead", article=story, starts_at=now - dt.timedelta(minutes=n))
        for n, story in enumerate(Article.objects.all()[:300])
    )

    page = DeskPage(admin_client)
    page.press(f"keep feature-1 {Article.objects.last().pk}")

    assert page.said == "300 stories are pinned, which is the most. Remove some first."
    assert client.get("/").status_code == 200


def test_queries_of_the_desk_do_not_grow_with_its_pins(admin_client, django_assert_num_queries):
    make_stories(60)
    FrontPage.objects.create(pk=1)
    now = timezone.now()

    def pin(articles):
        FrontPin.objects.bulk_create(
            FrontPin(slot="lead", article=story, starts_at=now - dt.timedelta(minutes=story.pk))
            for story in articles
        )

    def count():
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            assert admin_client.get(URL).status_code == 200
        return len(queries)

    articles = list(Article.objects.all())
    pin(articles[:5])
    count()
    few = count()
    pin(articles[5:50])

    assert count() == few <= 30
