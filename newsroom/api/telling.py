"""Rows as the API tells them: dictionaries with the fields of newsroom.api.schemas."""

from django.conf import settings

from articles.corrections import told_on
from articles.feed_entries import entries_of
from articles.models import Article, Category
from articles.tagging import tag_url
from authors.models import Author
from comments.models import Comment
from images.models import Image
from richtext.elsewhere import absolute


def absolute_url(path: str) -> str:
    """Return the whole address of a path of this site."""
    return absolute(path, settings.SITE_URL)


def picture(image: Image | None) -> dict | None:
    """Return a picture, or None where readers see none."""
    file = image.link_preview() if image else None
    if not file:
        return None
    shown = image.shown
    return file | {"url": absolute_url(file["url"]), "alt": shown.alt, "credit": shown.credit}


def _category_name(category: Category) -> dict:
    url = absolute_url(category.get_absolute_url())
    return {"id": category.pk, "name": category.name, "path": category.path, "url": url}


def category(row: Category) -> dict:
    """Return a section."""
    return _category_name(row) | {"description": row.description, "parent": row.parent_id}


def tag(row) -> dict:
    """Return a tag."""
    return {"name": row.name, "slug": row.slug, "url": absolute_url(tag_url(row.slug))}


def _person(row: Author) -> dict:
    return {"name": row.name, "slug": row.slug, "url": absolute_url(row.get_absolute_url())}


def author(row: Author) -> dict:
    """Return an author; their public e-mail stays on their page, where robots have more to do."""
    told = {"job_title": row.job_title, "bio": row.bio, "website": row.website}
    return _person(row) | told | {"photo": picture(row.photo)}


def summary(story: Article) -> dict:
    """Return a story as lists have it; its category, picture, authors and tags are at hand, in order."""
    return {
        "id": story.pk,
        "url": absolute_url(story.get_absolute_url()),
        "kind": story.kind,
        "headline": story.headline,
        "standfirst": story.standfirst,
        "summary": story.summary,
        "published_at": story.published_at,
        "updated_at": story.updated_at,
        "category": _category_name(story.category) if story.category else None,
        "authors": [_person(one.author) | {"credit": one.credit} for one in story.bylines.all()],
        "tags": [tag(one) for one in story.tags.all()],
        "picture": picture(story.lead_image),
        "comment_count": story.comment_count,
    }


def story(row: Article) -> dict:
    """Return a story with its text, by at most three queries more."""
    (entry,) = entries_of([row], with_text=True)
    return summary(row) | {
        "text": entry.html,
        "questions": [{"question": one.question, "answer": one.answer} for one in row.faqs.all()],
        "corrections": [{"label": one.label, "text": one.text, "at": one.at} for one in told_on(row)],
    }


def comment(row: Comment) -> dict:
    """Return a comment, which has its story, and its parent's key as `seen_parent`, at hand."""
    return {
        "id": row.pk,
        "url": absolute_url(row.get_absolute_url()),
        "story": row.article_id,
        "parent": row.seen_parent,
        "name": row.name,
        "body": row.body,
        "created_at": row.created_at,
        "edited_at": row.edited_at,
        "is_newsroom": row.user_id is not None,
        "is_pick": row.picked_at is not None,
    }
