"""Stories that readers must not know of, in every state, with a word of its own in every part.

A word is `zz`, the state and the part: `zzdraftheadline`. Whatever shows one tells where it leaks
from. Each story shares a section, a tag and an author with public ones, so that every list that is
careless would have it.
"""

import datetime as dt
import re
from dataclasses import dataclass
from itertools import count
from uuid import uuid4

from django.utils import timezone
from taggit.models import Tag

from articles import content, sections, tagging, workflow, writing
from articles.corrections import publish_correction
from articles.models import Article, Category, Note, SitemapPart
from authors.models import Author
from authors.workflow import save_author
from comments.models import Comment
from comments.signatures import own_token
from images.models import Image
from redirects.models import Redirect
from redirects.workflow import leave_redirect
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory, UserFactory

STATES = [
    *("draft", "in_review", "changes_requested", "approved"),
    *("pending", "scheduled", "expired", "withdrawn"),
]
# What readers could read once: its address says that it is gone.
GONE = {"expired", "withdrawn"}
WORD = re.compile(r"zz[a-z]{4,}")
CONTROL = "control"  # a state that no story has: what asks for it gets what is asked of anything
NEVER = (99_999_999, 99_999_999)  # keys of a comment and of a story that there never were
HOUR = dt.timedelta(hours=1)


def word(state: str, part: str) -> str:
    """Return the word that stands in a part of the story of a state."""
    return f"zz{state.replace('_', '')}{part}"


@dataclass
class Hidden:
    """A story that readers must not know of, and what exists through it alone."""

    state: str
    story: Article
    category: Category
    author: Author
    tag: str
    picture: Image
    old_id: int
    comment: int

    @property
    def places(self) -> dict[str, str]:
        """What fills the places in addresses of tests.surfaces."""
        if self.state == "pending":  # readers see the story itself, and what stands below it
            return places(self.state, self.old_id, *NEVER)
        return places(self.state, self.old_id, self.comment, self.story.pk, self.category.pk)


def places(state: str, old_id: int, comment: int, key: int, section: int = 0) -> dict[str, str]:
    """Return what stands in the addresses that somebody may guess or remember."""
    parts = ("headline", "slug", "standfirst", "body", "tag", "author", "category", "faq")
    names = {part: word(state, part) for part in parts}
    now = timezone.now()
    month = f"/{now:%Y/%m}"
    part = SitemapPart.objects.filter(month=now.date().replace(day=1)).order_by("first").last()
    first = part.first if part else 0
    return names | {
        "prefix": names["headline"][:-2],
        "mine": own_token(Comment(pk=comment)),
        "month": month,
        "part": f"/{now:%Y-%m}-{first}",
        "address": f"{month}/{names['slug']}/",
        "former": f"former-{state}",
        "former_address": f"{month}/former-{state}/",
        "old_id": str(old_id),
        "comment": str(comment),
        "key": str(key),
        "section": str(section or key),
    }


def control_places() -> dict[str, str]:
    """Return the same for a story that there never was."""
    return places(CONTROL, NEVER[0], *NEVER)


def make_hidden() -> dict[str, Hidden]:
    """Make a small paper that readers see, and in it a hidden story of each state."""
    world, society = CategoryFactory(name="World", slug="world"), CategoryFactory(name="Society")
    known = AuthorFactory(name="Known Writer", slug="known")
    live = [
        ArticleFactory(
            headline=f"Harbour opened {number}",
            category=world,
            by=[known],
            tagged=["Harbour"],
            published=timezone.now() - HOUR * (number + 2),
        )
        for number in range(3)
    ]
    numbers = count(1001)
    hidden = {state: _make(state, next(numbers), world, society, known) for state in STATES}
    for story in live:
        for position, other in enumerate(hidden.values()):
            if other.state != "pending":
                story.pins.create(story=other.story, position=position)
    return hidden


def planted(hidden: dict[str, Hidden]) -> set[str]:
    """Return all words that must not be found."""
    return {word(state, part) for state in hidden for part in PARTS}


