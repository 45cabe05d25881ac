"""Scenes of the mountains."""

import math

from newsroom.demo.drawing.motifs import pine
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
    PINE,
    PLUM,
    SAND,
    TEAL,
    Sheet,
    mix,
)


def highland_road(sheet: Sheet) -> None:
    """An empty road through dry uplands to a pass, in the last light."""
    sheet.sky((0, TEAL), (0.22, MIST), (0.4, SAND), (0.52, OCHRE), (1, OCHRE))
    sheet.glow(860, 540, 620, PAPER, 0.6)
    for y, x, across in ((96, 380, 300), (150, 1180, 380), (214, 700, 250), (262, 1420, 240)):
        cloud = sheet.disc(x, y, across, 15)
        sheet.ink(cloud, mix(PAPER, SAND, 0.4))
        sheet.spray(cloud, CORAL, "down", 0.7)
    far = sheet.stencil(sheet.ridge(505, 190))
    sheet.ink(far, mix(SAND, BRICK, 0.45))
    sheet.spray(far, PAPER, "down", 0.5, 0.95)
    for y, height, ink in ((580, 170, mix(CORAL, BRICK, 0.35)), (650, 130, mix(BRICK, PLUM, 0.25))):
        hills = sheet.stencil(sheet.ridge(y, height))
        sheet.ink(hills, ink)
        sheet.spray(hills, OCHRE, "up", 0.55, 0.5)
    plain = sheet.stencil(
        [(0, 700), (420, 690), (860, 684), (1260, 692), (1600, 706), (1600, 1067), (0, 1067)]
    )
    sheet.ink(plain, [(0, mix(OCHRE, BRICK, 0.35)), (0.4, mix(BRICK, OCHRE, 0.25)), (1, PLUM)])
    sheet.spray(plain, SAND, "up", 0.5, 0.5)
    left, right = [], []
    for step in range(61):
        share = step / 60
        y = 684 + (1067 - 684) * share**1.9
        middle = 860 + 120 * math.sin(share * 5.2) * (1 - share) ** 1.2 - 190 * share**1.6
        half = 2 + 330 * share**2.1
        left.append((middle - half, y))
        right.append((middle + half, y))
    road = sheet.stencil(left + right[::-1])
    sheet.ink(road, [(0, mix(SAND, PLUM, 0.35)), (1, mix(PLUM, INK, 0.55))])
    sheet.spray(road, SAND, "up", 0.7, 0.6)
    for step in range(8, 60, 3):
        share = step / 60
        (lx, y), (rx, _) = left[step], right[step]
        (lx2, y2), (rx2, _) = left[step + 1], right[step + 1]
        middle, below, half = (lx + rx) / 2, (lx2 + rx2) / 2, max(0.8, (rx - lx) * 0.014)
        sheet.polygon(
            [(middle - half, y), (middle + half, y), (below + half, y2), (below - half, y2)], PAPER
        )
    for number in range(13):
        share = 1 - number / 13
        x, y = 1010 + 590 * share**1.7, 690 + 130 * share**2
        height = 20 + 300 * share**2
        sheet.line([(x, y), (x, y - height)], INK, 1.2 + 6 * share**2)
        sheet.line(
            [(x - height * 0.13, y - height * 0.9), (x + height * 0.13, y - height * 0.9)],
            INK,
            1 + 4 * share**2,
        )
    for x, y, size in ((150, 850, 40), (330, 772, 18), (1330, 900, 52), (1180, 800, 20), (60, 960, 70)):
        _scrub(sheet, x, y, size)


def mist_mountains(sheet: Sheet) -> None:
    """Range behind range in morning mist, pines on the nearest."""
    sheet.sky((0, SAND), (0.25, PAPER), (0.5, FOAM), (1, FOAM))
    sheet.circle(1150, 210, 82, CORAL)
    sheet.spray(sheet.disc(1150, 210, 82), PAPER, "down", 0.75, 0.8)
    ranges = [(370, 260), (470, 230), (580, 200), (700, 170), (820, 130)]
    for number, (y, height) in enumerate(ranges):
        hills = sheet.stencil(sheet.ridge(y, height, 0.53))
        sheet.ink(hills, mix(mix(MIST, FOAM, 0.35), mix(PETROL, NIGHT, 0.35), number / 4.4))
        sheet.spray(hills, FOAM, "down", 0.85, 0.92)
        sheet.spray(hills, mix(PETROL, INK, 0.3), "up", 0.14 + number * 0.07, 0.35)
    front = sheet.ridge(955, 70, 0.5)
    slope = sheet.stencil(front)
    sheet.ink(slope, INK)
    for x, y in front[:-2:2]:
        pine(sheet, x + sheet.random.uniform(-9, 9), y + 14, sheet.random.uniform(46, 128), INK)
    for x, y in ((520, 300), (572, 276), (640, 318), (690, 262)):
        _bird(sheet, x, y, 15, INK)


