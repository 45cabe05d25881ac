"""Makes uploads for tests: pictures that Pillow draws, and files that only pretend."""

import io
import struct
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

# What a person would see in `quarters`, clockwise from the top left.
RED, GREEN, BLUE, WHITE = (220, 20, 20), (20, 200, 20), (20, 20, 220), (255, 255, 255)


def upload(image: Image.Image, format: str = "JPEG", name: str = "", **options) -> SimpleUploadedFile:
    """Return a picture as an uploaded file; `options` are those of Pillow's save."""
    buffer = io.BytesIO()
    image.save(buffer, format, **options)
    return SimpleUploadedFile(name or f"picture.{format.lower()}", buffer.getvalue())


def quarters(width: int = 60, height: int = 40) -> Image.Image:
    """Return a picture in four colours: one can tell whether it was turned or mirrored."""
    image = Image.new("RGB", (width, height), WHITE)
    middle, centre = width // 2, height // 2
    image.paste(RED, (0, 0, middle, centre))
    image.paste(GREEN, (middle, 0, width, centre))
    image.paste(BLUE, (middle, centre, width, height))
    return image


def corners(image: Image.Image) -> list[tuple[int, int, int]]:
    """Return the colours near the corners, clockwise from the top left."""
    image = image.convert("RGB")
    left, top = image.width // 6, image.height // 6
    right, bottom = image.width - 1 - left, image.height - 1 - top
    return [image.getpixel(at) for at in ((left, top), (right, top), (right, bottom), (left, bottom))]


def is_near(one: tuple, other: tuple, by: int = 30) -> bool:
    """Whether two colours differ by no more than what compression does."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def png_header(width: int, height: int) -> bytes:
    """Return a PNG that claims to be this large, and has next to nothing in it."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def stored_files(settings) -> list[str]:
    """Return the names of all files below MEDIA_ROOT."""
    root = settings.MEDIA_ROOT
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
