"""The examples that the shipped model is learnt from: comments written for it, none of a real reader."""

import re
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parent / "examples"
_CHOICE = re.compile(r"\{([^{}]*)\}")


def shipped_examples() -> Iterator[tuple[str, bool]]:
    """Yield each example's text and whether it is spam. Lines that begin with `# ` are headings.

    Every other line comes first, then the rest, so that no line has texts in both halves.
    """
    lines = [(line, False) for line in _lines("honest.txt")] + [
        (line, True) for line in _lines("spam.txt")
    ]
    for line, is_spam in [*lines[::2], *lines[1::2]]:
        yield from ((text, is_spam) for text in written_out(line))


def _lines(name: str) -> list[str]:
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def written_out(line: str) -> list[str]:
    """Return the texts that a line with choices, `{one|other}`, stands for: each choice is in one."""
    choices = [choice.split("|") for choice in _CHOICE.findall(line)]
    number = max(map(len, choices), default=1)
    texts = []
    for turn in range(number):
        picked = iter(
            options[(turn + (place > 0) * (turn // len(options))) % len(options)]
            for place, options in enumerate(choices)
        )
        texts.append(_CHOICE.sub(lambda _, picked=picked: next(picked), line).strip())
    return list(dict.fromkeys(texts))
