"""The demo's pictures, drawn by Pillow: scenes by name, and the portraits of its authors."""

from io import BytesIO

from newsroom.demo.drawing import coast, land, portraits, still, town
from newsroom.demo.drawing.press import Sheet

SCENES = {
    function.__name__: function
    for function in (
        coast.harbour,
        coast.container_ship,
        coast.storm,
        coast.lighthouse,
        coast.kelp,
        coast.gigs,
        land.highland_road,
        land.mist_mountains,
        land.dam,
        land.wind_turbines,
        land.river,
        land.star_trails,
        land.terns,
        town.city_night,
        town.assembly,
        town.hill_village,
        town.silo_library,
        town.cinema,
        town.football,
        still.ballot_box,
        still.rain_window,
        still.laboratory,
        still.books,
        still.concert,
        still.long_table,
        still.tide,
        still.freight,
    )
}


def draw(name: str) -> BytesIO:
    """Return the picture with a name of SCENES (1280 × 853 pixels) or of portraits.SITTERS (640 ×
    640 pixels) as a JPEG file, always the same one. Raises KeyError for any other name.
    """
    if name in portraits.SITTERS:
        sheet = Sheet(name, portraits.SIZE, portraits.SIZE)
        portraits.draw(sheet, name)
    else:
        scene = SCENES[name]
        sheet = Sheet(name)
        scene(sheet)
    return sheet.finish()
