"""Files of the old site: in a copy of its uploads folder, or fetched from the web with care."""

import re
import tempfile
from pathlib import Path
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from outgoing.http import download

DEADLINE = 120.0  # seconds for one file
_UPLOADS = re.compile(r"/(?:wp-content/uploads|wp-content/blogs\.dir/\d+/files|files|uploads)/(.+)")


def find_file(folder: Path, url: str, attached_file: str = "") -> Path | None:
    """Return the file in a copy of wp-content/uploads that belongs to an address, or None.

    `attached_file` is WordPress's own path below the uploads folder. Nothing outside of `folder` is
    ever returned, wherever links and `..` lead.
    """
    root = folder.resolve()
    path = unquote(urlsplit_path(url))
    found = _UPLOADS.search(path)
    names = [attached_file, found[1] if found else "", path.lstrip("/")]
    for name in filter(None, names):
        if "\x00" in name:
            continue
        for prefix in ("", "uploads", "wp-content/uploads"):
            try:
                candidate = (root / prefix / name.lstrip("/")).resolve()
                if candidate.is_relative_to(root) and candidate.is_file():
                    return candidate
            except (OSError, ValueError, RuntimeError):
                continue
    return None


def urlsplit_path(url: str) -> str:
    """Return the path of an address, nothing if it cannot be read."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def fetch(url: str, most_bytes: int) -> BinaryIO:
    """Return the file at an http or https address, open at its beginning; the caller closes it.

    Nothing in our own network is asked (outgoing.http). Raises OutgoingError, which says why.
    """
    file = tempfile.SpooledTemporaryFile(max_size=4_000_000)  # noqa: SIM115 the caller closes it
    try:
        # Exports hold addresses with spaces, as a browser takes them.
        url = url.strip().replace(" ", "%20")
        download(url, file, most_bytes, {"Accept": "image/*"}, patience=DEADLINE)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
