"""Scenes of the town: streets, houses, halls."""

import math

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


def city_night(sheet: Sheet) -> None:
    """The town at night with its lit windows, a night bus on the embankment."""
    sheet.sky((0, INK), (0.4, NIGHT), (0.7, PLUM), (0.8, mix(PLUM, BRICK, 0.5)), (1, INK))
    moon = sheet.disc(1240, 190, 74)
    sheet.glow(1240, 190, 260, SAND, 0.4)
    sheet.ink(moon, PAPER)
    sheet.spray(moon, SAND, "right", 0.9, 0.8)
    for _ in range(70):
        sheet.circle(
            sheet.random.uniform(0, 1600), sheet.random.uniform(0, 420), 1.3, mix(NIGHT, FOAM, 0.6)
        )
    _houses(sheet, 800, (240, 460), mix(PLUM, NIGHT, 0.45), mix(PLUM, OCHRE, 0.45), 0.2)
    _houses(sheet, 820, (160, 340), mix(NIGHT, PLUM, 0.18), OCHRE, 0.3)
    _houses(sheet, 850, (90, 230), INK, PAPER, 0.26)
    sheet.rectangle(0, 840, 1600, 18, mix(PLUM, INK, 0.6))
    water = sheet.stencil([(0, 928), (1600, 928), (1600, 1067), (0, 1067)])
    sheet.rectangle(0, 852, 1600, 80, mix(INK, NIGHT, 0.5))
    for x in range(20, 1600, 120):
        sheet.rectangle(x, 770, 5, 110, INK)
        sheet.glow(x + 2, 768, 60, OCHRE, 0.75)
        sheet.circle(x + 2, 768, 7, PAPER)
    _bus(sheet, 640, 790, 1.0)
    sheet.ink(water, [(0, NIGHT), (1, INK)])
    for x in range(20, 1600, 120):
        for number in range(8):
            sheet.ellipse(
                x + sheet.random.uniform(-9, 9),
                940 + number * 15,
                sheet.random.uniform(8, 26),
                2.4,
                mix(OCHRE, NIGHT, number / 10),
            )
    for number in range(10):
        sheet.ellipse(
            1240 + sheet.random.uniform(-30, 30),
            936 + number * 13,
            sheet.random.uniform(20, 60),
            2,
            mix(SAND, NIGHT, 0.3),
        )


def assembly(sheet: Sheet) -> None:
    """The chamber from the gallery: benches in half circles, most seats taken."""
    sheet.sky((0, mix(BRICK, PLUM, 0.5)), (1, PLUM))
    sheet.spray(sheet.everything(), INK, "up", 0.7, 0.5)
    x0, y0 = 800, 960
    floor = sheet.disc(x0, y0, 830)
    sheet.ink(floor, [(0, mix(BRICK, CORAL, 0.2)), (1, BRICK)])
    sheet.spray(floor, PLUM, "edge", 0.95, 0.55)
    parties = [(0.22, CORAL), (0.5, OCHRE), (0.62, MIST), (0.9, TEAL), (1.01, MOSS)]
    for row in range(6):
        radius = 300 + row * 92
        sheet.arc(x0, y0, radius + 40, 180, 360, mix(SAND, BRICK, 0.15), 17)
        sheet.arc(x0, y0, radius + 23, 180, 360, mix(PLUM, INK, 0.4), 8)
        seats = 10 + row * 3
        for number in range(seats):
            share = (number + 0.5) / seats
            if abs(share - 0.33) < 0.014 or abs(share - 0.67) < 0.014:
                continue
            turn = math.pi * (1 + share)
            x, y = x0 + radius * math.cos(turn), y0 + radius * math.sin(turn)
            ink = next(ink for limit, ink in parties if share < limit)
            sheet.ellipse(x + 4, y + 7, 27, 24, mix(PLUM, INK, 0.5))
            if sheet.random.random() < 0.1:
                sheet.ellipse(x, y, 25, 21, mix(BRICK, INK, 0.4))
                continue
            body = sheet.disc(x, y, 26, 22)
            sheet.ink(body, ink)
            sheet.spray(body, INK, "down", 0.5, 0.7)
            hair = sheet.random.choice((INK, NIGHT, mix(BRICK, INK, 0.5), SAND, MIST, PLUM))
            sheet.circle(x, y - 5, 13.5, hair)
    for turn in (240, 300):
        angle = math.radians(turn)
        sheet.line(
            [
                (x0 + 250 * math.cos(angle), y0 + 250 * math.sin(angle)),
                (x0 + 850 * math.cos(angle), y0 + 850 * math.sin(angle)),
            ],
            mix(CORAL, SAND, 0.25),
            27,
        )
    well = sheet.disc(x0, y0, 236)
    sheet.ink(well, SAND)
    sheet.spray(well, BRICK, "edge", 0.7, 0.5)
    sheet.arc(x0, y0, 206, 180, 360, BRICK, 3)
    desk = sheet.stencil([(640, 926), (960, 926), (1000, 1067), (600, 1067)])
    sheet.ink(desk, [(0, mix(SAND, BRICK, 0.6)), (1, BRICK)])
    sheet.spray(desk, INK, "down", 0.7)
    sheet.rectangle(628, 912, 344, 20, mix(SAND, BRICK, 0.35))
    for x in (700, 800, 900):
        sheet.ellipse(x, 902, 30, 27, INK)
        sheet.circle(x, 886, 17, mix(SAND, BRICK, 0.25 + (x == 800) * 0.3))
    for x in (672, 752, 856, 926):
        sheet.polygon([(x, 920), (x + 26, 916), (x + 30, 926), (x + 2, 928)], PAPER)


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
            _tree(sheet, x + 88 * size, y + 6, size)
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


