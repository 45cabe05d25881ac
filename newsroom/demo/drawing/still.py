"""Still lifes and interiors: things on a table, at a window, in a hall."""

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


def ballot_box(sheet: Sheet) -> None:
    """A ballot box on a table, a folded paper half-way into it."""
    sheet.sky((0, PETROL), (0.7, TEAL), (1, TEAL))
    halo = sheet.disc(800, 470, 470)
    sheet.ink(halo, mix(TEAL, MIST, 0.4))
    sheet.spray(halo, PETROL, "down", 0.8, 0.9)
    table = sheet.stencil([(0, 850), (1600, 850), (1600, 1067), (0, 1067)])
    sheet.ink(table, [(0, mix(BRICK, CORAL, 0.4)), (1, PLUM)])
    sheet.spray(table, OCHRE, "up", 0.5, 0.6)
    shadow = sheet.stencil([(470, 900), (1130, 900), (1490, 990), (760, 1000)])
    sheet.spray(shadow, INK, "left", 0.95, 1.0)
    front = sheet.stencil([(450, 500), (1010, 500), (1010, 910), (450, 910)])
    sheet.ink(front, OCHRE)
    sheet.spray(front, BRICK, "down", 0.6, 0.8)
    side = sheet.stencil([(1010, 500), (1170, 420), (1170, 816), (1010, 910)])
    sheet.ink(side, mix(OCHRE, BRICK, 0.55))
    sheet.spray(side, PLUM, "right", 0.85, 0.9)
    lid = sheet.stencil([(430, 500), (600, 414), (1188, 414), (1030, 500)])
    sheet.ink(lid, mix(OCHRE, PAPER, 0.4))
    sheet.spray(lid, OCHRE, "right", 0.8, 0.8)
    sheet.polygon([(430, 500), (1030, 500), (1030, 528), (430, 528)], mix(OCHRE, PAPER, 0.15))
    sheet.polygon([(1030, 500), (1188, 414), (1188, 440), (1030, 528)], mix(OCHRE, BRICK, 0.4))
    sheet.polygon([(660, 470), (694, 450), (946, 450), (918, 470)], INK)
    paper = sheet.stencil([(688, 462), (742, 170), (1000, 214), (930, 462)])
    sheet.ink(paper, PAPER)
    sheet.spray(paper, MIST, "right", 0.8, 0.7)
    fold = sheet.stencil([(742, 170), (1000, 214), (986, 262), (760, 236)])
    sheet.ink(fold, mix(PAPER, MIST, 0.45))
    for row in range(4):
        y = 286 + row * 44
        x = 768 - row * 8
        sheet.line([(x, y), (x + 24, y + 4), (x + 20, y + 28), (x - 4, y + 24), (x, y)], NIGHT, 3)
        sheet.line([(x + 46, y + 18), (x + 140 - row * 9, y + 32 - row)], mix(NIGHT, MIST, 0.5), 7)
    sheet.line([(752, 326), (764, 344), (790, 312)], CORAL, 8)
    sheet.arc(690, 712, 92, 0, 360, mix(OCHRE, PAPER, 0.55), 7)
    for number in range(3):
        half = (74, 78, 66)[number]
        wave = [(690 + x, 682 + number * 32 + 9 * math.sin(x / 18)) for x in range(-half, half + 1, 4)]
        sheet.line(wave, mix(OCHRE, PAPER, 0.55), 8)
    sheet.arc(1096, 655, 34, 160, 380, INK, 11)
    sheet.rectangle(1058, 652, 78, 66, mix(INK, NIGHT, 0.4))
    sheet.circle(1097, 680, 8, OCHRE)


