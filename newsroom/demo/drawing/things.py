"""Still lifes."""

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
