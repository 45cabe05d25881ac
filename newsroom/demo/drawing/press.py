"""A small printing press: flat inks, stencils and sprayed shading on a sheet of paper.

All pictures of the demo are drawn in its one manner, that of a screen print: few inks, big shapes,
shading by spray instead of smooth gradients, and the grain of the paper over everything. Nothing
here is random in earnest: the same name gives the same sheet.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from itertools import pairwise
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageColor, ImageDraw

# The inks. Every picture takes some of these and their mixtures, no other colours.
INK = "#14202e"
NIGHT = "#1d3048"
PETROL = "#1f4e5f"
TEAL = "#3b7f8c"
MIST = "#a8c5c3"
FOAM = "#dfe8df"
PAPER = "#f4ecdb"
SAND = "#e3cfa4"
OCHRE = "#e2a63b"
CORAL = "#dd6a42"
BRICK = "#9d3d2e"
PLUM = "#4a2f48"
MOSS = "#5f7348"
PINE = "#2c4a3e"

_TURNS = {
    "down": None,
    "up": Image.Transpose.FLIP_TOP_BOTTOM,
    "right": Image.Transpose.ROTATE_90,
    "left": Image.Transpose.ROTATE_270,
}

WIDTH, HEIGHT = 1600, 1067  # points, the measure of all scenes
PIXELS = 0.8  # of the finished picture, to a point; what is drawn need not be as large as a photograph
OVERSIZE = 2  # drawn this many times larger and reduced, which smooths every edge
SCALE = PIXELS * OVERSIZE
GRAIN = 1.5  # pixels of the finished picture; finer grain makes all its files far larger

Point = tuple[float, float]
Box = tuple[int, int, int, int]
Stops = Sequence[tuple[float, str]]


class Stencil(NamedTuple):
    """A shape cut out: where on the large sheet it lies, and what ink goes through."""

    box: Box
    mask: Image.Image


def mix(first: str, second: str, share: float) -> str:
    """Return the colour between two inks; `share` 0 is the first, 1 the second."""
    pairs = zip(ImageColor.getrgb(first), ImageColor.getrgb(second), strict=True)
    return "#{:02x}{:02x}{:02x}".format(*(round(a + (b - a) * share) for a, b in pairs))


class Sheet:
    """A picture in the making. All measures are points, counted from the top left corner.

    `random` is seeded with the picture's name, and is the only source of chance.
    """

    def __init__(self, name: str, width: int = WIDTH, height: int = HEIGHT):
        self.random = Random(name)  # noqa: S311 - draws pictures, keeps no secrets
        self.width, self.height = width, height
        pixels = int(width * PIXELS), int(height * PIXELS)
        self.image = Image.new("RGB", (pixels[0] * OVERSIZE, pixels[1] * OVERSIZE))
        self.draw = ImageDraw.Draw(self.image)
        grains = math.ceil(pixels[0] / GRAIN), math.ceil(pixels[1] / GRAIN)
        self._noise = Image.frombytes("L", grains, self.random.randbytes(grains[0] * grains[1]))

    def polygon(self, points: Iterable[Point], ink: str) -> None:
        """Print a filled polygon."""
        self.draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=ink)

    def rectangle(self, x: float, y: float, width: float, height: float, ink: str) -> None:
        """Print a filled rectangle whose top left corner is (x, y)."""
        self.draw.rectangle(
            (x * SCALE, y * SCALE, (x + width) * SCALE - 1, (y + height) * SCALE - 1), fill=ink
        )

    def circle(self, x: float, y: float, radius: float, ink: str) -> None:
        """Print a disc around (x, y)."""
        self.ellipse(x, y, radius, radius, ink)

    def ellipse(self, x: float, y: float, across: float, down: float, ink: str) -> None:
        """Print an ellipse around (x, y) with the half-axes `across` and `down`."""
        self.draw.ellipse(
            ((x - across) * SCALE, (y - down) * SCALE, (x + across) * SCALE, (y + down) * SCALE),
            fill=ink,
        )

    def line(self, points: Iterable[Point], ink: str, width: float = 2) -> None:
        """Print a line through the points."""
        self.draw.line(
            [(x * SCALE, y * SCALE) for x, y in points],
            fill=ink,
            width=max(1, round(width * SCALE)),
            joint="curve",
        )

    def arc(self, x: float, y: float, radius: float, start: float, end: float, ink: str, width: float):
        """Print an arc around (x, y) from `start` to `end`, in degrees clockwise from three o'clock."""
        self.draw.arc(
            [(value * SCALE) for value in (x - radius, y - radius, x + radius, y + radius)],
            start,
            end,
            fill=ink,
            width=max(1, round(width * SCALE)),
        )

    def stencil(self, points: Sequence[Point]) -> Stencil:
        """Cut a polygon out, to print it with `ink` and `spray`."""
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = self._box(min(xs), min(ys), max(xs), max(ys))
        return self._cut(
            box,
            lambda draw: draw.polygon(
                [(x * SCALE - box[0], y * SCALE - box[1]) for x, y in points], fill=255
            ),
        )

    def disc(self, x: float, y: float, across: float, down: float | None = None) -> Stencil:
        """Cut an ellipse out around (x, y), half-axes `across` and `down` (default: a circle)."""
        down = down or across
        box = self._box(x - across, y - down, x + across, y + down)
        edges = (x - across, y - down, x + across, y + down)
        ellipse = [edge * SCALE - box[number % 2] for number, edge in enumerate(edges)]
        return self._cut(box, lambda draw: draw.ellipse(ellipse, fill=255))

    def everything(self) -> Stencil:
        """The whole sheet as a stencil."""
        return Stencil((0, 0, *self.image.size), Image.new("L", self.image.size, 255))

    def ink(self, stencil: Stencil, stops: str | Stops) -> None:
        """Print a stencil in one ink, or in inks that run into each other from top to bottom."""
        if isinstance(stops, str):
            self.image.paste(stops, stencil.box, stencil.mask)
        else:
            self.image.paste(_fountain(stops, stencil.mask.size), stencil.box, stencil.mask)

    def spray(
        self,
        stencil: Stencil,
        ink: str,
        towards: str = "down",
        strength: float = 0.8,
        reach: float = 1.0,
    ) -> None:
        """Spray ink through a stencil, ever denser `towards` one of its sides (or "centre", "edge").

        `strength` is the share of the paper covered where it is densest, `reach` how much of the
        shape the spray covers, both from 0 to 1.
        """
        density = _ramp(stencil.mask.size, towards)
        curve = [
            round(255 * strength * max(0.0, (value / 255 - 1 + reach) / reach) ** 1.4)
            for value in range(256)
        ]
        grains = ImageChops.add(density.point(curve), self._noise_in(stencil.box))
        grains = grains.point([0] * 255 + [255])
        self.image.paste(ink, stencil.box, ImageChops.darker(grains, stencil.mask))

    def sky(self, *stops: tuple[float, str]) -> None:
        """Cover the sheet with inks that run into each other from top (0) to bottom (1)."""
        self.image.paste(_fountain(stops, self.image.size))

    def glow(self, x: float, y: float, radius: float, ink: str, strength: float = 0.6) -> None:
        """Let light spread softly from (x, y)."""
        box = self._box(x - radius, y - radius, x + radius, y + radius)
        size = round(radius * 2 * SCALE)
        light = _ramp((256, 256), "centre").point(
            [round((value / 255) ** 1.7 * 255 * strength) for value in range(256)]
        )
        light = light.resize((size, size), Image.Resampling.BILINEAR)
        left, top = round((x - radius) * SCALE), round((y - radius) * SCALE)
        light = light.crop((box[0] - left, box[1] - top, box[2] - left, box[3] - top))
        self.image.paste(ink, box, light)

    def ridge(self, y: float, height: float, roughness: float = 0.55, steps: int = 8) -> list[Point]:
        """Return the outline of hills across the sheet, about `y`, by midpoint displacement.

        Each of the `steps` halvings displaces by `roughness` times what the one before did. The
        outline runs on to the lower corners, ready to be printed.
        """
        levels = [y + self.random.uniform(-height, height) / 2 for _ in range(5)]
        for _ in range(steps - 2):
            height *= roughness
            levels = [
                level
                for left, right in pairwise(levels)
                for level in (left, (left + right) / 2 + self.random.uniform(-height, height))
            ] + levels[-1:]
        step = self.width / (len(levels) - 1)
        outline = [(number * step, level) for number, level in enumerate(levels)]
        return [*outline, (self.width, self.height), (0, self.height)]

    def wave(self, y: float, height: float, length: float, phase: float = 0.0) -> list[Point]:
        """Return the outline of a sea about `y` with waves of `height` and `length`, made of sines
        that do not repeat within the sheet; it runs on to the lower corners."""
        outline = []
        for x in range(0, self.width + 8, 8):
            turn = 2 * math.pi * x / length + phase
            level = math.sin(turn) + 0.45 * math.sin(turn * 2.13 + 1) + 0.22 * math.sin(turn * 4.4 + 2)
            outline.append((x, y + height * level / 1.67))
        return [*outline, (self.width, self.height), (0, self.height)]

    def finish(self) -> BytesIO:
        """Reduce the sheet to its size, lay the paper's grain over it, and return it as a JPEG."""
        picture = self.image.reduce(OVERSIZE)
        grain = self._noise.resize(picture.size, Image.Resampling.BICUBIC)
        grain = grain.point([round(128 + (value - 128) * 0.06) for value in range(256)])
        picture = ImageChops.overlay(picture, Image.merge("RGB", [grain] * 3))
        file = BytesIO()
        picture.save(file, "JPEG", quality=92, subsampling=0)
        file.seek(0)
        return file

    def _box(self, left: float, top: float, right: float, bottom: float) -> Box:
        """The box on the large sheet that holds these edges; at least a pixel, also beyond the sheet."""
        across, down = self.image.size
        left = min(max(0, math.floor(left * SCALE)), across - 1)
        top = min(max(0, math.floor(top * SCALE)), down - 1)
        right = max(min(across, math.ceil(right * SCALE) + 1), left + 1)
        bottom = max(min(down, math.ceil(bottom * SCALE) + 1), top + 1)
        return left, top, right, bottom

    def _cut(self, box: Box, cut: Callable[[ImageDraw.ImageDraw], None]) -> Stencil:
        mask = Image.new("L", (box[2] - box[0], box[3] - box[1]))
        cut(ImageDraw.Draw(mask))
        return Stencil(box, mask)

    def _noise_in(self, box: Box) -> Image.Image:
        """The paper's noise in a box."""
        grains = OVERSIZE * GRAIN
        return self._noise.resize(
            (box[2] - box[0], box[3] - box[1]),
            Image.Resampling.BILINEAR,
            box=tuple(
                min(edge / grains, side) for edge, side in zip(box, self._noise.size * 2, strict=True)
            ),
        )


