"""A picture whose licence has ended is gone from every public page on the day after."""

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles.jobs import withhold_ended_pictures
from authors.workflow import save_author
from images import licences
from images.models import Image
from images.withholding import names, release, settle_all, withhold
from images.workflow import save_words, store_image
from masthead.models import SiteSettings, StandingPage
from masthead.pages import save_page
from tests.factories import ArticleFactory, AuthorFactory
from tests.images.pictures import quarters, stored_files, upload

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 10, 12, tzinfo=dt.UTC)
LAST_DAY = dt.date(2026, 3, 10)


def picture(title="Harbour", **fields):
    values = {"file": f"p/{title}.jpg", "width": 300, "height": 200, "alt": f"{title} in alt"}
    return Image.objects.create(**values | {"title": title} | fields)


def stand_in(image, **fields):
    """Let another picture stand in for one, as the form does."""
    other = picture("Market", caption="The market", credit="Rao", **fields)
    image.replacement = other
    save_words(image)
    return other


def everywhere(client, image):
    """Return the public pages that show a picture, with it in every place there is."""
    author = AuthorFactory.build(photo=image)
    save_author(author)
    figure = f'<figure data-image="{image.pk}"><figcaption>Said here</figcaption></figure>'
    story = ArticleFactory(
        lead_image=image,
        lead_caption="Said above",
        body=f'<p>Words</p>{figure}<div data-gallery="">{figure}</div>',
        by=[author],
        kind="opinion",
        published=timezone.now() - dt.timedelta(days=40),
    )
    ArticleFactory(lead_image=image, by=[author], published=timezone.now() - dt.timedelta(days=41))
    save_page(StandingPage(url="/about/", title="About", content=figure))
    SiteSettings.objects.update_or_create(pk=1, defaults={"logo": image})
    addresses = ["/", story.get_absolute_url(), author.get_absolute_url(), "/about/", "/latest/"]
    addresses.append("/search/?q=headline")
    return lambda: {address: client.get(address).content.decode() for address in addresses}


@time_machine.travel(NOON, tick=False)
def test_picture_is_gone_everywhere_on_the_day_after_without_a_job(client):
    image = picture(licence_ends=LAST_DAY)
    pages = everywhere(client, image)
    assert all("Harbour" in page for page in pages().values())
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        after = pages()
    assert [address for address, page in after.items() if "Harbour" in page] == []
    story = next(page for address, page in after.items() if address.startswith("/20"))
    assert 'og:image" content="http://127.0.0.1:8000/static/sharing' in story
    assert '"image"' not in story
    assert story.count("picture-gone") == 2
    assert "Said here" in story
    assert "Said above" not in story
    assert "card-bare" in after["/latest/"]
    assert "picture-gone" not in after["/latest/"] + after["/"]


@time_machine.travel(NOON, tick=False)
def test_replacement_is_shown_everywhere_with_its_own_words(client):
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    stand_in(image)
    pages = everywhere(client, image)()
    assert all("Harbour" not in page and "/media/p/Market.jpg" in page for page in pages.values())
    story = next(page for address, page in pages.items() if address.startswith("/20"))
    assert "The market" in story
    assert "Rao" in story
    assert "Said" not in story
    assert 'og:image" content="http' in story
    assert "picture-gone" not in "".join(pages.values())


@time_machine.travel(NOON, tick=False)
def test_picture_whose_licence_is_fine_or_has_a_replacement_costs_no_query(client):
    image = picture(licence_ends=LAST_DAY)
    pages = everywhere(client, image)
    pages()
    with CaptureQueriesContext(connection) as fine:
        pages()
    stand_in(image)
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        pages()
        with CaptureQueriesContext(connection) as replaced:
            pages()
    assert len(replaced) == len(fine)


@pytest.mark.parametrize(
    ("zone", "before", "after"),
    [
        ("UTC", "2026-03-10T23:59:59Z", "2026-03-11T00:00:00Z"),
        ("Asia/Karachi", "2026-03-10T18:59:59Z", "2026-03-10T19:00:00Z"),
        ("America/New_York", "2026-03-11T03:59:59Z", "2026-03-11T04:00:00Z"),
    ],
)
def test_day_is_that_of_the_paper(client, zone, before, after):
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"time_zone": zone, "logo": picture(licence_ends=LAST_DAY)}
    )
    with time_machine.travel(before, tick=False):
        assert "Harbour.jpg" in client.get("/").content.decode()
    with time_machine.travel(after, tick=False):
        assert "Harbour.jpg" not in client.get("/").content.decode()