def rain_window(sheet: Sheet) -> None:
    """Rain on a window at evening, blurred lights outside, a cup on the sill."""
    sheet.sky((0, NIGHT), (0.5, PETROL), (0.8, mix(PETROL, PLUM, 0.5)), (1, INK))
    for number in range(40):
        x, y = sheet.random.uniform(0, 1600), sheet.random.gauss(560, 130)
        size = sheet.random.uniform(26, 78)
        ink = sheet.random.choice((OCHRE, CORAL, SAND, MIST, OCHRE))
        light = sheet.disc(x, y, size)
        sheet.spray(light, ink, "centre" if number % 3 else "edge", 0.62, 1.0)
        sheet.glow(x, y, size * 2, ink, 0.3)
    for _ in range(210):
        x, y = sheet.random.uniform(0, 1600), sheet.random.uniform(0, 860)
        size = sheet.random.choice((3, 4, 5, 7, 9, 12))
        sheet.ellipse(x, y, size, size * 1.25, mix(PETROL, FOAM, 0.5))
        sheet.ellipse(x + size * 0.15, y + size * 0.25, size * 0.72, size * 0.9, mix(NIGHT, PETROL, 0.6))
        sheet.circle(x - size * 0.3, y - size * 0.4, max(1, size * 0.22), PAPER)
    for _ in range(24):
        x, y = sheet.random.uniform(0, 1600), sheet.random.uniform(-40, 500)
        length, path = sheet.random.uniform(120, 420), []
        for step in range(0, int(length), 12):
            x += sheet.random.uniform(-3, 3)
            path.append((x, y + step))
        sheet.line(path, mix(PETROL, MIST, 0.45), 4)
        end = path[-1]
        sheet.ellipse(end[0], end[1], 9, 13, mix(PETROL, FOAM, 0.55))
        sheet.circle(end[0] - 3, end[1] - 5, 2.6, PAPER)
    for x, width in ((-10, 54), (784, 40), (1556, 60)):
        bar = sheet.stencil([(x, 0), (x + width, 0), (x + width, 880), (x, 880)])
        sheet.ink(bar, INK)
        sheet.spray(bar, TEAL, "left", 0.5, 0.5)
    sheet.rectangle(0, 330, 1600, 26, INK)
    sill = sheet.stencil([(0, 866), (1600, 866), (1600, 1067), (0, 1067)])
    sheet.ink(sill, [(0, mix(SAND, BRICK, 0.45)), (0.3, BRICK), (1, PLUM)])
    sheet.spray(sill, INK, "down", 0.8, 0.9)
    shade = sheet.stencil([(1120, 958), (1330, 958), (1460, 1010), (1180, 1010)])
    sheet.spray(shade, INK, "left", 0.9)
    cup = sheet.stencil([(1130, 740), (1330, 740), (1306, 950), (1154, 950)])
    sheet.ink(cup, PAPER)
    sheet.spray(cup, PLUM, "right", 0.85, 0.7)
    sheet.arc(1338, 826, 52, 270, 90, PAPER, 20)
    sheet.ellipse(1230, 742, 100, 20, mix(PAPER, SAND, 0.5))
    sheet.ellipse(1230, 746, 86, 14, mix(BRICK, INK, 0.6))
    for shift in (-40, 0, 40):
        steam = [
            (1230 + shift + 15 * math.sin(step / 24 + shift), 716 - step) for step in range(0, 150, 8)
        ]
        sheet.line(steam, mix(PETROL, FOAM, 0.6), 4)
    for number, (x, y, width, ink) in enumerate(
        ((240, 900, 380, TEAL), (256, 858, 350, OCHRE), (232, 822, 372, CORAL))
    ):
        book = sheet.stencil(
            [(x, y), (x + width, y), (x + width, y + 42 - number * 3), (x, y + 42 - number * 3)]
        )
        sheet.ink(book, ink)
        sheet.spray(book, INK, "right", 0.6, 0.7)
        sheet.rectangle(x + 30, y + 14, width - 190, 6, mix(ink, PAPER, 0.6))


