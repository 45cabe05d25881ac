"""Scenes of the open sea."""

import math

from newsroom.demo.drawing.motifs import glitter, waves
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
    SAND,
    TEAL,
    Sheet,
    mix,
)


def storm(sheet: Sheet) -> None:
    """Great waves against a dark sky, the nearest about to break."""
    sheet.sky((0, INK), (0.25, NIGHT), (0.47, PETROL), (0.6, MIST), (1, MIST))
    sheet.glow(1120, 560, 620, FOAM, 0.7)
    for number in range(11):
        cloud = sheet.disc(
            sheet.random.uniform(-100, 1700),
            20 + number * 36,
            sheet.random.uniform(380, 620),
            sheet.random.uniform(40, 70) - number * 2,
        )
        sheet.ink(cloud, mix(INK, PETROL, number / 14))
        sheet.spray(cloud, mix(PETROL, MIST, number / 14), "down", 0.55, 0.7)
    for _ in range(46):
        x, y = sheet.random.uniform(0, 1700), sheet.random.uniform(330, 560)
        sheet.line([(x, y), (x - 26, y + 90)], mix(PETROL, MIST, 0.6), 1.2)
    rows = [
        (585, 16, 300, mix(MIST, TEAL, 0.55), 0.2),
        (630, 34, 430, mix(MIST, TEAL, 0.95), 1.4),
        (700, 58, 560, mix(TEAL, PETROL, 0.5), 2.3),
        (800, 84, 740, PETROL, 0.5),
        (915, 120, 980, mix(PETROL, NIGHT, 0.65), 2.1),
        (1075, 150, 1350, NIGHT, 1.35),
    ]
    for number, (y, height, length, ink, phase) in enumerate(rows):
        outline = _breakers(sheet, y, height, length, phase)
        water = sheet.stencil(outline)
        sheet.ink(water, ink)
        sheet.spray(water, FOAM if number < 4 else TEAL, "up", 0.75, 0.36)
        sheet.line(outline[:-2], FOAM, 2 + number * 1.2)
        _foam(sheet, outline[:-2], 5 + number * 4)


def lighthouse(sheet: Sheet) -> None:
    """A lighthouse on a skerry, its beam over the night sea."""
    sheet.sky((0, INK), (0.4, NIGHT), (0.62, PETROL), (0.7, TEAL), (1, TEAL))
    for _ in range(150):
        x, y = sheet.random.uniform(0, 1600), sheet.random.uniform(0, 560) ** 1.0
        sheet.circle(x, y, sheet.random.choice((0.9, 1.2, 1.8)), mix(NIGHT, FOAM, 0.75))
    lamp = (520, 330)
    for spread, strength in ((120, 0.35), (64, 0.6)):
        beam = sheet.stencil([lamp, (1600, 330 - spread - 60), (1600, 330 + spread - 60)])
        sheet.spray(beam, PAPER, "left", strength, 1.0)
        back = sheet.stencil([lamp, (0, 330 - spread * 0.5 + 26), (0, 330 + spread * 0.5 + 26)])
        sheet.spray(back, PAPER, "right", strength, 1.0)
    sheet.glow(*lamp, 230, OCHRE, 0.85)
    sea = sheet.stencil([(0, 724), (1600, 724), (1600, 1067), (0, 1067)])
    sheet.ink(sea, [(0, TEAL), (0.25, PETROL), (1, INK)])
    glitter(sheet, 520, 760, 90, SAND)
    sheet.polygon(
        [(1010, 724), (1090, 692), (1210, 704), (1300, 680), (1420, 700), (1500, 724)],
        mix(PETROL, NIGHT, 0.5),
    )
    rock = sheet.stencil(
        [
            (180, 850),
            (250, 790),
            (330, 770),
            (400, 716),
            (470, 700),
            (600, 704),
            (660, 742),
            (742, 756),
            (800, 800),
            (900, 850),
            (860, 878),
            (220, 880),
        ]
    )
    sheet.ink(rock, INK)
    sheet.spray(rock, TEAL, "up", 0.5, 0.7)
    tower = sheet.stencil([(464, 712), (482, 376), (558, 376), (576, 712)])
    sheet.ink(tower, PAPER)
    for top, bottom in ((430, 500), (570, 640)):
        inset = 0.0536
        left = [464 + (712 - y) * inset for y in (top, bottom)]
        sheet.polygon(
            [(left[0], top), (1040 - left[0], top), (1040 - left[1], bottom), (left[1], bottom)], CORAL
        )
    sheet.spray(tower, NIGHT, "left", 0.85, 0.75)
    sheet.rectangle(468, 366, 104, 12, INK)
    sheet.rectangle(488, 300, 64, 66, OCHRE)
    for x in (488, 508, 530, 549):
        sheet.rectangle(x, 300, 4, 66, INK)
    sheet.polygon([(478, 302), (520, 252), (562, 302)], BRICK)
    sheet.rectangle(517, 226, 6, 30, INK)
    for y in (410, 530, 660):
        sheet.rectangle(512, y, 15, 26, NIGHT)
    cottage = [(610, 720), (610, 668), (650, 640), (690, 668), (690, 726)]
    sheet.polygon(cottage, mix(PAPER, NIGHT, 0.35))
    sheet.polygon([(602, 672), (650, 634), (698, 672)], BRICK)
    sheet.rectangle(640, 684, 16, 18, OCHRE)
    waves(sheet, [(880, 8, 340, FOAM), (888, 9, 330, mix(PETROL, NIGHT, 0.7)), (985, 16, 520, NIGHT)])


