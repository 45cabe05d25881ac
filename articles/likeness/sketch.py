"""Near-duplicates: stories that have most of their runs of three words in common.

A sketch is the number of a text's runs, and the least value that each of 64 hash functions takes on
them ("minhash": A. Broder, On the resemblance and containment of documents, 1997). The share of equal
values in two sketches estimates the share of runs that both texts have, of all that either has, to
about 0.06.
"""

import zlib
from random import Random

import numpy as np

SIZE = 64  # hash functions
RUN = 3  # words
FEWEST = 20  # runs; what is shorter is too short to be judged
MOST = 5000  # runs that are looked at
DUPLICATE = 0.4  # share of the runs of the shorter text from which it tells the other one over again
CERTAIN = 0.1  # share of equal values below which they may be equal by chance

_random = Random(1997)  # noqa: S311  nothing is kept secret by it
_FACTORS = np.array([_random.getrandbits(64) | 1 for _ in range(SIZE)], dtype=np.uint64)
_SUMMANDS = np.array([_random.getrandbits(64) for _ in range(SIZE)], dtype=np.uint64)


def sketch(words: list[str]) -> bytes:
    """Return the sketch of a text, two bytes for each number; empty if the text is too short."""
    words = words[: MOST + RUN - 1]
    runs = {" ".join(words[place : place + RUN]) for place in range(len(words) - RUN + 1)}
    if len(runs) < FEWEST:
        return b""
    hashes = np.array([zlib.crc32(run.encode()) for run in runs], dtype=np.uint64)
    mixed = (hashes[:, None] * _FACTORS + _SUMMANDS) >> np.uint64(32)  # multiply-shift, modulo 2**64
    values = (mixed.min(axis=0) & np.uint64(0xFFFF)).astype("<u2")
    return np.array([len(runs)], dtype="<u2").tobytes() + values.tobytes()


def is_told_again(one: bytes, other: bytes) -> bool:
    """Whether one of two texts holds most of the other, by their sketches; not where one has none."""
    if not one or not other:
        return False
    first, second = np.frombuffer(one, "<u2"), np.frombuffer(other, "<u2")
    shared = float(np.mean(first[1:] == second[1:]))
    lengths = int(first[0]), int(second[0])
    common = shared / (1 + shared) * sum(lengths)
    return shared >= CERTAIN and common >= DUPLICATE * min(lengths)
