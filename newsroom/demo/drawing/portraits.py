"""Portraits of the newsroom's people: a head, shoulders, one light from the left."""

import math
from collections.abc import Callable
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


def draw(sheet: Sheet, name: str) -> None:
    """Draw one of SITTERS on a square sheet."""
    sitter = SITTERS[name]
    sheet.sky((0, sitter.ground[0]), (1, sitter.ground[1]))
    halo = sheet.disc(AXIS, 360, 300)
    sheet.ink(halo, mix(sitter.ground[0], PAPER, 0.22))
    sheet.spray(halo, sitter.ground[1], "down", 0.7, 0.8)
    _STYLES[sitter.style](sheet, sitter, behind=True)
    _shoulders(sheet, sitter)
    _head(sheet, sitter)
    _features(sheet, sitter)
    if sitter.beard:
        _beard(sheet, sitter)
    _STYLES[sitter.style](sheet, sitter, behind=False)
    if sitter.glasses:
        _glasses(sheet, sitter)


def _mirrored(points: list[Point]) -> list[Point]:
    """Half an outline, left of the axis, made whole; x is the distance from the axis."""
    return [(AXIS - x, y) for x, y in points] + [(AXIS + x, y) for x, y in reversed(points)]


def _curve(points: list[Point], rounds: int = 4) -> list[Point]:
    """Round a closed outline by cutting its corners (Chaikin's algorithm)."""
    for _ in range(rounds):
        points = [
            (a[0] * (1 - share) + b[0] * share, a[1] * (1 - share) + b[1] * share)
            for a, b in zip(points, points[1:] + points[:1], strict=True)
            for share in (0.25, 0.75)
        ]
    return points


def _shape(
    sheet: Sheet,
    points: list[Point],
    ink: str,
    shade: str = "",
    towards: str = "right",
    strength: float = 0.8,
    reach: float = 0.6,
) -> None:
    shape = sheet.stencil(_curve(points))
    sheet.ink(shape, ink)
    if shade:
        sheet.spray(shape, shade, towards, strength, reach)


def _shoulders(sheet: Sheet, sitter: Sitter) -> None:
    shadow = mix(sitter.skin, PLUM, 0.45)
    _shape(
        sheet,
        _mirrored([(62, 470), (60, 600), (96, 680), (0, 720)]),
        sitter.skin,
        shadow,
        "up",
        0.95,
        0.9,
    )
    coat = _mirrored([(0, 664), (86, 640), (150, 650), (262, 694), (322, 760), (346, 900), (0, 900)])
    _shape(sheet, coat, sitter.coat, mix(sitter.coat, INK, 0.65), "right", 0.9, 0.7)
    if sitter.collar == "roll":
        _shape(
            sheet,
            _mirrored([(0, 600), (70, 590), (92, 640), (84, 700), (0, 716)]),
            sitter.shirt,
            mix(sitter.shirt, INK, 0.6),
            "right",
            0.9,
            0.8,
        )
        return
    neck = _mirrored([(66, 560), (72, 640), (58, 690), (0, 716)])
    _shape(sheet, neck, sitter.skin, shadow, "up", 0.95, 0.85)
    if sitter.collar == "lapel":
        sheet.polygon([(AXIS - 80, 636), (AXIS, 820), (AXIS + 80, 636)], sitter.shirt)
        _shape(
            sheet,
            _mirrored([(66, 560), (70, 636), (40, 690), (0, 722)]),
            sitter.skin,
            shadow,
            "up",
            0.95,
            0.9,
        )
        for side in (-1, 1):
            lapel = [
                (AXIS + side * 84, 628),
                (AXIS + side * 150, 660),
                (AXIS + side * 128, 720),
                (AXIS + side * 96, 724),
                (AXIS + side * 4, 830),
            ]
            sheet.polygon(lapel, mix(sitter.coat, INK if side > 0 else PAPER, 0.22))
    elif sitter.collar == "zip":
        for side in (-1, 1):
            sheet.polygon(
                [(AXIS + side * 78, 620), (AXIS + side * 98, 650), (AXIS + side * 30, 742), (AXIS, 716)],
                mix(sitter.coat, INK, 0.3),
            )
        sheet.line([(AXIS, 716), (AXIS, 800)], sitter.shirt, 5)
        sheet.rectangle(AXIS - 5, 724, 10, 24, sitter.shirt)
    elif sitter.collar == "crew":
        _shape(
            sheet,
            _mirrored([(0, 716), (64, 694), (82, 640), (104, 646), (84, 716), (0, 748)]),
            mix(sitter.coat, INK, 0.35),
        )
    else:
        for number in range(9):
            turn = number / 8
            sheet.circle(AXIS - 84 + 168 * turn, 660 + 62 * (1 - (2 * turn - 1) ** 2), 10, sitter.shirt)