def dam(sheet: Sheet) -> None:
    """A high dam between rock walls, three gates open."""
    sheet.sky((0, MIST), (0.4, FOAM), (1, FOAM))
    far = sheet.stencil(sheet.ridge(250, 200))
    sheet.ink(far, mix(MIST, TEAL, 0.5))
    sheet.spray(far, FOAM, "down", 0.8, 0.95)
    lake = sheet.stencil([(250, 372), (1350, 372), (1350, 420), (250, 420)])
    sheet.ink(lake, TEAL)
    wall = sheet.stencil([(300, 400), (1300, 400), (1235, 760), (1120, 880), (480, 880), (365, 760)])
    sheet.ink(wall, [(0, PAPER), (0.5, SAND), (1, mix(SAND, PLUM, 0.35))])
    sheet.spray(wall, PLUM, "left", 0.6, 0.6)
    for number in range(1, 9):
        y = 400 + number * 56
        sheet.line([(320, y), (1280, y)], mix(SAND, PLUM, 0.3), 1.6)
    sheet.rectangle(270, 378, 1060, 26, mix(SAND, INK, 0.6))
    for x in range(300, 1310, 36):
        sheet.rectangle(x, 360, 5, 20, mix(SAND, INK, 0.6))
    sheet.line([(290, 361), (1310, 361)], mix(SAND, INK, 0.6), 4)
    for number, x in enumerate(range(420, 1180, 125)):
        sheet.rectangle(x, 440, 74, 66, mix(PLUM, INK, 0.5))
        if number in {1, 2, 4}:
            _fall(sheet, x + 37, 480, 890)
        else:
            sheet.rectangle(x, 440, 74, 52, mix(PETROL, INK, 0.35))
            sheet.rectangle(x + 33, 440, 7, 66, mix(PLUM, INK, 0.8))
    pool = sheet.stencil([(380, 866), (1220, 866), (1420, 1067), (180, 1067)])
    sheet.ink(pool, [(0, MIST), (0.3, TEAL), (1, PETROL)])
    sheet.spray(pool, PAPER, "up", 0.95, 0.55)
    for side in (-1, 1):
        cliff = [
            (800 + side * x, y)
            for x, y in (
                (800, 120),
                (690, 150),
                (640, 210),
                (560, 230),
                (520, 330),
                (500, 400),
                (460, 560),
                (420, 700),
                (330, 830),
                (300, 880),
                (420, 960),
                (540, 1067),
                (800, 1067),
            )
        ]
        rock = sheet.stencil(cliff)
        sheet.ink(rock, mix(PETROL, NIGHT, 0.55))
        sheet.spray(rock, INK, "left" if side < 0 else "right", 0.9)
        sheet.spray(rock, MIST, "up", 0.5, 0.7)
        for _ in range(9):
            x = 800 + side * sheet.random.uniform(560, 790)
            y = sheet.random.uniform(300, 900)
            sheet.line(
                [(x, y), (x - side * 40, y + 60), (x - side * 52, y + 130)], mix(NIGHT, INK, 0.6), 3
            )
        for x in (590, 640, 700, 752, 790):
            pine(sheet, 800 + side * x, 250 - (x - 590) * 0.4, 70 + x % 37, PINE)


