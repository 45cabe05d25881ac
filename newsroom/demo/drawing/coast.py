"""Scenes of the sea and the harbour."""

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
    Sheet,
    mix,
)


def harbour(sheet: Sheet) -> None:
    """Cranes at dusk, a low sun behind them and its road on the water."""
    sheet.sky((0, PLUM), (0.28, BRICK), (0.46, CORAL), (0.6, OCHRE), (0.66, SAND), (1, SAND))
    sheet.glow(980, 590, 520, PAPER, 0.55)
    sheet.circle(980, 590, 118, PAPER)
    for y, width, start in ((120, 520, 120), (168, 700, 760), (236, 460, 300), (300, 380, 1010)):
        cloud = sheet.disc(start + width / 2, y, width / 2, 13)
        sheet.ink(cloud, mix(PLUM, BRICK, y / 400))
        sheet.spray(cloud, CORAL, "down", 0.7)
    sheet.polygon([*_skyline(sheet, 640, 18, 90), (1600, 700), (0, 700)], mix(BRICK, PLUM, 0.45))
    sea = sheet.stencil([(0, 690), (1600, 690), (1600, 1067), (0, 1067)])
    sheet.ink(sea, [(0, mix(CORAL, PLUM, 0.55)), (0.35, mix(PLUM, NIGHT, 0.5)), (1, INK)])
    _glitter(sheet, 980, 696, 130, OCHRE)
    for x, scale, ink in ((1390, 0.72, mix(PLUM, NIGHT, 0.35)), (1130, 0.84, mix(PLUM, NIGHT, 0.6))):
        _crane(sheet, x, 705, scale, ink)
    _crane(sheet, 560, 742, 1.12, mix(NIGHT, INK, 0.3))
    _crane(sheet, 180, 772, 1.42, INK)
    quay = sheet.stencil([(0, 756), (760, 736), (800, 776), (820, 840), (0, 900)])
    sheet.ink(quay, INK)
    for x in range(24, 760, 46):
        sheet.rectangle(x, 758 - x * 0.02, 5, 16, INK)
    for x, y in ((90, 742), (330, 738), (470, 735), (640, 731)):
        sheet.rectangle(x, y - 40, 3, 40, INK)
        sheet.glow(x + 2, y - 42, 34, OCHRE, 0.9)
        sheet.circle(x + 2, y - 42, 4.5, PAPER)


