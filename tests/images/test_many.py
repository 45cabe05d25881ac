"""The library, many uploads at once, and describing many pictures."""

import datetime as dt
import io

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image as PillowImage

from images.admin import uploading
from images.models import Image
from images.workflow import store_image
from tests.factories import ArticleFactory, UserFactory
from tests.images.pictures import quarters, stored_files, upload

pytestmark = pytest.mark.django_db

LIST = reverse("admin:images_image_changelist")
UPLOAD = reverse("admin:images_image_upload")
DESCRIBE = reverse("admin:images_image_describe")


def picture(title="Harbour", **fields):
    return Image.objects.create(file=f"p/{title}.jpg", width=30, height=20, title=title, **fields)


def small(number):
    """Return a file of its own for each number."""
    buffer = io.BytesIO()
    PillowImage.new("RGB", (8, 8), (number * 5 % 255, number, 99)).save(buffer, "PNG")
    return SimpleUploadedFile(f"picture {number}.png", buffer.getvalue())


def allowed(client, *names):
    """Log in somebody of the staff with these permissions on pictures, and nothing else."""
    user = UserFactory(is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=[f"{n}_image" for n in names]))
    client.force_login(user)
    return client


# Uploading


def test_of_fifty_files_one_is_broken_and_the_others_stay(admin_client, admin_user):
    files = [small(number) for number in range(50)]
    files[7] = SimpleUploadedFile("broken.png", files[7].read()[:40])
    answer = admin_client.post(UPLOAD, {"upload": files})
    page = answer.content.decode()
    assert Image.objects.filter(uploaded_by=admin_user).count() == 49
    assert LogEntry.objects.count() == 49
    assert "49 pictures are in the library now." in page
    assert "1 file was not taken." in page
    assert "broken.png" in page
    assert "The picture is damaged" in page
    keys = answer.context["new_keys"].split(",")
    assert len(keys) == 49
    assert f"{DESCRIBE}?ids={','.join(keys)}" in page


def test_file_that_is_there_already_is_said_so_and_not_stored_again(admin_client, settings):
    image = store_image(upload(quarters()), title="Harbour")
    before = stored_files(settings)
    answer = admin_client.post(UPLOAD, {"upload": [upload(quarters()), small(1), small(1)]})
    page = answer.content.decode()
    assert page.count("In the library already") == 2
    assert f'<a href="{reverse("admin:images_image_change", args=[image.pk])}">Harbour</a>' in page
    assert Image.objects.count() == 2
    assert len(answer.context["new"]) == 1
    assert set(before) < set(stored_files(settings))


def test_upload_of_nothing_is_no_error(admin_client):
    assert admin_client.post(UPLOAD).status_code == 200
    assert "/admin/images/image/describe/?ids=" in admin_client.get(UPLOAD).content.decode()


def test_files_for_which_there_is_no_time_are_told(admin_client, monkeypatch):
    monkeypatch.setattr(uploading, "SECONDS", -1)
    page = admin_client.post(UPLOAD, {"upload": [small(1), small(2)]}).content.decode()
    assert page.count("There was no time left for it.") == 2
    assert not Image.objects.exists()


def test_full_disk_is_told_and_the_rest_goes_on(admin_client, monkeypatch, caplog):
    take_in = uploading.take_in

    def full(file, **options):
        if file.name == "picture 1.png":
            raise OSError("No space left on device")
        return take_in(file, **options)

    monkeypatch.setattr(uploading, "take_in", full)
    page = admin_client.post(UPLOAD, {"upload": [small(1), small(2)]}).content.decode()
    assert "The server could not store it." in page
    assert Image.objects.count() == 1


def test_file_larger_than_the_limit_is_refused_alone(admin_client, settings):
    settings.IMAGE_MAX_BYTES = 200
    page = admin_client.post(UPLOAD, {"upload": [small(1), upload(quarters())]}).content.decode()
    assert "The limit is 200" in page
    assert Image.objects.count() == 1


