"""The bench of a laboratory."""

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


def _glass(sheet: Sheet, outline, liquid, ink: str) -> None:
    """A vessel: its outline in pale glass, the liquid in it, a light on the left."""
    glass = sheet.stencil(outline)
    sheet.ink(glass, mix(FOAM, PAPER, 0.5))
    fill = sheet.stencil(liquid)
    sheet.ink(fill, ink)
    sheet.spray(fill, mix(ink, INK, 0.6), "right", 0.8, 0.8)
    sheet.line([*outline, outline[0]], mix(PETROL, NIGHT, 0.5), 5)


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