def _fountain(stops: Stops, size: tuple[int, int]) -> Image.Image:
    """Inks running into each other from the first to the last stop, over the height of `size`."""
    strip = Image.new("RGB", (1, 512))
    stops = [(min(position, 1.0), ImageColor.getrgb(colour)) for position, colour in stops]
    for row in range(512):
        at = row / 511
        before = max((s for s in stops if s[0] <= at), key=lambda s: s[0], default=stops[0])
        after = min((s for s in stops if s[0] >= at), key=lambda s: s[0], default=stops[-1])
        share = (at - before[0]) / (after[0] - before[0]) if after[0] > before[0] else 0
        colour = (round(a + (b - a) * share) for a, b in zip(before[1], after[1], strict=True))
        strip.putpixel((0, row), tuple(colour))
    return strip.resize(size, Image.Resampling.BILINEAR)


def _ramp(size: tuple[int, int], towards: str) -> Image.Image:
    """From black to white, towards a side, the centre or the edge."""
    if towards in {"centre", "edge"}:
        # Pillow's gradient reaches white in the corners; here it is white at the sides already.
        ramp = Image.radial_gradient("L").point([min(255, round(v * 1.42)) for v in range(256)])
        ramp = ImageChops.invert(ramp) if towards == "centre" else ramp
    else:
        ramp = Image.linear_gradient("L")
        if turn := _TURNS[towards]:
            ramp = ramp.transpose(turn)
    return ramp.resize(size, Image.Resampling.BILINEAR)
