"""What editors write on a story, as one value: read from its rows, written to them, told apart.

The layout, as it stands in `Revision.content`, is plain JSON:

    {"headline": "…", "body": "<p>…", "category": 3, "lead_image": null, "published_at": "2024-…Z",
     "also_in": [4, 9], "tags": ["Ports", "Strikes"],
     "bylines": [{"id": "<uuid>", "author": 5, "credit": ""}, …],
     "faqs": [{"id": "<uuid>", "question": "…", "answer": "…"}, …],
     "pins": [{"id": "<uuid>", "story": 12}, …], "bans": [{"id": "<uuid>", "story": 17}, …]}

Times are ISO 8601 in UTC; the order of rows is that of the list. State, address month and counters
are not content: articles.workflow keeps them.
"""

import datetime as dt
from uuid import UUID

from articles import tagging
from articles.models import FAQ, Article, BannedStory, Byline, Category, PinnedStory
from authors.models import Author
from images.models import Image

TEXTS = (
    *("headline", "slug", "kind", "standfirst", "excerpt", "body", "lead_caption"),
    *("comments_open", "seo_title", "seo_description"),
)
DAYS = ("comments_close_after_days", "comments_hold_after_days")  # later than the first revisions
KEYS = {"category": Category, "lead_image": Image}
TIMES = ("published_at", "embargo_until", "expires_at")
SETS = ("also_in", "tags")
ROWS = {
    "bylines": (Byline, {"author": Author}, ("credit",)),
    "faqs": (FAQ, {}, ("question", "answer")),
    "pins": (PinnedStory, {"story": Article}, ()),
    "bans": (BannedStory, {"story": Article}, ()),  # later than the first revisions
}
NAMES = (*TEXTS, *DAYS, *KEYS, *TIMES, *SETS, *ROWS)

# What restoring an old text leaves as it is: where the story stands and when, not what it says.
PLACE_AND_TIME = ("slug", *TIMES)


def read(article: Article) -> dict:
    """Return the content of a story from its rows; what is in memory of its own fields counts."""
    content = {name: getattr(article, name) for name in (*TEXTS, *DAYS)}
    content |= {name: getattr(article, f"{name}_id") for name in KEYS}
    content |= {name: _from_time(getattr(article, name)) for name in TIMES}
    content["also_in"] = sorted(article.also_in.order_by().values_list("pk", flat=True))
    content["tags"] = sorted(article.tags.values_list("name", flat=True), key=str.casefold)
    for name, (model, keys, texts) in ROWS.items():
        rows = model.objects.filter(article=article).order_by("position", "pk")
        columns = [*(f"{key}_id" for key in keys), *texts]
        content[name] = [
            {"id": str(pk)} | dict(zip([*keys, *texts], values, strict=True))
            for pk, *values in rows.values_list("pk", *columns)
        ]
    return content


def set_fields(article: Article, content: dict) -> None:
    """Put the fields of the story's own row to what `content` says, in memory only.

    A category or picture that is gone by now is left empty.
    """
    for name in TEXTS:
        setattr(article, name, content[name])
    for name in DAYS:
        setattr(article, name, content.get(name))
    for name, model in KEYS.items():
        key = content[name]
        setattr(article, f"{name}_id", key if key in _present(model, [key]) else None)
    for name in TIMES:
        setattr(article, name, _to_time(content[name]))


def write_related(article: Article, content: dict) -> None:
    """Put the tags, sections and rows that hang on a saved story to what `content` says.

    Rows keep their keys. What names an author, a story or a section that is gone is left out.
    """
    article.also_in.set(_present(Category, content["also_in"]))
    article.tags.set(tagging.current_names(content["tags"]))
    for name, (model, keys, texts) in ROWS.items():
        rows = content.get(name, [])
        for key, target in keys.items():
            present = _present(target, [row[key] for row in rows])
            rows = [row for row in rows if row[key] in present]
        _write_rows(model, article, rows, keys, texts)


def _write_rows(model, article: Article, rows: list[dict], keys, texts) -> None:
    wanted = {}
    for position, row in enumerate(rows, 1):
        values = {f"{key}_id": row[key] for key in keys} | {text: row[text] for text in texts}
        wanted[UUID(row["id"])] = values | {"position": position}
    columns = ["position", *(f"{key}_id" for key in keys), *texts]
    present = {
        row["pk"]: {column: row[column] for column in columns}
        for row in model.objects.filter(article=article).values("pk", *columns)
    }
    changed = [pk for pk, values in present.items() if wanted.get(pk) != values]
    # Deleted first: rows may trade what must be unique.
    model.objects.filter(pk__in=changed).delete()
    model.objects.bulk_create(
        model(pk=pk, article=article, **values)
        for pk, values in wanted.items()
        if present.get(pk) != values
    )


def _present(model, keys) -> set:
    """Return those of `keys` that a row still has."""
    keys = {key for key in keys if key is not None}
    return set(model.objects.filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()


def _from_time(moment: dt.datetime | None) -> str | None:
    return moment.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if moment else None


def _to_time(text: str | None) -> dt.datetime | None:
    return dt.datetime.fromisoformat(text) if text else None
