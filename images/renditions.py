"""The smaller files made from a picture: their crops, widths and formats."""

import hashlib
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from PIL import Image

Box = tuple[int, int, int, int]


@dataclass(frozen=True)
class Crop:
    """A shape that pages ask for: `ratio` is width by height (None: the picture's own)."""

    ratio: float | None
    widths: tuple[int, ...]


# Widths in pixels. Their steps are those between phones, tablets, laptops and dense screens.
CROPS = {
    "full": Crop(None, (320, 640, 960, 1280, 1920)),
    "landscape": Crop(3 / 2, (320, 640, 960, 1280, 1920)),
    "square": Crop(1.0, (160, 320, 640)),
}

# Browsers that know neither AVIF nor WebP are rare, but feeds and link previews ask for JPEG.
JPEG_WIDTHS = (160, 320, 640, 1280)

# From the best to the one that everybody knows. AVIF: at speed 8, twelve million pixels are done
# in less than a second of one core, at speed 6 in five times that for files 3 % smaller.
ENCODERS = {
    "avif": {"quality": 55, "speed": 8},
    "webp": {"quality": 78, "method": 4},
    "jpeg": {"quality": 82, "progressive": True, "optimize": True},
}
EXTENSIONS = {"avif": "avif", "webp": "webp", "jpeg": "jpg"}


@dataclass(frozen=True)
class Cut:
    """One file to be made: a box of the picture, the crops that it serves, its format and size."""

    crops: tuple[str, ...]
    box: Box
    format: str
    width: int
    height: int


@dataclass(frozen=True)
class Rendition:
    """One file that was made."""

    cut: Cut
    content: bytes

    @property
    def file_name(self) -> str:
        """Its name, the same for the same content: `640x427-3f9c0a21b7.avif`."""
        digest = hashlib.sha256(self.content).hexdigest()[:10]
        return f"{self.cut.width}x{self.cut.height}-{digest}.{EXTENSIONS[self.cut.format]}"


@dataclass(frozen=True)
class EncodedOriginal:
    """The file that is kept as a picture's original."""

    extension: str
    content: bytes


def crop_box(size: tuple[int, int], ratio: float | None, focal: tuple[float, float]) -> Box:
    """Return the largest box of `ratio` inside `size`, as near to centred on `focal` as fits.

    `size` is in pixels, `focal` in parts of it from 0 to 1. The box is (left, top, right, bottom),
    has at least one pixel, and always contains the focal point.
    """
    width, height = size
    if ratio is None:
        return 0, 0, width, height
    box_width = max(1, min(width, round(height * ratio)))
    box_height = max(1, min(height, round(width / ratio)))
    left = _start(width, box_width, focal[0])
    top = _start(height, box_height, focal[1])
    return left, top, left + box_width, top + box_height


def _start(length: int, part: int, focal: float) -> int:
    """Return where `part` of `length` pixels begins for its middle to be nearest to `focal`."""
    pixel = min(int(focal * length), length - 1)
    return min(max(pixel - part // 2, 0), length - part)


def rendition_widths(available: int, widths: tuple[int, ...]) -> list[int]:
    """Return the widths to make from `available` pixels: never larger, and at least one.

    A picture that ends between two steps also gets its own width, if that is worth a file.
    """
    fitting = [width for width in widths if width <= available]
    own = min(available, widths[-1])
    if not fitting or own > fitting[-1] * 1.12:
        fitting.append(own)
    return fitting


def plan(size: tuple[int, int], focal: tuple[float, float]) -> list[Cut]:
    """Return all files to be made of a picture of `size` pixels, narrow before wide in each crop."""
    cuts = []
    for crops, box in _boxes(size, focal):
        box_width, box_height = box[2] - box[0], box[3] - box[1]
        steps = tuple(sorted({step for crop in crops for step in CROPS[crop].widths}))
        for width in rendition_widths(box_width, steps):
            height = max(1, round(box_height * width / box_width))
            formats = ["avif", "webp"]
            if width in JPEG_WIDTHS or width == box_width:
                formats.append("jpeg")
            cuts += [Cut(crops, box, name, width, height) for name in formats]
    return cuts


def make_renditions(image: Image.Image, focal: tuple[float, float]) -> Iterator[Rendition]:
    """Encode every rendition of a clean RGB or RGBA picture, one after the other.

    JPEG has no transparency: what shines through becomes white there.
    """
    for (box, size), cuts in groupby(
        plan(image.size, focal), key=lambda cut: (cut.box, (cut.width, cut.height))
    ):
        scaled = image.resize(size, Image.Resampling.LANCZOS, box=box, reducing_gap=2.0)
        for cut in cuts:
            yield Rendition(cut, encode(scaled, cut.format))


def encode(image: Image.Image, format_name: str) -> bytes:
    """Return `image` as a file of one of the formats in ENCODERS, without metadata."""
    if format_name == "jpeg":
        image = on_white(image)
    buffer = io.BytesIO()
    image.save(buffer, format_name, **ENCODERS[format_name])
    return buffer.getvalue()


def encode_original(image: Image.Image, *, sharp: bool) -> EncodedOriginal:
    """Return the file that is kept as the original.

    A JPEG that shows no loss, its colours at full resolution if the source was `sharp` (drawings
    and screenshots); a lossless WebP where there is transparency.
    """
    buffer = io.BytesIO()
    if image.mode == "RGBA":
        image.save(buffer, "webp", lossless=True, quality=20, method=1)
        return EncodedOriginal("webp", buffer.getvalue())
    image.save(buffer, "jpeg", quality=90, progressive=True, subsampling=0 if sharp else 2)
    return EncodedOriginal("jpg", buffer.getvalue())


def on_white(image: Image.Image) -> Image.Image:
    """Return a picture without transparency: as it looks on white paper."""
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _boxes(size: tuple[int, int], focal: tuple[float, float]) -> list[tuple[tuple[str, ...], Box]]:
    """Return what to cut out, with the crops that each cut serves.

    Most cameras take pictures of 3:2: their landscape crop is the whole picture.
    """
    by_box: dict[Box, list[str]] = {}
    for name, crop in CROPS.items():
        by_box.setdefault(crop_box(size, crop.ratio, focal), []).append(name)
    return [(tuple(names), box) for box, names in by_box.items()]
