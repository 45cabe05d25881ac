"""How good the related stories are, and what they cost.

    .venv/bin/python -m benchmarks.related_stories

Publishes the stories of a collection, without sections, tags and authors, lets the program choose what
stands beside each by the words alone, and asks how many of the first five are on the same topic. It
counts near-duplicates among them too: pairs of which the shorter text has half of its runs of five
words in common with the other, found here by comparing all.

The collection is `related/bbc.jsonl` in the folder NEWSROOM_CORPORA: a JSON object a line with `topic`,
`headline` and `text`. Everything is written to a scratch database, DATABASE_URL or a file of SQLite.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
CORPORA = Path(os.environ.get("NEWSROOM_CORPORA") or ROOT.parent / "shared" / "corpora")
ALIKE = 0.5  # share of the runs of five words of the shorter text


def main() -> None:
    file = CORPORA / "related" / "bbc.jsonl"
    if not file.exists():
        print("related_stories: not run: no sample material (set NEWSROOM_CORPORA)")
        return
    stories = [json.loads(line) for line in file.open(encoding="utf-8")]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
        import django

        django.setup()
        measure(stories)


def measure(stories: list[dict]) -> None:
    """Publish `stories`, choose what is related, and print the figures."""
    from django.core.management import call_command
    from django.utils import timezone
    from django.utils.html import escape

    from articles import saving
    from articles.likeness import training
    from articles.models import Article, RelatedStory
    from articles.related import SHOWN, refresh_related

    call_command("migrate", verbosity=0)
    now, keys = timezone.now(), []
    for story in stories:
        article = Article(headline=story["headline"][:250], body=f"<p>{escape(story['text'])}</p>")
        article.status, article.published_at = Article.Status.PUBLISHED, now
        saving.save(article)
        keys.append(article.pk)
    began = time.perf_counter()
    for _ in training.steps():
        pass
    learnt = time.perf_counter() - began

    number = {key: place for place, key in enumerate(keys)}
    shown = defaultdict(list)
    for key, story in RelatedStory.objects.order_by("position").values_list("article", "story"):
        if len(shown[key]) < SHOWN:
            shown[key].append(number[story])
    same = sum(
        stories[number[key]]["topic"] == stories[other]["topic"]
        for key, others in shown.items()
        for other in others
    )
    pairs = near_duplicates(stories)
    told_twice = [
        pair for pair in pairs if pair[1] in shown[keys[pair[0]]] or pair[0] in shown[keys[pair[1]]]
    ]
    print(f"{len(stories):,} stories; learnt, placed and chosen in {learnt:.0f} s")
    print(f"of the same topic among the first {SHOWN}: {same / (SHOWN * len(stories)):.4f}")
    print(f"near-duplicate pairs: {len(pairs)}, shown beside each other: {len(told_twice)}")

    began = time.perf_counter()
    for article in Article.objects.order_by("-pk")[:20]:
        refresh_related(article)
    took = (time.perf_counter() - began) / 20 * 1000
    print(f"one publication, with its five neighbours: {took:.0f} ms")


def near_duplicates(stories: list[dict]) -> list[tuple[int, int]]:
    """Return the pairs of stories that have at least ALIKE of their runs of five words in common."""
    runs, holding = [], defaultdict(list)
    for place, story in enumerate(stories):
        words = story["text"].casefold().split()
        own = {tuple(words[n : n + 5]) for n in range(max(1, len(words) - 4))}
        runs.append(own)
        for run in own:
            holding[run].append(place)
    common = defaultdict(int)
    for places in holding.values():
        for one in places[:20]:
            for other in places[:20]:
                if one < other:
                    common[one, other] += 1
    least = lambda one, other: min(len(runs[one]), len(runs[other]))  # noqa: E731
    return [pair for pair, number in common.items() if number >= ALIKE * least(*pair)]


if __name__ == "__main__":
    main()
