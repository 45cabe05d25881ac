"""Scenes of sport, from straight above."""

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
    SAND,
    TEAL,
    Sheet,
    mix,
)


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


def gigs(sheet: Sheet) -> None:
    """Two rowing gigs from straight above, their oars out, racing across green water."""
    sheet.sky((0, mix(PETROL, TEAL, 0.55)), (1, mix(PETROL, NIGHT, 0.25)))
    for number in range(120):
        x, y = sheet.random.uniform(-160, 1600), sheet.random.uniform(0, 1067)
        length = sheet.random.uniform(60, 300)
        ripple = [
            (x + step, y + 5 * math.sin((x + step) / 24 + number)) for step in range(0, int(length), 6)
        ]
        sheet.line(ripple, mix(PETROL, MIST, sheet.random.uniform(0.2, 0.55)), 2.5)
    sheet.spray(sheet.everything(), FOAM, "up", 0.3, 0.4)
    sheet.spray(sheet.everything(), NIGHT, "down", 0.5, 0.4)
    for x in range(-40, 1700, 150):
        sheet.ellipse(x + 5, 541, 13, 9, mix(PETROL, INK, 0.5))
        sheet.ellipse(x, 534, 13, 11, PAPER if x % 100 else CORAL)
    _gig(sheet, 640, 262, 1.18, CORAL, 0)
    _gig(sheet, 990, 806, 1.18, OCHRE, 9)


def _gig(sheet: Sheet, x: float, y: float, scale: float, ink: str, lift: float) -> None:
    """A six-oared gig seen from above, its bow to the right; `lift` turns the oars, in degrees."""
    length, beam = 330 * scale, 46 * scale

    def half_width(share):
        return beam * math.sin(math.pi * min(1, 0.06 + share * 0.94)) ** 0.62

    for side in (-1, 1):
        for number, spread in enumerate((0.1, 0.24)):
            tail = x - length + 30 - number * 30
            wake = [(tail - step, y + side * (16 + step * spread)) for step in range(0, 1200, 60)]
            sheet.line(wake, mix(TEAL, FOAM, 0.75 - number * 0.3), 4 - number)
    shares = [step / 24 for step in range(25)]
    edge = [(x - length + share * 2 * length, half_width(share)) for share in shares]
    for grow, colour in ((9, mix(PETROL, INK, 0.5)), (0, PAPER), (-7 * scale, ink)):
        outline = [(px, y - max(0, w + grow)) for px, w in edge]
        outline += [(px, y + max(0, w + grow)) for px, w in reversed(edge)]
        if grow > 0:
            outline = [(px + 14, py + 16) for px, py in outline]
        hull = sheet.stencil(outline)
        sheet.ink(hull, colour)
    sheet.spray(hull, INK, "down", 0.5)
    for number in range(6):
        bench = x - length * 0.66 + number * length * 0.25
        sheet.rectangle(bench - 7 * scale, y - beam * 0.8, 14 * scale, beam * 1.6, SAND)
        side = 1 if number % 2 else -1
        turn = math.radians(78 - lift)
        reach = 205 * scale
        grip = (bench - 4, y - side * beam * 0.35)
        blade = (grip[0] - reach * math.cos(turn), grip[1] + side * reach * math.sin(turn))
        sheet.line([grip, blade], PAPER, 4.5 * scale)
        dx, dy = blade[0] - grip[0], blade[1] - grip[1]
        sheet.line([(grip[0] + dx * 0.82, grip[1] + dy * 0.82), blade], ink, 12 * scale)
        for ring in (20, 30):
            sheet.arc(blade[0], blade[1], ring * scale, 200, 340, FOAM, 2)
        sheet.ellipse(bench + 4, y, 19 * scale, 25 * scale, NIGHT)
        sheet.circle(bench + 6, y, 13 * scale, mix(SAND, BRICK, 0.1 + 0.12 * (number % 4)))
    cox = x - length * 0.84
    sheet.ellipse(cox, y, 16 * scale, 20 * scale, BRICK)
    sheet.circle(cox + 2, y, 12 * scale, SAND)
