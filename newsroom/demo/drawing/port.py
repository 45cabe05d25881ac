"""Scenes of the port: cranes, ships, cargo."""

from newsroom.demo.drawing.motifs import glitter, waves
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
    glitter(sheet, 980, 696, 130, OCHRE)
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
    waves(
        sheet,
        [
            (824, 7, 300, FOAM),
            (838, 8, 260, PETROL),
            (900, 13, 380, mix(PETROL, NIGHT, 0.4)),
            (975, 18, 460, mix(PETROL, NIGHT, 0.8)),
        ],
    )


def freight(sheet: Sheet) -> None:
    """Crates stacked as the columns of a chart, a line falling over them."""
    sheet.sky((0, SAND), (1, PAPER))
    for y in range(180, 900, 120):
        sheet.line([(90, y), (1510, y)], mix(SAND, PLUM, 0.18), 2)
    inks = (TEAL, CORAL, OCHRE, PETROL, BRICK, MOSS, PLUM, MIST)
    columns = (6, 7, 7, 8, 6, 5, 5, 4, 3, 3, 2, 3)
    tops = []
    for number, count in enumerate(columns):
        x = 130 + number * 115
        for row in range(count):
            y = 900 - (row + 1) * 76
            ink = inks[(number * 5 + row * 3) % len(inks)]
            crate = sheet.stencil([(x, y), (x + 96, y), (x + 96, y + 70), (x, y + 70)])
            sheet.ink(crate, ink)
            sheet.spray(crate, INK, "right", 0.55, 0.7)
            for rib in range(10, 92, 14):
                sheet.rectangle(x + rib, y + 9, 3, 52, mix(ink, INK, 0.25))
            sheet.rectangle(x, y, 96, 4, mix(ink, PAPER, 0.5))
        tops.append((x + 48, 900 - count * 76 - 66))
    sheet.rectangle(90, 900, 1420, 9, INK)
    ground = sheet.stencil([(0, 909), (1600, 909), (1600, 1067), (0, 1067)])
    sheet.ink(ground, mix(SAND, PAPER, 0.3))
    sheet.spray(ground, mix(SAND, BRICK, 0.5), "up", 0.6, 0.7)
    sheet.line(tops, PAPER, 19)
    sheet.line(tops, INK, 9)
    for x, y in tops:
        sheet.circle(x, y, 17, INK)
        sheet.circle(x, y, 9, CORAL)
    hook = tops[7][0]
    sheet.line([(hook, 0), (hook, 330)], INK, 4)
    sheet.line([(hook - 48, 400), (hook, 330), (hook + 48, 400)], INK, 4)
    crate = sheet.stencil([(hook - 48, 400), (hook + 48, 400), (hook + 48, 470), (hook - 48, 470)])
    sheet.ink(crate, CORAL)
    sheet.spray(crate, INK, "right", 0.55, 0.7)
    for number in range(12):
        sheet.rectangle(130 + number * 115 + 34, 930, 28, 7, mix(SAND, PLUM, 0.6))


def _skyline(sheet: Sheet, y: float, low: float, high: float) -> list[tuple[float, float]]:
    """The roofs of a town across the sheet, standing on `y`."""
    outline, x = [(0.0, y)], 0.0
    while x < sheet.width:
        width, height = sheet.random.uniform(24, 80), sheet.random.uniform(low, high)
        outline += [(x, y - height), (x + width, y - height)]
        x += width
    return [*outline, (sheet.width, y)]


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
