"""Who somebody is, by the values alone that are shown of an author (rendering.fragments)."""

from typing import NamedTuple

from django.utils.safestring import SafeString

from authors.models import Author
from images.markup import picture_html
from rendering.fragments import fragments


class Portrait(NamedTuple):
    """What components/portrait.html shows: a picture, or a letter for it."""

    picture: SafeString
    letter: str


class Box(NamedTuple):
    """What components/author_box.html shows."""

    name: str
    job_title: str
    bio: str
    url: str
    portrait: SafeString


def portrait(author: Author, sizes: str) -> SafeString:
    """Return an author's picture as HTML, or the first letter of the name; `sizes` as for pictures."""
    picture = SafeString("")
    if author.photo and author.photo.shown:
        picture = picture_html(author.photo, crop="square", sizes=sizes, alt="")
    return fragments.render("components/portrait.html", Portrait(picture, author.name[:1]))


def author_box(author: Author) -> SafeString:
    """Return who an author is, as HTML for below a story."""
    box = Box(
        name=author.name,
        job_title=author.job_title,
        bio=author.bio,
        url=author.get_absolute_url(),
        portrait=portrait(author, sizes="6rem"),
    )
    return fragments.render("components/author_box.html", box)
