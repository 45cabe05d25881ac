"""A small grammar for generated text.

In a template `{a|b|c}` is one of its choices, `{20-90}` a whole number from 20 to 90, and a single
word in braces what the slots say about it: `{org}`, `{Org}` with a capital letter.
"""

import re
from collections.abc import Mapping
from random import Random

_BRACES = re.compile(r"\{([^{}]*)\}")
_RANGE = re.compile(r"(\d+)-(\d+)")


class Template:
    """A parsed template. Raises ValueError if its text has a brace without its partner."""

    def __init__(self, text: str):
        self.text = text
        self.parts: list[str | tuple[str, ...] | range] = []
        end = 0
        for found in _BRACES.finditer(text):
            self.parts += [text[end : found.start()], _parse(found[1])]
            end = found.end()
        self.parts.append(text[end:])
        if any("{" in part or "}" in part for part in self.parts if isinstance(part, str)):
            raise ValueError(f"A brace has no partner: {text}")

    def slots(self) -> set[str]:
        """The names of the slots, in lower case, that it needs."""
        return {part[0].lower() for part in self.parts if isinstance(part, tuple) and len(part) == 1}

    def write(self, random: Random, slots: Mapping[str, str]) -> str:
        """Return the text with its choices taken by `random` and its slots filled.

        Raises KeyError for a slot that has no value.
        """
        return "".join(
            [part if isinstance(part, str) else _fill(part, random, slots) for part in self.parts]
        )


def _parse(inside: str) -> tuple[str, ...] | range:
    """Return what stands between braces: choices, a single one being a slot, or a range."""
    if numbers := _RANGE.fullmatch(inside):
        return range(int(numbers[1]), int(numbers[2]) + 1)
    return tuple(inside.split("|"))


def _fill(part: tuple[str, ...] | range, random: Random, slots: Mapping[str, str]) -> str:
    if isinstance(part, range):
        return f"{random.choice(part):,}"
    if len(part) > 1:
        return random.choice(part)
    name = part[0]
    if name in slots:
        return slots[name]
    value = slots[name.lower()]
    return value.upper() if name.isupper() else value[:1].upper() + value[1:]
