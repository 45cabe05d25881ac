"""Writes stories for the demo of any size: readable, varied, and the same for the same seed.

Stories come in editions of forty that lie within a fortnight and follow a handful of matters, each
with its own people and places, so that tags, related stories and archives look as they do in life.
"""

import datetime as dt
import math
from dataclasses import dataclass
from html import escape
from random import Random

from articles.models import Article
from newsroom.demo.beats import WEEKDAYS, Beat, draw_slots, read_beats
from newsroom.demo.grammar import Template

EDITION = 40  # stories
MATTERS = 7  # in an edition
YEARS = 12
NEWEST = dt.timedelta(days=3)  # the stories that people wrote stay the newest
_GOLDEN = (math.sqrt(5) - 1) / 2
_STATUSES = [
    Article.Status.PUBLISHED,
    Article.Status.DRAFT,
    Article.Status.IN_REVIEW,
    Article.Status.WITHDRAWN,
]
_WEIGHTS = [985, 5, 5, 5]
_ALSO = ["world", "politics", "business", "climate", "science", "culture"]


@dataclass
class Written:
    """A generated story: the unsaved row, and what its other rows are made from.

    `matter` is which of its edition's matters it is about.
    """

    article: Article
    category: str
    also_in: str
    tags: list[str]
    authors: list[str]
    picture: str
    questions: list[tuple[str, str]]
    edition: int = 0
    matter: int = 0


def write_edition(seed: int, number: int, now: dt.datetime) -> list[Written]:
    """Return the stories of an edition, the same for the same seed, number and `now`.

    Editions with neighbouring numbers lie years apart, so that any number of them is spread evenly
    over the last YEARS years.
    """
    random = Random(f"{seed}/{number}")  # noqa: S311 - writes stories, keeps no secrets
    span = dt.timedelta(days=365 * YEARS)
    begin = now - NEWEST - span + span * ((number + 1) * _GOLDEN % 1)
    matters = [(beat, draw_slots(random, beat)) for beat in random.sample(read_beats(), MATTERS)]
    stories = []
    for _ in range(EDITION):
        matter = random.randrange(MATTERS)
        published = begin - dt.timedelta(minutes=random.randrange(14 * 24 * 60))
        story = _write(random, *matters[matter], published.replace(second=0, microsecond=0))
        story.edition, story.matter = number, matter
        stories.append(story)
    return stories


def _write(random: Random, beat: Beat, slots: dict[str, str], published: dt.datetime) -> Written:
    slots = slots | {"day": WEEKDAYS[published.weekday()], "day2": random.choice(WEEKDAYS)}
    kind = random.choice(beat.kinds)

    def phrase(name: str) -> str:
        text = random.choice(beat.phrases[name]).write(random, slots)
        return text[:1].upper() + text[1:]

    status = random.choices(_STATUSES, _WEIGHTS)[0]
    public = status in {Article.Status.PUBLISHED, Article.Status.WITHDRAWN}
    picture = random.choice(beat.pictures) if random.random() < 0.7 else ""
    article = Article(
        headline=phrase("headlines"),
        kind=kind,
        standfirst=phrase("standfirsts"),
        excerpt=phrase("standfirsts") if random.random() < 0.2 else "",
        body=_body(random, beat, slots),
        status=status,
        published_at=published if public else None,
        updated_at=published + dt.timedelta(hours=2) if public and random.random() < 0.1 else None,
        comments_open=random.random() < 0.95,
    )
    return Written(
        article=article,
        category=beat.category,
        also_in=random.choice(_ALSO) if random.random() < 0.1 else "",
        tags=random.sample(beat.tags, min(len(beat.tags), random.choice((1, 2, 2, 3)))),
        authors=random.sample(beat.authors, min(len(beat.authors), random.choice((1, 1, 1, 2)))),
        picture=picture,
        questions=_questions(random, beat, slots)
        if kind == "explainer" or random.random() < 0.08
        else [],
    )


def _body(random: Random, beat: Beat, slots: dict[str, str]) -> str:
    """Return the text of a story in the form in which richtext stores it."""
    phrases = beat.phrases

    def element(name: str, template: Template) -> str:
        text = template.write(random, slots)
        return f"<{name}>{escape(text[:1].upper() + text[1:], quote=False)}</{name}>"

    own = phrases["paragraphs"]
    chosen = random.sample(own, min(len(own), random.choice((4, 6, 8, 9))))
    chosen += random.sample(phrases["asides"], random.choice((1, 2)))
    random.shuffle(chosen)
    blocks = [element("p", random.choice(phrases["ledes"]))]
    blocks += [element("p", template) for template in chosen]
    if "headings" in phrases and len(blocks) > 6:
        headings = random.sample(phrases["headings"], min(len(phrases["headings"]), len(blocks) // 4))
        for place, heading in enumerate(headings, start=1):
            blocks.insert(place * 4, element("h2", heading))
    extra = random.random()
    if extra < 0.12:
        blocks.insert(3, f"<blockquote>{element('p', random.choice(phrases['quotes']))}</blockquote>")
    elif extra < 0.2:
        blocks.append(f"<ul>{''.join(element('li', template) for template in phrases['list'])}</ul>")
    elif extra < 0.26:
        rows = (template.write(random, slots).split(" | ") for template in phrases["table"])
        cells = "".join(f"<tr><td>{name}</td><td>{value}</td></tr>" for name, value in rows)
        blocks.append(f"<table><tbody>{cells}</tbody></table>")
    return "".join(blocks)


def _questions(random: Random, beat: Beat, slots: dict[str, str]) -> list[tuple[str, str]]:
    found = []
    templates = beat.phrases["questions"]
    for template in random.sample(templates, min(len(templates), random.choice((2, 3, 4)))):
        question, _, answer = template.write(random, slots).partition(" | ")
        found.append((question, answer[:1].upper() + answer[1:]))
    return found
