"""The demo's pictures, drawn by Pillow: scenes by name, and the portraits of its authors."""

from io import BytesIO

from newsroom.demo.drawing import (
    bench,
    country,
    halls,
    mountains,
    port,
    portraits,
    sea,
    shore,
    sport,
    things,
    town,
)
from newsroom.demo.drawing.press import Sheet
from newsroom.demo.drawing.sitters import SITTERS, SIZE

SCENES = {
    function.__name__: function
    for function in (
        port.harbour,
        port.container_ship,
        port.freight,
        sea.storm,
        sea.lighthouse,
        sea.tide,
        shore.terns,
        shore.kelp,
        shore.concert,
        mountains.highland_road,
        mountains.mist_mountains,
        mountains.dam,
        mountains.star_trails,
        country.wind_turbines,
        country.river,
        country.hill_village,
        town.city_night,
        town.silo_library,
        halls.assembly,
        halls.cinema,
        halls.long_table,
        things.ballot_box,
        things.rain_window,
        things.books,
        bench.laboratory,
        sport.football,
        sport.gigs,
    )
}


def draw(name: str) -> BytesIO:
    """Return the picture with a name of SCENES (1280 × 853 pixels) or of SITTERS (640 × 640 pixels) as
    a JPEG file, always the same one. Raises KeyError for any other name.
    """
    if name in SITTERS:
        sheet = Sheet(name, SIZE, SIZE)
        portraits.draw(sheet, name)
    else:
        scene = SCENES[name]
        sheet = Sheet(name)
        scene(sheet)
    return sheet.finish()
