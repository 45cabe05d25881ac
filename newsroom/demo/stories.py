"""Puts the demo's stories, with their threads of comments, into the database."""

import datetime as dt
import re
from collections.abc import Callable

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles import saving, workflow
from articles.corrections import Kind, publish_correction
from articles.models import FAQ, Article, Byline, Category, PinnedStory
from articles.related import refresh_related
from authors.models import Author
from comments import workflow as comment_workflow
from comments.models import Comment
from images.models import Image
from newsroom.demo import manuscripts
from newsroom.demo.manuscripts import Manuscript
from newsroom.demo.paper import ZONE
from richtext.sanitizer import sanitize

_DAYS_AGO = re.compile(r"(\d+)d (\d\d):(\d\d)")
_UNPUBLISHED = {Article.Status.DRAFT, Article.Status.IN_REVIEW}


@transaction.atomic
def add_stories(images: dict[str, Image]) -> tuple[int, int]:
    """Add the stories whose slug no story has; return how many they are and how many comments."""
    now = timezone.now().replace(second=0, microsecond=0)
    written = manuscripts.read_all("stories")
    times = {story.slug: published_at(story.head["published"], now) for story in written}
    known = set(Article.objects.filter(slug__in=times).values_list("slug", flat=True))
    missing = [story for story in written if story.slug not in known]

    def address(slug: str) -> str:
        local = times[slug].astimezone(ZONE)
        return reverse("articles:detail", args=[local.year, local.month, slug])

    added = {}
    for story in sorted(missing, key=lambda story: times[story.slug]):
        article = _compose(story, times[story.slug], now, address, images)
        _save(article, story)
        _add_corrections(article, story)
        _add_comments(article, story)
        added[story.slug] = article
    for article in added.values():  # only now are all there to choose from
        refresh_related(article, neighbours=False)
    for story in missing:
        _pin(added[story.slug], story)
    return len(added), sum(len(story.remarks) for story in missing)


def published_at(text: str, now: dt.datetime) -> dt.datetime:
    """Return the time that a manuscript's head gives, seen from `now`.

    `40m` is so long ago, `2d 07:15` that time of the paper's day two days ago, `in 6h` to come.
    """
    if text.startswith("in "):
        return now + manuscripts.span(text[3:])
    if clock := _DAYS_AGO.fullmatch(text):
        days, hour, minute = map(int, clock.groups())
        day = now.astimezone(ZONE).date() - dt.timedelta(days=days)
        return dt.datetime.combine(day, dt.time(hour, minute), ZONE).astimezone(dt.UTC)
    return now - manuscripts.span(text)


def _compose(
    story: Manuscript,
    published: dt.datetime,
    now: dt.datetime,
    address: Callable[[str], str],
    images: dict[str, Image],
) -> Article:
    """Return the unsaved story of a manuscript; one to be withdrawn is still published."""
    local = published.astimezone(ZONE)
    head = {key: manuscripts.words(value, local) for key, value in story.head.items()}
    status = head.get("status", Article.Status.PUBLISHED)
    body = manuscripts.html(story, local, address, lambda name: images[name].pk)
    return Article(
        slug=story.slug,
        headline=head["headline"],
        kind=head["kind"],
        standfirst=head.get("standfirst", ""),
        excerpt=head.get("excerpt", ""),
        body=sanitize(body),
        category=Category.objects.get(path=head["category"]),
        lead_image=images[head["picture"]] if "picture" in head else None,
        lead_caption=head.get("caption", ""),
        seo_title=head.get("seo-title", ""),
        seo_description=head.get("seo-description", ""),
        comments_open=head.get("comments") != "closed",
        status=status if status in _UNPUBLISHED else Article.Status.PUBLISHED,
        published_at=None if status in _UNPUBLISHED else published,
        updated_at=published_at(head["updated"], now) if "updated" in head else None,
    )


def _save(article: Article, story: Manuscript) -> None:
    """Store a story with its sections, tags, authors and questions, in the state it shall have."""
    saving.save(article)
    article.also_in.set(Category.objects.filter(path__in=story.listed("also")))
    article.tags.set(story.listed("tags"))
    for position, author in enumerate(story.listed("authors")):
        slug, _, credit = author.partition(" (")
        Byline.objects.create(
            article=article,
            author=Author.objects.get(slug=slug),
            credit=credit.rstrip(")"),
            position=position,
        )
    for position, (question, answer) in enumerate(story.questions):
        FAQ.objects.create(article=article, question=question, answer=answer, position=position)
    saving.settle(article, related=False)
    if story.head.get("status") == Article.Status.WITHDRAWN:
        workflow.withdraw(article)


def _add_corrections(article: Article, story: Manuscript) -> None:
    for kind in Kind:
        if line := story.head.get(kind):
            after, _, text = line.partition(" | ")
            at = article.published_at + manuscripts.span(after)
            publish_correction(article, None, kind=kind, text=text, at=at)


def _pin(article: Article, story: Manuscript) -> None:
    for position, slug in enumerate(story.listed("pinned")):
        PinnedStory.objects.create(
            article=article, story=Article.objects.get(slug=slug), position=position
        )


def _add_comments(article: Article, story: Manuscript) -> None:
    """Store the thread of a story; a reply stands below the last remark that is one less deep.

    A remark that bears the name of somebody with an account was written by them.
    """
    staff = {user.get_full_name(): user for user in get_user_model().objects.filter(is_staff=True)}
    last = {}
    for remark in story.remarks:
        user = staff.get(remark.name)
        last[remark.depth] = Comment(
            article=article,
            parent=last.get(remark.depth - 1),
            name=remark.name,
            email=user.email if user else f"{_mailbox(remark.name)}@readers.example.org",
            body=manuscripts.words(remark.text, article.published_at.astimezone(ZONE)),
            status=remark.state,
            created_at=article.published_at + remark.after,
            user=user,
        )
        comment_workflow.add(last[remark.depth])


def _mailbox(name: str) -> str:
    """Return the part before the @ of a made-up address for somebody's name."""
    return re.sub(r"\W+", ".", name.casefold()).strip(".")
