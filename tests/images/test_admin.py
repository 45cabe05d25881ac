"""Pictures in the admin: the form, the list, and the library of the editor."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from PIL import Image as PillowImage

from images.models import Image
from images.workflow import names, store_image
from tests.factories import ArticleFactory, UserFactory
from tests.images.pictures import BLUE, RED, is_near, png_header, quarters, stored_files, upload
from tests.images.test_renditions import opened

pytestmark = pytest.mark.django_db

ADD = reverse("admin:images_image_add")
LIST = reverse("admin:images_image_changelist")
LIBRARY = reverse("admin:images_image_picture_library")


def change(image):
    return reverse("admin:images_image_change", args=[image.pk])


def typed(**fields):
    words = {"title": "Harbour", "alt": "Boats", "caption": "At dawn", "credit": "Rao"}
    return words | {"focal_x": "0.5", "focal_y": "0.5"} | fields


@pytest.fixture
def staff(client):
    """A function that logs in somebody of the staff with certain permissions on pictures."""

    def log_in(*permissions):
        user = UserFactory(is_staff=True)
        user.user_permissions.set(
            Permission.objects.filter(codename__in=[f"{name}_image" for name in permissions])
        )
        client.force_login(user)
        return client

    return log_in


def test_upload_is_stored_with_its_words(admin_client, admin_user):
    response = admin_client.post(ADD, typed(upload=upload(quarters()), focal_x="0.25"))
    assert response.status_code == 302
    image = Image.objects.get()
    assert (image.title, image.alt, image.caption, image.credit) == (
        "Harbour",
        "Boats",
        "At dawn",
        "Rao",
    )
    assert (image.focal_x, image.uploaded_by) == (0.25, admin_user)
    assert image.renditions
    assert LogEntry.objects.get().object_id == str(image.pk)


def test_title_may_be_left_to_the_file(admin_client):
    admin_client.post(ADD, typed(title="", upload=upload(quarters(), name="Market day.jpg")))
    assert Image.objects.get().title == "Market day"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg></svg>", "SVG drawings cannot be uploaded"),
        (b"hello", "not a picture that can be read"),
        (png_header(40_000, 30_000), "The picture is too large"),
        (upload(quarters()).read()[:300], "The picture is damaged"),
        (b"", "The file is empty"),
        (None, "Choose a file."),
    ],
)
def test_refusal_stands_beside_the_field_and_the_words_are_kept(
    admin_client, settings, content, sentence
):
    fields = typed()
    if content is not None:
        fields["upload"] = SimpleUploadedFile("photo.jpg", content)
    response = admin_client.post(ADD, fields)
    assert response.status_code == 200
    [error] = response.context["adminform"].form.errors["upload"]
    assert sentence in error
    page = response.content.decode()
    assert all(word in page for word in ("Harbour", "Boats", "At dawn", "Rao"))
    assert Image.objects.count() == 0
    assert stored_files(settings) == []


def test_file_that_is_there_already_is_linked(admin_client, settings):
    image = store_image(upload(quarters()), title="The <first>")
    before = stored_files(settings)
    page = admin_client.post(ADD, typed(upload=upload(quarters()))).content.decode()
    assert f'in the library already: <a href="{change(image)}">The &lt;first&gt;</a>' in page
    assert Image.objects.get() == image
    assert stored_files(settings) == before


@pytest.mark.django_db(transaction=True)
def test_two_editors_who_upload_the_same_file_at_once_share_it(settings):
    clients = []
    for _ in range(3):
        client = Client(raise_request_exception=True)
        client.force_login(UserFactory(is_staff=True, is_superuser=True))
        clients.append(client)

    def post(client):
        try:
            return client.post(ADD, typed(upload=upload(quarters(900, 600)))).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        answers = sorted(pool.map(post, clients))
    assert answers == [200, 200, 302]
    assert names(Image.objects.get()) == set(stored_files(settings))


@pytest.mark.parametrize("focal", ["-0.1", "1.5", "nan", "left", "", "1e400"])
def test_focal_point_outside_of_the_picture_is_refused(admin_client, settings, focal):
    response = admin_client.post(ADD, typed(upload=upload(quarters()), focal_x=focal))
    assert response.context["adminform"].form.errors["focal_x"]
    assert stored_files(settings) == []


def test_failure_of_the_database_leaves_no_file(admin_client, settings, monkeypatch):
    monkeypatch.setattr("images.admin.ImageAdmin.log_addition", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        admin_client.post(ADD, typed(upload=upload(quarters())))
    assert stored_files(settings) == []


def test_moved_focal_point_cuts_the_crops_anew(
    admin_client, settings, django_capture_on_commit_callbacks
):
    picture = PillowImage.new("RGB", (900, 300), RED)
    picture.paste(BLUE, (450, 0, 900, 300))
    image = store_image(upload(picture, "PNG"), focal=(0, 0))
    with django_capture_on_commit_callbacks(execute=True):
        admin_client.post(change(image), typed(focal_x="1"))
    image.refresh_from_db()
    square = opened(image.files("square", "webp")[-1]["name"]).convert("RGB")
    assert is_near(square.getpixel((5, 5)), BLUE, 40)
    assert names(image) == set(stored_files(settings))


def test_change_of_the_words_alone_leaves_the_files(admin_client, django_capture_on_commit_callbacks):
    image = store_image(upload(quarters()), title="Old", focal=(0.333, 0.5))
    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        admin_client.post(change(image), typed(title="New", focal_x="0.33"))
    assert callbacks == []
    assert Image.objects.get().title == "New"


@pytest.mark.django_db(transaction=True)
def test_lost_original_is_told_and_the_words_are_saved(admin_client, settings):
    image = store_image(upload(quarters()))
    (settings.MEDIA_ROOT / image.file.name).unlink()
    response = admin_client.post(change(image), typed(focal_x="1"), follow=True)
    assert "the original of the picture cannot be read" in response.content.decode()
    assert Image.objects.get().focal_x == 1


def test_list_costs_the_same_however_many_pictures_there_are(
    admin_client, django_assert_max_num_queries
):
    def rows(number):
        Image.objects.bulk_create(
            Image(file=f"p/{n}.jpg", width=30, height=20, title=f"Picture {n}") for n in range(number)
        )

    rows(3)
    with django_assert_max_num_queries(6):
        page = admin_client.get(LIST).content.decode()
    assert page.count('class="thumbnail"') == 3
    rows(60)
    with django_assert_max_num_queries(6):
        admin_client.get(LIST)


def test_list_is_searched_by_all_words(admin_client):
    for title, credit in (("Harbour", "Rao"), ("Harbour", "Khan"), ("Market", "Rao")):
        Image.objects.create(file="p/x.jpg", width=3, height=2, title=title, credit=credit)
    page = admin_client.get(LIST, {"q": "harbour rao"}).content.decode()
    assert page.count('class="thumbnail"') == 1


def test_picture_of_a_story_is_not_deleted(admin_client):
    image = store_image(upload(quarters()))
    ArticleFactory(lead_image=image)
    admin_client.post(reverse("admin:images_image_delete", args=[image.pk]), {"post": "yes"})
    assert Image.objects.filter(pk=image.pk).exists()


def test_autocomplete_finds_pictures(admin_client):
    store_image(upload(quarters()), title="Harbour")
    found = admin_client.get(
        reverse("admin:autocomplete"),
        {"term": "harb", "app_label": "articles", "model_name": "article", "field_name": "lead_image"},
    ).json()
    assert [result["text"] for result in found["results"]] == ["Harbour"]


def test_those_who_may_only_look_see_the_picture(staff):
    image = store_image(upload(quarters()), caption="At dawn")
    page = staff("view").get(change(image)).content.decode()
    assert "At dawn" in page
    assert "focal-picture" in page
    assert staff("view").get(ADD).status_code == 403


# The library


def test_library_answers_with_the_newest_pictures(admin_client):
    for n in range(30):
        Image.objects.create(file=f"p/{n}.jpg", width=30, height=20, title=f"Picture {n}")
    first = admin_client.get(LIBRARY).json()
    assert [picture["title"] for picture in first["pictures"]] == [
        f"Picture {n}" for n in range(29, 5, -1)
    ]
    assert first["may_upload"] is True
    rest = admin_client.get(LIBRARY, {"before": first["older"]}).json()
    assert [picture["title"] for picture in rest["pictures"]] == [
        f"Picture {n}" for n in range(5, -1, -1)
    ]
    assert rest["older"] is None


def test_library_describes_a_picture(admin_client):
    image = store_image(upload(quarters(900, 600)), title="T", alt="A", caption="C", credit="R")
    [found] = admin_client.get(LIBRARY).json()["pictures"]
    assert {**found, "thumbnail": "", "preview": ""} == {
        "id": image.pk,
        "title": "T",
        "alt": "A",
        "caption": "C",
        "credit": "R",
        "thumbnail": "",
        "preview": "",
        "page": change(image),
        "trouble": "",
    }
    assert found["thumbnail"] == image.file_for("square", 320)["url"]


def test_library_is_searched_and_asked_by_number(admin_client):
    first, second = (store_image(upload(quarters(60 + n, 40)), title=f"Picture {n}") for n in range(2))
    assert [p["id"] for p in admin_client.get(LIBRARY, {"q": "picture 1"}).json()["pictures"]] == [
        second.pk
    ]
    asked = admin_client.get(LIBRARY, {"ids": f"{first.pk},999,x,-1,{9**30}"}).json()
    assert [picture["id"] for picture in asked["pictures"]] == [first.pk]


@pytest.mark.parametrize("query", [{"before": "x"}, {"before": "9" * 40}, {"ids": ""}, {"q": "%_'\""}])
def test_library_bears_any_query(admin_client, query):
    assert admin_client.get(LIBRARY, query).status_code == 200


def test_library_takes_a_picture_in(admin_client, admin_user):
    response = admin_client.post(
        LIBRARY, {"upload": upload(quarters()), "alt": " Boats ", "credit": "Rao"}
    )
    image = Image.objects.get()
    assert response.json()["picture"]["id"] == image.pk
    assert (image.alt, image.credit, image.uploaded_by) == ("Boats", "Rao", admin_user)
    assert LogEntry.objects.filter(object_id=str(image.pk)).exists()


def test_library_chooses_the_picture_that_is_there_already(admin_client):
    image = store_image(upload(quarters()))
    answer = admin_client.post(LIBRARY, {"upload": upload(quarters())}).json()
    assert answer["picture"]["id"] == image.pk
    assert "was in the library already" in answer["message"]


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({}, "upload", "Choose a file."),
        ({"upload": SimpleUploadedFile("a.svg", b"<svg/>")}, "upload", "SVG"),
        ({"upload": upload(quarters()), "alt": "x" * 401}, "alt", "at most 400"),
    ],
)
def test_library_says_why_it_refuses(admin_client, settings, fields, field, sentence):
    response = admin_client.post(LIBRARY, fields)
    assert response.status_code == 400
    assert sentence in response.json()["errors"][field][0]
    assert stored_files(settings) == []


def test_library_is_for_those_who_may_see_pictures(client, staff):
    assert client.get(LIBRARY).status_code == 302
    assert staff().get(LIBRARY).status_code == 403
    answer = staff("view").get(LIBRARY)
    assert answer.status_code == 200
    assert answer.json()["may_upload"] is False


def test_library_takes_pictures_from_those_who_may_add_them(client, staff, settings):
    assert client.post(LIBRARY, {"upload": upload(quarters())}).status_code == 403
    assert staff("view").post(LIBRARY, {"upload": upload(quarters())}).status_code == 403
    assert stored_files(settings) == []
    assert staff("view", "add").post(LIBRARY, {"upload": upload(quarters())}).status_code == 200


def test_library_asks_for_the_csrf_token(admin_user, client):
    client.handler.enforce_csrf_checks = True
    client.force_login(admin_user)
    assert client.post(LIBRARY, {"upload": upload(quarters())}).status_code == 403
