"""Scenes of the coast, above the water and below."""

import math

from newsroom.demo.drawing.press import (
    BRICK,
    CORAL,
    FOAM,
    INK,
    MIST,
    NIGHT,
    OCHRE,
    PAPER,
    PETROL,
    PLUM,
    SAND,
    TEAL,
    Point,
    Sheet,
    mix,
)

PINE_DEEP = "#17352f"
OLIVE = "#7d8a4a"


def terns(sheet: Sheet) -> None:
    """Terns over a shingle bank, wings like blades."""
    sheet.sky((0, MIST), (0.55, FOAM), (0.68, PAPER), (1, PAPER))
    sheet.circle(1270, 300, 128, mix(OCHRE, PAPER, 0.25))
    sheet.spray(sheet.disc(1270, 300, 128), PAPER, "down", 0.85, 0.9)
    sea = sheet.stencil([(0, 700), (1600, 700), (1600, 900), (0, 900)])
    sheet.ink(sea, [(0, mix(MIST, TEAL, 0.6)), (1, TEAL)])
    for _ in range(60):
        x, y = sheet.random.uniform(0, 1600), 710 + sheet.random.random() ** 1.5 * 120
        sheet.ellipse(x, y, sheet.random.uniform(14, 60), 1.6, FOAM)
    bank = sheet.stencil(sheet.wave(848, 26, 1900, 1.2))
    sheet.ink(bank, [(0, SAND), (1, mix(SAND, BRICK, 0.45))])
    sheet.spray(bank, PAPER, "up", 0.6, 0.4)
    for _ in range(230):
        y = 900 + sheet.random.random() * 160
        size = 4 + (y - 890) / 13
        ink = sheet.random.choice(
            (
                mix(SAND, PLUM, 0.4),
                mix(MIST, PETROL, 0.4),
                PAPER,
                mix(SAND, BRICK, 0.5),
                mix(SAND, INK, 0.5),
            )
        )
        x = sheet.random.uniform(0, 1600)
        sheet.ellipse(x + 3, y + 4, size, size * 0.62, mix(SAND, INK, 0.65))
        sheet.ellipse(x, y, size, size * 0.62, ink)
    flock = [
        (470, 400, 2.3, -8),
        (960, 250, 1.5, 6),
        (1190, 520, 1.25, -14),
        (800, 560, 0.85, 4),
        (180, 190, 1.0, 12),
        (640, 150, 0.62, -6),
        (1450, 160, 0.7, 10),
        (1390, 610, 0.5, 0),
        (90, 560, 0.55, -10),
        (1190, 90, 0.42, 3),
        (640, 660, 0.36, 8),
    ]
    for x, y, size, turn in sorted(flock, key=lambda bird: bird[2]):
        _tern(sheet, x, y, size, turn)


def kelp(sheet: Sheet) -> None:
    """A kelp forest from below, with light falling through and a shoal of fish."""
    sheet.sky((0, FOAM), (0.12, MIST), (0.4, TEAL), (0.75, PETROL), (1, INK))
    for x, width in ((240, 130), (560, 210), (930, 150), (1240, 240)):
        ray = sheet.stencil([(x, 0), (x + width, 0), (x + width * 1.9 - 260, 900), (x - 320, 900)])
        sheet.spray(ray, FOAM, "up", 0.5, 1.0)
    for depth, (ink, light) in enumerate(
        ((mix(TEAL, PINE_DEEP, 0.35), MIST), (mix(TEAL, PINE_DEEP, 0.75), TEAL), (PINE_DEEP, OLIVE))
    ):
        for number in range(5 + depth):
            x = (number + sheet.random.uniform(0.15, 0.85)) * 1600 / (5 + depth)
            _frond(sheet, x, 0.55 + depth * 0.32, ink, light)
    for number in range(34):
        turn = number * 2.4
        x = 1010 + math.sqrt(number) * 48 * math.cos(turn)
        y = 430 + math.sqrt(number) * 21 * math.sin(turn)
        _fish(sheet, x, y, sheet.random.uniform(11, 17), PAPER if number % 5 else OCHRE)
    floor = sheet.stencil(sheet.ridge(1020, 40))
    sheet.ink(floor, INK)
    sheet.spray(floor, PETROL, "up", 0.7)


