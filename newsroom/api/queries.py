"""What may be asked of the API, beside the address."""

import datetime as dt
import re
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from articles.models import Article
from newsroom.api import schemas
from search.queries import LONGEST

MOST, USUAL = 100, 20  # items of a page
MOST_PAGES = 1000  # of results of a search
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURSOR = r"^-?[0-9]{1,17}-[0-9]{1,18}$"
KEY = r"^[0-9]{1,18}$"


def selection(told: type[schemas.Told]) -> object:
    """Return the type of the parameter `fields` for what is told: names of its fields, with commas."""
    known = list(told.model_fields)

    def check(value: str) -> str:
        names = value.split(",")
        if unknown := [name for name in names if name not in known]:
            raise ValueError(f"there is no field “{unknown[0][:40]}”; there are {', '.join(known)}")
        return value

    one = "|".join(known)
    schema = {"type": "string", "pattern": f"^({one})(,({one}))*$", "maxLength": 400}
    described = Field(None, max_length=400, description="only these fields, separated by commas")
    return Annotated[Annotated[str, AfterValidator(check), WithJsonSchema(schema)] | None, described]


def _day(value: str) -> str:
    try:
        if not _DAY.fullmatch(value):
            raise ValueError
        dt.date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("write a day as 2024-07-15") from error
    return value


def _kind(value: str) -> str:
    if value not in Article.Kind.values:
        raise ValueError(f"there are {', '.join(Article.Kind.values)}")
    return value


def _sort(value: str) -> str:
    if value not in ("relevance", "date"):
        raise ValueError("there are relevance and date")
    return value


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Kind = Annotated[
    str,
    AfterValidator(_kind),
    WithJsonSchema({"type": "string", "enum": list(Article.Kind)}),
]


Sort = Annotated[
    str,
    AfterValidator(_sort),
    WithJsonSchema({"type": "string", "enum": ["relevance", "date"], "default": "relevance"}),
]


class Asked(Schema):
    """Parameters that are not here are refused, so that no misspelt one goes unnoticed."""

    model_config = ConfigDict(extra="forbid")


class AskedForPage(Asked):
    limit: int = Field(USUAL, ge=1, le=MOST, description="items of the page")


class AskedForStory(Asked):
    fields: selection(schemas.Story)


class AskedForStories(AskedForPage):
    cursor: str | None = Field(None, pattern=CURSOR, description="from “next” of the page before")
    fields: selection(schemas.Summary)


class AskedForStoriesOf(AskedForStories):
    kind: Kind | None = Field(None, description="only stories of this kind")
    since: Day | None = Field(
        None, description="published on this day or later, in the paper’s time zone"
    )
    until: Day | None = Field(None, description="published on this day or earlier")


# Told in the document only: the guard refuses a NUL in any address before this is asked.
NO_NUL = {"pattern": r"^[^\x00]*$"}


class AskedToSearch(Asked):
    q: str = Field(
        max_length=LONGEST,
        description="words, “phrases”, -words that must not be there",
        json_schema_extra=NO_NUL,
    )
    sort: Sort = Field("relevance", description="the best first, or the newest")
    page: int = Field(1, ge=1, le=MOST_PAGES, description="from “next” of the page before")
    section: str | None = Field(
        None, max_length=600, description="only of this path of a section", json_schema_extra=NO_NUL
    )
    author: str | None = Field(
        None, max_length=200, description="only by the author of this slug", json_schema_extra=NO_NUL
    )
    tag: str | None = Field(
        None, max_length=200, description="only with the tag of this slug", json_schema_extra=NO_NUL
    )
    year: str | None = Field(
        None, max_length=4, description="only of this year", json_schema_extra=NO_NUL
    )
    fields: selection(schemas.Summary)


class AskedForComments(AskedForPage):
    cursor: str | None = Field(None, pattern=CURSOR, description="from “next” of the page before")
    fields: selection(schemas.Comment)


class _AskedByKey(AskedForPage):
    cursor: str | None = Field(None, pattern=KEY, description="from “next” of the page before")


class AskedForCategories(_AskedByKey):
    fields: selection(schemas.Category)


class AskedForTags(_AskedByKey):
    fields: selection(schemas.Tag)


class AskedForAuthors(_AskedByKey):
    fields: selection(schemas.Author)


class AskedForCategory(Asked):
    fields: selection(schemas.Category)


class AskedForTag(Asked):
    fields: selection(schemas.Tag)


class AskedForAuthor(Asked):
    fields: selection(schemas.Author)
