"""What differs between two texts of a story, for people to read."""

import datetime as dt
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from articles.content import DAYS, KEYS, ROWS, SETS, TIMES
from articles.history import told_time
from articles.merging import blocks, changed_fields
from articles.models import Article, Category
from articles.permissions import nameable_by
from articles.sequences import Differ
from authors.models import Author
from images.models import Image
from richtext.text import plain_text

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_INSERTED = re.compile(r'data-(image|embed)="([^"]*)"')
_LINES = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True)
class Difference:
    """One part of a story in two revisions; `before` and `after` are HTML with the words marked."""

    name: str
    before: SafeString
    after: SafeString


def differences(before: dict, after: dict, user: AbstractBaseUser) -> list[Difference]:
    """Return what differs between two contents, part by part, in the order of the form.

    Other stories are named by their headlines as far as `user` may read them.
    """
    told = _Told(before, after, user=user)
    found = []
    for name in changed_fields(before, after):
        texts = told.text(name, before.get(name)), told.text(name, after.get(name))
        if name == "body" and texts[0] == texts[1]:
            texts = before["body"], after["body"]  # only its markup differs
        found.append(Difference(name, *marked(*texts)))
    return found


def marked(before: str, after: str) -> tuple[SafeString, SafeString]:
    """Return two texts as HTML: words that only the first has in `del`, only the second in `ins`.

    In texts that differ beyond measure, whole passages are marked where single words could be.
    """
    differ, left, right = Differ(), [], []
    for old, new in _passages(differ, before, after):
        words, others = _WORDS.findall(old), _WORDS.findall(new)
        for changed, a, b, c, d in differ.steps(words, others):
            left.append(("del" if changed else "", "".join(words[a:b])))
            right.append(("ins" if changed else "", "".join(others[c:d])))
    return _joined(left), _joined(right)


def _passages(differ: Differ, before: str, after: str) -> Iterator[tuple[str, str]]:
    """Cut two texts into passages that belong together: lines, where it is clear which became which."""
    old, new = _LINES.findall(before), _LINES.findall(after)
    for _, a, b, c, d in differ.steps(old, new):
        if b - a == d - c:
            yield from zip(old[a:b], new[c:d], strict=True)
        else:
            yield "".join(old[a:b]), "".join(new[c:d])


def _joined(parts: list[tuple[str, str]]) -> SafeString:
    return format_html_join(
        "",
        "{}",
        ((format_html(f"<{tag}>{{}}</{tag}>", text) if tag else text,) for tag, text in parts if text),
    )


def _readable(block: str) -> str:
    """Return the words of a block of a text, and what is inserted there in brackets."""
    inserted = "".join(
        f"[{'picture' if kind == 'image' else 'embed'} {html.unescape(which)}] "
        for kind, which in _INSERTED.findall(block)
    )
    return inserted + plain_text(block)


class _Told:
    """Values of two contents as text, with the names of what they name; few queries for both."""

    def __init__(self, *contents: dict, user: AbstractBaseUser):
        self.contents = contents
        self.names = {
            rows.model: self._names(rows, keys)
            for rows, keys in (
                (Category.objects.all(), {*self._keys("category"), *self._all("also_in")}),
                (Image.objects.all(), set(self._keys("lead_image"))),
                (Author.objects.all(), {row["author"] for row in self._all("bylines")}),
                (nameable_by(user, Article.objects.all()), self._named_stories()),
            )
        }

    def text(self, name: str, value) -> str:
        """Return what a part of the content says, a line each for what is a list."""
        if name == "body":
            return "\n".join(_readable(block) for block in blocks(value or ""))
        if name in TIMES:
            return told_time(dt.datetime.fromisoformat(value)) if value else "–"
        if name in DAYS:
            return "–" if value is None else str(value)
        if name in KEYS:
            return self._name(KEYS[name], value) if value else "–"
        if name in SETS or name in ROWS:
            return "\n".join(self._line(name, item) for item in value or [])
        return {True: "yes", False: "no"}.get(value, str(value or ""))

    def _line(self, name: str, item) -> str:
        if name == "tags":
            return item
        if name == "also_in":
            return self._name(Category, item)
        if name == "bylines":
            credit = f" ({item['credit']})" if item["credit"] else ""
            return self._name(Author, item["author"]) + credit
        if name in ("pins", "bans"):
            return self.names[Article].get(item["story"], f"(story {item['story']})")
        return f"Q: {item['question']}\nA: {item['answer']}"

    def _named_stories(self) -> set[int]:
        return {row["story"] for name in ("pins", "bans") for row in self._all(name)}

    def _keys(self, name: str) -> list:
        return [content[name] for content in self.contents if content.get(name)]

    def _all(self, name: str) -> list:
        return [item for content in self.contents for item in content.get(name, [])]

    def _names(self, rows, keys) -> dict[int, str]:
        return {row.pk: str(row) for row in rows.filter(pk__in=keys)} if keys else {}

    def _name(self, model, key: int) -> str:
        return self.names[model].get(key) or f"(no longer there: {model._meta.verbose_name} {key})"