def concert(sheet: Sheet) -> None:
    """A great horn on a quay, its sound drawn as rings across the fog."""
    sheet.sky((0, mix(MIST, TEAL, 0.35)), (0.6, MIST), (1, FOAM))
    for number in range(13):
        radius = 120 + number * 96
        ink = mix(FOAM, PETROL, 0.62 - number * 0.045)
        sheet.arc(620, 560, radius, -42, 34, ink, 15 - number * 0.9)
    for y, shift in ((180, 0), (330, 260), (790, 90), (900, 420)):
        fog = sheet.disc(500 + shift, y, 620, 34)
        sheet.spray(fog, PAPER, "centre", 0.75)
    sea = sheet.stencil(sheet.wave(905, 8, 420))
    sheet.ink(sea, [(0, TEAL), (1, PETROL)])
    sheet.spray(sea, FOAM, "up", 0.6, 0.5)
    for x, size in ((1210, 1.0), (1390, 0.74)):
        _trawler(sheet, x, 910, size)
    quay = sheet.stencil([(0, 846), (640, 846), (640, 1067), (0, 1067)])
    sheet.ink(quay, [(0, mix(PLUM, NIGHT, 0.5)), (1, INK)])
    sheet.spray(quay, MIST, "up", 0.4, 0.3)
    house = sheet.stencil([(60, 846), (60, 470), (300, 470), (300, 846)])
    sheet.ink(house, PAPER)
    sheet.spray(house, PLUM, "left", 0.75, 0.7)
    sheet.polygon([(36, 474), (180, 330), (324, 474)], BRICK)
    sheet.rectangle(136, 690, 88, 156, NIGHT)
    sheet.rectangle(146, 540, 68, 68, OCHRE)
    sheet.line([(180, 540), (180, 608)], PAPER, 6)
    sheet.line([(146, 574), (214, 574)], PAPER, 6)
    horn = sheet.stencil(
        [
            (290, 534),
            (430, 522),
            (520, 486),
            (600, 392),
            (640, 380),
            (640, 744),
            (600, 732),
            (520, 640),
            (430, 604),
            (290, 592),
        ]
    )
    sheet.ink(horn, CORAL)
    sheet.spray(horn, PLUM, "down", 0.85, 0.7)
    mouth = sheet.disc(640, 562, 58, 184)
    sheet.ink(mouth, mix(CORAL, OCHRE, 0.4))
    sheet.ink(sheet.disc(646, 562, 44, 152), mix(PLUM, INK, 0.5))
    sheet.spray(sheet.disc(646, 562, 44, 152), CORAL, "left", 0.7, 0.6)
    sheet.rectangle(398, 600, 20, 246, INK)
    sheet.rectangle(520, 640, 20, 206, INK)
    sheet.rectangle(380, 834, 180, 14, INK)
    for x, tall in ((420, 1.0), (470, 0.92), (350, 0.96)):
        sheet.ellipse(x, 834, 20, 5, INK)
        sheet.polygon(
            [(x - 15, 846), (x - 12, 846 - 80 * tall), (x + 12, 846 - 80 * tall), (x + 15, 846)],
            (NIGHT, PETROL, PLUM)[x % 3],
        )
        sheet.circle(x, 846 - 92 * tall, 12, SAND)