def silo_library(sheet: Sheet) -> None:
    """Six concrete silos cut open, with shelves and stairs inside."""
    sheet.sky((0, mix(CORAL, OCHRE, 0.4)), (0.5, mix(OCHRE, SAND, 0.5)), (0.8, SAND), (1, SAND))
    sheet.circle(1340, 230, 96, PAPER)
    sheet.spray(sheet.disc(1340, 230, 96), OCHRE, "down", 0.6, 0.8)
    for number in range(6):
        x = 250 + number * 184
        silo = sheet.stencil([(x, 150), (x + 178, 150), (x + 178, 880), (x, 880)])
        sheet.ink(silo, mix(PAPER, SAND, 0.5))
        sheet.spray(silo, mix(PLUM, BRICK, 0.4), "right", 0.85, 0.62)
        sheet.ellipse(x + 89, 150, 89, 19, mix(SAND, PLUM, 0.3))
        for y in range(210, 880, 70):
            sheet.line([(x + 2, y), (x + 176, y)], mix(SAND, PLUM, 0.25), 1.4)
        if number in {1, 2, 3, 4}:
            _shelves(sheet, x + 24, 330 if number in {2, 3} else 440, 130, 850)
    sheet.rectangle(300, 96, 1010, 56, NIGHT)
    for x in range(322, 1290, 44):
        sheet.rectangle(x, 108, 30, 32, OCHRE)
    sheet.rectangle(200, 866, 1210, 24, mix(NIGHT, PLUM, 0.4))
    plaza = sheet.stencil([(0, 884), (1600, 884), (1600, 1067), (0, 1067)])
    sheet.ink(plaza, [(0, mix(SAND, BRICK, 0.4)), (1, mix(PLUM, BRICK, 0.4))])
    sheet.spray(plaza, SAND, "up", 0.6, 0.6)
    for x in range(-400, 2000, 160):
        sheet.line([(800 + (x - 800) * 0.6, 890), (x, 1067)], mix(SAND, PLUM, 0.5), 2)
    for x, y, size, ink in (
        (180, 980, 1.2, NIGHT),
        (420, 940, 0.9, BRICK),
        (476, 944, 0.86, PETROL),
        (1180, 960, 1.0, PLUM),
        (1420, 1000, 1.3, NIGHT),
        (1500, 930, 0.8, TEAL),
        (740, 930, 0.8, INK),
    ):
        _walker(sheet, x, y, size, ink)
    for x in (90, 1480):
        _tree(sheet, x, 900, 2.1)


def cinema(sheet: Sheet) -> None:
    """A full house seen from behind, the beam over their heads to the screen."""
    sheet.sky((0, INK), (0.6, mix(PLUM, INK, 0.5)), (1, INK))
    screen = sheet.stencil([(340, 170), (1260, 170), (1260, 600), (340, 600)])
    sheet.ink(screen, [(0, OCHRE), (0.5, CORAL), (0.72, BRICK), (1, PLUM)])
    sheet.circle(800, 452, 96, PAPER)
    sheet.polygon(
        [
            (340, 520),
            (500, 430),
            (610, 490),
            (760, 410),
            (930, 500),
            (1060, 440),
            (1260, 530),
            (1260, 600),
            (340, 600),
        ],
        PLUM,
    )
    sheet.polygon([(340, 560), (620, 520), (900, 570), (1260, 540), (1260, 600), (340, 600)], INK)
    for x, y in ((620, 280), (680, 250), (730, 296)):
        sheet.line([(x - 22, y - 8), (x, y), (x + 22, y - 8)], INK, 4)
    for width, strength in ((1.0, 0.5), (0.55, 0.5)):
        beam = sheet.stencil([(800, 0), (800 - 470 * width, 600), (800 + 470 * width, 600)])
        sheet.spray(beam, PAPER, "up", strength, 0.95)
    for side in (-1, 1):
        curtain = [(800 + side * x, y) for x, y in ((470, 120), (830, 0), (830, 760), (500, 690))]
        cloth = sheet.stencil(curtain)
        sheet.ink(cloth, BRICK)
        sheet.spray(cloth, INK, "left" if side < 0 else "right", 0.95, 0.9)
        for number in range(6):
            x = 800 + side * (494 + number * 56)
            sheet.line(
                [(x, 110 - number * 18), (x + side * 8, 694 + number * 10)], mix(BRICK, INK, 0.6), 9
            )
    sheet.rectangle(300, 610, 1000, 30, INK)
    for row in range(4):
        y, size = 716 + row * 96, 38 + row * 13
        count = 17 - row * 2
        for number in range(count):
            x = (number + 0.5 + 0.5 * (row % 2)) * 1600 / count
            ink = mix(PLUM, INK, 0.45 + row * 0.17)
            sheet.ellipse(x, y + size * 1.7, size * 1.25, size * 1.1, ink)
            if sheet.random.random() < 0.9:
                head = sheet.disc(x, y, size * 0.62, size * 0.78)
                sheet.ink(head, ink)
                sheet.spray(head, CORAL, "up", 0.8, 0.4)
        sheet.rectangle(0, y + size * 1.5, 1600, 110, mix(PLUM, INK, 0.62 + row * 0.12))


