"""Withheld pictures: no file of theirs is served, whatever is killed or happens at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.contrib.auth.models import Permission
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse

from images import files, withholding
from images.models import Image
from images.withholding import names, release, settle_all, settle_files, withhold
from images.workflow import rebuild_renditions, store_image
from tests.factories import UserFactory
from tests.images.pictures import quarters, stored_files, upload

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def image():
    return store_image(upload(quarters(700, 500)), title="Harbour")


def withheld_files(settings):
    root = settings.WITHHELD_ROOT
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_withheld_picture_is_served_nowhere_and_comes_back_under_its_addresses(client, settings, image):
    addresses = [default_storage.url(name) for name in names(image)]
    contents = {address: b"".join(client.get(address)) for address in addresses}
    assert withhold(image) is True
    assert {client.get(address).status_code for address in addresses} == {404}
    assert stored_files(settings) == []
    assert set(withheld_files(settings)) == names(image)
    assert image.withheld_at
    assert release(image) is True
    assert {address: b"".join(client.get(address)) for address in addresses} == contents
    assert withheld_files(settings) == []


def test_withholding_twice_changes_nothing_more(settings, image):
    assert withhold(image) is True
    at = Image.objects.get().withheld_at
    assert withhold(image) is False
    assert Image.objects.get().withheld_at == at
    assert release(image) is True
    assert release(image) is False
    assert set(stored_files(settings)) == names(image)


def test_files_stay_if_the_change_is_rolled_back(settings, image):
    with transaction.atomic():
        withhold(image)
        transaction.set_rollback(True)
    assert set(stored_files(settings)) == names(image)
    assert Image.objects.get().withheld_at is None


@pytest.mark.parametrize("after", range(0, 12, 3))
def test_move_that_was_killed_is_finished(settings, image, monkeypatch, after):
    steps = iter(range(100))
    write = files.write

    def killed(*args):
        if next(steps) == after:
            raise KeyboardInterrupt
        return write(*args)

    monkeypatch.setattr(files, "write", killed)
    with pytest.raises(KeyboardInterrupt):
        withhold(image)
    monkeypatch.undo()
    row = Image.objects.get()
    assert row.withheld_at
    assert row.is_moving
    assert set(stored_files(settings)) | set(withheld_files(settings)) == names(image)
    assert set(stored_files(settings))
    settle_all()
    assert stored_files(settings) == []
    assert set(withheld_files(settings)) == names(image)
    assert not Image.objects.get().is_moving


def test_file_that_was_cut_off_by_a_kill_is_written_again(settings, image):
    name = image.file.name
    content = (settings.MEDIA_ROOT / name).read_bytes()
    (settings.WITHHELD_ROOT / name).parent.mkdir(parents=True)
    (settings.WITHHELD_ROOT / name).write_bytes(content[:100])
    withhold(image)
    assert (settings.WITHHELD_ROOT / name).read_bytes() == content


def test_disk_error_is_no_error_of_the_request_and_is_made_good_later(settings, image, monkeypatch):
    monkeypatch.setattr(files, "move", lambda *args: (_ for _ in ()).throw(OSError("disk full")))
    assert withhold(image) is True
    assert Image.objects.get().is_moving
    settle_all()
    monkeypatch.undo()
    settle_all()
    assert stored_files(settings) == []


def test_withholding_and_releasing_at_once_leaves_the_files_where_the_row_says(settings, image):
    def run(number):
        try:
            for _ in range(4):
                (withhold if number % 2 else release)(Image.objects.get())
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(run, range(4)))
    row = Image.objects.get()
    assert not row.is_moving
    here, gone = stored_files(settings), withheld_files(settings)
    assert (gone, here) == ([], sorted(names(row))) or (here, gone) == ([], sorted(names(row)))
    assert bool(gone) == bool(row.withheld_at)


def test_crops_made_while_the_picture_was_withheld_are_withheld_too(settings, image, monkeypatch):
    make = withholding.storage_of  # the renditions are made between these two

    def withhold_meanwhile(picture):
        storage = make(picture)
        if Image.objects.get().withheld_at is None:
            withhold(Image.objects.get())
            # as read before: the files of the original are still open to this process
            files.move(names(image), files.withheld_storage, default_storage)
        return storage

    monkeypatch.setattr("images.workflow.storage_of", withhold_meanwhile)
    image.focal_x = 0.1
    rebuild_renditions(image)
    assert stored_files(settings) == []
    assert set(withheld_files(settings)) == names(Image.objects.get())


def test_crops_of_a_withheld_picture_can_be_made_anew(settings, image):
    withhold(image)
    image.focal_x = 0.9
    rebuild_renditions(image)
    assert stored_files(settings) == []
    assert set(withheld_files(settings)) == names(Image.objects.get())


def test_deleted_picture_leaves_no_withheld_file(settings, image):
    withhold(image)
    image.delete()
    assert withheld_files(settings) == []


def test_settling_a_picture_that_is_gone_is_no_error():
    settle_files(999)


# The admin


def test_staff_see_a_withheld_picture_and_nobody_else_does(client, image):
    withhold(image)
    name = image.entry_for("full", 320)["name"].rpartition("/")[2]
    url = reverse("admin:images_image_file", args=[image.pk, name])
    assert client.get(url).status_code == 302
    user = UserFactory(is_staff=True)
    client.force_login(user)
    assert client.get(url).status_code == 403
    user.user_permissions.add(Permission.objects.get(codename="view_image"))
    answer = client.get(url)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in answer.headers["Cache-Control"]
    assert b"".join(answer).startswith(b"\xff\xd8\xff")
    form = client.get(reverse("admin:images_image_change", args=[image.pk])).content.decode()
    assert f'src="{url[: -len(name)]}' in form
    assert "It was taken down. Readers see no picture in its place." in form
    assert "/media/" not in form


@pytest.mark.parametrize("name", ["x.jpg", "..%2Fsecret_key", "%2e%2e", "original.jpg%00"])
def test_only_files_of_the_picture_are_answered_with(admin_client, image, name):
    url = reverse("admin:images_image_file", args=[image.pk, "x"]).removesuffix("x")
    for address in (url + name, url.replace(str(image.pk), "999") + name):
        answer = admin_client.get(address, follow=True)
        assert not answer.streaming


def test_lost_file_is_missing(admin_client, settings, image):
    (settings.MEDIA_ROOT / image.file.name).unlink()
    name = image.file.name.rpartition("/")[2]
    url = reverse("admin:images_image_file", args=[image.pk, name])
    assert admin_client.get(url).status_code == 404