def _tern(sheet: Sheet, x: float, y: float, size: float, turn: float) -> None:
    """A tern in flight to the left."""
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))

    def at(points: list[Point]) -> list[Point]:
        return [
            (x + (px * cos - py * sin) * size, y + (px * sin + py * cos) * size) for px, py in points
        ]

    back = sheet.stencil(
        at([(-6, -6), (-30, -58), (-14, -112), (54, -176), (24, -104), (34, -52), (40, -4)])
    )
    sheet.ink(back, mix(MIST, PETROL, 0.25))
    sheet.spray(back, NIGHT, "up", 0.7, 0.6)
    tail = sheet.stencil(at([(52, -6), (150, -34), (96, 0), (150, 22), (50, 10)]))
    sheet.ink(tail, PAPER)
    sheet.spray(tail, TEAL, "right", 0.5)
    body = sheet.stencil(
        at(
            [
                (-92, -6),
                (-74, -19),
                (-52, -22),
                (-10, -18),
                (40, -13),
                (84, -6),
                (60, 8),
                (10, 18),
                (-40, 17),
                (-74, 8),
            ]
        )
    )
    sheet.ink(body, PAPER)
    sheet.spray(body, MIST, "down", 0.9, 0.7)
    sheet.polygon(at([(-92, -7), (-76, -21), (-54, -24), (-34, -20), (-54, -11), (-74, -8)]), INK)
    sheet.polygon(at([(-90, -9), (-124, 0), (-88, -1)]), CORAL)
    front = sheet.stencil(at([(-28, -8), (-58, 40), (-62, 88), (2, 168), (-8, 96), (10, 50), (34, 2)]))
    sheet.ink(front, FOAM)
    sheet.spray(front, TEAL, "down", 0.75, 0.75)


def _frond(sheet: Sheet, x: float, scale: float, ink: str, light: str) -> None:
    """One stem of kelp from the floor to above the edge, with blades on both sides."""
    sway = sheet.random.uniform(0.8, 1.3)
    lean = sheet.random.uniform(-120, 120)

    def stem(y):
        return x + lean * (1 - y / 1067) + 34 * sway * math.sin(y / 150 + x)

    sheet.line([(stem(y), y) for y in range(-20, 1080, 20)], ink, 7 * scale)
    for number, y in enumerate(range(0, 1040, round(62 * scale))):
        side = 1 if number % 2 else -1
        length = sheet.random.uniform(120, 170) * scale
        base = (stem(y), y)
        tip = (base[0] + side * length, y - length * 0.55)
        middle = ((base[0] + tip[0]) / 2, (base[1] + tip[1]) / 2)
        blade = sheet.stencil(
            [
                base,
                (middle[0], middle[1] - 20 * scale),
                tip,
                (middle[0] + side * 8, middle[1] + 24 * scale),
            ]
        )
        sheet.ink(blade, ink)
        sheet.spray(blade, light, "up", 0.6, 0.8)
        sheet.circle(*base, 9 * scale, ink)


def _fish(sheet: Sheet, x: float, y: float, size: float, ink: str) -> None:
    sheet.polygon(
        [
            (x - size * 1.6, y),
            (x - size * 0.4, y - size * 0.5),
            (x + size, y - size * 0.25),
            (x + size * 1.4, y),
            (x + size, y + size * 0.25),
            (x - size * 0.4, y + size * 0.5),
        ],
        ink,
    )
    sheet.polygon(
        [(x - size * 1.2, y), (x - size * 2.2, y - size * 0.6), (x - size * 2.2, y + size * 0.6)], ink
    )


def _trawler(sheet: Sheet, x: float, y: float, size: float) -> None:
    ink = mix(PETROL, MIST, 0.25 + (1 - size) * 1.2)
    sheet.polygon(
        [
            (x - 120 * size, y - 44 * size),
            (x + 116 * size, y - 52 * size),
            (x + 90 * size, y + 8),
            (x - 96 * size, y + 8),
        ],
        ink,
    )
    sheet.rectangle(x - 60 * size, y - 104 * size, 78 * size, 62 * size, ink)
    sheet.line(
        [
            (x + 30 * size, y - 44 * size),
            (x + 30 * size, y - 190 * size),
            (x + 112 * size, y - 60 * size),
        ],
        ink,
        5 * size,
    )
    sheet.rectangle(x - 48 * size, y - 92 * size, 18 * size, 16 * size, OCHRE)
    sheet.rectangle(x - 20 * size, y - 92 * size, 18 * size, 16 * size, OCHRE)