def football(sheet: Sheet) -> None:
    """A pitch from straight above, players and their long shadows."""
    sheet.sky((0, MOSS), (1, mix(MOSS, PINE, 0.6)))
    for number in range(12):
        if number % 2:
            x = number * 134
            stripe = sheet.stencil([(x, 0), (x + 134, 0), (x + 134, 1067), (x, 1067)])
            sheet.ink(stripe, [(0, mix(MOSS, SAND, 0.2)), (1, mix(MOSS, PINE, 0.35))])
    sheet.spray(sheet.everything(), PINE, "down", 0.55, 0.8)
    for x, y, across, down in (
        (70, 60, 1460, 947),
        (70, 270, 250, 527),
        (1280, 270, 250, 527),
        (70, 400, 96, 267),
        (1434, 400, 96, 267),
    ):
        sheet.line([(x, y), (x + across, y), (x + across, y + down), (x, y + down), (x, y)], FOAM, 6)
    sheet.line([(800, 60), (800, 1007)], FOAM, 6)
    sheet.arc(800, 533, 150, 0, 360, FOAM, 6)
    sheet.circle(800, 533, 8, FOAM)
    sheet.arc(234, 533, 130, 311, 49, FOAM, 6)
    sheet.arc(1366, 533, 130, 131, 229, FOAM, 6)
    for x, y, start in ((70, 60, 0), (1530, 60, 90), (1530, 1007, 180), (70, 1007, 270)):
        sheet.arc(x, y, 26, start, start + 90, FOAM, 6)
    players = [
        (
            CORAL,
            (
                (330, 500),
                (520, 250),
                (500, 760),
                (690, 420),
                (650, 640),
                (900, 330),
                (920, 700),
                (1110, 500),
                (1190, 300),
                (1210, 820),
            ),
        ),
        (
            NIGHT,
            (
                (1490, 540),
                (1330, 330),
                (1290, 560),
                (1340, 770),
                (1150, 430),
                (1120, 650),
                (960, 470),
                (980, 600),
                (740, 300),
                (720, 800),
            ),
        ),
    ]
    for shirt, places in players:
        for x, y in places:
            shade = sheet.stencil([(x - 6, y - 8), (x + 92, y + 44), (x + 84, y + 62), (x - 12, y + 10)])
            sheet.ink(shade, mix(PINE, INK, 0.55))
        for x, y in places:
            sheet.ellipse(x, y, 25, 17, shirt)
            sheet.ellipse(x - 25, y + 5, 8, 6, SAND)
            sheet.ellipse(x + 25, y - 5, 8, 6, SAND)
            sheet.circle(x + 1, y - 2, 11, mix(SAND, INK, 0.2 + 0.6 * ((x + y) % 3) / 2))
    sheet.ellipse(1074, 566, 11, 7, mix(PINE, INK, 0.6))
    sheet.circle(1064, 556, 10, PAPER)
    sheet.circle(1064, 556, 4, INK)


