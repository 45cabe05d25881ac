"""Scenes in great rooms."""

import math

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
    PLUM,
    SAND,
    TEAL,
    Sheet,
    mix,
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
        y, size = 690 + row * 92, 30 + row * 12
        count = 19 - row * 3
        seat = mix(BRICK, INK, 0.42 + row * 0.13)
        for number in range(-1, count + 1):
            x = (number + 0.5 * (row % 2)) * 1600 / count
            if sheet.random.random() < 0.88:
                sheet.ellipse(x, y + size * 1.9, size * 1.5, size * 1.15, INK)
                head = sheet.disc(x, y, size * 0.78, size)
                sheet.ink(head, INK)
                sheet.spray(head, OCHRE, "up", 0.9, 0.3)
            left, right = x - 800 / count + 6, x + 800 / count - 6
            top = y + size * 1.15
            back = sheet.stencil(
                [
                    (left, top + 16),
                    (left + 14, top),
                    (right - 14, top),
                    (right, top + 16),
                    (right, 1067),
                    (left, 1067),
                ]
            )
            sheet.ink(back, seat)
            sheet.spray(back, CORAL, "up", 0.5 - row * 0.09, 0.12)


def long_table(sheet: Sheet) -> None:
    """A negotiating table seen from its end, two rows of chairs, tall windows, daylight."""
    sheet.sky((0, mix(PETROL, NIGHT, 0.5)), (1, PETROL))
    for x in (330, 640, 950):
        pane = sheet.stencil([(x, 70), (x + 270, 70), (x + 270, 520), (x, 520)])
        sheet.ink(pane, [(0, MIST), (0.6, PAPER), (1, SAND)])
        hills = sheet.stencil(
            [
                (x, 420),
                (x + 70, 380),
                (x + 150, 410),
                (x + 230, 366),
                (x + 270, 392),
                (x + 270, 520),
                (x, 520),
            ]
        )
        sheet.ink(hills, mix(MIST, TEAL, 0.6))
        sheet.spray(hills, PAPER, "down", 0.6)
        for line in (x + 131, x - 6, x + 266):
            sheet.rectangle(line, 64, 11, 462, INK)
        for line in (64, 226, 516):
            sheet.rectangle(x - 6, line, 284, 10, INK)
    floor = sheet.stencil([(0, 600), (1600, 600), (1600, 1067), (0, 1067)])
    sheet.ink(floor, [(0, mix(PETROL, PLUM, 0.5)), (1, INK)])
    for x in (330, 640, 950):
        light = sheet.stencil(
            [
                (x + 20, 610),
                (x + 250, 610),
                (x + 250 + (x - 665) * 0.9, 1067),
                (x + 20 + (x - 665) * 0.9, 1067),
            ]
        )
        sheet.spray(light, SAND, "up", 0.45, 0.9)
    for row in (0, 1, 2, 3):
        share = row / 3
        for side in (-1, 1):
            x, y = 800 + side * (210 + 330 * share), 640 + 190 * share
            _chair(sheet, x, y, 0.75 + 0.75 * share, side, CORAL if side < 0 else OCHRE)
    table = sheet.stencil([(640, 640), (960, 640), (1290, 1067), (310, 1067)])
    sheet.ink(table, [(0, mix(SAND, BRICK, 0.4)), (1, BRICK)])
    sheet.spray(table, PAPER, "up", 0.6, 0.6)
    sheet.spray(table, PLUM, "down", 0.7, 0.5)
    sheet.polygon([(640, 640), (960, 640), (962, 652), (638, 652)], mix(SAND, PAPER, 0.5))
    for row in (0, 1, 2, 3):
        share = (row + 0.35) / 3.6
        for side in (-1, 1):
            x, y, size = 800 + side * (112 + 230 * share), 662 + 330 * share**1.25, 0.6 + share
            sheet.polygon(
                [
                    (x - 26 * size, y),
                    (x + 22 * size, y),
                    (x + 28 * size, y + 28 * size),
                    (x - 32 * size, y + 28 * size),
                ],
                PAPER,
            )
            for line in (8, 14, 20):
                sheet.line(
                    [(x - 20 * size, y + line * size), (x + 16 * size, y + line * size)],
                    mix(PAPER, NIGHT, 0.4),
                    1.6 * size,
                )
            glass = x - side * 60 * size
            sheet.ellipse(glass, y + 16 * size, 9 * size, 5 * size, MIST)
            sheet.rectangle(glass - 8 * size, y - 6 * size, 16 * size, 22 * size, mix(MIST, PAPER, 0.4))
    chart = sheet.stencil([(716, 760), (880, 760), (930, 900), (670, 900)])
    sheet.ink(chart, mix(MIST, PAPER, 0.6))
    sheet.line([(740, 770), (770, 820), (740, 850), (800, 890)], TEAL, 6)
    sheet.line([(690, 850), (780, 800), (860, 830), (910, 800)], CORAL, 5)


def _chair(sheet: Sheet, x: float, y: float, size: float, side: int, ink: str) -> None:
    """An empty chair at the table's `side` (-1 left, 1 right), its back outwards."""
    for dx in (-40, 40):
        sheet.line([(x + dx * size, y + 60 * size), (x + dx * size, y + 150 * size)], INK, 7 * size)
    sheet.polygon(
        [
            (x - 50 * size, y + 46 * size),
            (x + 50 * size, y + 46 * size),
            (x + 46 * size, y + 74 * size),
            (x - 46 * size, y + 74 * size),
        ],
        mix(ink, INK, 0.4),
    )
    back = sheet.stencil(
        [
            (x + side * 26 * size, y - 70 * size),
            (x + side * 58 * size, y - 80 * size),
            (x + side * 60 * size, y + 62 * size),
            (x + side * 32 * size, y + 56 * size),
        ]
    )
    sheet.ink(back, ink)
    sheet.spray(back, INK, "down", 0.7, 0.8)
