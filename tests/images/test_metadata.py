"""Credit, caption and title are read from what the photographer wrote into the file."""

import io
import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as PillowImage

from images.metadata import BYLINE, CAPTION, CREDIT, HEADLINE, OBJECT_NAME, SOURCE
from images.workflow import store_image
from tests.images.pictures import quarters, upload

pytestmark = pytest.mark.django_db


def with_iptc(*fields: tuple[tuple[int, int], bytes]) -> SimpleUploadedFile:
    """Return a JPEG with IPTC data in an APP13 segment, as Photoshop writes it."""
    records = b"".join(
        b"\x1c" + bytes(key) + struct.pack(">H", len(value)) + value for key, value in fields
    )
    resource = b"8BIM" + struct.pack(">H", 0x0404) + b"\0\0" + struct.pack(">I", len(records)) + records
    segment = b"Photoshop 3.0\0" + resource + b"\0" * (len(resource) % 2)
    jpeg = upload(quarters()).read()
    marker = b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment
    return SimpleUploadedFile("DSC_1.jpg", jpeg[:2] + marker + jpeg[2:])


def test_iptc_fills_what_was_left_empty():
    image = store_image(
        with_iptc(
            (BYLINE, b"Amina Rao"),
            (CREDIT, b"Newsroom"),
            (CAPTION, "Le marché de Lahore\x07.\nJuly 2024".encode()),
            (HEADLINE, b"Market day"),
            (OBJECT_NAME, b"LHR-42"),
        )
    )
    assert image.credit == "Amina Rao / Newsroom"
    assert image.caption == "Le marché de Lahore.\nJuly 2024"
    assert image.title == "Market day"


def test_iptc_replaces_nothing_that_an_editor_wrote():
    file = with_iptc((BYLINE, b"Amina Rao"), (CAPTION, b"Theirs"), (HEADLINE, b"Theirs"))
    image = store_image(file, credit="Mine", caption="My own", title="Mine too")
    assert (image.credit, image.caption, image.title) == ("Mine", "My own", "Mine too")


@pytest.mark.parametrize(
    ("fields", "credit"),
    [
        ([(BYLINE, b"A"), (BYLINE, b"B"), (CREDIT, b"AP")], "A, B / AP"),
        ([(BYLINE, b"AP"), (CREDIT, b"AP")], "AP"),
        ([(SOURCE, b"Archive")], "Archive"),
        ([(CREDIT, b"AFP"), (SOURCE, b"Archive")], "AFP"),
        ([(BYLINE, b"Jos\xe9 \x93Pepe\x94 Ni\xf1o")], "José “Pepe” Niño"),
        ([(BYLINE, b"\x81\x8d\xff")], "ÿ"),
        ([(BYLINE, b"x" * 300)], "x" * 200),
        ([(BYLINE, "A\u202e\u200bB\tC\0".encode())], "AB C"),
    ],
)
def test_credit_is_put_together_and_cleaned(fields, credit):
    assert store_image(with_iptc(*fields)).credit == credit


def test_script_in_a_caption_stays_text():
    image = store_image(with_iptc((CAPTION, b"<script>alert(1)</script>")))
    assert image.caption == "<script>alert(1)</script>"


def test_exif_stands_in_for_iptc():
    exif = PillowImage.Exif()
    exif[0x013B] = "Amina Rao"
    exif[0x010E] = "The market"
    exif[0x8298] = "© Somebody"
    image = store_image(upload(quarters(), exif=exif))
    assert (image.credit, image.caption) == ("Amina Rao", "The market")


def test_copyright_is_the_last_resort():
    exif = PillowImage.Exif()
    exif[0x8298] = "© Agency".encode()
    assert store_image(upload(quarters(), exif=exif)).credit == "© Agency"


@pytest.mark.parametrize("cut", range(0, 72, 5))
def test_damaged_metadata_counts_as_absent(cut):
    content = with_iptc((BYLINE, b"Amina Rao"), (CAPTION, b"x" * 50)).read()
    buffer = io.BytesIO(content)
    buffer.seek(20 + cut)
    buffer.write(b"\xff\x1c\xff\x80")
    assert store_image(SimpleUploadedFile("a.jpg", buffer.getvalue())).title