def _houses(sheet: Sheet, base: float, heights: tuple[float, float], ink: str, light: str, share: float):
    """A row of town houses standing on `base`; `share` of their windows are lit."""
    x = -20.0
    while x < sheet.width:
        width, height = sheet.random.choice((74, 96, 118, 150)), sheet.random.uniform(*heights)
        block = sheet.stencil(
            [(x, base - height), (x + width, base - height), (x + width, base), (x, base)]
        )
        sheet.ink(block, ink)
        sheet.spray(block, mix(ink, INK, 0.7), "right", 0.8, 0.6)
        kind = sheet.random.random()
        if kind < 0.35:
            sheet.polygon(
                [
                    (x - 5, base - height),
                    (x + width / 2, base - height - 44),
                    (x + width + 5, base - height),
                ],
                ink,
            )
        elif kind < 0.5:
            sheet.rectangle(x + width * 0.6, base - height - 40, 16, 44, ink)
        for top in range(int(base - height) + 18, int(base) - 24, 34):
            for left in range(int(x) + 12, int(x + width) - 18, 24):
                if sheet.random.random() < share:
                    tint = sheet.random.choice(
                        (light, light, mix(light, CORAL, 0.4), mix(light, PAPER, 0.5))
                    )
                    sheet.rectangle(left, top, 11, 17, tint)
        x += width + sheet.random.choice((0, 0, 4))


def _bus(sheet: Sheet, x: float, y: float, size: float) -> None:
    body = sheet.stencil(
        [(x, y), (x + 300 * size, y), (x + 312 * size, y + 40), (x + 312 * size, y + 104), (x, y + 104)]
    )
    sheet.glow(x + 380 * size, y + 92, 130, OCHRE, 0.8)
    sheet.ink(body, CORAL)
    sheet.spray(body, BRICK, "down", 0.9, 0.7)
    for number in range(6):
        sheet.rectangle(x + 14 + number * 44, y + 18, 36, 40, PAPER if number != 3 else SAND)
        if number in {1, 4, 5}:
            sheet.circle(x + 32 + number * 44, y + 42, 9, NIGHT)
            sheet.rectangle(x + 20 + number * 44, y + 49, 24, 9, NIGHT)
    sheet.rectangle(x + 280, y + 18, 26, 50, PAPER)
    sheet.rectangle(x, y + 70, 312, 6, PAPER)
    for dx in (62, 246):
        sheet.circle(x + dx, y + 104, 22, INK)
        sheet.circle(x + dx, y + 104, 9, MIST)
    sheet.circle(x + 308, y + 88, 7, PAPER)


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


def _tree(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.rectangle(x - 4 * size, y - 50 * size, 8 * size, 50 * size, mix(BRICK, INK, 0.6))
    crown = sheet.disc(x, y - 74 * size, 30 * size, 42 * size)
    sheet.ink(crown, PINE)
    sheet.spray(crown, MOSS, "left", 0.9, 0.7)


def _shelves(sheet: Sheet, x: float, top: float, width: float, bottom: float) -> None:
    """An opening with lit shelves behind it, arched at the top."""
    opening = sheet.stencil([(x, top), (x + width, top), (x + width, bottom), (x, bottom)])
    sheet.circle(x + width / 2, top, width / 2, mix(OCHRE, PAPER, 0.45))
    sheet.ink(opening, [(0, mix(OCHRE, PAPER, 0.45)), (1, OCHRE)])
    sheet.spray(opening, BRICK, "down", 0.5, 0.6)
    inks = (BRICK, PETROL, PLUM, NIGHT, CORAL, MOSS, TEAL, INK)
    for shelf in range(int(top) + 20, int(bottom) - 50, 62):
        sheet.rectangle(x, shelf + 44, width, 7, mix(BRICK, INK, 0.5))
        left = x + 6
        while left < x + width - 14:
            thick = sheet.random.uniform(6, 13)
            if sheet.random.random() < 0.86:
                tall = sheet.random.uniform(26, 40)
                sheet.rectangle(left, shelf + 44 - tall, thick, tall, sheet.random.choice(inks))
            left += thick + 1.5
    if int(top) % 4:
        _walker(sheet, x + width * 0.55, bottom - 4, 0.72, INK)


def _walker(sheet: Sheet, x: float, y: float, size: float, ink: str) -> None:
    """Somebody on foot, standing on (x, y)."""
    sheet.polygon(
        [
            (x + 4 * size, y - 4),
            (x + 100 * size, y + 16),
            (x + 96 * size, y + 24),
            (x - 6 * size, y + 2),
        ],
        mix(PLUM, INK, 0.35),
    )
    sheet.line([(x - 2 * size, y - 46 * size), (x - 14 * size, y)], INK, 8 * size)
    sheet.line([(x + 2 * size, y - 46 * size), (x + 12 * size, y)], INK, 8 * size)
    coat = sheet.stencil(
        [
            (x - 16 * size, y - 40 * size),
            (x - 12 * size, y - 92 * size),
            (x + 12 * size, y - 92 * size),
            (x + 18 * size, y - 38 * size),
        ]
    )
    sheet.ink(coat, ink)
    sheet.spray(coat, INK, "right", 0.7, 0.7)
    sheet.circle(x, y - 104 * size, 11 * size, mix(SAND, BRICK, 0.35))
