"""Who sits for a portrait, and the shapes that faces and hair are cut from."""

from dataclasses import dataclass

from newsroom.demo.drawing.press import (
    BRICK,
    CORAL,
    INK,
    MIST,
    MOSS,
    NIGHT,
    OCHRE,
    PAPER,
    PETROL,
    PINE,
    PLUM,
    SAND,
    TEAL,
    Point,
    Sheet,
    mix,
)

SIZE = 800  # points, square
AXIS = 400  # the middle of every face

FAIR = "#f0c9a4"
WARM = "#dba27a"
OLIVE = "#c28a5c"
BROWN = "#95603f"
DEEP = "#6d4330"


@dataclass(frozen=True)
class Sitter:
    """What tells one portrait from another. `jaw` is half the width of the face, in points."""

    ground: tuple[str, str]
    skin: str
    hair: str
    style: str
    coat: str
    shirt: str
    collar: str = "beads"
    jaw: int = 122
    glasses: str = ""
    beard: str = ""
    earrings: str = ""
    lips: str = BRICK


SITTERS = {
    "nadia-ferrow": Sitter(
        (CORAL, BRICK), OLIVE, INK, "bob", NIGHT, PAPER, collar="lapel", earrings=OCHRE
    ),
    "tomas-elderkin": Sitter(
        (SAND, OCHRE), FAIR, mix(BRICK, INK, 0.45), "swept", MOSS, SAND, "crew", jaw=126, beard="full"
    ),
    "brannoc-hale": Sitter(
        (TEAL, PETROL),
        WARM,
        mix(SAND, PAPER, 0.5),
        "cap",
        PETROL,
        BRICK,
        beard="moustache",
        collar="roll",
        jaw=130,
    ),
    "sunniva-okoro": Sitter(
        (OCHRE, CORAL), DEEP, INK, "crown", PINE, OCHRE, glasses=PAPER, earrings=CORAL, lips="#7d2f3a"
    ),
    "odile-carrasco": Sitter(
        (MIST, TEAL),
        FAIR,
        mix(MIST, PAPER, 0.45),
        "bun",
        PLUM,
        CORAL,
        collar="roll",
        glasses=INK,
        jaw=114,
    ),
    "jun-tavares": Sitter((MOSS, PINE), WARM, INK, "crop", CORAL, PAPER, collar="zip", jaw=124),
    "perpetua-vance": Sitter(
        (PLUM, NIGHT), BROWN, mix(INK, PLUM, 0.4), "curls", OCHRE, NIGHT, collar="lapel", earrings=PAPER
    ),
    "lio-brandt": Sitter(
        (SAND, MIST), FAIR, mix(OCHRE, BRICK, 0.35), "long", TEAL, INK, glasses=BRICK, jaw=116
    ),
}


def mirrored(points: list[Point]) -> list[Point]:
    """Half an outline, left of the axis, made whole; x is the distance from the axis."""
    return [(AXIS - x, y) for x, y in points] + [(AXIS + x, y) for x, y in reversed(points)]


def curve(points: list[Point], rounds: int = 4) -> list[Point]:
    """Round a closed outline by cutting its corners (Chaikin's algorithm)."""
    for _ in range(rounds):
        points = [
            (a[0] * (1 - share) + b[0] * share, a[1] * (1 - share) + b[1] * share)
            for a, b in zip(points, points[1:] + points[:1], strict=True)
            for share in (0.25, 0.75)
        ]
    return points


def shape(
    sheet: Sheet,
    points: list[Point],
    ink: str,
    shade: str = "",
    towards: str = "right",
    strength: float = 0.8,
    reach: float = 0.6,
) -> None:
    shape = sheet.stencil(curve(points))
    sheet.ink(shape, ink)
    if shade:
        sheet.spray(shape, shade, towards, strength, reach)
