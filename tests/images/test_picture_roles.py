"""Which role may do what at the desk of pictures: every address, forged posts included."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse

from images.models import Image
from images.workflow import store_image
from newsroom.roles import CONTRIBUTOR, EDITOR, MANAGING_EDITOR, MODERATOR, REPORTER, keep_roles
from tests.factories import UserFactory
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.django_db

# address → the roles that get an answer other than 403, in order of what they may.
EVERYBODY = [CONTRIBUTOR, REPORTER, EDITOR, MANAGING_EDITOR]
GET = {
    "changelist": EVERYBODY,
    "change": EVERYBODY,
    "picture_library": EVERYBODY,
    "file": EVERYBODY,
    "add": EVERYBODY,
    "upload": EVERYBODY,
    "describe": EVERYBODY[1:],
    "replace": EVERYBODY[1:],
    "release": EVERYBODY[2:],
    "delete": EVERYBODY[2:],
}
POST = GET | {"change": EVERYBODY[1:]}
OF_ONE = {"change", "file", "replace", "release", "delete"}


@pytest.fixture
def as_role(client):
    """A function that logs in somebody with a role."""
    keep_roles()

    def log_in(role):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role.name))
        client.force_login(user)
        return user

    return log_in


def address(name, image):
    if name == "file":
        return reverse("admin:images_image_file", args=[image.pk, image.file.name.rpartition("/")[2]])
    return reverse(f"admin:images_image_{name}", args=[image.pk] if name in OF_ONE else [])


@pytest.mark.parametrize("role", [MODERATOR, *EVERYBODY], ids=lambda role: role.name)
def test_every_address_answers_its_roles_only(client, as_role, role):
    image = store_image(upload(quarters()))
    as_role(role)
    for name, roles in GET.items():
        answer = client.get(address(name, image))
        b"".join(answer)  # a file is closed when it has been read
        assert (answer.status_code != 403) == (role in roles), name
    for name, roles in POST.items():
        if name in ("changelist", "file", "delete"):
            continue
        answer = client.post(address(name, image))
        assert (answer.status_code != 403) == (role in roles), f"POST {name}"


def test_uploader_is_named_and_not_linked(client, as_role):
    image = store_image(upload(quarters()), uploaded_by=UserFactory(username="saeed"))
    as_role(EDITOR)

    page = client.get(address("change", image)).text

    assert "saeed" in page
    assert "/admin/auth/user/" not in page
    Image.objects.update(uploaded_by=None)
    assert '<div class="readonly">None</div>' not in client.get(address("change", image)).text


def change(client, image, **fields):
    data = {"title": image.title, "focal_x": 0.5, "focal_y": 0.5}
    return client.post(reverse("admin:images_image_change", args=[image.pk]), data | fields)


def test_reporter_describes_pictures_and_ends_only_the_own_ones(client, as_role):
    theirs = store_image(upload(quarters()), title="Theirs")
    user = as_role(REPORTER)
    own = store_image(upload(quarters(90, 60)), title="Own", uploaded_by=user)
    for image in (theirs, own):
        change(client, image, alt="Boats", licence_ends="2020-01-01", replacement=own.pk)
    theirs.refresh_from_db()
    assert (theirs.alt, theirs.licence_ends, theirs.replacement) == ("Boats", None, None)
    change(client, own, alt="Boats", licence_ends="2020-01-01")
    own.refresh_from_db()
    assert own.licence_ends == dt.date(2020, 1, 1)


def test_shared_licence_is_written_only_where_one_may_set_it(client, as_role):
    theirs = store_image(upload(quarters()), title="Theirs")
    user = as_role(REPORTER)
    own = store_image(upload(quarters(90, 60)), title="Own", uploaded_by=user)
    data = {f"{theirs.pk}-title": "Theirs", f"{own.pk}-title": "Own"}
    data |= {"all-licence_ends": "2020-01-01", "all-credit": "Rao"}
    url = reverse("admin:images_image_describe")
    client.post(f"{url}?ids={theirs.pk},{own.pk}", data)
    rows = {row.title: (row.credit, row.licence_ends) for row in Image.objects.all()}
    assert rows == {"Theirs": ("Rao", None), "Own": ("Rao", dt.date(2020, 1, 1))}


@pytest.mark.django_db(transaction=True)
def test_four_people_who_upload_the_same_file_at_once_share_it():
    clients = [Client() for _ in range(4)]
    for one in clients:
        one.force_login(UserFactory(is_staff=True, is_superuser=True))

    def post(one):
        try:
            answer = one.post(
                reverse("admin:images_image_upload"), {"upload": [upload(quarters(900, 600))]}
            )
            return answer.content.decode()
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        pages = list(pool.map(post, clients))
    assert Image.objects.count() == 1
    assert sum("Stored as" in page for page in pages) == 1
    assert sum("In the library already" in page for page in pages) == 3