def laboratory(sheet: Sheet) -> None:
    """Flasks and tubes on a bench, each with another liquid, before a wall of shelves."""
    sheet.sky((0, mix(FOAM, MIST, 0.5)), (1, FOAM))
    for row in range(2):
        y = 190 + row * 200
        sheet.rectangle(60, y, 1480, 12, mix(MIST, PETROL, 0.55))
        x = 90.0
        while x < 1490:
            width, height = sheet.random.uniform(34, 74), sheet.random.uniform(60, 140)
            ink = mix(MIST, sheet.random.choice((TEAL, PETROL, SAND, CORAL)), 0.4)
            jar = sheet.stencil([(x, y), (x, y - height), (x + width, y - height), (x + width, y)])
            sheet.ink(jar, ink)
            sheet.spray(jar, PETROL, "right", 0.5, 0.6)
            sheet.rectangle(x + 4, y - height - 14, width - 8, 14, mix(MIST, PETROL, 0.5))
            sheet.rectangle(x + 7, y - height * 0.62, width - 14, height * 0.26, PAPER)
            x += width + sheet.random.choice((6, 8, 26))
    bench = sheet.stencil([(0, 846), (1600, 846), (1600, 1067), (0, 1067)])
    sheet.ink(bench, [(0, NIGHT), (0.12, NIGHT), (0.121, mix(NIGHT, PETROL, 0.5)), (1, INK)])
    sheet.spray(bench, TEAL, "up", 0.5, 0.4)
    _erlenmeyer(sheet, 380, 850, 1.0, CORAL, 0.42)
    _erlenmeyer(sheet, 1270, 850, 0.78, OCHRE, 0.6)
    _round_flask(sheet, 800, 650, 150, TEAL)
    sheet.rectangle(1000, 470, 18, 380, INK)
    sheet.rectangle(880, 540, 138, 14, INK)
    sheet.rectangle(930, 836, 160, 16, INK)
    sheet.polygon([(770, 838), (830, 838), (818, 806), (782, 806)], INK)
    flame = sheet.stencil([(800, 722), (824, 770), (818, 800), (782, 800), (776, 770)])
    sheet.ink(flame, [(0, PAPER), (0.4, OCHRE), (1, CORAL)])
    sheet.glow(800, 774, 150, OCHRE, 0.5)
    for number, ink in enumerate((PLUM, CORAL, OCHRE, MOSS, TEAL)):
        _tube(sheet, 560 + number * 34, 690, 150, ink)
    sheet.rectangle(540, 736, 182, 14, SAND)
    sheet.rectangle(540, 832, 182, 18, SAND)
    sheet.rectangle(544, 736, 10, 100, mix(SAND, BRICK, 0.4))
    sheet.rectangle(708, 736, 10, 100, mix(SAND, BRICK, 0.4))
    for number in range(4):
        _tube(sheet, 1426 + number * 30, 740, 108, (BRICK, PETROL, OCHRE, PINE)[number])
    sheet.rectangle(1404, 790, 142, 60, mix(SAND, BRICK, 0.3))


def books(sheet: Sheet) -> None:
    """Piles of books on a table under a lamp."""
    sheet.sky((0, PLUM), (0.7, mix(PLUM, BRICK, 0.45)), (1, BRICK))
    cone = sheet.stencil([(1030, 310), (1210, 310), (1560, 890), (420, 890)])
    sheet.spray(cone, OCHRE, "up", 0.75, 1.0)
    sheet.glow(1120, 330, 380, OCHRE, 0.6)
    table = sheet.stencil([(0, 880), (1600, 880), (1600, 1067), (0, 1067)])
    sheet.ink(table, [(0, mix(BRICK, OCHRE, 0.35)), (0.5, mix(PLUM, BRICK, 0.5)), (1, INK)])
    sheet.spray(table, OCHRE, "up", 0.6, 0.5)
    inks = (CORAL, PETROL, OCHRE, TEAL, PAPER, MOSS, NIGHT, SAND, BRICK, MIST)
    for start, count, width in ((120, 9, 340), (520, 13, 300), (900, 6, 360)):
        y = 884.0
        for number in range(count):
            thick = sheet.random.uniform(32, 62)
            long = width * sheet.random.uniform(0.82, 1.06)
            x = start + (width - long) / 2 + sheet.random.uniform(-22, 22)
            ink = inks[(number * 3 + count) % len(inks)]
            y -= thick
            cover = sheet.stencil([(x, y), (x + long, y), (x + long, y + thick - 2), (x, y + thick - 2)])
            sheet.ink(cover, ink)
            sheet.spray(cover, INK, "left" if start > 500 else "down", 0.75, 0.8)
            sheet.rectangle(
                x + long * 0.12, y + 3, 7, thick - 8, mix(ink, PAPER if number % 2 else INK, 0.5)
            )
            sheet.rectangle(
                x + long * 0.82, y + 3, 7, thick - 8, mix(ink, PAPER if number % 2 else INK, 0.5)
            )
            for line in range(1 + number % 2):
                sheet.rectangle(
                    x + long * 0.28,
                    y + thick * (0.36 + 0.28 * line) - 3,
                    long * (0.4 - 0.12 * line),
                    5,
                    mix(ink, PAPER, 0.7),
                )
    sheet.line([(1330, 884), (1430, 560), (1170, 280)], INK, 14)
    sheet.circle(1430, 560, 17, INK)
    sheet.ellipse(1330, 884, 96, 20, INK)
    shade = sheet.stencil([(1070, 214), (1176, 214), (1236, 316), (1004, 316)])
    sheet.ink(shade, CORAL)
    sheet.spray(shade, BRICK, "right", 0.9, 0.7)
    sheet.ellipse(1120, 316, 116, 18, PAPER)
    page = [(1010, 596), (1080, 572), (1120, 584), (1160, 572), (1232, 596)]
    open_book = sheet.stencil([*page, (1232, 612), (1160, 590), (1120, 600), (1080, 590), (1010, 612)])
    sheet.ink(open_book, PAPER)
    for left, top in ((1310, 840), (1330, 846)):
        sheet.line([(left - 60, top + 34), (left + 160, top - 6)], OCHRE, 8)
    mug = sheet.stencil([(226, 348), (330, 348), (322, 456), (234, 456)])
    sheet.ink(mug, PAPER)
    sheet.spray(mug, PLUM, "left", 0.7, 0.8)
    sheet.ellipse(278, 349, 52, 11, mix(BRICK, INK, 0.6))
    sheet.arc(226, 402, 30, 90, 270, PAPER, 12)


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


