"""Tags: how they are typed, and how they are renamed and merged without losing a reader."""

import csv
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import slugify
from taggit.models import Tag, TaggedItem

from articles.indexing import mark_stale
from articles.models import Article, TagListing
from articles.receivers import tagged_stories
from redirects.models import Redirect
from redirects.workflow import leave_redirect, lift_redirect

MOST_TAGS = 30  # on one story
LONGEST_NAME = 100  # characters, of the column
LONGEST_SLUG = 90  # characters; the column holds 100, and a second tag of that slug gets a number


def parse_names(text: str) -> list[str]:
    """Return the tag names of a comma-separated text, each once, whatever its case.

    A name with a comma in it stands in quotation marks: `"Paris, Texas", climate change`.

    Raises ValidationError with a sentence for each name that cannot be a tag.
    """
    names = {}
    for part in next(csv.reader([text.replace("\n", ",")], skipinitialspace=True), []):
        if name := " ".join(part.split()):
            names.setdefault(name.casefold(), name)
    problems = [problem for name in names.values() if (problem := find_fault(name))]
    if len(names) > MOST_TAGS:
        problems.append(f"A story has {MOST_TAGS} tags at most; these are {len(names)}.")
    if problems:
        raise ValidationError(problems)
    return list(names.values())


def format_names(names) -> str:
    """Return names as `parse_names` reads them."""
    return ", ".join(_quoted(name) if "," in name or name.startswith('"') else name for name in names)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def find_fault(name: str) -> str:
    """Return why `name` cannot be a tag, as a sentence, or an empty string."""
    if len(name) > LONGEST_NAME:
        return f"A tag has {LONGEST_NAME} characters at most: “{name[:40]}…” is longer."
    slug = slugify(name, allow_unicode=True)
    if not slug:
        return f"A tag needs a letter or a digit for its address: “{name}” has none."
    return f"“{name}” is too long for an address. Shorten it." if len(slug) > LONGEST_SLUG else ""


def current_names(names: list[str]) -> list[str]:
    """Return tag names, those of tags that were merged or renamed since as they are called today.

    The redirect of a tag's page tells of it, as long as there is no tag of the former name.
    """
    slugs = {name: slugify(name, allow_unicode=True) for name in names}
    there = Tag.objects.filter(slug__in=slugs.values()).values_list("slug", flat=True)
    pages = {unquote(tag_url(slug)): slug for slug in set(slugs.values()) - {"", *there}}
    if not pages:
        return names
    moved = dict(Redirect.objects.filter(old_path__in=pages).values_list("old_path", "new_path"))
    follow = {pages[old]: new.removesuffix("/").rpartition("/")[2] for old, new in moved.items()}
    called = dict(Tag.objects.filter(slug__in=follow.values()).values_list("slug", "name"))
    return [called.get(follow.get(slug), name) for name, slug in slugs.items()]


def tag_url(slug: str) -> str:
    """Return the address of the page of the tag with `slug`."""
    return reverse("articles:tag", args=[slug])


@transaction.atomic
def save_tag(tag: Tag) -> None:
    """Save a tag; if its slug changed, its old address is redirected.

    A redirect that starts at the address of a tag without a story to read stays.
    """
    before = Tag.objects.filter(pk=tag.pk).values_list("slug", flat=True).first()
    tag.save()
    if before and before != tag.slug:
        leave_redirect(tag_url(before), tag_url(tag.slug))
    elif not Article.objects.published().tagged(tag).is_empty():
        lift_redirect(tag_url(tag.slug))


@transaction.atomic
def merge_tags(tags: list[Tag], into: Tag) -> None:
    """Let whatever has one of `tags` have `into` instead; the others are deleted and redirected."""
    mark_stale(tagged_stories([tag.pk for tag in tags]))
    for tag in tags:
        if tag.pk == into.pk:
            continue
        for model, names in ((TaggedItem, ["content_type", "object_id"]), (TagListing, ["article"])):
            rows = model.objects.filter(tag=tag)
            same = model.objects.filter(tag=into, **{name: OuterRef(name) for name in names})
            rows.filter(Exists(same)).delete()
            rows.update(tag=into)
        leave_redirect(tag_url(tag.slug), tag_url(into.slug))
        tag.delete()