def test_request_of_two_hundred_megabytes_is_refused_before_it_is_read(admin_client):
    answer = admin_client.post(UPLOAD, {}, headers={"content-length": str(200 * 1024 * 1024)})
    assert answer.status_code == 413


def test_upload_is_for_those_who_may_add_pictures(client, settings):
    assert client.get(UPLOAD).status_code == 302
    assert allowed(client, "view", "change").get(UPLOAD).status_code == 403
    assert client.post(UPLOAD, {"upload": [small(1)]}).status_code == 403
    assert stored_files(settings) == []
    page = allowed(client, "view", "add").post(UPLOAD, {"upload": [small(1)]}).content.decode()
    assert 'upload-next" hidden' in page  # they may not describe them
    assert Image.objects.count() == 1


def test_upload_page_costs_the_same_whatever_is_there(admin_client, django_assert_num_queries):
    admin_client.get(UPLOAD)
    for more in (5, 45):
        for number in range(more):
            picture(f"{more} {number}")
        with django_assert_num_queries(3):
            admin_client.get(UPLOAD)


# Describing


def test_pictures_are_described_together(admin_client):
    one, two, three = (picture(name) for name in ("One", "Two", "Three"))
    sent = {
        f"{one.pk}-title": "One",
        f"{one.pk}-alt": "Boats",
        f"{one.pk}-credit": "Khan",
        f"{two.pk}-title": "Second",
        f"{three.pk}-title": "Three",
        "all-credit": "Rao",
        "all-licence": "CC BY 4.0",
        "all-licence_ends": "2999-01-01",
    }
    url = f"{DESCRIBE}?ids={one.pk},{two.pk},{three.pk},{two.pk}"
    answer = admin_client.post(url, sent, follow=True)
    assert "3 pictures were changed." in answer.content.decode()
    rows = Image.objects.order_by("pk")
    assert [row.credit for row in rows] == ["Khan", "Rao", "Rao"]
    assert [row.title for row in rows] == ["One", "Second", "Three"]
    assert rows[0].alt == "Boats"
    assert {row.licence for row in rows} == {"CC BY 4.0"}
    assert {row.licence_ends for row in rows} == {dt.date(2999, 1, 1)}
    assert LogEntry.objects.count() == 3


def test_error_saves_nothing_and_keeps_what_was_typed(admin_client):
    one, two = picture("One"), picture("Two")
    sent = {
        f"{one.pk}-title": "New",
        f"{one.pk}-alt": "x" * 401,
        f"{two.pk}-title": "Other",
        "all-credit": "Rao",
    }
    page = admin_client.post(f"{DESCRIBE}?ids={one.pk},{two.pk}", sent).content.decode()
    assert "Nothing was saved yet." in page
    assert "x" * 401 in page
    assert 'value="Other"' in page
    assert sorted(Image.objects.values_list("title", flat=True)) == ["One", "Two"]


def test_picture_deleted_meanwhile_is_told_and_the_others_are_saved(admin_client):
    one, two = picture("One"), picture("Two")
    url = f"{DESCRIBE}?ids={one.pk},{two.pk}"
    one.delete()
    assert "1 picture is not in the library any more." in admin_client.get(url).content.decode()
    admin_client.post(url, {f"{one.pk}-title": "x", f"{two.pk}-title": "Second"})
    assert Image.objects.get().title == "Second"


def test_unchanged_pictures_are_not_saved(admin_client):
    one = picture("One")
    sent = {f"{one.pk}-title": "One", f"{one.pk}-alt": "", f"{one.pk}-caption": ""}
    page = admin_client.post(f"{DESCRIBE}?ids={one.pk}", sent, follow=True).content.decode()
    assert "0 pictures were changed." in page
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize("ids", ["", "x", "-1", "9" * 40, "1,2,3", ","])
def test_made_up_numbers_are_no_error(admin_client, ids):
    page = admin_client.get(DESCRIBE, {"ids": ids}).content.decode()
    assert "Choose pictures in" in page


