"""What the page of a story costs with 1,000 and with 50,000 comments under it.

    .venv/bin/python benchmarks/long_conversations.py [--small 1000] [--large 50000] [--rounds 60]

Fills a scratch database (SQLite, or an empty one that DATABASE_URL names) with four stories: many
threads, and many replies in one thread, each small and large. Then each kind of page is asked for
in turn, without any cache, and the median times are told, in milliseconds, with what the large one
takes of the small one. The target of each is 1.25 at most.
"""

import argparse
import datetime as dt
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ["DJANGO_SETTINGS_MODULE"] = "newsroom.settings"
BATCH = 2000


def fill(headline: str, threads: int, replies: int):
    """Publish a story with so many threads, of which the first has so many replies; return it."""
    from articles import saving, workflow
    from articles.models import Article
    from comments.models import Comment

    article = Article(headline=headline, body="<p>The harbour was closed.</p>")
    saving.save(article)
    workflow.publish(article)
    start = dt.datetime.now(dt.UTC) - dt.timedelta(days=30)
    after = (Comment.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    rows = []
    for number in range(threads + replies):
        is_reply = number >= threads
        rows.append(
            Comment(
                pk=after + number,
                article=article,
                parent_id=after if is_reply else None,
                thread_id=after if is_reply else after + number,
                name=f"Reader {number % 977}",
                email=f"reader{number % 977}@example.org",
                body="I have read this with interest, and I was there. " * (number % 4 + 1),
                status="approved",
                created_at=start + dt.timedelta(seconds=number),
            )
        )
        if len(rows) == BATCH:
            Comment.objects.bulk_create(rows)
            rows = []
    Comment.objects.bulk_create(rows)
    Comment.objects.filter(pk=after).update(reply_count=replies)
    Article.objects.filter(pk=article.pk).update(comment_count=threads + replies)
    article.comment_count = threads + replies
    return article, Comment.objects.get(pk=after + (threads + replies) // 2)


def pages(article, middle) -> dict[str, str]:
    """Return the addresses of each kind of page, by what people call them."""
    from comments.paging import AFTER, BEFORE, Reading
    from comments.threads import place_of

    story = article.get_absolute_url()
    found = {"first page": story, "own address": middle.get_absolute_url()}
    if middle.parent_id:
        thread = Reading(thread=middle.thread_id)
        found["thread"] = f"{story}?{thread.query()}"
        found["thread, middle"] = f"{story}?{place_of(middle, Reading()).query()}"
        return found
    for order in ("newest", "replies"):
        found[order] = f"{story}?order={order}"
    for order in ("oldest", "newest", "replies"):
        for side in (AFTER, BEFORE):
            reading = Reading(order=order).at(side, middle)
            found[f"{order}, middle, {side}"] = f"{story}?{reading.query()}"
    return found


def measure(urls: list[str], rounds: int) -> list[float]:
    """Return the median time of each address in milliseconds; they are asked in turn."""
    from django.test import Client

    client, times = Client(headers={"host": "127.0.0.1"}), [[] for _ in urls]
    for _ in range(rounds):
        for taken, url in zip(times, urls, strict=True):
            start = time.perf_counter()
            answer = client.get(url)
            taken.append((time.perf_counter() - start) * 1000)
            if answer.status_code >= 400:
                raise SystemExit(f"{url} answered {answer.status_code}")
    return [statistics.median(taken) for taken in times]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--small", type=int, default=1000)
    parser.add_argument("--large", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATA_DIR"] = folder
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        for kind, shape in (("threads", lambda n: (n, 0)), ("replies", lambda n: (1, n))):
            small, large = (
                pages(*fill(f"{kind} {number}", *shape(number)))
                for number in (options.small, options.large)
            )
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")
            for name in small:
                one, many = measure([small[name], large[name]], options.rounds)
                print(f"{kind:8} {name:22} {one:8.1f} {many:8.1f} {many / one:6.2f}")
        connection.close()


if __name__ == "__main__":
    main()