def _face(sitter: Sitter) -> list[Point]:
    jaw = sitter.jaw
    return _mirrored(
        [
            (0, 168),
            (jaw * 0.7, 176),
            (jaw + 8, 250),
            (jaw + 6, 380),
            (jaw - 6, 470),
            (jaw * 0.66, 556),
            (34, 590),
            (0, 592),
        ]
    )


def _head(sheet: Sheet, sitter: Sitter) -> None:
    shadow = mix(sitter.skin, PLUM, 0.5)
    for side in (-1, 1):
        ear = sheet.disc(AXIS + side * (sitter.jaw + 4), 398, 24, 40)
        sheet.ink(ear, sitter.skin)
        sheet.spray(ear, shadow, "centre", 0.8, 0.8)
        if sitter.earrings:
            sheet.circle(AXIS + side * (sitter.jaw + 8), 452, 12, sitter.earrings)
    _shape(sheet, _face(sitter), sitter.skin, shadow, "right", 0.95, 0.55)
    for side in (-1, 1):
        cheek = sheet.disc(AXIS + side * sitter.jaw * 0.56, 452, 42, 34)
        sheet.spray(cheek, CORAL, "centre", 0.45, 0.8)


def _features(sheet: Sheet, sitter: Sitter) -> None:
    dark = mix(sitter.skin, INK, 0.78)
    brow = INK if sitter.style in {"bun", "cap"} else sitter.hair
    brow = mix(brow, INK, 0.5)
    for side in (-1, 1):
        eye = AXIS + side * 54
        sheet.polygon(
            _curve([(eye - 34, 340 + side * 3), (eye, 324), (eye + 34, 340 - side * 3), (eye, 335)], 3),
            brow,
        )
        sheet.polygon(_curve([(eye - 27, 379), (eye, 361), (eye + 27, 379), (eye, 390)], 3), PAPER)
        sheet.circle(eye + 2, 376, 10.5, dark)
        sheet.circle(eye - 1, 372, 3, PAPER)
        sheet.line(
            [(eye - 27, 378), (eye - 12, 366), (eye + 4, 363), (eye + 18, 368), (eye + 28, 378)],
            dark,
            4.5,
        )
    shadow = mix(sitter.skin, PLUM, 0.42)
    nose = sheet.stencil(
        [(AXIS + 4, 356), (AXIS + 30, 458), (AXIS + 22, 472), (AXIS - 6, 474), (AXIS, 420)]
    )
    sheet.spray(nose, shadow, "right", 1.0, 1.0)
    sheet.line(
        [(AXIS - 18, 470), (AXIS - 4, 477), (AXIS + 12, 476), (AXIS + 27, 466)],
        mix(sitter.skin, INK, 0.5),
        4.5,
    )
    sheet.polygon(
        _curve(
            [
                (AXIS - 42, 520),
                (AXIS - 12, 511),
                (AXIS, 515),
                (AXIS + 12, 511),
                (AXIS + 42, 520),
                (AXIS + 14, 537),
                (AXIS - 14, 537),
            ],
            3,
        ),
        mix(sitter.lips, sitter.skin, 0.3),
    )
    sheet.line(
        [(AXIS - 42, 519), (AXIS - 14, 523), (AXIS, 521), (AXIS + 14, 523), (AXIS + 44, 517)],
        mix(sitter.lips, INK, 0.55),
        4,
    )


def _beard(sheet: Sheet, sitter: Sitter) -> None:
    if sitter.beard == "full":
        jaw = sitter.jaw
        outer = [(jaw + 7, 420), (jaw + 4, 500), (jaw * 0.72, 590), (46, 634), (0, 640)]
        inner = [(0, 484), (52, 492), (70, 520), (86, 470), (jaw - 14, 430)]
        left = [(AXIS - x, y) for x, y in outer + inner]
        right = [(AXIS + x, y) for x, y in outer + inner]
        for half in (left, right):
            sheet.polygon(half, sitter.hair)
        sheet.spray(sheet.stencil(right), INK, "right", 0.55, 0.9)
        _mouth_in_beard(sheet, sitter)
    else:
        _shape(
            sheet,
            _mirrored([(0, 484), (34, 486), (78, 520), (64, 532), (28, 516), (0, 512)]),
            sitter.hair,
            mix(sitter.hair, PLUM, 0.5),
            "right",
            0.7,
            0.6,
        )


