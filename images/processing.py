"""From an uploaded file to clean pixels, in bounded memory."""

import io
import threading
from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

from images.metadata import Description, read_description

# Pillow looks into a file only with the readers of these formats, whatever the file is called.
FORMATS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
ACCEPTED_TYPES = ("image/jpeg", "image/png", "image/webp", "image/avif", "image/gif")

# What files of these formats begin with.
_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8")

# Pixels; what is stored of a picture is never longer on a side.
LONGEST_SIDE = 4096

# What turns a picture upright, by the orientation in its EXIF (Exif 2.32, tag 0x0112).
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

_SRGB = ImageCms.createProfile("sRGB")

# Decoding takes up to 700 MB. Uploads that meet in one process wait for each other.
_one_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Pixels:
    """A picture as it will be stored: upright, in sRGB, without metadata.

    `image` has mode RGB, or RGBA where it has transparency; `sharp` says that the source was
    drawn rather than photographed (it came in a lossless format).
    """

    image: Image.Image
    sharp: bool
    description: Description


def read_pixels(file: BinaryIO) -> Pixels:
    """Decode an uploaded picture; of an animated one, the first frame.

    The dimensions are read from the header and refused before anything is decoded, if they are
    more than settings.IMAGE_MAX_PIXELS. Raises ValidationError with a sentence for a person.
    """
    with _one_at_a_time:
        picture = _open(file)
        description = read_description(picture)
        sharp = picture.format in ("PNG", "GIF")
        try:
            image = _clean(picture)
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise _too_many_pixels(picture) from error
        except Exception as error:  # decoders raise all sorts of errors on damaged bytes
            raise _damaged() from error
    return Pixels(image, sharp, description)


def _open(file: BinaryIO) -> Image.Image:
    file.seek(0)
    try:
        picture = Image.open(file, formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise _not_a_picture(file) from error
    except Exception as error:  # a header that the reader of its format stumbles over
        raise _damaged() from error
    if picture.width * picture.height > most_pixels(picture.format):
        raise _too_many_pixels(picture)
    return picture


def most_pixels(format_name: str) -> int:
    """Return how many pixels a picture of a format may have.

    The whole of settings.IMAGE_MAX_PIXELS goes to JPEG, the format of cameras, which can be decoded
    at half its size; any other format has to be decoded whole, and may have half as many.
    """
    return settings.IMAGE_MAX_PIXELS // (1 if format_name in ("JPEG", "MPO") else 2)


def _too_many_pixels(picture: Image.Image | None = None) -> ValidationError:
    size = f" ({picture.width:,} × {picture.height:,} pixels)" if picture else ""
    jpeg, other = (most_pixels(name) / 1_000_000 for name in ("JPEG", "PNG"))
    return ValidationError(
        f"The picture is too large{size}. The limit is {jpeg:g} million pixels for a JPEG, "
        f"{other:g} million for any other format. Nothing was stored. "
        "Scale it down, then upload it again.",
        code="too_many_pixels",
    )


def _damaged() -> ValidationError:
    return ValidationError(
        "The picture is damaged: it ends too early or cannot be decoded. Nothing was stored. "
        "Export it again, or send another copy.",
        code="damaged",
    )


def _not_a_picture(file: BinaryIO) -> ValidationError:
    file.seek(0)
    head = file.read(1024).lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"<svg" in head.lower():
        return ValidationError(
            "SVG drawings cannot be uploaded, because they can carry scripts. Nothing was stored. "
            "Export the drawing as PNG.",
            code="svg",
        )
    if head[4:8] == b"ftyp" and head[8:12] in (b"heic", b"heix", b"heif", b"mif1", b"msf1"):
        return ValidationError(
            "This is a HEIC photo, which browsers cannot show. Nothing was stored. Export it as JPEG.",
            code="heic",
        )
    if head.startswith(_SIGNATURES) or head[8:12] in (b"WEBP", b"avif", b"avis"):
        return _damaged()
    return ValidationError(
        "This file is not a picture that can be read. Nothing was stored. "
        "Send a JPEG, PNG, WebP, AVIF or GIF file.",
        code="not_a_picture",
    )


def _clean(picture: Image.Image) -> Image.Image:
    # A JPEG decoder can halve a picture by itself, which saves three quarters of the memory; what
    # is at most an eighth smaller than asked for is as good.
    scale = LONGEST_SIDE / max(picture.size) * 7 / 8
    picture.draft(None, tuple(max(1, int(side * scale)) for side in picture.size))
    picture.load()
    orientation = picture.getexif().get(ExifTags.Base.Orientation)
    image = _scaled(_with_full_channels(picture))
    image, alpha = _split_alpha(image)
    image = _to_srgb(image, picture.info.get("icc_profile"))
    if alpha:
        image.putalpha(alpha)
    if orientation in _UPRIGHT:
        image = image.transpose(_UPRIGHT[orientation])
    # A new image has pixels and nothing else: no EXIF, no comment, no thumbnail.
    bare = Image.new(image.mode, image.size)
    bare.paste(image)
    return bare


def _with_full_channels(image: Image.Image) -> Image.Image:
    """Return the picture in L, RGB, CMYK or RGBA, with eight bits a channel."""
    if image.mode.startswith("I") or image.mode == "F":
        # Only 16-bit greyscale comes this way; a plain conversion would cut it off at 255.
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if image.mode in ("P", "PA", "LA", "La", "RGBa") or "transparency" in image.info:
        return image.convert("RGBA")
    return image if image.mode in ("L", "RGB", "CMYK", "RGBA") else image.convert("RGB")


def _scaled(image: Image.Image) -> Image.Image:
    """Return the picture no longer than LONGEST_SIDE: early, as every later step copies its pixels."""
    scale = LONGEST_SIDE / max(image.size)
    if scale >= 1:
        return image
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return image.resize(size, Image.Resampling.LANCZOS)


def _split_alpha(image: Image.Image) -> tuple[Image.Image, Image.Image | None]:
    """Return the colours, and the alpha channel if it hides anything."""
    if image.mode != "RGBA":
        return image, None
    alpha = image.getchannel("A")
    return image.convert("RGB"), (alpha if alpha.getextrema()[0] < 255 else None)


def _to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            return ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            # A broken profile, or one for another kind of picture: the plain numbers are near.
            pass
    return image.convert("RGB")
