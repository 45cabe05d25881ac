"""What photographers and agencies write into a picture: who took it, and what it shows."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from PIL import ExifTags, Image, IptcImagePlugin

# Records and datasets of the IPTC Information Interchange Model 4.2, chapter 6
# (https://www.iptc.org/std/IIM/4.2/specification/IIMV4.2.pdf).
OBJECT_NAME = (2, 5)
BYLINE = (2, 80)
HEADLINE = (2, 105)
CREDIT = (2, 110)
SOURCE = (2, 115)
CAPTION = (2, 120)


@dataclass(frozen=True)
class Description:
    """The words that travel with a picture; empty where it carries none."""

    title: str = ""
    caption: str = ""
    credit: str = ""


def read_description(picture: Image.Image) -> Description:
    """Return what an opened picture says of itself, from IPTC and, where that is silent, from EXIF.

    Nothing in a file is trusted to be well-formed: what cannot be read counts as absent.
    """
    iptc = _iptc(picture)
    exif = _exif(picture)
    people = [
        iptc.get(BYLINE) or exif.get(ExifTags.Base.Artist, ""),
        iptc.get(CREDIT) or iptc.get(SOURCE, ""),
    ]
    if not any(people):
        people = [exif.get(ExifTags.Base.Copyright, "")]
    return Description(
        title=_one_line(iptc.get(HEADLINE) or iptc.get(OBJECT_NAME, ""))[:200],
        caption=iptc.get(CAPTION) or exif.get(ExifTags.Base.ImageDescription, ""),
        credit=_one_line(" / ".join(dict.fromkeys(filter(None, people))))[:200],
    )


def decode(raw: Any) -> str:
    """Return what a metadata field holds as clean text.

    IPTC and EXIF leave the encoding to the camera: UTF-8 where it is valid, else Windows-1252,
    which has Latin-1's letters. Control characters go, line breaks stay; of a repeated field the
    parts are joined by commas. At most 2,000 characters.
    """
    if isinstance(raw, list | tuple):
        return ", ".join(filter(None, map(decode, raw)))[:2000]
    if isinstance(raw, str) and max(raw, default="") < "\u0100":
        raw = raw.encode("latin-1")  # as which Pillow reads whatever the camera wrote
    if isinstance(raw, bytes):
        try:
            raw = raw.decode()
        except UnicodeDecodeError:
            raw = raw.decode("cp1252", "ignore")
    if not isinstance(raw, str):
        return ""
    kept = (char for char in raw if char in "\n\t" or unicodedata.category(char)[0] != "C")
    return unicodedata.normalize("NFC", "".join(kept)).strip()[:2000]


def _iptc(picture: Image.Image) -> dict[tuple[int, int], str]:
    try:
        fields = IptcImagePlugin.getiptcinfo(picture) or {}
    except Exception:  # the parser of Pillow meets hostile bytes here
        return {}
    return {key: decode(value) for key, value in fields.items()}


def _exif(picture: Image.Image) -> dict[int, str]:
    try:
        fields = dict(picture.getexif())
    except Exception:  # likewise
        return {}
    return {key: decode(value) for key, value in fields.items()}


def _one_line(text: str) -> str:
    return " ".join(text.split())
