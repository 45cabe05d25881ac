"""What may be asked of the API, beside the address."""

import datetime as dt
import re
from typing import Annotated

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, WithJsonSchema

from articles.models import Article
from newsroom.api import schemas

MOST, USUAL = 100, 20  # items of a page
LONGEST_QUERY = 120  # characters
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
CURSOR = r"^[0-9]{1,17}-[0-9]{1,18}$"
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


Day = Annotated[str, AfterValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
Kind = Annotated[
    str,
    AfterValidator(_kind),
    WithJsonSchema({"type": "string", "enum": list(Article.Kind)}),
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


class AskedToSearch(AskedForStories):
    q: str = Field(max_length=LONGEST_QUERY, description="words; stories hold all of them")


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
