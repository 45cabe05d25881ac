"""Portraits of the newsroom’s people: a head, shoulders, one light from the left."""

from newsroom.demo.drawing.hair import STYLES
from newsroom.demo.drawing.press import CORAL, INK, PAPER, PLUM, Point, Sheet, mix
from newsroom.demo.drawing.sitters import AXIS, SITTERS, Sitter, curve, mirrored, shape


def draw(sheet: Sheet, name: str) -> None:
    """Draw one of SITTERS on a square sheet."""
    sitter = SITTERS[name]
    sheet.sky((0, sitter.ground[0]), (1, sitter.ground[1]))
    halo = sheet.disc(AXIS, 360, 300)
    sheet.ink(halo, mix(sitter.ground[0], PAPER, 0.22))
    sheet.spray(halo, sitter.ground[1], "down", 0.7, 0.8)
    STYLES[sitter.style](sheet, sitter, behind=True)
    _shoulders(sheet, sitter)
    _head(sheet, sitter)
    _features(sheet, sitter)
    if sitter.beard:
        _beard(sheet, sitter)
    STYLES[sitter.style](sheet, sitter, behind=False)
    if sitter.glasses:
        _glasses(sheet, sitter)


def _shoulders(sheet: Sheet, sitter: Sitter) -> None:
    shadow = mix(sitter.skin, PLUM, 0.45)
    shape(
        sheet,
        mirrored([(62, 470), (60, 600), (96, 680), (0, 720)]),
        sitter.skin,
        shadow,
        "up",
        0.95,
        0.9,
    )
    coat = mirrored([(0, 664), (86, 640), (150, 650), (262, 694), (322, 760), (346, 900), (0, 900)])
    shape(sheet, coat, sitter.coat, mix(sitter.coat, INK, 0.65), "right", 0.9, 0.7)
    if sitter.collar == "roll":
        shape(
            sheet,
            mirrored([(0, 600), (70, 590), (92, 640), (84, 700), (0, 716)]),
            sitter.shirt,
            mix(sitter.shirt, INK, 0.6),
            "right",
            0.9,
            0.8,
        )
        return
    neck = mirrored([(66, 560), (72, 640), (58, 690), (0, 716)])
    shape(sheet, neck, sitter.skin, shadow, "up", 0.95, 0.85)
    if sitter.collar == "lapel":
        sheet.polygon([(AXIS - 80, 636), (AXIS, 820), (AXIS + 80, 636)], sitter.shirt)
        shape(
            sheet,
            mirrored([(66, 560), (70, 636), (40, 690), (0, 722)]),
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
        shape(
            sheet,
            mirrored([(0, 716), (64, 694), (82, 640), (104, 646), (84, 716), (0, 748)]),
            mix(sitter.coat, INK, 0.35),
        )
    else:
        for number in range(9):
            turn = number / 8
            sheet.circle(AXIS - 84 + 168 * turn, 660 + 62 * (1 - (2 * turn - 1) ** 2), 10, sitter.shirt)


def _face(sitter: Sitter) -> list[Point]:
    jaw = sitter.jaw
    return mirrored(
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
    shape(sheet, _face(sitter), sitter.skin, shadow, "right", 0.95, 0.55)
    for side in (-1, 1):
        sheet.glow(AXIS + side * sitter.jaw * 0.6, 456, 58, CORAL, 0.4)


def _features(sheet: Sheet, sitter: Sitter) -> None:
    dark = mix(sitter.skin, INK, 0.78)
    brow = INK if sitter.style in {"bun", "cap"} else sitter.hair
    brow = mix(brow, INK, 0.5)
    for side in (-1, 1):
        eye = AXIS + side * 54
        sheet.polygon(
            curve([(eye - 34, 340 + side * 3), (eye, 324), (eye + 34, 340 - side * 3), (eye, 335)], 3),
            brow,
        )
        sheet.polygon(curve([(eye - 27, 379), (eye, 361), (eye + 27, 379), (eye, 390)], 3), PAPER)
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
        curve(
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
        shape(
            sheet,
            mirrored([(0, 484), (34, 486), (78, 520), (64, 532), (28, 516), (0, 512)]),
            sitter.hair,
            mix(sitter.hair, PLUM, 0.5),
            "right",
            0.7,
            0.6,
        )


def _mouth_in_beard(sheet: Sheet, sitter: Sitter) -> None:
    sheet.polygon(
        curve([(AXIS - 34, 528), (AXIS, 522), (AXIS + 34, 528), (AXIS + 12, 545), (AXIS - 12, 545)], 3),
        mix(sitter.lips, sitter.skin, 0.3),
    )
    sheet.line([(AXIS - 34, 528), (AXIS, 531), (AXIS + 36, 526)], mix(sitter.lips, INK, 0.6), 4)


def _glasses(sheet: Sheet, sitter: Sitter) -> None:
    for side in (-1, 1):
        sheet.arc(AXIS + side * 56, 378, 48, 0, 360, sitter.glasses, 7)
        sheet.line([(AXIS + side * 104, 372), (AXIS + side * (sitter.jaw + 8), 366)], sitter.glasses, 6)
    sheet.arc(AXIS, 384, 14, 190, 350, sitter.glasses, 6)
