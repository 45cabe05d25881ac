"""How the sitters wear their hair: each style is printed in part behind the head, in part before."""

import math
from collections.abc import Callable

from newsroom.demo.drawing.press import BRICK, CORAL, INK, MIST, NIGHT, PAPER, TEAL, Sheet, mix
from newsroom.demo.drawing.sitters import AXIS, Sitter, mirrored, shape


def _bob(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        shape(
            sheet,
            mirrored(
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
    shape(sheet, fringe, sitter.hair, mix(sitter.hair, MIST, 0.55), "left", 0.5, 0.5)


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
    shape(sheet, top, sitter.hair, INK, "right", 0.6, 0.6)


def _cap(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    jaw = sitter.jaw
    if behind:
        shape(
            sheet,
            mirrored([(0, 200), (jaw + 22, 240), (jaw + 24, 400), (jaw - 10, 450), (0, 440)]),
            sitter.hair,
        )
        return
    for side in (-1, 1):
        shape(
            sheet,
            [
                (AXIS + side * (jaw + 12), 270),
                (AXIS + side * (jaw + 10), 420),
                (AXIS + side * (jaw - 8), 410),
                (AXIS + side * (jaw - 12), 270),
            ],
            sitter.hair,
        )
    shape(
        sheet,
        mirrored([(0, 88), (90, 96), (jaw + 26, 170), (jaw + 34, 262), (jaw - 10, 276), (0, 272)]),
        NIGHT,
        INK,
        "right",
        0.9,
        0.7,
    )
    shape(
        sheet,
        mirrored([(0, 236), (jaw + 24, 240), (jaw + 36, 276), (jaw + 10, 300), (60, 296), (0, 300)]),
        mix(NIGHT, INK, 0.5),
        TEAL,
        "left",
        0.4,
        0.5,
    )
    sheet.circle(AXIS, 94, 12, mix(NIGHT, INK, 0.5))


def _crown(sheet: Sheet, sitter: Sitter, behind: bool) -> None:
    if behind:
        halo = sheet.disc(AXIS, 236, 214, 196)
        sheet.ink(halo, sitter.hair)
        sheet.spray(halo, mix(sitter.hair, TEAL, 0.7), "left", 0.5, 0.5)
        return
    jaw = sitter.jaw
    shape(
        sheet,
        mirrored(
            [(0, 140), (90, 150), (jaw + 24, 260), (jaw + 14, 350), (jaw - 8, 280), (60, 222), (0, 214)]
        ),
        sitter.hair,
    )
    band = mirrored([(0, 176), (80, 182), (jaw + 18, 262), (jaw + 6, 296), (70, 214), (0, 206)])
    shape(sheet, band, sitter.shirt, BRICK, "right", 0.8, 0.7)


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
    shape(sheet, top, sitter.hair, TEAL, "right", 0.75, 0.6)


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
    shape(sheet, top, sitter.hair, mix(sitter.hair, TEAL, 0.7), "left", 0.6, 0.5)


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
        shape(
            sheet,
            mirrored(
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
        shape(
            sheet,
            curtain,
            sitter.hair,
            BRICK if side > 0 else PAPER,
            "right" if side > 0 else "left",
            0.7 if side > 0 else 0.35,
            0.6,
        )


STYLES: dict[str, Callable] = {
    "bob": _bob,
    "swept": _swept,
    "cap": _cap,
    "crown": _crown,
    "bun": _bun,
    "crop": _crop,
    "curls": _curls,
    "long": _long,
}