def test_day_on_which_the_clocks_go_forward_at_midnight(client):
    """In Cairo, 26 April 2024 begins at 01:00."""
    image = picture(licence_ends=dt.date(2024, 4, 25))
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Africa/Cairo", "logo": image})
    with time_machine.travel("2024-04-25T21:59:59Z", tick=False):
        assert "Harbour.jpg" in client.get("/").content.decode()
    with time_machine.travel("2024-04-25T22:00:00Z", tick=False):
        assert "Harbour.jpg" not in client.get("/").content.decode()


@time_machine.travel(NOON, tick=False)
def test_replacement_that_has_ended_or_is_withheld_is_not_shown():
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    other = stand_in(image, licence_ends=LAST_DAY)
    assert Image.objects.get(pk=image.pk).shown == other
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        assert Image.objects.get(pk=image.pk).shown is None
    withhold(other)
    assert Image.objects.get(pk=image.pk).shown is None
    release(other)
    assert Image.objects.get(pk=image.pk).shown == other


@time_machine.travel(NOON, tick=False)
def test_replacement_is_shown_with_the_words_that_it_has_now():
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    other = stand_in(image)
    other.alt = "Stalls"
    save_words(other)
    shown = Template("{% load pictures %}{% picture image %}").render(
        Context({"image": Image.objects.get(pk=image.pk)})
    )
    assert 'alt="Stalls"' in shown


@time_machine.travel(NOON, tick=False)
def test_file_for_machines_is_that_of_what_readers_see():
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    assert image.file_for("full", 600) is None
    stand_in(image)
    assert image.file_for("full", 600)["url"] == "/media/p/Market.jpg"


@time_machine.travel(NOON, tick=False)
def test_placeholder_keeps_the_proportions_and_says_what_it_is():
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))

    def shown(tag):
        return Template(f"{{% load pictures %}}{tag}").render(Context({"image": image}))

    full = shown('{% picture image class="wide" %}')
    assert 'viewBox="0 0 300 200"' in full
    assert 'class="picture-gone wide"' in full
    assert 'aria-label="This picture cannot be shown any more."' in full
    assert 'viewBox="0 0 1500 1000"' in shown('{% picture image crop="landscape" %}')
    assert "aria-hidden" in shown('{% picture image crop="square" alt="" %}')


# Chains


def test_replacement_is_no_chain_and_no_loop(admin_client):
    one, two, three = (picture(name) for name in ("One", "Two", "Three"))

    def choose(image, replacement):
        data = {"title": image.title, "focal_x": 0.5, "focal_y": 0.5, "replacement": replacement.pk}
        answer = admin_client.post(reverse("admin:images_image_change", args=[image.pk]), data)
        form = answer.context and answer.context["adminform"].form
        return form.errors["replacement"][0] if form else ""

    assert choose(one, one) == "A picture cannot stand in for itself."
    assert choose(one, two) == ""
    assert choose(three, one) == "“One” has a replacement itself, “Two”. Choose that one."
    assert choose(two, three).startswith("This picture stands in for “One”.")
    assert choose(two, one).startswith("“One” has a replacement itself")
    assert Image.objects.get(pk=one.pk).stand_in["title"] == "Two"


def test_picture_that_stands_in_for_another_is_not_deleted(admin_client):
    image = picture()
    other = stand_in(image)
    page = admin_client.get(reverse("admin:images_image_delete", args=[other.pk])).content.decode()
    assert "(picture, stands in for it)" in page


# The files


