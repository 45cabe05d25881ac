"""What the API tells. A field that is not here never comes out, whatever is asked for."""

import datetime as dt

from ninja import Schema
from pydantic import ConfigDict, Field


def _may_be_left_out(schema: dict) -> None:
    schema.pop("required", None)


class Told(Schema):
    """Of what the API tells, any field may be left out by `fields`; nothing else is ever in it."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=_may_be_left_out)


class Picture(Told):
    """A picture, as one file about 1280 pixels wide."""

    url: str
    width: int = Field(description="pixels")
    height: int = Field(description="pixels")
    alt: str
    credit: str


class CategoryName(Told):
    """The section of a story."""

    id: int
    name: str
    path: str = Field(description="the slugs from the top, joined by /")
    url: str


class Category(CategoryName):
    """A section of the paper."""

    description: str
    parent: int | None = Field(description="the id of the section above")


class Tag(Told):
    """A tag."""

    name: str
    slug: str
    url: str


class Byline(Told):
    """An author of a story, and what they did for it (empty: wrote it)."""

    name: str
    slug: str
    url: str
    credit: str


class Author(Told):
    """Somebody whose name stands over stories."""

    name: str
    slug: str
    url: str
    job_title: str
    bio: str = Field(description="plain text; an empty line starts a paragraph")
    website: str
    photo: Picture | None


class Summary(Told):
    """A story, as lists have it."""

    id: int
    url: str
    kind: str
    headline: str
    standfirst: str
    summary: str = Field(
        description="what lists show: the excerpt, the standfirst, or how the text begins"
    )
    published_at: dt.datetime
    updated_at: dt.datetime | None = Field(description="the last real change, if there was one")
    category: CategoryName | None
    authors: list[Byline]
    tags: list[Tag]
    picture: Picture | None
    comment_count: int


class Correction(Told):
    """What the paper told its readers to have been wrong."""

    label: str
    text: str
    at: dt.datetime


class Question(Told):
    """A question that the story answers."""

    question: str
    answer: str


class Story(Summary):
    """A story with its text."""

    text: str = Field(description="HTML with absolute addresses, as in the feeds")
    questions: list[Question]
    corrections: list[Correction]


class Comment(Told):
    """A comment that readers see."""

    id: int
    url: str
    story: int
    parent: int | None = Field(description="the comment that it replies to, if readers see that")
    name: str
    body: str = Field(description="plain text")
    created_at: dt.datetime
    edited_at: dt.datetime | None
    is_newsroom: bool = Field(description="written by the newsroom")
    is_pick: bool = Field(description="an editors’ pick")


class Page(Schema):
    """A page of a list; `next` is the address of the following one."""

    next: str | None


class Stories(Page):
    items: list[Summary]


class Categories(Page):
    items: list[Category]


class Tags(Page):
    items: list[Tag]


class Authors(Page):
    items: list[Author]


class Comments(Page):
    items: list[Comment]


class Problem(Schema):
    """What went wrong, in a sentence."""

    error: str
