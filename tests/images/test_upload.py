"""What is taken in, what is refused, and what becomes of it."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as PillowImage
from PIL import ImageCms, ImageDraw

from images.models import Image
from images.workflow import find_image, store_image
from tests.images.pictures import (
    BLUE,
    GREEN,
    RED,
    WHITE,
    corners,
    is_near,
    png_header,
    quarters,
    stored_files,
    upload,
)

pytestmark = pytest.mark.django_db


def opened(name: str) -> PillowImage.Image:
    with default_storage.open(name) as file:
        image = PillowImage.open(io.BytesIO(file.read()))
    image.load()
    return image


def original(image: Image) -> PillowImage.Image:
    return opened(image.file.name)


def refusal(file, **words) -> str:
    with pytest.raises(ValidationError) as caught:
        store_image(file, **words)
    assert Image.objects.count() == 0
    return " ".join(caught.value.messages)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_formats_of_cameras_and_browsers_are_taken(format):
    image = store_image(upload(quarters(), format))
    assert (image.width, image.height) == (60, 40)
    assert original(image).format == "JPEG"
    assert all(
        is_near(found, meant, 60)
        for found, meant in zip(corners(original(image)), [RED, GREEN, BLUE, WHITE], strict=True)
    )


@pytest.mark.parametrize("format", ["BMP", "TIFF", "PPM", "ICO", "PDF"])
def test_other_formats_are_refused_whatever_their_name(format, settings):
    sentence = refusal(upload(quarters(64, 64), format, name="photo.jpg"))
    assert "not a picture that can be read" in sentence
    assert "Send a JPEG, PNG, WebP, AVIF or GIF" in sentence
    assert stored_files(settings) == []


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"\xef\xbb\xbf\n<?xml version='1.0'?><!-- a drawing --><SVG></SVG>",
    ],
)
def test_svg_is_refused_with_a_sentence_of_its_own(content):
    assert "SVG drawings cannot be uploaded" in refusal(SimpleUploadedFile("a.png", content))


def test_photo_of_a_phone_in_heic_is_named_as_such():
    content = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 100
    assert "HEIC" in refusal(SimpleUploadedFile("IMG_1.HEIC", content))


@pytest.mark.parametrize("content", [b"<html><script>alert(1)</script>", b"MZ\0\0", b"\0" * 5000])
def test_file_that_is_no_picture_is_refused(content, settings):
    assert "not a picture" in refusal(SimpleUploadedFile("photo.jpg", content))
    assert stored_files(settings) == []


def test_empty_file_is_refused():
    assert "is empty" in refusal(SimpleUploadedFile("photo.jpg", b""))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.95])
def test_truncated_picture_is_refused_and_leaves_nothing(format, part, settings):
    noise = PillowImage.effect_noise((300, 200), 80).convert("RGB")
    content = upload(noise, format).read()
    file = SimpleUploadedFile("cut.jpg", content[: int(len(content) * part)])
    assert "damaged" in refusal(file)
    assert stored_files(settings) == []


@pytest.mark.parametrize("size", [(40_000, 30_000), (1_000_000, 1_000), (2**31 - 1, 2**31 - 1)])
def test_picture_that_claims_a_billion_pixels_is_refused_by_its_header(size):
    sentence = refusal(SimpleUploadedFile("huge.png", png_header(*size)))
    assert "too large" in sentence
    assert "35 million for any other format" in sentence


@pytest.mark.parametrize(("format", "limit"), [("JPEG", 2_000), ("PNG", 1_000), ("WEBP", 1_000)])
def test_more_pixels_than_the_limit_of_the_format_are_refused(format, limit, settings):
    settings.IMAGE_MAX_PIXELS = 2_000_000
    sentence = refusal(upload(PillowImage.new("RGB", (limit + 1, 1000)), format))
    assert f"too large ({limit + 1:,} × 1,000 pixels)" in sentence
    assert "2 million pixels for a JPEG, 1 million for any other format" in sentence
    store_image(upload(PillowImage.new("RGB", (limit, 1000)), format))


@pytest.mark.parametrize("size", [(8192, 5464), (5464, 8192), (9504, 6336), (7500, 300)])
def test_photo_of_a_large_camera_is_taken_and_keeps_its_shape(size):
    picture = quarters(*size)
    image = store_image(upload(picture, quality=50))
    assert 3584 <= max(image.width, image.height) <= 4096
    assert image.width / image.height == pytest.approx(size[0] / size[1], rel=0.01)
    assert is_near(corners(original(image))[0], RED)


class Unread(SimpleUploadedFile):
    """An upload that says how large it is, and fails the test if it is read."""

    def read(self, *args):
        raise AssertionError("The file was read.")

    chunks = readinto = read


def test_more_bytes_than_the_limit_are_refused_before_they_are_read(settings):
    settings.IMAGE_MAX_BYTES = 1000
    assert "The limit is 1000" in refusal(Unread("big.jpg", b"\xff" * 1001))


def test_page_hidden_behind_a_picture_does_not_survive(settings):
    polyglot = upload(quarters()).read() + b"<script>alert(1)</script><?php system('id') ?>"
    store_image(SimpleUploadedFile("evil.php.html", polyglot))
    for name in stored_files(settings):
        assert name.endswith((".jpg", ".webp", ".avif"))
        assert b"script" not in (settings.MEDIA_ROOT / name).read_bytes()


@pytest.mark.parametrize(
    "name", ["../../../etc/passwd.html", "a/../../b.jpg", "..\\..\\evil.jsp", "\0.jpg", "x" * 500, ""]
)
def test_name_of_the_upload_never_reaches_the_path(name, settings):
    file = upload(quarters())
    file._name = name
    image = store_image(file)
    assert all(file.startswith("pictures/") and ".." not in file for file in stored_files(settings))
    assert image.file.name.endswith("/original.jpg")
    assert image.title


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("DSC_0042.JPG", "DSC 0042"),
        ("C:\\Pictures\\Market day.jpeg", "Market day"),
        ("بازار.png", "بازار"),
        ("....", "Picture"),
    ],
)
def test_title_is_made_from_the_name_of_the_file(name, title):
    file = upload(quarters())
    file._name = name
    assert store_image(file).title == title


def test_words_given_are_kept():
    image = store_image(upload(quarters()), title="T", alt="A", caption="C", credit="Cr")
    assert (image.title, image.alt, image.caption, image.credit) == ("T", "A", "C", "Cr")


def test_words_that_are_too_long_are_refused(settings):
    assert "at most 400 characters" in refusal(upload(quarters()), alt="x" * 401)
    assert stored_files(settings) == []


@pytest.mark.parametrize("format", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_frame_is_kept(format):
    frames = [PillowImage.new("RGB", (40, 30), colour) for colour in (RED, GREEN, BLUE)]
    file = upload(frames[0], format, save_all=True, append_images=frames[1:], duration=100)
    image = original(store_image(file))
    assert getattr(image, "n_frames", 1) == 1
    assert is_near(image.getpixel((20, 15)), RED)


def test_of_a_camera_s_pair_of_pictures_the_first_is_kept():
    second = PillowImage.new("RGB", (60, 40), BLUE)
    image = store_image(upload(quarters(), "MPO", save_all=True, append_images=[second]))
    assert is_near(corners(original(image))[0], RED, 60)


@pytest.mark.parametrize("orientation", range(1, 9))
def test_picture_stands_upright_whatever_its_exif_says(orientation):
    # The turns by which a camera would have stored an upright picture (Exif 2.32, tag 0x0112).
    turned = {
        1: [],
        2: [PillowImage.Transpose.FLIP_LEFT_RIGHT],
        3: [PillowImage.Transpose.ROTATE_180],
        4: [PillowImage.Transpose.FLIP_TOP_BOTTOM],
        5: [PillowImage.Transpose.TRANSPOSE],
        6: [PillowImage.Transpose.ROTATE_90],
        7: [PillowImage.Transpose.TRANSVERSE],
        8: [PillowImage.Transpose.ROTATE_270],
    }
    picture = quarters()
    for turn in turned[orientation]:
        picture = picture.transpose(turn)
    exif = PillowImage.Exif()
    exif[0x0112] = orientation
    image = store_image(upload(picture, exif=exif, quality=95))
    assert (image.width, image.height) == (60, 40)
    assert all(
        is_near(found, meant, 60)
        for found, meant in zip(corners(original(image)), [RED, GREEN, BLUE, WHITE], strict=True)
    )
    assert original(image).getexif() == {}


def test_private_data_is_gone_from_every_stored_file(settings):
    exif = PillowImage.Exif()
    exif[0x010F] = "SecretCamera"
    exif[0x013B] = "Amina Rao"
    exif.get_ifd(0x8825)[2] = (52.0, 31.0, 12.0)
    exif.get_ifd(0x8825)[29] = "2024:07:15"
    exif.get_ifd(0x8769)[0xA431] = "SN-12345"
    picture = quarters(900, 600)
    for format in ("JPEG", "PNG", "WEBP", "AVIF"):
        xmp = {} if format == "PNG" else {"xmp": b"<x:xmpmeta>SecretPlace</x:xmpmeta>"}
        file = upload(picture, format, exif=exif, icc_profile=_profile(), **xmp)
        assert b"SecretCamera" in file.read()
        store_image(file)
        for name in stored_files(settings):
            content = (settings.MEDIA_ROOT / name).read_bytes()
            for secret in (
                b"SecretCamera",
                b"SN-12345",
                b"SecretPlace",
                b"2024:07:15",
                b"Exif",
                b"http",
            ):
                assert secret not in content
            assert opened(name).getexif() == {}
            assert "icc_profile" not in opened(name).info


def _profile() -> bytes:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


@pytest.mark.parametrize("mode", ["1", "L", "P", "CMYK", "YCbCr", "I;16", "LAB"])
def test_colours_of_every_kind_become_those_of_the_web(mode):
    grey = PillowImage.linear_gradient("L")
    format = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG")
    if mode == "I;16":
        picture = PillowImage.new("I;16", (256, 256))
        picture.putdata([row * 257 for row in range(256) for _ in range(256)])
    elif mode == "LAB":
        picture = grey.convert("RGB")
    else:
        picture = grey.convert("RGB").convert(mode)
    image = original(store_image(upload(picture, format)))
    assert image.mode == "RGB"
    assert is_near(image.getpixel((128, 4)), (0, 0, 0))
    assert is_near(image.getpixel((128, 251)), (255, 255, 255))
    if mode != "1":
        assert is_near(image.getpixel((128, 128)), (128, 128, 128))


def test_colour_profile_is_applied():
    # sRGB with the primaries of red and blue exchanged: what it calls red looks blue.
    swapped = _profile().replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    for format in ("JPEG", "PNG", "WEBP", "AVIF"):
        picture = PillowImage.new("RGB", (40, 30), RED)
        image = original(store_image(upload(picture, format, icc_profile=swapped)))
        assert is_near(image.getpixel((20, 15)), BLUE, 40)


@pytest.mark.parametrize("profile", [b"nonsense", b"\0" * 200])
def test_broken_colour_profile_does_no_harm(profile):
    image = original(store_image(upload(quarters(), "JPEG", icc_profile=profile)))
    assert is_near(image.getpixel((5, 5)), RED)


def _drawing() -> PillowImage.Image:
    drawing = PillowImage.new("RGBA", (400, 300), (0, 0, 0, 0))
    ImageDraw.Draw(drawing).rectangle((100, 100, 300, 200), fill=(*RED, 255))
    return drawing


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_transparency_is_kept_and_becomes_white_in_jpeg(mode):
    picture = _drawing().convert("LA") if mode == "LA" else _drawing()
    if mode == "P":
        picture = picture.quantize(8)
    image = store_image(upload(picture, "PNG"))
    kept = original(image)
    assert kept.format == "WEBP"
    assert kept.getpixel((5, 5))[3] == 0
    assert kept.getpixel((200, 150))[3] == 255
    jpegs = [opened(entry["name"]) for entry in image.files("full", "jpeg")]
    assert all(is_near(jpeg.getpixel((2, 2)), WHITE) for jpeg in jpegs)
    shining = [opened(entry["name"]) for entry in image.files("full", "avif")]
    assert all(avif.getpixel((2, 2))[3] == 0 for avif in shining)


def test_transparency_that_hides_nothing_is_dropped():
    image = original(store_image(upload(quarters().convert("RGBA"), "PNG")))
    assert (image.format, image.mode) == ("JPEG", "RGB")


def test_long_side_is_bounded():
    image = store_image(upload(PillowImage.new("RGB", (8000, 100), RED), "PNG"))
    assert (image.width, image.height) == (4096, 51)
    image = store_image(upload(PillowImage.new("RGB", (100, 8000), BLUE), "PNG"))
    assert (image.width, image.height) == (51, 4096)


@pytest.mark.parametrize("size", [(9000, 1), (1, 9000)])
def test_line_of_pixels_is_taken(size):
    assert store_image(upload(PillowImage.new("RGB", size, RED))).renditions


@pytest.mark.parametrize("format", ["PNG", "JPEG"])
def test_smallest_picture_is_taken(format):
    image = store_image(upload(PillowImage.new("RGB", (1, 1), RED), format))
    assert {entry["crop"] for entry in image.renditions} == {"full", "landscape", "square"}
    assert {(entry["width"], entry["height"]) for entry in image.renditions} == {(1, 1)}


def test_same_file_again_is_recognised(settings):
    first = store_image(upload(quarters()), title="First")
    before = stored_files(settings)
    again = upload(quarters())
    assert find_image(again) == first
    assert store_image(again, title="Second") == first
    first.refresh_from_db()
    assert first.title == "First"
    assert stored_files(settings) == before


def test_unknown_file_is_not_found():
    store_image(upload(quarters()))
    assert find_image(upload(quarters(61, 40))) is None
