"""Scenes of the town."""

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
    PLUM,
    SAND,
    TEAL,
    Sheet,
    mix,
)


def city_night(sheet: Sheet) -> None:
    """The town at night with its lit windows, a night bus on the embankment."""
    sheet.sky((0, INK), (0.4, NIGHT), (0.7, PLUM), (0.8, mix(PLUM, BRICK, 0.5)), (1, INK))
    for _ in range(70):
        sheet.circle(
            sheet.random.uniform(0, 1600), sheet.random.uniform(0, 420), 1.3, mix(NIGHT, FOAM, 0.6)
        )
    moon = sheet.disc(1240, 190, 74)
    sheet.glow(1240, 190, 260, SAND, 0.4)
    sheet.ink(moon, PAPER)
    sheet.spray(moon, SAND, "right", 0.9, 0.8)
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
        tree(sheet, x, 900, 2.1)


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
