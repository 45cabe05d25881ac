"""The files made from a picture."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.core.management import CommandError, call_command
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as PillowImage

from images import files, renditions, workflow
from images.models import Image
from images.renditions import CROPS, crop_box, plan, rendition_widths
from images.workflow import lacks_renditions, rebuild_renditions, store_image
from tests.images.pictures import BLUE, RED, is_near, quarters, stored_files, upload

sizes = st.tuples(st.integers(1, 4096), st.integers(1, 4096))
points = st.tuples(st.floats(0, 1), st.floats(0, 1))


def opened(name: str) -> PillowImage.Image:
    with default_storage.open(name) as file:
        return PillowImage.open(io.BytesIO(file.read()))


@given(sizes, points, st.sampled_from([1.0, 1.5, None]))
def test_crop_lies_in_the_picture_and_holds_the_focal_point(size, focal, ratio):
    left, top, right, bottom = crop_box(size, ratio, focal)
    assert 0 <= left < right <= size[0]
    assert 0 <= top < bottom <= size[1]
    pixel = [min(int(part * length), length - 1) for part, length in zip(focal, size, strict=True)]
    assert left <= pixel[0] < right
    assert top <= pixel[1] < bottom


@given(sizes, points)
def test_nothing_is_enlarged_and_every_crop_has_every_format(size, focal):
    cuts = plan(size, focal)
    for cut in cuts:
        left, top, right, bottom = cut.box
        assert 1 <= cut.width <= right - left
        assert 1 <= cut.height <= max(1, bottom - top)
    made = {(crop, cut.format) for cut in cuts for crop in cut.crops}
    assert made == {(crop, format) for crop in CROPS for format in ("avif", "webp", "jpeg")}


@pytest.mark.parametrize(
    ("available", "widths"),
    [
        (5000, [320, 640, 960, 1280, 1920]),
        (1920, [320, 640, 960, 1280, 1920]),
        (1500, [320, 640, 960, 1280, 1500]),
        (1000, [320, 640, 960]),
        (600, [320, 600]),
        (320, [320]),
        (100, [100]),
        (1, [1]),
    ],
)
def test_widths_that_a_picture_is_made_in(available, widths):
    assert rendition_widths(available, CROPS["full"].widths) == widths


@pytest.mark.django_db
@pytest.mark.parametrize("focal", [(0.0, 0.0), (0.1, 0.9), (0.5, 0.5), (1.0, 1.0), (0.93, 0.2)])
@pytest.mark.parametrize("size", [(900, 300), (300, 900), (600, 400)])
def test_focal_point_is_seen_in_every_crop(size, focal):
    picture = PillowImage.new("RGB", size, BLUE)
    at = [int(part * (length - 1)) for part, length in zip(focal, size, strict=True)]
    picture.paste(RED, (max(0, at[0] - 30), max(0, at[1] - 30), at[0] + 30, at[1] + 30))
    image = store_image(upload(picture, "PNG"), focal=focal)
    assert (image.focal_x, image.focal_y) == focal
    for entry in image.renditions:
        shown = opened(entry["name"]).convert("RGB")
        assert shown.size == (entry["width"], entry["height"])
        assert any(is_near(colour, RED, 60) for _, colour in shown.getcolors(1_000_000))


@pytest.mark.django_db
def test_row_lists_each_file_with_its_format_and_size(settings):
    image = store_image(upload(quarters(1400, 1000)))
    assert [entry["width"] for entry in image.files("full", "avif")] == [320, 640, 960, 1280]
    assert [entry["width"] for entry in image.files("landscape", "webp")] == [320, 640, 960, 1280]
    assert [entry["width"] for entry in image.files("square", "jpeg")] == [160, 320, 640]
    for entry in image.renditions:
        file = opened(entry["name"])
        assert file.format.lower() == entry["format"]
        assert file.size == (entry["width"], entry["height"])
    assert workflow.names(image) == set(stored_files(settings))


@pytest.mark.django_db
def test_landscape_of_a_camera_is_the_whole_picture_and_needs_no_further_files():
    image = store_image(upload(quarters(1500, 1000)))
    full, landscape = (
        [entry["name"] for entry in image.files(crop, "webp")] for crop in ("full", "landscape")
    )
    assert full == landscape


@pytest.mark.django_db
def test_same_content_has_the_same_name():
    image = store_image(upload(quarters(400, 300)))
    folder = os.path.dirname(image.file.name)
    assert all(os.path.dirname(entry["name"]) == folder for entry in image.renditions)
    rebuild_renditions(image)
    image.refresh_from_db()
    again = image.renditions
    rebuild_renditions(image)
    assert image.renditions == again


@pytest.mark.django_db
def test_file_for_one_address_is_wide_enough_or_the_widest():
    image = store_image(upload(quarters(1400, 1000)))
    assert image.file_for("full", 600)["width"] == 640
    assert image.file_for("full", 5000)["width"] == 1280
    assert image.file_for("square", 1)["height"] == 160
    assert image.file_for("full", 600)["url"].endswith(".jpg")
    bare = Image(file="pictures/a.jpg", width=30, height=20)
    assert bare.file_for("square", 100) == {"url": "/media/pictures/a.jpg", "width": 30, "height": 20}


@pytest.mark.django_db
def test_moving_the_focal_point_cuts_anew(settings, django_capture_on_commit_callbacks):
    image = store_image(upload(quarters(900, 300)), focal=(0, 0.5))
    whole = [entry["name"] for entry in image.files("full", "webp")]
    old = [entry["name"] for entry in image.files("square", "webp")]
    image.focal_x = 1
    image.save()
    with django_capture_on_commit_callbacks(execute=True):
        rebuild_renditions(image)
    image.refresh_from_db()
    right_half = opened(image.files("square", "webp")[0]["name"])
    assert not is_near(right_half.convert("RGB").getpixel((2, 2)), RED, 60)
    assert not set(old) & set(stored_files(settings))
    assert workflow.names(image) == set(stored_files(settings))
    assert len(whole) == len(image.files("full", "webp"))


class FullDisk(FileSystemStorage):
    """A disk with room for five files."""

    def _save(self, name, content):
        if len([path for path in Path(self.location).rglob("*") if path.is_file()]) >= 5:
            raise OSError(28, "No space left on device")
        return super()._save(name, content)


@pytest.mark.django_db
def test_failure_half_way_leaves_nothing(settings):
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": f"{FullDisk.__module__}.{FullDisk.__name__}"}
    }
    with pytest.raises(OSError, match="No space"):
        store_image(upload(quarters(900, 600)))
    assert stored_files(settings) == []
    assert Image.objects.count() == 0


class InterruptedRequestError(Exception):
    """What stops a request half-way."""


def store_and_be_interrupted():
    image = store_image(upload(quarters()))
    assert default_storage.exists(image.file.name)
    raise InterruptedRequestError


@pytest.mark.django_db(transaction=True)
def test_rollback_takes_the_files_along(settings):
    with pytest.raises(InterruptedRequestError), files.removed_on_failure(), transaction.atomic():
        store_and_be_interrupted()
    assert Image.objects.count() == 0
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_what_succeeded_outlives_a_later_failure(settings):
    with pytest.raises(InterruptedRequestError):
        store_and_be_interrupted()
    assert workflow.names(Image.objects.get()) == set(stored_files(settings))


@pytest.mark.django_db(transaction=True)
def test_deleting_a_picture_removes_its_files(settings):
    kept = store_image(upload(quarters(61, 40)))
    store_image(upload(quarters())).delete()
    assert set(stored_files(settings)) == workflow.names(kept)
    Image.objects.all().delete()
    assert stored_files(settings) == []


@pytest.mark.django_db(transaction=True)
def test_deletion_that_is_rolled_back_keeps_the_files(settings):
    image = store_image(upload(quarters()))
    with transaction.atomic():
        image.delete()
        transaction.set_rollback(True)
    assert workflow.names(Image.objects.get()) == set(stored_files(settings))


@pytest.mark.django_db(transaction=True)
def test_file_that_a_crash_cut_off_is_written_again(settings):
    image = store_image(upload(quarters()))
    rebuild_renditions(image)
    victim = settings.MEDIA_ROOT / image.renditions[0]["name"]
    content = victim.read_bytes()
    victim.write_bytes(content[:20])
    rebuild_renditions(image)
    assert victim.read_bytes() == content


@pytest.mark.django_db
def test_two_who_store_the_same_file_at_once_share_one_row(settings):
    prepared = workflow.prepare(upload(quarters()))
    first = store_image(upload(quarters()))
    before = stored_files(settings)
    with pytest.raises(workflow.IntegrityError):
        workflow.keep(prepared, Image(title="Second"))
    assert stored_files(settings) == before
    assert Image.objects.get() == first


@pytest.mark.django_db
def test_command_makes_what_is_missing_and_nothing_else(settings, capsys):
    complete, without, lost = (store_image(upload(quarters(60 + n, 40)), title=str(n)) for n in range(3))
    without.renditions = []
    without.save()
    (settings.MEDIA_ROOT / lost.renditions[3]["name"]).unlink()
    rebuild_renditions(complete)
    rebuild_renditions(lost)
    (settings.MEDIA_ROOT / lost.renditions[3]["name"]).unlink()
    call_command("rebuild_renditions", missing=True)
    assert "2 rebuilt, 1 were complete." in capsys.readouterr().out
    assert not any(map(lacks_renditions, Image.objects.all()))
    call_command("rebuild_renditions", missing=True)
    assert "0 rebuilt, 3 were complete." in capsys.readouterr().out
    call_command("rebuild_renditions")
    assert "3 rebuilt" in capsys.readouterr().out
    call_command("rebuild_renditions", after=without.pk)
    assert "1 rebuilt" in capsys.readouterr().out


@pytest.mark.django_db
def test_command_follows_a_change_of_the_widths(monkeypatch):
    image = store_image(upload(quarters(900, 600)))
    assert not lacks_renditions(image)
    monkeypatch.setitem(renditions.CROPS, "square", renditions.Crop(1.0, (100, 200)))
    assert lacks_renditions(image)
    call_command("rebuild_renditions", missing=True)
    image.refresh_from_db()
    assert [entry["width"] for entry in image.files("square", "avif")] == [100, 200]


@pytest.mark.django_db
def test_command_goes_on_after_an_original_that_is_gone(settings, capsys):
    lost, _ = (store_image(upload(quarters(60 + n, 40)), title=f"Picture {n}") for n in range(2))
    (settings.MEDIA_ROOT / lost.file.name).unlink()
    before = lost.renditions
    with pytest.raises(CommandError, match="1 originals could not be read"):
        call_command("rebuild_renditions")
    output = capsys.readouterr()
    assert "1 rebuilt" in output.out
    assert "“Picture 0”" in output.err
    lost.refresh_from_db()
    assert lost.renditions == before
