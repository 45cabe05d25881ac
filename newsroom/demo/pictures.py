"""Draws the demo's pictures and stores them as an editor's upload would be stored."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor

from django.core.files.base import ContentFile

from images.models import Image
from images.workflow import PreparedPicture, keep, prepare
from newsroom.demo import drawing, paper

PORTRAIT_FOCAL = (0.5, 0.42)


def described() -> dict[str, Image]:
    """Return an unsaved row, with its words, for every picture of the demo by its name."""
    scenes = {
        scene.name: Image(
            title=scene.title,
            alt=scene.alt,
            caption=scene.caption,
            credit=paper.CREDIT,
            focal_x=scene.focal[0],
            focal_y=scene.focal[1],
        )
        for scene in paper.PICTURES
    }
    portraits = {
        person.slug: Image(
            title=f"Portrait of {person.name}",
            alt=f"Drawn portrait of {person.name}",
            credit=paper.CREDIT,
            focal_x=PORTRAIT_FOCAL[0],
            focal_y=PORTRAIT_FOCAL[1],
        )
        for person in paper.PEOPLE
    }
    return scenes | portraits


def stored() -> dict[str, Image]:
    """Return those pictures of the demo, by name, that the newsroom has."""
    rows = Image.objects.filter(credit=paper.CREDIT).order_by("-pk")
    by_title = {image.title: image for image in rows}
    return {
        name: by_title[image.title] for name, image in described().items() if image.title in by_title
    }


def store(names: Iterable[str], jobs: int) -> Iterator[Image]:
    """Draw and store pictures, `jobs` of them at a time, and yield each when it is stored.

    Drawing and encoding leave the database alone and run in threads, where most of the time goes
    to Pillow's own code; the rows are written here, one after the other.
    """
    rows = described()
    names = list(names)
    with ThreadPoolExecutor(jobs) as pool:
        for name, picture in zip(names, pool.map(_prepare, names), strict=True):
            keep(picture, rows[name])
            yield rows[name]


def _prepare(name: str) -> PreparedPicture:
    image = described()[name]
    file = ContentFile(drawing.draw(name).getvalue(), name=f"{name}.jpg")
    return prepare(file, (image.focal_x, image.focal_y))
