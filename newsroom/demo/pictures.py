"""Draws the demo's pictures and stores them as an editor's upload would be stored."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.core.files.base import ContentFile

from images.models import Image
from images.workflow import PreparedPicture, keep, prepare
from newsroom.demo import drawing, manuscripts, paper
from newsroom.demo.manuscripts import Manuscript

PORTRAIT_FOCAL = (0.5, 0.42)


def described() -> dict[str, Image]:
    """Return an unsaved row, with its words, for every picture of the demo by its name."""
    scenes = {card["name"]: _scene(card) for card in manuscripts.read_cards("pictures.txt")}
    portraits = {person.slug: _portrait(person) for person in manuscripts.read_all("people")}
    return scenes | portraits


def stored() -> dict[str, Image]:
    """Return those pictures of the demo, by name, that the newsroom has."""
    rows = Image.objects.filter(credit=paper.CREDIT).order_by("-pk")
    by_title = {image.title: image for image in rows}
    return {
        name: by_title[image.title] for name, image in described().items() if image.title in by_title
    }


def store(names: list[str], jobs: int) -> Iterator[Image]:
    """Draw and store pictures, `jobs` of them at a time, and yield each when it is stored.

    Drawing and encoding leave the database alone and run in threads, where most of the time goes
    to Pillow's own code; the rows are written here, one after the other.
    """
    rows = described()
    images = [rows[name] for name in names]
    pool = ThreadPoolExecutor(jobs)
    try:
        for image, picture in zip(images, pool.map(_prepare, names, images), strict=True):
            keep(picture, image)
            yield image
    finally:
        pool.shutdown(cancel_futures=True)


def _scene(card: dict[str, str]) -> Image:
    across, down = map(float, card["focal"].split())
    return Image(
        title=card["title"],
        alt=card["alt"],
        caption=card["caption"],
        credit=paper.CREDIT,
        focal_x=across,
        focal_y=down,
    )


def _portrait(person: Manuscript) -> Image:
    return Image(
        title=f"Portrait of {person.head['name']}",
        alt=f"Drawn portrait of {person.head['name']}",
        credit=paper.CREDIT,
        focal_x=PORTRAIT_FOCAL[0],
        focal_y=PORTRAIT_FOCAL[1],
    )


def _prepare(name: str, image: Image) -> PreparedPicture:
    file = ContentFile(drawing.draw(name).getvalue(), name=f"{name}.jpg")
    return prepare(file, (image.focal_x, image.focal_y))
