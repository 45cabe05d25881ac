"""Every change of a comment's state. The pages, the admin, the commands and importers all come here."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from articles.history import name_of
from comments import limits, moderation, removal, subscriptions
from comments.counting import APPROVED, add_to_counts, lock_stories, recount
from comments.decisions import User, record
from comments.models import Comment, Decision
from comments.refusals import Closed, Duplicate, ParentGone
from comments.spam import akismet
from comments.text import clean_text, gist
from masthead.models import SiteSettings

PENDING, SPAM, TRASH = Comment.Status.PENDING, Comment.Status.SPAM, Comment.Status.TRASH
Action = Decision.Action
MOVES = {  # from which states, and to which
    Action.APPROVED: ({PENDING, SPAM, TRASH}, APPROVED),
    Action.SPAM: ({PENDING, APPROVED, TRASH}, SPAM),
    Action.TRASHED: ({PENDING, APPROVED, SPAM}, TRASH),
    Action.RESTORED: ({SPAM, TRASH}, PENDING),
}
SENT_TWICE = dt.timedelta(minutes=10)  # within which an equal answer is the same form once more
LONGEST_NAME = Comment._meta.get_field("name").max_length
BATCH = 500  # comments changed in one transaction, so that a story's lock is held for moments only


def post_comment(comment: Comment, site: SiteSettings, *, trapped: bool = False) -> None:
    """Store what a reader wrote, with the status that the paper's policy gives it.

    `comment` is new, with its story, parent, words and sender. `trapped`: the sender filled in what
    people do not see; the comment is kept as spam.

    Raises Closed, ParentGone, Duplicate or TooQuick (comments.refusals); then nothing is stored. Of
    two equal comments that come in at the same moment, one is stored and the other is a Duplicate.
    """
    comment.created_at = timezone.now()
    comment.gist = gist(comment.body)
    outside = []
    if akismet.is_asked() and not trapped:
        limits.check(comment, site)  # nobody else is told of what is refused anyway
        outside = akismet.ask(comment, site)
    with transaction.atomic():
        # Held until the comment is stored, as lock_stories holds it.
        held = moderation.stories().select_for_update(no_key=True)
        story = held.filter(pk=comment.article_id).first()
        if story is None or not moderation.accepts_comments(story, site):
            raise Closed
        if comment.parent_id:
            parent = Comment.objects.visible().filter(pk=comment.parent_id, article=story).first()
            if parent is None:
                raise ParentGone
            comment.parent = parent
        limits.check(comment, site)
        verdict = moderation.judge(comment, site, trapped=trapped, outside=outside)
        comment.status = verdict.status
        comment.held_for, comment.spam_score = verdict.held_for, verdict.spam_score
        _insert(comment)
        if comment.is_visible:
            subscriptions.became_visible([comment.pk])


@transaction.atomic
def reply_as_newsroom(parent: Comment, user, body: str) -> Comment:
    """Answer a comment in public as a member of the newsroom; a waiting one is approved by it.

    Raises Duplicate if the same person has just answered it with the same words.
    """
    lock_stories([parent.article_id])
    words, since = clean_text(body), timezone.now() - SENT_TWICE
    if parent.replies.visible().filter(user=user, body=words, created_at__gte=since).exists():
        raise Duplicate
    if parent.status == PENDING:
        approve([parent], user)
    author = getattr(user, "author", None)
    reply = Comment(
        article_id=parent.article_id,
        parent=parent,
        name=author.name if author else name_of(user)[:LONGEST_NAME],
        email=user.email,
        body=words,
        status=APPROVED,
        created_at=timezone.now(),
        user=user,
    )
    add(reply)
    subscriptions.became_visible([reply.pk])
    return reply


@transaction.atomic
def add(comment: Comment) -> None:
    """Store a new comment as it is, in its thread, and count it. Its parent is stored before it.

    For whoever brings comments that were judged before, such as an importer. One that brings many
    may store them in bulk instead and then call `counting.recount` once for each story.
    """
    lock_stories([comment.article_id])
    _insert(comment)


def _insert(comment: Comment) -> None:
    comment.gist = gist(comment.body)
    comment.thread_id = comment.parent.thread_id or comment.parent_id if comment.parent_id else None
    comment.save(force_insert=True)
    if comment.thread_id is None:
        comment.thread_id = comment.pk
        comment.save(update_fields=["thread"])
    if comment.status == APPROVED:
        threads = Counter([comment.thread_id] if comment.parent_id else [])
        add_to_counts(Counter([comment.article_id]), threads)


@transaction.atomic
def edit(comment: Comment, by: User = None, **words: str) -> None:
    """Change the `body` or `website` of a comment, and nothing that somebody else may have changed."""
    lock_stories([comment.article_id])
    row = Comment.objects.filter(pk=comment.pk).exclude(status=Comment.Status.REMOVED)
    was = row.values(*words).first()
    if was and was != words:
        row.update(**words, **({"gist": gist(words["body"])} if "body" in words else {}))
        record([comment.pk], Action.EDITED, by, was, timezone.now())


def approve(comments: Iterable[Comment], by: User = None) -> int:
    """Show comments to readers. Return how many were not shown before."""
    return move(comments, Action.APPROVED, by)


def delete(comments: Iterable[Comment]) -> None:
    """Remove comments and all replies to them for good, and empty places with nothing below any more."""
    for keys in _batches(comments):
        with transaction.atomic():
            found = Comment.objects.filter(pk__in=keys)
            articles = set(found.order_by().values_list("article", flat=True))
            lock_stories(articles)
            above = Comment.objects.filter(status=Comment.Status.REMOVED, replies__in=keys).order_by()
            places = set(above.values_list("pk", flat=True))
            found.delete()
            removal.remove(places)
            for article in articles:
                recount(article)


def move(comments: Iterable[Comment], action: str, by: User = None) -> int:
    """Do one of `MOVES` to those of `comments` that it can be done to; return their number."""
    sources, status = MOVES[action]
    return _change(comments, sources, status, action, by)


def put_back(comment: Comment, status: str, by: User) -> int:
    """Give a comment the status that it had before a decision which is taken back."""
    action = next(action for action, (_, after) in MOVES.items() if after == status)
    return _change([comment], {comment.status}, status, action, by, undone=True)


def _change(comments, sources: set, status: str, action: str, by: User, **told) -> int:
    """Give comments a status; what readers do not see any more is no editors' pick either."""
    changed = 0
    for keys in _batches(comments):
        with transaction.atomic():
            named = Comment.objects.filter(pk__in=keys).order_by()
            # Of all that are named: until we hold the locks, somebody may still move any of them.
            lock_stories(named.values_list("article", flat=True))
            found = named.filter(status__in=sources)
            rows = list(found.values_list("pk", "article", "thread", "parent", "status", "picked_at"))
            values = {"status": status, "decided_at": (now := timezone.now())}
            values |= {} if status == APPROVED else {"picked_at": None}
            Comment.objects.filter(pk__in=[pk for pk, *_ in rows]).update(**values)
            articles, threads, keys_by_past = Counter(), Counter(), defaultdict(list)
            for pk, article, thread, parent, before, picked_at in rows:
                keys_by_past[before, picked_at].append(pk)
                change = (status == APPROVED) - (before == APPROVED)
                articles[article] += change
                threads[thread] += change if parent else 0
            add_to_counts(articles, threads)
            if status == APPROVED:
                subscriptions.became_visible([pk for pk, *_ in rows])
            for (before, picked_at), decided in keys_by_past.items():
                pick = {"picked_at": picked_at.isoformat()} if picked_at else {}
                record(decided, action, by, {"status": before, **pick, **told}, now)
        changed += len(rows)
    return changed


def _batches(comments: Iterable[Comment]) -> Iterator[list[int]]:
    if isinstance(comments, QuerySet):
        keys = list(comments.order_by().values_list("pk", flat=True))
    else:
        keys = [comment.pk for comment in comments]
    for start in range(0, len(keys), BATCH):
        yield keys[start : start + BATCH]