def star_trails(sheet: Sheet) -> None:
    """An observatory on a summit, the stars drawn into circles by the turning earth."""
    sheet.sky((0, INK), (0.5, NIGHT), (0.78, mix(PETROL, PLUM, 0.35)), (0.9, BRICK), (1, CORAL))
    pole = (1010, 330)
    for number in range(150):
        radius = 14 + number * 8.2 + sheet.random.uniform(-3, 3)
        for _ in range(1 + number // 26):
            start = sheet.random.uniform(0, 360)
            ink = mix(
                NIGHT, sheet.random.choice((FOAM, PAPER, MIST, OCHRE)), sheet.random.uniform(0.35, 1)
            )
            sheet.arc(
                *pole,
                radius,
                start,
                start + sheet.random.uniform(16, 44),
                ink,
                sheet.random.choice((1, 1.4, 2.2)),
            )
    sheet.circle(*pole, 3, PAPER)
    sheet.glow(700, 1010, 700, CORAL, 0.35)
    far = sheet.stencil(sheet.ridge(880, 110))
    sheet.ink(far, mix(PLUM, NIGHT, 0.4))
    sheet.spray(far, CORAL, "down", 0.5, 0.8)
    summit = sheet.stencil(
        [
            (0, 1000),
            (180, 940),
            (330, 900),
            (420, 850),
            (640, 838),
            (760, 858),
            (930, 930),
            (1180, 968),
            (1400, 1010),
            (1600, 1024),
            (1600, 1067),
            (0, 1067),
        ]
    )
    sheet.rectangle(430, 700, 230, 150, INK)
    dome = sheet.disc(545, 700, 136)
    sheet.ink(dome, mix(MIST, NIGHT, 0.35))
    sheet.spray(dome, INK, "left", 0.95, 0.9)
    sheet.polygon([(548, 560), (604, 572), (634, 700), (556, 700)], INK)
    sheet.line([(590, 690), (662, 520)], mix(MIST, NIGHT, 0.2), 22)
    sheet.line([(654, 540), (668, 506)], OCHRE, 26)
    base = sheet.stencil(
        [(404, 700), (686, 700), (686, 720), (672, 720), (672, 856), (418, 856), (418, 720), (404, 720)]
    )
    sheet.ink(base, mix(MIST, PAPER, 0.4))
    sheet.spray(base, NIGHT, "left", 0.95, 0.9)
    sheet.rectangle(520, 786, 34, 66, INK)
    sheet.rectangle(592, 760, 26, 26, OCHRE)
    sheet.glow(605, 773, 60, OCHRE, 0.5)
    sheet.ink(summit, INK)
    sheet.polygon([(800, 880), (800, 830), (860, 810), (920, 830), (920, 930)], INK)
    sheet.rectangle(846, 850, 16, 16, OCHRE)


def _scrub(sheet: Sheet, x: float, y: float, size: float) -> None:
    """A thorny bush."""
    for number in range(11):
        turn = math.pi * (1.08 + 0.084 * number)
        reach = size * sheet.random.uniform(0.7, 1.2)
        sheet.line(
            [(x, y), (x + reach * math.cos(turn), y + reach * 0.8 * math.sin(turn))],
            mix(PLUM, INK, 0.5),
            max(1.4, size / 14),
        )
    sheet.ellipse(x, y + 2, size * 0.9, size * 0.1, mix(PLUM, INK, 0.4))


def _bird(sheet: Sheet, x: float, y: float, size: float, ink: str) -> None:
    sheet.line(
        [
            (x - size, y - size * 0.5),
            (x - size * 0.35, y - size * 0.45),
            (x, y),
            (x + size * 0.35, y - size * 0.45),
            (x + size, y - size * 0.5),
        ],
        ink,
        2.6,
    )


def _fall(sheet: Sheet, x: float, top: float, bottom: float) -> None:
    """A jet of water from a gate at (x, top), spreading as it falls."""
    left, right = [], []
    for step in range(21):
        share = step / 20
        y = top + (bottom - top) * share
        half = 30 + 34 * share**1.6
        left.append((x - half + sheet.random.uniform(-3, 3) * share, y))
        right.append((x + half + sheet.random.uniform(-3, 3) * share, y))
    water = sheet.stencil(left + right[::-1])
    sheet.ink(water, [(0, mix(TEAL, FOAM, 0.45)), (0.5, FOAM), (1, PAPER)])
    sheet.spray(water, TEAL, "right", 0.6, 0.5)
    for number in range(5):
        shift = -22 + number * 11
        sheet.line(
            [(x + shift, top + 30 + number * 17), (x + shift * 1.7, bottom - 60)],
            mix(TEAL, FOAM, 0.5),
            2,
        )
