"""What several pictures have in common: light on water, waves, trees."""

from newsroom.demo.drawing.press import BRICK, FOAM, INK, MOSS, PINE, Sheet, mix


def glitter(sheet: Sheet, x: float, y: float, half: float, ink: str) -> None:
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


def waves(sheet: Sheet, rows: list[tuple[float, float, float, str]]) -> None:
    """Rows of waves from far to near: (y, height, length, ink)."""
    for number, (y, height, length, ink) in enumerate(rows):
        outline = sheet.wave(y, height, length, number * 1.9)
        water = sheet.stencil(outline)
        sheet.ink(water, ink)
        sheet.spray(water, FOAM, "up", 0.3, 0.2)


def pine(sheet: Sheet, x: float, y: float, height: float, ink: str) -> None:
    for number in range(5):
        top = y - height + number * height * 0.17
        half = height * (0.06 + 0.038 * number)
        sheet.polygon(
            [(x, top - height * 0.04), (x - half, top + height * 0.25), (x + half, top + height * 0.25)],
            ink,
        )
    sheet.rectangle(x - height * 0.022, y - height * 0.1, height * 0.044, height * 0.14, ink)


def tree(sheet: Sheet, x: float, y: float, size: float) -> None:
    sheet.rectangle(x - 4 * size, y - 50 * size, 8 * size, 50 * size, mix(BRICK, INK, 0.6))
    crown = sheet.disc(x, y - 74 * size, 30 * size, 42 * size)
    sheet.ink(crown, PINE)
    sheet.spray(crown, MOSS, "left", 0.9, 0.7)
