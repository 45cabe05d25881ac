"""What the queue of comments, its search and a story's page cost in a large paper, against a small one.

    .venv/bin/python -m benchmarks.comment_queue [--comments 1000000] [--postgresql] [--keep FOLDER]

Makes two papers, one with 1,000 comments and one with as many as asked for, of which 50,000 (of the
small one, 500) stand under one story. The pages of both are asked for in turn, in one process each, so
that what else the machine does meets both alike. Printed are medians in milliseconds and their ratio:
it should be 1.25 at most. `--postgresql` starts a server of its own; `--keep` keeps the papers in a
folder and uses those that are there.
"""

import functools
import sys

from benchmarks import papers

SMALL = 1000
ON_ONE_STORY = 50_000
STORIES = 50

QUEUE = "/admin/comments/comment/queue/"
PAGES = {
    "queue": QUEUE,
    "queue, oldest first": f"{QUEUE}?order=oldest",
    "queue, all": f"{QUEUE}?tab=all",
    "queue of the story": f"{QUEUE}?story={{story}}",
    "queue of the story, all": f"{QUEUE}?tab=all&story={{story}}",
    "search, rare word": f"{QUEUE}?tab=all&q=zyzzyva",
    "search, word of every comment": f"{QUEUE}?tab=all&q=readers",
    "the same, what waits": f"{QUEUE}?q=readers",
    "the same, of the story": f"{QUEUE}?tab=all&q=readers&story={{story}}",
    "search, two common words": f"{QUEUE}?tab=all&q=the+to",
    "search, beginning of a word": f"{QUEUE}?tab=all&q=zyzz*",
    "search, nothing found": f"{QUEUE}?tab=all&q=qqqq",
    "list of comments, searched": "/admin/comments/comment/?status=all&q=zyzzyva",
    "story's page": "{address}",
}


def tasks(number: int) -> papers.Tasks:
    """Return the pages that are asked for, each as a function."""
    from articles.models import Article

    story = Article.objects.order_by("-comment_count").first()
    places = {"story": story.pk, "address": story.get_absolute_url()}
    _, moderator = papers.clients()
    return {
        name: functools.partial(papers.timed_answer, moderator, address.format(**places))
        for name, address in PAGES.items()
    }


def make_paper(number: int) -> str:
    """Store stories and comments until there are `number`; run again, it goes on where it was."""
    from django.db import connection
    from django.utils import timezone

    from articles import saving, workflow
    from articles.models import Article
    from comments.models import Comment
    from newsroom.demo.bulk_comments import top_up_comments

    if Comment.objects.count() >= number:
        return ""
    for n in range(STORIES - Article.objects.count()):
        story = Article(headline=f"Story {n}", body="<p>What happened, and to whom.</p>" * 10)
        saving.save(story)
        workflow.publish(story, at=timezone.now() - timezone.timedelta(days=400 - n))
    add_conversation(Article.objects.order_by("pk").first(), min(ON_ONE_STORY, number // 2))
    for _ in top_up_comments(number, seed=1):
        pass
    Comment.objects.filter(pk__in=Comment.objects.order_by("pk").values("pk")[7:10]).update(
        body="Zyzzyva!"
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return ""


def add_conversation(story, number: int) -> None:
    """Store `number` comments under one story; every third is a reply, every tenth waits."""
    from django.db.models import F

    from comments.counting import recount
    from comments.models import Comment

    for start in range(0, number, 1000):
        rows = [_comment(story, n) for n in range(start, min(start + 1000, number))]
        answers, firsts = rows[::3], [row for n, row in enumerate(rows) if n % 3]
        Comment.objects.bulk_create(firsts)
        for row, parent in zip(answers, firsts[::2], strict=False):
            row.parent, row.thread_id = parent, parent.pk
        Comment.objects.bulk_create(answers)
    Comment.objects.filter(article=story, parent=None).update(thread=F("pk"))
    recount(story.pk)


def _comment(story, n: int):
    import datetime as dt

    from comments.models import Comment

    return Comment(
        article=story,
        name=f"Reader {n % 500}",
        email=f"reader{n % 500}@readers.example.org",
        body=f"I read the whole story to the end, and number {n} is what I say to it.",
        status="pending" if n % 10 == 0 else "approved",
        created_at=story.published_at + dt.timedelta(minutes=n),
    )


if __name__ == "__main__":
    sys.exit(papers.main("benchmarks.comment_queue", "comments", SMALL, make_paper, tasks))
