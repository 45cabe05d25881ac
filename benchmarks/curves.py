"""Draws the curves of docs/performance.md from what measurements have saved beside them.

    .venv/bin/python -m benchmarks.curves

Each docs/performance/*.json that benchmarks/papers.py or benchmarks/flash_crowd.py wrote (`--save`)
becomes a picture of the same name.
"""

import json
import math
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plt

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "performance"
MOST = 12  # curves in one picture
INK = "#767676"  # is read on white and on black
LOOK = {
    "svg.fonttype": "none",
    "svg.hashsalt": "newsroom",  # the same picture each time
    "font.family": "sans-serif",
    **dict.fromkeys(
        ("text.color", "axes.labelcolor", "axes.edgecolor", "xtick.color", "ytick.color"), INK
    ),
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def main() -> None:
    for file in sorted(FOLDER.glob("*.json")):
        saved = json.loads(file.read_text())
        with plt.rc_context(LOOK):
            figure, axes = plt.subplots(figsize=(8, 4.5), layout="constrained")
            draw_growth(axes, saved) if "medians" in saved else draw_crowd(axes, saved)
            figure.savefig(file.with_suffix(".svg"), transparent=True, metadata={"Date": None})
            plt.close(figure)


def draw_growth(axes, saved: dict) -> None:
    """Draw the time of each kind of page by the size of the paper; those that grow most are named."""

    def growth(item: tuple[str, list[float]]) -> float:
        return abs(math.log(item[1][-1] / item[1][0]))

    named = sorted(saved["medians"].items(), key=growth, reverse=True)
    for place, (name, times) in enumerate(named):
        is_named = place < MOST
        axes.plot(
            saved["sizes"],
            times,
            marker="o",
            markersize=3,
            linewidth=1.5 if is_named else 0.8,
            label=name if is_named else None,
            color=f"C{place % 10}" if is_named else INK,
            linestyle="-" if place < MOST - 2 else "--",
        )
    axes.set(xscale="log", yscale="log", xlabel=saved["unit"], ylabel="milliseconds (median)")
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5), frameon=False, fontsize=8)


def draw_crowd(axes, saved: dict) -> None:
    """Draw by the second how many readers came, and what they waited."""
    seconds = range(len(saved["requests"]))
    axes.plot(seconds, saved["p99"], label="99 in 100 wait at most (ms)", color="C1")
    axes.plot(seconds, saved["p50"], label="50 in 100 wait at most (ms)", color="C0")
    axes.set(xlabel="second", ylabel="milliseconds", ylim=(0, None))
    readers = axes.twinx()
    readers.spines["right"].set_visible(True)
    readers.plot(seconds, saved["requests"], color=INK, linewidth=0.8, label="readers a second")
    readers.set(ylabel="readers a second", ylim=(0, None))
    axes.legend(loc="upper left", frameon=False, fontsize=8)


if __name__ == "__main__":
    main()