# Where a word is planted; `comment` is what a reader wrote below the story.
PARTS = (
    *("headline", "slug", "standfirst", "excerpt", "body", "caption", "faq", "answer", "credit"),
    *("seo", "description", "tag", "author", "category", "picture", "note", "comment"),
    "correction",
)


def _make(state: str, old_id: int, world: Category, society: Category, known: Author) -> Hidden:
    category, author, tag = _furniture(state, world)
    picture = make_image(
        title=word(state, "picture"), alt=word(state, "picture"), file=f"originals/{uuid4()}.jpg"
    )
    slug = "live" if state == "pending" else f"former-{state}"
    story = ArticleFactory(headline="Harbour closed", slug=slug, created_by=UserFactory())
    if state in {"pending", *GONE}:
        workflow.publish(story, at=timezone.now() - 2 * HOUR)
    text = content.read(story) | _text(state, category, society, author, known, tag, picture)
    if state == "pending":
        writing.save_content(story, text, story.head, None, note=word(state, "note"))
    else:
        writing.change(story, lambda _: text)
    Note.objects.create(article=story, text=word(state, "note"))
    if state in GONE:
        said = word(state, "correction")
        publish_correction(story, None, kind="correction", text=said, place="top")
    comment = CommentFactory(article=story, body=word(state, "comment"), name=word(state, "comment"))
    _move_on(story, state)
    story.refresh_from_db()
    _leave_redirects(state, old_id)
    return Hidden(state, story, category, author, tag, picture, old_id, comment.pk)


def _furniture(state: str, world: Category) -> tuple[Category, Author, str]:
    """Make a section, an author and a tag, each under another name first."""
    category = CategoryFactory(name="Former", slug=f"former-{state}", parent=world)
    category.name = category.slug = word(state, "category")
    category.description = word(state, "category")
    sections.save_category(category)
    author = AuthorFactory(slug=f"former-{state}", bio=word(state, "author"))
    author.name = author.slug = author.job_title = word(state, "author")
    save_author(author)
    tag = word(state, "tag")
    if state != "pending":  # the tags of pending changes are made when they are published
        row = Tag.objects.create(name=f"former {state}", slug=f"former-{state}")
        row.name = row.slug = tag
        tagging.save_tag(row)
    return category, author, tag


def _text(state, category, society, author, known, tag, picture) -> dict:
    say = lambda part: word(state, part)  # noqa: E731
    return {
        "headline": f"Harbour {say('headline')}",
        "slug": say("slug"),
        "standfirst": f"Harbour {say('standfirst')}",
        "excerpt": f"Harbour {say('excerpt')}",
        "body": f'<p>Harbour {say("body")}</p><figure data-image="{picture.pk}"></figure>',
        "lead_caption": say("caption"),
        "lead_image": picture.pk,
        "seo_title": say("seo"),
        "seo_description": say("description"),
        "category": category.pk,
        "also_in": [society.pk],
        "tags": sorted(["Harbour", tag], key=str.casefold),
        "bylines": [
            {"id": str(uuid4()), "author": known.pk, "credit": say("credit")},
            {"id": str(uuid4()), "author": author.pk, "credit": ""},
        ],
        "faqs": [{"id": str(uuid4()), "question": say("faq"), "answer": say("answer")}],
    }


def _move_on(story: Article, state: str) -> None:
    note = word(state, "note")
    match state:
        case "in_review":
            workflow.submit(story, note=note)
        case "changes_requested":
            workflow.submit(story)
            workflow.request_changes(story, note=note)
        case "approved":
            workflow.submit(story)
            workflow.approve(story, note=note)
        case "scheduled":
            workflow.schedule(story, timezone.now() + HOUR)
        case "expired":
            end = (timezone.now() - HOUR / 2).isoformat()
            writing.change(story, lambda text: text | {"expires_at": end})
        case "withdrawn":
            workflow.withdraw(story)


def _leave_redirects(state: str, old_id: int) -> None:
    """Let addresses from before an import, and mistyped ones, lead to the story."""
    address = places(state, 0, 0, 0)["address"]
    leave_redirect(f"/?p={old_id}", address)
    if not Redirect.objects.filter(new_path=address, old_path__contains="former").exists():
        leave_redirect(f"{address.rpartition('/zz')[0]}/former-{state}/", address)
