"""A space of meanings, learnt from a sample of the paper (latent semantic analysis).

A text is a vector of its words, (1 + ln times) * sqrt(ln(stories / stories with the word)) each, of
length 1: rare words count more. The space is spanned by the DIMENSIONS directions in which the
texts of the sample differ most (S. Deerwester et al., Indexing by latent semantic analysis, 1990).
Words that come together point the same way in it; so texts are near to each other that tell of the
same in other words. It is divided into cells (k-means), of which a story stands in the nearest.
"""

import io
import math
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np

DIMENSIONS = 64
MOST_WORDS = 10_000  # that a space knows: those of most stories of the sample
FEWEST_STORIES = 2  # that a word stands in
COMMONEST = 0.5  # share of the stories; a word of more tells nothing
STORIES_IN_CELL = 40  # of the sample, on average
ROUNDS = 10  # of k-means, and half as many towards the directions
SPARE = 16  # directions looked for besides, which makes the others right


@dataclass(frozen=True)
class Space:
    """What was learnt: `weights` of the words, the `directions` of each, the `centres` of the cells."""

    words: tuple[str, ...]
    weights: np.ndarray
    directions: np.ndarray
    centres: np.ndarray

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {word: row for row, word in enumerate(self.words)}

    def place(self, counts: Counter) -> np.ndarray:
        """Return the place of a text: a vector of length 1, or of zeros if no word of it is known."""
        known = [(self._rows[word], times) for word, times in counts.items() if word in self._rows]
        if not known:
            return np.zeros(self.directions.shape[1], dtype=np.float32)
        rows, times = np.array(known).T
        values = (1 + np.log(times)) * self.weights[rows]
        return _unit(values.astype(np.float32) @ self.directions[rows].astype(np.float32))

    def nearest_cells(self, vector: np.ndarray, number: int) -> list[int]:
        """Return the cells that a place is nearest to, the nearest first."""
        return [int(cell) for cell in np.argsort(-(self.centres @ vector), kind="stable")[:number]]

    def pack(self) -> tuple[bytes, bytes]:
        """Return words and numbers as they are stored."""
        file = io.BytesIO()
        np.savez(file, weights=self.weights, directions=self.directions, centres=self.centres)
        return zlib.compress("\n".join(self.words).encode()), file.getvalue()


def unpack(words: bytes, arrays: bytes) -> Space:
    """Return the space that `pack` returned the parts of."""
    numbers = np.load(io.BytesIO(bytes(arrays)), allow_pickle=False)
    names = ("weights", "directions", "centres")
    return Space(
        tuple(zlib.decompress(bytes(words)).decode().split("\n")), *(numbers[name] for name in names)
    )


def learn(texts: list[Counter]) -> Space | None:
    """Return the space of a sample of texts; None if these have too few words in common.

    Memory: 80 MB for 2,000 texts, four bytes for each of them times each known word, and as much again.
    """
    holding = Counter(word for counts in texts for word in counts)
    telling = [w for w, n in holding.items() if FEWEST_STORIES <= n <= COMMONEST * len(texts)]
    telling = tuple(sorted(telling, key=lambda word: (-holding[word], word))[:MOST_WORDS])
    if len(telling) < 2:
        return None
    weights = np.array([math.sqrt(math.log(len(texts) / holding[word])) for word in telling], np.float32)
    table = _table(texts, telling, weights)
    directions = _directions(table).astype(np.float16)
    places = _unit(table @ directions.astype(np.float32))
    return Space(telling, weights, directions, _centres(places))


def _directions(table: np.ndarray) -> np.ndarray:
    """Return the directions in which the rows of a table differ most, as columns.

    Found by a random start and some rounds towards them (N. Halko et al., Finding structure with
    randomness, 2011): the table itself is all that takes much memory.
    """
    number = min(len(table), DIMENSIONS + SPARE)
    start = np.random.default_rng(1).standard_normal((len(table), number)).astype(np.float32)
    basis, _ = np.linalg.qr(start)
    for _ in range(ROUNDS // 2):
        basis, _ = np.linalg.qr(table @ (table.T @ basis))
    small = basis.T @ table
    values, vectors = np.linalg.eigh(small @ small.T)
    largest = [n for n in np.argsort(-values)[:DIMENSIONS] if values[n] > 1e-4]
    return small.T @ (vectors[:, largest] / np.sqrt(values[largest]))


def _table(texts: list[Counter], words: tuple[str, ...], weights: np.ndarray) -> np.ndarray:
    columns = {word: column for column, word in enumerate(words)}
    table = np.zeros((len(texts), len(words)), dtype=np.float32)
    for row, counts in enumerate(texts):
        known = [(columns[word], times) for word, times in counts.items() if word in columns]
        if known:
            places, times = np.array(known).T
            table[row, places] = (1 + np.log(times)) * weights[places]
    return _unit(table)


def _centres(places: np.ndarray) -> np.ndarray:
    """Return the centres of the cells: k-means by angle, begun with places that lie evenly in time."""
    cells = max(1, len(places) // STORIES_IN_CELL)
    centres = places[np.linspace(0, len(places) - 1, cells).astype(int)]
    for _ in range(ROUNDS):
        nearest = np.argmax(places @ centres.T, axis=1)
        sums = [places[nearest == cell].sum(axis=0) for cell in range(cells)]
        centres = _unit(np.array([total if total.any() else centres[n] for n, total in enumerate(sums)]))
    return centres.astype(np.float32)


def _unit(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    vectors /= np.where(lengths > 0, lengths, 1)  # in its place: the table is large
    return vectors.astype(np.float32, copy=False)
