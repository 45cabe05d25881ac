"""What generated stories are made from: the beats of the paper, each with its own phrases.

A file in the folder `beats` has a head (section, tags, pictures, authors, kinds of story) and lists
of templates, one a line. common.txt holds what all beats share, names.txt the names of people.
"""

import re
from dataclasses import dataclass
from functools import cache
from random import Random

from newsroom.demo.grammar import Template
from newsroom.demo.manuscripts import HERE, read_cards

Lists = dict[str, list[Template]]
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Beat:
    """A field that the paper reports on.

    `phrases` holds its lists of templates, and the common ones where it has none of that name.
    """

    category: str
    tags: list[str]
    pictures: list[str]
    authors: list[str]
    kinds: list[str]
    phrases: Lists


@cache
def read_beats() -> list[Beat]:
    """Return all beats, by the names of their files."""
    common = _lists((HERE / "beats" / "common.txt").read_text("utf-8"))
    files = sorted((HERE / "beats").glob("*.txt"))
    return [
        _beat(file.read_text("utf-8"), common) for file in files if file.stem not in {"common", "names"}
    ]


@cache
def _names() -> tuple[list[str], list[str]]:
    """The first and the last names of people."""
    (card,) = read_cards("beats/names.txt")
    return card["first"].split(", "), card["last"].split(", ")


def draw_name(random: Random) -> tuple[str, str]:
    """Return the first and the last name of somebody who does not exist."""
    first, last = _names()
    return random.choice(first), random.choice(last)


def draw_slots(random: Random, beat: Beat) -> dict[str, str]:
    """Return who and what the stories about one matter speak of."""
    phrases = beat.phrases
    organisations = random.sample([line.text for line in phrases["organisations"]], 2)
    places = random.sample([line.text for line in phrases["places"]], 2)
    roles = random.sample([line.text for line in phrases["roles"]], 2)
    firsts, surnames = (random.sample(names, 2) for names in _names())
    return {
        "org": organisations[0],
        "org2": organisations[1],
        "place": places[0],
        "place2": places[1],
        "role": roles[0],
        "role2": roles[1],
        "person": f"{firsts[0]} {surnames[0]}",
        "person2": f"{firsts[1]} {surnames[1]}",
        "surname": surnames[0],
        "surname2": surnames[1],
    }


def _beat(text: str, common: Lists) -> Beat:
    head, _, lists = text.partition("\n\n")
    fields = dict(line.split(": ", 1) for line in head.splitlines())
    own = _lists(lists)
    return Beat(
        category=fields["category"],
        **{key: fields[key].split(", ") for key in ("tags", "pictures", "authors", "kinds")},
        phrases=common | own,
    )


def _lists(text: str) -> Lists:
    """Return the lists of a file: `== name`, then one template a line."""
    parts = re.split(r"^== (\w+)\n", text, flags=re.MULTILINE)
    return {
        name: [Template(line) for line in lines.splitlines() if line]
        for name, lines in zip(parts[1::2], parts[2::2], strict=True)
    }