def container_ship(sheet: Sheet) -> None:
    """A loaded ship seen from ahead of the beam, on a flat sea under a pale sky."""
    sheet.sky((0, mix(TEAL, MIST, 0.35)), (0.45, MIST), (0.62, FOAM), (1, FOAM))
    for x, y, across in ((330, 170, 210), (520, 205, 170), (1240, 120, 260), (1080, 150, 150)):
        cloud = sheet.disc(x, y, across, across / 8)
        sheet.ink(cloud, FOAM)
        sheet.spray(cloud, MIST, "down", 0.8)
    sheet.polygon(
        [(0, 640), (180, 618), (420, 632), (700, 610), (1000, 634), (1600, 622), (1600, 700), (0, 700)],
        mix(MIST, TEAL, 0.45),
    )
    sea = sheet.stencil([(0, 660), (1600, 660), (1600, 1067), (0, 1067)])
    sheet.ink(sea, [(0, TEAL), (0.5, PETROL), (1, NIGHT)])
    _containers(sheet, 210, 690, columns=13, width=80, height=48)
    bridge = [(1262, 690), (1262, 360), (1250, 360), (1250, 334), (1398, 334), (1398, 360), (1386, 360)]
    tower = sheet.stencil([*bridge, (1386, 690)])
    sheet.ink(tower, PAPER)
    sheet.spray(tower, MIST, "right", 0.9)
    for row in range(5):
        for column in range(4):
            sheet.rectangle(1278 + column * 27, 376 + row * 46, 17, 15, NIGHT)
    sheet.rectangle(1304, 268, 44, 66, CORAL)
    sheet.rectangle(1304, 286, 44, 14, PAPER)
    sheet.line([(1366, 334), (1366, 236)], INK, 4)
    hull = sheet.stencil([(96, 668), (1480, 668), (1452, 806), (186, 806), (150, 770)])
    sheet.ink(hull, NIGHT)
    sheet.spray(hull, INK, "down", 0.9)
    sheet.polygon([(172, 792), (1456, 792), (1444, 832), (206, 832)], BRICK)
    sheet.rectangle(96, 668, 1384, 9, FOAM)
    for x in range(250, 1440, 60):
        sheet.circle(x, 704, 4, MIST)
    _waves(
        sheet,
        [
            (824, 7, 300, FOAM),
            (838, 8, 260, PETROL),
            (900, 13, 380, mix(PETROL, NIGHT, 0.4)),
            (975, 18, 460, mix(PETROL, NIGHT, 0.8)),
        ],
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
        (1040, 140, 1500, NIGHT, 2.75),
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
    _glitter(sheet, 520, 760, 90, SAND)
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
    _waves(sheet, [(880, 8, 340, FOAM), (888, 9, 330, mix(PETROL, NIGHT, 0.7)), (985, 16, 520, NIGHT)])


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


PINE_DEEP = "#17352f"
OLIVE = "#7d8a4a"


def _skyline(sheet: Sheet, y: float, low: float, high: float) -> list[tuple[float, float]]:
    """The roofs of a town across the sheet, standing on `y`."""
    outline, x = [(0.0, y)], 0.0
    while x < sheet.width:
        width, height = sheet.random.uniform(24, 80), sheet.random.uniform(low, high)
        outline += [(x, y - height), (x + width, y - height)]
        x += width
    return [*outline, (sheet.width, y)]


def _glitter(sheet: Sheet, x: float, y: float, half: float, ink: str) -> None:
    """The road of light on the water below something bright at `x`."""
    for row in range(26):
        at = y + row * row * 0.5 + row * 2
        if at > sheet.height:
            return
        for _ in range(3):
            reach = half * (1 - row / 40)
            middle = x + sheet.random.uniform(-reach, reach)
            length = sheet.random.uniform(10, 70) * (1 - row / 34)
            sheet.ellipse(middle, at, length, 1.6 + row * 0.09, ink)


def _crane(sheet: Sheet, x: float, y: float, scale: float, ink: str) -> None:
    """A ship-to-shore crane with its boom out to the right, standing on (x, y)."""

    def at(dx, dy):
        return x + dx * scale, y + dy * scale

    def beam(*points, width=9):
        sheet.line([at(*point) for point in points], ink, width * scale)

    beam((0, 0), (0, -330), width=14)
    beam((120, 0), (120, -330), width=14)
    beam((-14, -150), (134, -150), width=12)
    beam((0, -20), (120, -150))
    beam((0, -150), (120, -300), width=7)
    beam((-120, -330), (470, -330), width=15)
    beam((-120, -312), (470, -312), width=4)
    for dx in range(-120, 460, 30):
        beam((dx, -330), (dx + 15, -312), (dx + 30, -330), width=3)
    beam((0, -330), (70, -470), (120, -330), width=11)
    beam((70, -470), (-110, -330), width=5)
    beam((70, -470), (280, -330), width=5)
    beam((70, -470), (450, -330), width=5)
    beam((-16, 0), (20, 0), width=18)
    beam((104, 0), (140, 0), width=18)
    left, top = at(300, -312)
    sheet.rectangle(left, top, 46 * scale, 34 * scale, ink)
    beam((312, -280), (312, -190), width=2)
    beam((336, -280), (336, -190), width=2)
    left, top = at(280, -196)
    sheet.rectangle(left, top, 88 * scale, 36 * scale, ink)
    left, top = at(-112, -366)
    sheet.rectangle(left, top, 84 * scale, 34 * scale, ink)


def _containers(sheet: Sheet, x: float, y: float, columns: int, width: int, height: int) -> None:
    """Stacks of containers on deck, standing on `y`, the tallest in the middle."""
    inks = [CORAL, BRICK, OCHRE, PETROL, TEAL, SAND, PLUM, PAPER]
    for column in range(columns):
        rows = 4 + (column % 3 != 1) + (2 < column < 10) + (column in {5, 6, 8})
        for row in range(rows):
            ink = sheet.random.choice(inks)
            left, top = x + column * width, y - (row + 1) * height
            box = sheet.stencil(
                [
                    (left, top),
                    (left + width - 3, top),
                    (left + width - 3, top + height - 3),
                    (left, top + height - 3),
                ]
            )
            sheet.ink(box, ink)
            sheet.spray(box, INK, "down", 0.35)
            for rib in range(8, width - 8, 9):
                sheet.rectangle(left + rib, top + 6, 2, height - 15, mix(ink, INK, 0.25))


def _waves(sheet: Sheet, rows: list[tuple[float, float, float, str]]) -> None:
    """Rows of waves from far to near: (y, height, length, ink)."""
    for number, (y, height, length, ink) in enumerate(rows):
        outline = sheet.wave(y, height, length, number * 1.9)
        water = sheet.stencil(outline)
        sheet.ink(water, ink)
        sheet.spray(water, FOAM, "up", 0.3, 0.2)


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
