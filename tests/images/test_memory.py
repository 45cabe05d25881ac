"""An upload costs bounded memory, whatever its header claims."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image as PillowImage

from images.processing import most_pixels
from tests.conftest import NOT_RUN
from tests.images.pictures import png_header, upload

# Runs in a process of its own, whose peak of memory is counted from here on (Linux, proc(5)).
SCRIPT = """
import io, re, sys
from pathlib import Path
from django.conf import settings
settings.configure(IMAGE_MAX_PIXELS={pixels}, USE_I18N=False)
from django.core.exceptions import ValidationError
from images.processing import read_pixels

def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) // 1024

file = io.BytesIO(sys.stdin.buffer.read())
Path("/proc/self/clear_refs").write_text("5")
before = peak()
try:
    read_pixels(file)
    print("taken")
except ValidationError as error:
    print(error.code)
print(peak() - before)
"""


@pytest.fixture(autouse=True)
def _needs_proc():
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip(f"{NOT_RUN}the peak of memory is read from /proc, which this system has not")


def read_in_a_process(content: bytes) -> tuple[str, int]:
    """Return what became of an upload, and the megabytes that it cost at its peak."""
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT.format(pixels=settings.IMAGE_MAX_PIXELS)],
        input=content,
        capture_output=True,
        check=True,
        cwd=settings.BASE_DIR,
    )
    outcome, megabytes = done.stdout.decode().split()
    return outcome, int(megabytes)


@pytest.mark.parametrize("size", [(40_000, 30_000), (2_000_000, 1_000)])
def test_a_billion_pixels_are_refused_without_decoding_one(size):
    outcome, megabytes = read_in_a_process(png_header(*size))
    assert outcome == "too_many_pixels"
    assert megabytes < 10


@pytest.mark.parametrize(
    ("mode", "format", "options"),
    [
        ("RGBA", "PNG", {}),
        ("RGBA", "WEBP", {"lossless": True, "method": 0}),
        ("CMYK", "JPEG", {}),
        ("RGB", "JPEG", {"progressive": True, "subsampling": 0}),
    ],
)
def test_largest_picture_that_is_taken_stays_within_bounds(mode, format, options):
    side = int(most_pixels(format) ** 0.5)
    file = upload(PillowImage.new("RGB", (side, side), (90, 120, 30)).convert(mode), format, **options)
    outcome, megabytes = read_in_a_process(file.read())
    assert outcome == "taken"
    assert 0 < megabytes < 10 * settings.IMAGE_MAX_PIXELS / 1_000_000
