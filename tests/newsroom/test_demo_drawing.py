"""The demo's pictures: the same each time, of one size, and none of them a blank sheet."""

import pytest
from PIL import Image, ImageStat

from images.renditions import CROPS, crop_box
from newsroom.demo import drawing, paper, pictures


@pytest.mark.parametrize("name", [*drawing.SCENES, *drawing.SITTERS])
def test_a_picture_has_its_size_and_something_in_it(name):
    picture = Image.open(drawing.draw(name))
    assert picture.size == ((640, 640) if name in drawing.SITTERS else (1280, 853))
    small = picture.convert("RGB").resize((64, 64))
    assert max(ImageStat.Stat(small).stddev) > 20
    assert len(small.quantize(64).getcolors()) > 24


def test_scenes_are_cut_once_for_two_shapes():
    assert crop_box((1280, 853), CROPS["landscape"].ratio, (0.3, 0.3)) == (0, 0, 1280, 853)


@pytest.mark.parametrize("name", ["storm", "lio-brandt"])
def test_a_picture_is_the_same_each_time(name):
    assert drawing.draw(name).getvalue() == drawing.draw(name).getvalue()


def test_an_unknown_picture_is_an_error():
    with pytest.raises(KeyError):
        drawing.draw("nothing")


@pytest.mark.django_db
def test_pictures_are_stored_as_an_upload_would_be():
    for image in pictures.store(["tide", "jun-tavares"], jobs=2):
        assert image.pk
        assert {entry["format"] for entry in image.renditions} == {"avif", "webp", "jpeg"}
        assert image.credit == paper.CREDIT
        assert image.alt
    assert set(pictures.stored()) == {"tide", "jun-tavares"}