def tide(sheet: Sheet) -> None:
    """The moon over a flat sea, the month's tides drawn across it as a curve."""
    sheet.sky((0, INK), (0.35, NIGHT), (0.62, PETROL), (1, PETROL))
    for _ in range(90):
        sheet.circle(
            sheet.random.uniform(0, 1600), sheet.random.uniform(0, 520), 1.5, mix(NIGHT, FOAM, 0.7)
        )
    sheet.glow(1080, 320, 520, MIST, 0.5)
    moon = sheet.disc(1080, 320, 190)
    sheet.ink(moon, PAPER)
    sheet.spray(moon, MIST, "left", 0.9, 0.75)
    for x, y, size in (
        (1030, 260, 44),
        (1140, 300, 30),
        (1060, 390, 56),
        (1150, 400, 22),
        (990, 340, 20),
    ):
        crater = sheet.disc(x, y, size, size * 0.9)
        sheet.spray(crater, mix(MIST, TEAL, 0.4), "centre", 0.75, 0.9)
    sea = sheet.stencil([(0, 640), (1600, 640), (1600, 1067), (0, 1067)])
    sheet.ink(sea, [(0, TEAL), (0.3, PETROL), (1, INK)])
    for number in range(60):
        y = 650 + number**1.35 * 1.6
        if y < 1060:
            reach = 60 + number * 5
            sheet.ellipse(
                1080 + sheet.random.uniform(-reach, reach),
                y,
                sheet.random.uniform(16, 70),
                2.6,
                mix(TEAL, PAPER, 0.8),
            )

    def height(x):
        spring = 0.62 + 0.38 * math.cos((x - 1080) / 1600 * 2 * math.pi * 1.08)
        return 790 - 118 * spring * math.cos((x - 1080) / 1600 * 2 * math.pi * 14.5)

    curve = [(x, height(x)) for x in range(0, 1604, 4)]
    body = sheet.stencil([*curve, (1600, 1067), (0, 1067)])
    sheet.spray(body, CORAL, "up", 0.5, 0.75)
    sheet.line(curve, PAPER, 13)
    sheet.line(curve, CORAL, 8)
    for x in range(60, 1600, 60):
        sheet.rectangle(x, 1020, 3, 26 if x % 300 == 0 else 13, MIST)
    sheet.line([(0, 1020), (1600, 1020)], MIST, 2.5)
    for x in (1080, 970, 1190):
        sheet.circle(x, height(x), 15, PAPER)
        sheet.circle(x, height(x), 9, CORAL)


def _breakers(sheet: Sheet, y: float, height: float, length: float, phase: float):
    """The outline of a rough sea: steep crests, long troughs; runs on to the lower corners."""
    outline = []
    for x in range(0, sheet.width + 8, 8):
        turn = math.pi * x / length + phase
        crest = 1 - abs(math.sin(turn + 0.25 * math.sin(2 * turn))) ** 0.75
        chop = 0.1 * math.sin(turn * 7.3) + 0.05 * math.sin(turn * 17.1)
        outline.append((x, y - height * (crest * 1.25 + chop - 0.5)))
    return [*outline, (sheet.width, sheet.height), (0, sheet.height)]


def _foam(sheet: Sheet, crest: list[tuple[float, float]], size: float) -> None:
    """Flecks of foam behind a crest, more of them where it is high."""
    highest = min(y for _, y in crest)
    for x, y in crest:
        if y - highest < size * 2.4:
            for _ in range(3):
                sheet.circle(
                    x + sheet.random.uniform(-8, 8),
                    y + abs(sheet.random.gauss(0, size * 0.8)) - size * 0.35,
                    sheet.random.uniform(1, 1.5 + size * 0.12),
                    FOAM,
                )
