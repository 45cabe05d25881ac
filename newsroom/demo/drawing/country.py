"""Scenes of the country between the mountains and the sea."""

import math

from newsroom.demo.drawing.motifs import tree
from newsroom.demo.drawing.press import (
    BRICK,
    CORAL,
    FOAM,
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
    Sheet,
    mix,
)


def wind_turbines(sheet: Sheet) -> None:
    """Wind turbines on a green ridge before a big sky."""
    sheet.sky((0, TEAL), (0.35, MIST), (0.62, PAPER), (0.75, SAND), (1, SAND))
    sheet.glow(330, 560, 420, PAPER, 0.8)
    for x, y, across in (
        (260, 190, 330),
        (560, 236, 210),
        (1290, 150, 330),
        (1060, 196, 220),
        (1500, 330, 240),
        (90, 396, 200),
    ):
        cloud = sheet.disc(x, y, across, across / 9)
        sheet.ink(cloud, PAPER)
        sheet.spray(cloud, MIST, "down", 0.9, 0.8)
    for y, height, ink in ((690, 70, mix(MIST, MOSS, 0.35)), (750, 80, mix(MIST, MOSS, 0.8))):
        hills = sheet.stencil(sheet.wave(y, height, 1400, y))
        sheet.ink(hills, ink)
        sheet.spray(hills, PAPER, "up", 0.5, 0.4)
    for x, y, size, turn in (
        (1090, 720, 0.34, 12),
        (1240, 728, 0.38, 44),
        (1400, 716, 0.42, 80),
        (960, 734, 0.3, 100),
    ):
        _turbine(sheet, x, y, size, turn)
    ridge = sheet.stencil(sheet.wave(840, 54, 1500, 1.9))
    sheet.ink(ridge, [(0, MOSS), (1, PINE)])
    sheet.spray(ridge, SAND, "up", 0.55, 0.35)
    _turbine(sheet, 400, 850, 1.06, 22)
    _turbine(sheet, 760, 868, 0.8, 66)
    front = sheet.stencil(sheet.wave(960, 40, 1300, 0.2))
    sheet.ink(front, [(0, PINE), (1, INK)])
    sheet.spray(front, MOSS, "up", 0.8, 0.6)
    for number in range(16):
        x = 930 + (number % 8) * 62 + (number // 8) * 26
        _sheep(sheet, x + sheet.random.uniform(-14, 14), 985 + (number // 8) * 32, 15)


def river(sheet: Sheet) -> None:
    """A river in great loops between fields, from the air."""
    sheet.sky((0, mix(MOSS, SAND, 0.45)), (1, MOSS))
    inks = [
        MOSS,
        mix(MOSS, SAND, 0.5),
        mix(MOSS, OCHRE, 0.55),
        SAND,
        PINE,
        mix(OCHRE, SAND, 0.5),
        mix(MOSS, PINE, 0.5),
    ]
    for row in range(-1, 9):
        for column in range(-1, 11):
            x, y = column * 168 + row * 26, row * 140 + column * 9
            width, height = sheet.random.uniform(150, 164), sheet.random.uniform(124, 136)
            field = sheet.stencil(
                [(x, y), (x + width, y + 10), (x + width + 24, y + height), (x + 22, y + height - 8)]
            )
            ink = sheet.random.choice(inks)
            sheet.ink(field, ink)
            sheet.spray(field, mix(ink, INK, 0.5), sheet.random.choice(("down", "left", "right")), 0.55)
            if sheet.random.random() < 0.4:
                for furrow in range(10, int(width) - 8, 13):
                    sheet.line(
                        [(x + furrow, y + 8), (x + furrow + 22, y + height - 10)],
                        mix(ink, INK, 0.22),
                        1.8,
                    )
    course = [
        (840 + 430 * math.sin(y / 171 + 0.5) * (0.72 + y / 4200) + 60 * math.sin(y / 61), y)
        for y in range(-60, 1140, 6)
    ]
    for width, ink in (
        (150, mix(SAND, PAPER, 0.5)),
        (122, mix(SAND, OCHRE, 0.3)),
        (96, TEAL),
        (74, mix(TEAL, PETROL, 0.55)),
    ):
        for x, y in course:
            sheet.circle(x, y, width * (0.42 + y / 2400) / 1.25, ink)
    sheet.line([(x - 7, y) for x, y in course], mix(TEAL, FOAM, 0.7), 3)
    sheet.line([(x + 15, y) for x, y in course], mix(TEAL, FOAM, 0.35), 2)
    for number in range(150):
        x, y = sheet.random.choice(course)
        side = sheet.random.choice((-1, 1))
        x += side * sheet.random.uniform(96, 170) * (0.5 + y / 2000)
        size = sheet.random.uniform(9, 19)
        sheet.circle(x + 5, y + 7, size, mix(PINE, INK, 0.6))
        sheet.circle(x, y, size, PINE if number % 3 else MOSS)
        sheet.circle(x - size * 0.25, y - size * 0.3, size * 0.55, mix(PINE, MOSS, 0.7))
    sheet.line([(0, 640), (420, 600), (900, 640), (1600, 560)], mix(PAPER, SAND, 0.3), 11)
    sheet.line([(560, 588), (800, 648)], PAPER, 1)


def hill_village(sheet: Sheet) -> None:
    """New houses on a slope above a flooded street, the old church tower in the water."""
    sheet.sky((0, mix(MIST, TEAL, 0.4)), (0.35, FOAM), (0.55, PAPER), (1, PAPER))
    for x, y, across in ((320, 130, 280), (1180, 190, 300), (860, 96, 180)):
        cloud = sheet.disc(x, y, across, across / 9)
        sheet.ink(cloud, PAPER)
        sheet.spray(cloud, MIST, "down", 0.85, 0.8)
    far = sheet.stencil(sheet.ridge(420, 150))
    sheet.ink(far, mix(MIST, TEAL, 0.5))
    sheet.spray(far, FOAM, "down", 0.7, 0.9)
    hill = sheet.stencil(
        [
            (420, 800),
            (620, 690),
            (830, 560),
            (1010, 440),
            (1180, 366),
            (1360, 330),
            (1600, 312),
            (1600, 860),
            (420, 860),
        ]
    )
    sheet.ink(hill, [(0, mix(MOSS, SAND, 0.3)), (1, PINE)])
    sheet.spray(hill, OCHRE, "up", 0.4, 0.45)
    rows = [
        (1250, 392, 0.8),
        (1420, 372, 0.86),
        (1130, 470, 0.95),
        (1320, 478, 1.0),
        (1510, 466, 1.0),
        (1010, 566, 1.1),
        (1220, 584, 1.16),
        (1440, 590, 1.2),
        (880, 664, 1.2),
        (1110, 704, 1.3),
        (1350, 724, 1.36),
    ]
    for number, (x, y, size) in enumerate(rows):
        _house(sheet, x, y, size, (CORAL, BRICK, OCHRE, PETROL)[number % 4], lit=True)
        if number % 3 == 1:
            tree(sheet, x + 88 * size, y + 6, size)
    sheet.line(
        [(700, 800), (860, 730), (980, 620), (1100, 520), (1330, 420), (1600, 400)],
        mix(SAND, PAPER, 0.4),
        9,
    )
    water = sheet.stencil(
        [(0, 772), (420, 780), (760, 800), (1100, 812), (1600, 806), (1600, 1067), (0, 1067)]
    )
    sheet.ink(water, [(0, mix(MIST, TEAL, 0.55)), (0.5, TEAL), (1, PETROL)])
    tower = sheet.stencil([(210, 860), (210, 430), (330, 430), (330, 860)])
    sheet.ink(tower, [(0, PAPER), (0.8, SAND), (1, mix(SAND, TEAL, 0.5))])
    sheet.spray(tower, PLUM, "right", 0.75, 0.7)
    roof = sheet.stencil([(194, 432), (270, 250), (346, 432)])
    sheet.ink(roof, PETROL)
    sheet.spray(roof, INK, "right", 0.9, 0.7)
    sheet.rectangle(267, 206, 6, 50, INK)
    sheet.rectangle(254, 220, 32, 6, INK)
    for x in (236, 282):
        sheet.rectangle(x, 480, 22, 60, mix(PLUM, INK, 0.5))
        sheet.circle(x + 11, 480, 11, mix(PLUM, INK, 0.5))
    for x, y, size, ink in ((500, 880, 1.3, BRICK), (720, 920, 1.1, mix(OCHRE, BRICK, 0.4))):
        _drowned_house(sheet, x, y, size, ink)
    for _ in range(90):
        y = 800 + sheet.random.random() ** 1.3 * 260
        sheet.ellipse(
            sheet.random.uniform(0, 1600),
            y,
            sheet.random.uniform(20, 80) * (y / 900),
            2,
            mix(TEAL, FOAM, sheet.random.uniform(0.2, 0.8)),
        )
    sheet.ellipse(270, 862, 96, 7, FOAM)
    sheet.polygon([(960, 938), (1120, 930), (1096, 966), (986, 968)], INK)
    sheet.ellipse(1030, 916, 13, 20, CORAL)
    sheet.circle(1030, 893, 9, SAND)
    sheet.line([(1000, 900), (1068, 966)], mix(SAND, INK, 0.3), 4)


def _turbine(sheet: Sheet, x: float, y: float, size: float, turn: float) -> None:
    """A wind turbine standing on (x, y), its rotor turned by `turn` degrees."""
    height, reach = 560 * size, 300 * size
    tower = sheet.stencil(
        [(x - 11 * size, y), (x - 5 * size, y - height), (x + 5 * size, y - height), (x + 11 * size, y)]
    )
    sheet.ink(tower, PAPER)
    sheet.spray(tower, PETROL, "right", 0.75, 0.8)
    hub = (x, y - height)
    for blade in range(3):
        angle = math.radians(turn + blade * 120)
        ahead = (math.cos(angle), math.sin(angle))
        side = (-ahead[1], ahead[0])

        def at(along, across, ahead=ahead, side=side):
            return (
                hub[0] + ahead[0] * along * reach + side[0] * across * reach,
                hub[1] + ahead[1] * along * reach + side[1] * across * reach,
            )

        shape = sheet.stencil(
            [
                at(0, -0.018),
                at(0.1, -0.03),
                at(0.24, -0.052),
                at(1, -0.006),
                at(1, 0.004),
                at(0.1, 0.02),
                at(0, 0.018),
            ]
        )
        sheet.ink(shape, PAPER)
        sheet.spray(shape, TEAL, "down", 0.5, 0.7)
        sheet.line([at(0.05, 0.018), at(1, 0.004)], mix(PAPER, PETROL, 0.5), max(1, 2.4 * size))
    sheet.circle(*hub, 17 * size, mix(PAPER, PETROL, 0.35))
    sheet.circle(*hub, 11 * size, PAPER)


def _sheep(sheet: Sheet, x: float, y: float, size: float) -> None:
    for dx in (-0.5, -0.2, 0.25, 0.5):
        sheet.line([(x + dx * size, y), (x + dx * size, y + size * 0.75)], INK, 2)
    sheet.ellipse(x, y, size, size * 0.6, PAPER)
    sheet.ellipse(x - size * 1.02, y - size * 0.2, size * 0.36, size * 0.28, INK)


def _house(sheet: Sheet, x: float, y: float, size: float, roof: str, lit: bool) -> None:
    wall = sheet.stencil(
        [
            (x - 56 * size, y),
            (x - 56 * size, y - 62 * size),
            (x + 56 * size, y - 62 * size),
            (x + 56 * size, y),
        ]
    )
    sheet.ink(wall, PAPER)
    sheet.spray(wall, PLUM, "right", 0.6, 0.5)
    tiles = sheet.stencil(
        [
            (x - 66 * size, y - 60 * size),
            (x - 40 * size, y - 108 * size),
            (x + 40 * size, y - 108 * size),
            (x + 66 * size, y - 60 * size),
        ]
    )
    sheet.ink(tiles, roof)
    sheet.spray(tiles, INK, "right", 0.6, 0.7)
    for dx in (-36, 18):
        sheet.rectangle(x + dx * size, y - 46 * size, 18 * size, 20 * size, OCHRE if lit else NIGHT)
    sheet.rectangle(x - 8 * size, y - 34 * size, 18 * size, 34 * size, NIGHT)


def _drowned_house(sheet: Sheet, x: float, y: float, size: float, roof: str) -> None:
    wall = sheet.stencil(
        [
            (x - 80 * size, y),
            (x - 80 * size, y - 40 * size),
            (x + 80 * size, y - 40 * size),
            (x + 80 * size, y),
        ]
    )
    sheet.ink(wall, mix(PAPER, TEAL, 0.3))
    tiles = sheet.stencil(
        [
            (x - 92 * size, y - 38 * size),
            (x - 56 * size, y - 100 * size),
            (x + 56 * size, y - 100 * size),
            (x + 92 * size, y - 38 * size),
        ]
    )
    sheet.ink(tiles, roof)
    sheet.spray(tiles, INK, "right", 0.7, 0.8)
    sheet.rectangle(x - 50 * size, y - 28 * size, 24 * size, 28 * size, NIGHT)
    sheet.rectangle(x + 24 * size, y - 28 * size, 24 * size, 28 * size, NIGHT)
    sheet.ellipse(x, y + 2, 100 * size, 5, FOAM)