def test_more_pictures_than_a_page_holds_are_told(admin_client):
    keys = [picture(str(number)).pk for number in range(103)]
    page = admin_client.get(DESCRIBE, {"ids": ",".join(map(str, keys))}).content.decode()
    assert "These are the first 100." in page
    assert "the other 3" in page


def test_describing_is_for_those_who_may_change_pictures(client):
    image = picture()
    url = f"{DESCRIBE}?ids={image.pk}"
    assert client.get(url).status_code == 302
    assert allowed(client, "view", "add").get(url).status_code == 403
    assert client.post(url, {f"{image.pk}-title": "x"}).status_code == 403
    assert allowed(client, "view", "change").get(url).status_code == 200


def test_form_costs_the_same_with_five_and_with_fifty_pictures(admin_client, django_assert_num_queries):
    keys = [str(picture(str(number)).pk) for number in range(50)]
    admin_client.get(DESCRIBE)
    for shown in (keys[:5], keys):
        with django_assert_num_queries(4):
            admin_client.get(DESCRIBE, {"ids": ",".join(shown)})


def test_pictures_are_chosen_in_the_library(admin_client):
    one, two = picture("One"), picture("Two")
    answer = admin_client.post(
        LIST, {"action": "describe_selected", "_selected_action": [one.pk, two.pk]}
    )
    assert answer.url.startswith(f"{DESCRIBE}?ids=")
    assert set(answer.url.partition("=")[2].split(",")) == {str(one.pk), str(two.pk)}


# The library


def shown(client, **query):
    return sorted(image.title for image in client.get(LIST, query).context["cl"].result_list)


def test_library_is_filtered(admin_client, admin_user):
    other = UserFactory(first_name="Amina", last_name="Rao")
    picture("Mine", uploaded_by=admin_user, alt="Boats")
    picture("Hers", uploaded_by=other)
    page = admin_client.get(LIST).content.decode()
    assert "Amina Rao" in page
    assert shown(admin_client, by="me") == ["Mine"]
    assert shown(admin_client, by=other.pk) == ["Hers"]
    assert shown(admin_client, by="x") == []
    assert shown(admin_client, alt="none") == ["Hers"]
    assert shown(admin_client, used="no") == ["Hers", "Mine"]
    assert shown(admin_client, licence="nonsense") == ["Hers", "Mine"]


def test_cards_say_what_is_to_be_done(admin_client):
    today = dt.datetime.now(dt.UTC).date()
    ArticleFactory(lead_image=picture("Used", alt="Boats"))
    picture("Bare")
    picture("Soon", alt="x", licence_ends=today + dt.timedelta(days=3))
    picture("Late", alt="x", licence_ends=today - dt.timedelta(days=3))
    cards = {card.picture.title: card.flags for card in admin_client.get(LIST).context["cl"].cards}
    assert cards["Used"] == []
    assert cards["Bare"] == [("soon", "No alt text"), ("quiet", "Unused")]
    assert cards["Soon"][0][1].startswith("Licence ends ")
    assert cards["Late"][0] == ("bad", "Licence ended")


def test_library_costs_the_same_with_five_and_with_fifty_pictures(admin_client):
    counts = []
    for more in (5, 0, 45):
        for number in range(more):
            ArticleFactory(lead_image=picture(f"{more} {number}"))
        with CaptureQueriesContext(connection) as queries:
            admin_client.get(LIST)
        counts.append(len(queries))
    assert counts[1] == counts[2] == 6


def test_those_who_may_only_look_get_no_way_to_change(client):
    picture()
    page = allowed(client, "view").get(LIST).content.decode()
    assert "Harbour" in page
    assert "Upload pictures" not in page
    assert "Describe the selected pictures" not in page
