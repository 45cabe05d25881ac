"""How one list became another, found in bounded time whatever stands in them."""

from collections.abc import Sequence
from difflib import Match, SequenceMatcher

MOST_WORK = 2_000_000  # pairs of equal items looked at: about half a second

Step = tuple[bool, int, int, int, int]


class Differ:
    """Tells what was done to lists; all its answers together cost at most `work` looks.

    Python's own matcher takes time of the third power of its input where items repeat. When this
    one has used up its looks, what it has not yet matched counts as changed: true, but coarse.
    """

    def __init__(self, work: int = MOST_WORK):
        self.work = work

    def steps(self, before: Sequence, after: Sequence) -> list[Step]:
        """Return (changed, a, b, c, d) in order: `before[a:b]` is, or became, `after[c:d]`."""
        begin = _alike(before, after)
        end = _alike(before[begin:][::-1], after[begin:][::-1])
        matcher = _Bounded(self, before[begin : len(before) - end], after[begin : len(after) - end])
        steps = [(False, 0, begin, 0, begin)]
        steps += [
            (kind != "equal", a + begin, b + begin, c + begin, d + begin)
            for kind, a, b, c, d in matcher.get_opcodes()
        ]
        steps.append((False, len(before) - end, len(before), len(after) - end, len(after)))
        return [step for step in steps if step[1] < step[2] or step[3] < step[4]]


class _Bounded(SequenceMatcher):
    def __init__(self, differ: Differ, before: Sequence, after: Sequence):
        super().__init__(None, before, after, autojunk=False)
        self.differ = differ

    def find_longest_match(self, alo=0, ahi=None, blo=0, bhi=None) -> Match:
        places = self.b2j
        looks = sum(1 + len(places.get(item, ())) for item in self.a[alo:ahi])
        if looks > self.differ.work:
            return Match(alo, blo, 0)
        self.differ.work -= looks
        return super().find_longest_match(alo, ahi, blo, bhi)


def _alike(first: Sequence, second: Sequence) -> int:
    """Return with how many equal items two lists begin."""
    for number, (one, other) in enumerate(zip(first, second, strict=False)):
        if one != other:
            return number
    return min(len(first), len(second))