@pytest.fixture
def stored():
    return store_image(upload(quarters(700, 500)), title="Harbour")


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOON, tick=False)
def test_command_withholds_what_has_ended_once(stored, settings, capsys):
    stored.licence_ends = LAST_DAY
    save_words(stored)
    call_command("withhold_ended_pictures")
    assert set(stored_files(settings)) == names(stored)
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        call_command("withhold_ended_pictures")
        call_command("withhold_ended_pictures")
    assert capsys.readouterr().out.split("\n")[:3] == [
        "0 pictures changed.",
        "1 picture changed.",
        "0 pictures changed.",
    ]
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_command_goes_by_the_clocks_of_the_paper(stored, settings):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    Image.objects.update(licence_ends=LAST_DAY)
    with time_machine.travel("2026-03-10T20:00:00Z", tick=False):
        call_command("withhold_ended_pictures")
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_job_goes_by_the_clocks_of_the_paper(stored, settings):
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    Image.objects.update(licence_ends=LAST_DAY)
    with time_machine.travel("2026-03-10T20:00:00Z", tick=False):
        assert withhold_ended_pictures() == "pictures withheld or served again: 1"
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOON, tick=False)
def test_four_at_once_withhold_each_picture_once(settings):
    for number in range(6):
        store_image(upload(quarters(60 + number, 40)))
    Image.objects.update(licence_ends=LAST_DAY - dt.timedelta(days=1))

    def run(_):
        try:
            return settle_all()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(run, range(4))) == 6
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOON, tick=False)
def test_extended_licence_brings_the_files_back(admin_client, stored, settings):
    url = reverse("admin:images_image_change", args=[stored.pk])
    data = {"title": "Harbour", "focal_x": 0.5, "focal_y": 0.5}
    admin_client.post(url, data | {"licence_ends": "2026-03-09"})
    assert stored_files(settings) == []
    assert Image.objects.get().withheld_for == "licence"
    admin_client.post(url, data | {"licence_ends": "2026-03-10", "licence": "Agency, one use"})
    assert set(stored_files(settings)) == names(stored)
    assert Image.objects.get().licence == "Agency, one use"


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOON, tick=False)
def test_day_that_was_changed_without_the_form_is_noticed_by_the_command(stored, settings):
    Image.objects.update(licence_ends=LAST_DAY - dt.timedelta(days=1))
    settle_all()
    assert stored_files(settings) == []
    Image.objects.update(licence_ends=None)
    assert settle_all() == 1
    assert set(stored_files(settings)) == names(stored)


@pytest.mark.django_db(transaction=True)
@time_machine.travel(NOON, tick=False)
def test_taken_down_and_ended_do_not_undo_each_other(stored, settings):
    withhold(stored)
    stored.licence_ends = LAST_DAY - dt.timedelta(days=1)
    save_words(stored)
    assert release(stored) is False  # ended meanwhile
    assert Image.objects.get().withheld_for == "licence"
    withhold(stored)
    stored.licence_ends = None
    save_words(stored)
    assert Image.objects.get().withheld_for == "taken_down"
    assert stored_files(settings) == []
    assert release(stored) is True
    assert set(stored_files(settings)) == names(stored)


@time_machine.travel(NOON, tick=False)
def test_saving_words_does_not_undo_what_happened_meanwhile(stored):
    opened = Image.objects.get()
    withhold(Image.objects.get())
    opened.title = "New"
    save_words(opened)
    row = Image.objects.get()
    assert row.title == "New"
    assert row.withheld_at


# What the desk is told


@time_machine.travel(NOON, tick=False)
def test_querysets_name_what_ends_and_what_has_ended():
    days = (-2, -1, 0, 5, 30, 31)
    for day in days:
        picture(str(day), licence_ends=LAST_DAY + dt.timedelta(days=day))
    picture("never")
    assert [image.title for image in licences.ending(30)] == ["0", "5", "30"]
    assert [image.title for image in licences.ending(0)] == ["0"]
    assert [image.title for image in licences.ended()] == ["-1", "-2"]


@time_machine.travel(NOON, tick=False)
def test_list_is_filtered_by_licence_and_says_it(admin_client):
    picture("Old", licence_ends=LAST_DAY - dt.timedelta(days=1))
    picture("Soon", licence_ends=LAST_DAY + dt.timedelta(days=3))
    picture("Free")
    url = reverse("admin:images_image_changelist")
    for value, titles in (("ended", ["Old"]), ("ending", ["Soon"]), ("withheld", [])):
        answer = admin_client.get(url, {"licence": value})
        assert [image.title for image in answer.context["cl"].result_list] == titles


@time_machine.travel(NOON, tick=False)
def test_form_of_an_ended_picture_says_what_readers_see_and_lists_its_stories(admin_client):
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    ArticleFactory(headline="Flood", lead_image=image)
    page = admin_client.get(reverse("admin:images_image_change", args=[image.pk])).content.decode()
    assert "Its licence ended on 9 March 2026. Readers see no picture in its place." in page
    assert "Flood" in page
    stand_in(image)
    page = admin_client.get(reverse("admin:images_image_change", args=[image.pk])).content.decode()
    assert "Readers see “Market” in its place." in page


@time_machine.travel(NOON, tick=False)
def test_structured_data_has_the_replacement(client):
    image = picture(licence_ends=LAST_DAY - dt.timedelta(days=1))
    stand_in(image)
    story = ArticleFactory(lead_image=image, published=True)
    page = client.get(story.get_absolute_url()).content.decode()
    data = page.partition('<script type="application/ld+json">')[2].partition("</script>")[0]
    assert json.loads(data)[0]["image"]["url"].endswith("/media/p/Market.jpg")