def _glass(sheet: Sheet, outline, liquid, ink: str) -> None:
    """A vessel: its outline in pale glass, the liquid in it, a light on the left."""
    glass = sheet.stencil(outline)
    sheet.ink(glass, mix(FOAM, PAPER, 0.5))
    fill = sheet.stencil(liquid)
    sheet.ink(fill, ink)
    sheet.spray(fill, mix(ink, INK, 0.6), "right", 0.8, 0.8)
    sheet.line([*outline, outline[0]], mix(PETROL, NIGHT, 0.5), 5)


def _erlenmeyer(sheet: Sheet, x: float, y: float, size: float, ink: str, level: float) -> None:
    def at(dx, dy):
        return x + dx * size, y - dy * size

    outline = [
        at(-44, 400),
        at(44, 400),
        at(44, 270),
        at(170, 30),
        at(150, 0),
        at(-150, 0),
        at(-170, 30),
        at(-44, 270),
    ]
    top = 30 + 240 * level
    half = 170 - 126 * level
    liquid = [at(-half, top), at(half, top), at(170, 30), at(150, 0), at(-150, 0), at(-170, 30)]
    _glass(sheet, outline, liquid, ink)
    sheet.rectangle(x - 54 * size, y - 412 * size, 108 * size, 18 * size, mix(FOAM, PETROL, 0.4))
    sheet.line([at(-118, 60), at(-40, 215)], PAPER, 9 * size)
    for _ in range(7):
        sheet.circle(
            x + sheet.random.uniform(-90, 90) * size,
            y - sheet.random.uniform(20, top - 20) * size,
            sheet.random.uniform(4, 11) * size,
            mix(ink, PAPER, 0.55),
        )


def _round_flask(sheet: Sheet, x: float, y: float, radius: float, ink: str) -> None:
    neck = [
        (x - 36, y - radius + 10),
        (x - 36, y - radius - 150),
        (x + 36, y - radius - 150),
        (x + 36, y - radius + 10),
    ]
    sheet.polygon(neck, mix(FOAM, PAPER, 0.5))
    sheet.line([neck[1], neck[0]], mix(PETROL, NIGHT, 0.5), 5)
    sheet.line([neck[2], neck[3]], mix(PETROL, NIGHT, 0.5), 5)
    sheet.ellipse(x, y - 70, radius, radius, mix(PETROL, NIGHT, 0.5))
    sheet.ellipse(x, y - 70, radius - 5, radius - 5, mix(FOAM, PAPER, 0.5))
    outline = [
        (
            x + (radius - 9) * math.cos(turn / 40 * math.pi),
            y - 70 + (radius - 9) * math.sin(turn / 40 * math.pi),
        )
        for turn in range(41)
    ]
    fill = sheet.stencil(outline)
    sheet.ink(fill, ink)
    sheet.spray(fill, NIGHT, "right", 0.8, 0.8)
    sheet.ellipse(x, y - 70, radius - 9, 18, mix(ink, PAPER, 0.4))
    sheet.arc(x, y - 70, radius - 34, 150, 215, PAPER, 10)
    sheet.rectangle(x - 46, y - radius - 164, 92, 18, mix(FOAM, PETROL, 0.4))
    for _ in range(8):
        sheet.circle(
            x + sheet.random.uniform(-70, 70),
            y - 40 + sheet.random.uniform(0, 90),
            sheet.random.uniform(4, 9),
            mix(ink, PAPER, 0.6),
        )


def _tube(sheet: Sheet, x: float, y: float, height: float, ink: str) -> None:
    sheet.rectangle(x, y, 22, height, mix(FOAM, PAPER, 0.5))
    tube = sheet.stencil(
        [(x, y + height * 0.4), (x + 22, y + height * 0.4), (x + 22, y + height), (x, y + height)]
    )
    sheet.ink(tube, ink)
    sheet.spray(tube, INK, "right", 0.6, 0.7)
    sheet.rectangle(x - 4, y - 6, 30, 9, mix(FOAM, PETROL, 0.5))


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