def _mouth_in_beard(sheet: Sheet, sitter: Sitter) -> None:
    sheet.polygon(
        _curve([(AXIS - 34, 528), (AXIS, 522), (AXIS + 34, 528), (AXIS + 12, 545), (AXIS - 12, 545)], 3),
        mix(sitter.lips, sitter.skin, 0.3),
    )
    sheet.line([(AXIS - 34, 528), (AXIS, 531), (AXIS + 36, 526)], mix(sitter.lips, INK, 0.6), 4)


def _glasses(sheet: Sheet, sitter: Sitter) -> None:
    for side in (-1, 1):
        sheet.arc(AXIS + side * 56, 378, 48, 0, 360, sitter.glasses, 7)
        sheet.line([(AXIS + side * 104, 372), (AXIS + side * (sitter.jaw + 8), 366)], sitter.glasses, 6)
    sheet.arc(AXIS, 384, 14, 190, 350, sitter.glasses, 6)


def _bob(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        _shape(
            sheet,
            _mirrored(
                [
                    (0, 118),
                    (96, 124),
                    (jaw + 48, 220),
                    (jaw + 58, 400),
                    (jaw + 62, 560),
                    (jaw + 20, 590),
                    (0, 560),
                ]
            ),
            sitter.hair,
            mix(sitter.hair, TEAL, 0.5),
            "left",
            0.4,
            0.4,
        )
        return
    fringe = [
        (AXIS - jaw - 22, 420),
        (AXIS - jaw - 34, 250),
        (AXIS - 86, 132),
        (AXIS + 30, 116),
        (AXIS + jaw, 160),
        (AXIS + jaw + 36, 270),
        (AXIS + jaw + 20, 420),
        (AXIS + jaw - 6, 330),
        (AXIS + 70, 238),
        (AXIS - 40, 226),
        (AXIS - jaw + 14, 300),
        (AXIS - jaw + 2, 350),
    ]
    _shape(sheet, fringe, sitter.hair, mix(sitter.hair, MIST, 0.55), "left", 0.5, 0.5)


def _swept(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        return
    top = [
        (AXIS - jaw - 6, 380),
        (AXIS - jaw - 18, 260),
        (AXIS - jaw + 18, 172),
        (AXIS - 50, 142),
        (AXIS - 10, 96),
        (AXIS + 120, 92),
        (AXIS + jaw + 30, 176),
        (AXIS + jaw + 16, 290),
        (AXIS + jaw + 6, 380),
        (AXIS + jaw - 12, 290),
        (AXIS + 70, 214),
        (AXIS - 40, 232),
        (AXIS - jaw + 26, 252),
        (AXIS - jaw + 6, 310),
    ]
    _shape(sheet, top, sitter.hair, INK, "right", 0.6, 0.6)


def _cap(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        _shape(
            sheet,
            _mirrored([(0, 200), (jaw + 22, 240), (jaw + 24, 400), (jaw - 10, 450), (0, 440)]),
            sitter.hair,
        )
        return
    for side in (-1, 1):
        _shape(
            sheet,
            [
                (AXIS + side * (jaw + 12), 270),
                (AXIS + side * (jaw + 10), 420),
                (AXIS + side * (jaw - 8), 410),
                (AXIS + side * (jaw - 12), 270),
            ],
            sitter.hair,
        )
    _shape(
        sheet,
        _mirrored([(0, 88), (90, 96), (jaw + 26, 170), (jaw + 34, 262), (jaw - 10, 276), (0, 272)]),
        NIGHT,
        INK,
        "right",
        0.9,
        0.7,
    )
    _shape(
        sheet,
        _mirrored([(0, 236), (jaw + 24, 240), (jaw + 36, 276), (jaw + 10, 300), (60, 296), (0, 300)]),
        mix(NIGHT, INK, 0.5),
        TEAL,
        "left",
        0.4,
        0.5,
    )
    sheet.circle(AXIS, 94, 12, mix(NIGHT, INK, 0.5))


def _crown(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    if behind:
        shape = sheet.disc(AXIS, 236, 214, 196)
        sheet.ink(shape, sitter.hair)
        sheet.spray(shape, mix(sitter.hair, TEAL, 0.7), "left", 0.5, 0.5)
        return
    jaw = sitter.jaw
    _shape(
        sheet,
        _mirrored(
            [(0, 140), (90, 150), (jaw + 24, 260), (jaw + 14, 350), (jaw - 8, 280), (60, 222), (0, 214)]
        ),
        sitter.hair,
    )
    band = _mirrored([(0, 176), (80, 182), (jaw + 18, 262), (jaw + 6, 296), (70, 214), (0, 206)])
    _shape(sheet, band, sitter.shirt, BRICK, "right", 0.8, 0.7)


def _bun(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        knot = sheet.disc(AXIS + 10, 96, 76, 66)
        sheet.ink(knot, sitter.hair)
        sheet.spray(knot, TEAL, "right", 0.8, 0.7)
        return
    top = [
        (AXIS - jaw - 10, 390),
        (AXIS - jaw - 26, 270),
        (AXIS - jaw + 14, 168),
        (AXIS - 20, 120),
        (AXIS + 70, 126),
        (AXIS + jaw + 10, 190),
        (AXIS + jaw + 24, 290),
        (AXIS + jaw + 8, 390),
        (AXIS + jaw - 6, 310),
        (AXIS + 60, 236),
        (AXIS - 20, 210),
        (AXIS - 60, 226),
        (AXIS - jaw + 8, 310),
    ]
    _shape(sheet, top, sitter.hair, TEAL, "right", 0.75, 0.6)


def _crop(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        return
    top = [
        (AXIS - jaw - 8, 370),
        (AXIS - jaw - 18, 250),
        (AXIS - jaw + 10, 160),
        (AXIS - 40, 110),
        (AXIS + 60, 100),
        (AXIS + jaw, 144),
        (AXIS + jaw + 20, 240),
        (AXIS + jaw + 8, 370),
        (AXIS + jaw - 8, 280),
        (AXIS + jaw - 22, 232),
        (AXIS + 40, 250),
        (AXIS + 14, 222),
        (AXIS - 30, 248),
        (AXIS - 64, 226),
        (AXIS - jaw + 18, 250),
        (AXIS - jaw + 6, 290),
    ]
    _shape(sheet, top, sitter.hair, mix(sitter.hair, TEAL, 0.7), "left", 0.6, 0.5)


def _curls(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    if behind:
        sheet.ellipse(AXIS, 340, 206, 226, sitter.hair)
        for number in range(150):
            turn = number * 2.399
            radius = 18.5 * number**0.5
            x, y = AXIS + 0.94 * radius * math.cos(turn), 340 + 1.04 * radius * math.sin(turn)
            sheet.circle(x, y, 27, mix(sitter.hair, CORAL if x < AXIS else INK, 0.1 * (number % 4)))
        return
    for number in range(15):
        share = number / 14
        x = AXIS - sitter.jaw - 14 + (2 * sitter.jaw + 28) * share
        y = 300 - 152 * (1 - (2 * share - 1) ** 2) ** 0.8
        sheet.circle(x, y, 34, mix(sitter.hair, CORAL, 0.1 * (number % 3)))


def _long(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        _shape(
            sheet,
            _mirrored(
                [
                    (0, 112),
                    (100, 120),
                    (jaw + 44, 220),
                    (jaw + 52, 420),
                    (jaw + 66, 640),
                    (jaw + 40, 730),
                    (jaw - 10, 700),
                    (0, 640),
                ]
            ),
            sitter.hair,
            BRICK,
            "right",
            0.8,
            0.7,
        )
        return
    for side in (-1, 1):
        curtain = [
            (AXIS + side * -8, 126),
            (AXIS + side * 84, 124),
            (AXIS + side * (jaw + 34), 220),
            (AXIS + side * (jaw + 36), 420),
            (AXIS + side * (jaw + 10), 470),
            (AXIS + side * (jaw - 2), 330),
            (AXIS + side * 60, 226),
            (AXIS + side * -8, 190),
        ]
        _shape(
            sheet,
            curtain,
            sitter.hair,
            BRICK if side > 0 else PAPER,
            "right" if side > 0 else "left",
            0.7 if side > 0 else 0.35,
            0.6,
        )


_STYLES: dict[str, Callable] = {
    "bob": _bob,
    "swept": _swept,
    "cap": _cap,
    "crown": _crown,
    "bun": _bun,
    "crop": _crop,
    "curls": _curls,
    "long": _long,
}
