"""Puts the demo's paper into the database: whatever of it is not there yet."""

import datetime as dt
import re
from collections import Counter
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles import workflow
from articles.models import FAQ, Article, Byline, Category, RelatedStory
from articles.related import refresh_related
from articles.sections import save_category
from authors.models import Author
from authors.workflow import save_author
from comments import workflow as comment_workflow
from comments.models import Comment
from images.models import Image
from masthead.models import NavigationLink, SiteSettings, SocialLink
from newsroom.demo import accounts, manuscripts, paper
from newsroom.demo.manuscripts import Manuscript
from richtext.sanitizer import sanitize

ZONE = ZoneInfo(paper.TIME_ZONE)
_DAYS_AGO = re.compile(r"(\d+)d (\d\d):(\d\d)")


@transaction.atomic
def load(images: dict[str, Image]) -> Counter:
    """Add what is missing of the demo, all of it or, after an error, nothing.

    `images` are its stored pictures by name. What is there stays as it is, also if an editor has
    changed it since. Returns how many rows of each kind were added; empty if nothing was missing.
    """
    added = Counter()
    added["accounts"] = len(accounts.ensure_accounts(paper.PEOPLE))
    added["settings"] = _set_up_paper()
    added["sections"] = _add_sections()
    added["authors"] = _add_authors(images)
    added["pages"] = _add_pages(images)
    stories, comments = _add_stories(images)
    added["stories"], added["comments"] = stories, comments
    return +added


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


def _set_up_paper() -> int:
    site, _ = Site.objects.get_or_create(pk=settings.SITE_ID, defaults={"domain": "example.com"})
    if site.domain == "example.com":
        site.domain = settings.SITE_URL.partition("//")[2]
        site.name = paper.NAME
        site.save()
        Site.objects.clear_cache()
    row = SiteSettings.load()
    if row.name != SiteSettings._meta.get_field("name").default:
        return 0
    row.name, row.tagline, row.description = paper.NAME, paper.TAGLINE, paper.DESCRIPTION
    row.time_zone, row.comment_policy, row.language = paper.TIME_ZONE, paper.COMMENT_POLICY, "en"
    row.save()
    names = {section.path: section.name for section in paper.SECTIONS}
    for position, path in enumerate(paper.NAVIGATION):
        url = reverse("articles:section", args=[path])
        NavigationLink.objects.get_or_create(
            site=row, url=url, defaults={"label": names[path], "position": position}
        )
    for position, (label, url) in enumerate(paper.SOCIAL):
        SocialLink.objects.get_or_create(
            site=row, url=url, defaults={"label": label, "position": position}
        )
    return 1


def _add_sections() -> int:
    known = {category.path: category for category in Category.objects.all()}
    added = 0
    for position, section in enumerate(paper.SECTIONS):
        if section.path in known:
            continue
        above, _, slug = section.path.rpartition("/")
        category = Category(
            name=section.name,
            slug=slug,
            parent=known.get(above),
            description=section.description,
            position=position,
        )
        save_category(category)
        known[section.path] = category
        added += 1
    return added


def _add_authors(images) -> int:
    known = set(Author.objects.values_list("slug", flat=True))
    users = {user.username: user for user in get_user_model().objects.filter(author__isnull=True)}
    missing = [person for person in paper.PEOPLE if person.slug not in known]
    for person in missing:
        save_author(
            Author(
                name=person.name,
                slug=person.slug,
                job_title=person.job_title,
                bio=person.bio,
                email=person.email,
                website=person.website,
                photo=images[person.slug],
                user=users.get(person.login),
            )
        )
    return len(missing)


def _add_pages(images) -> int:
    added = 0
    now = timezone.now().astimezone(ZONE)
    for page in sorted(manuscripts.read_all("pages"), key=lambda page: page.head["position"]):
        url = f"/{page.slug}/"
        if FlatPage.objects.filter(url=url).exists():
            continue
        text = manuscripts.html(page, now, {}.__getitem__, lambda name: images[name].pk)
        flat = FlatPage.objects.create(url=url, title=page.head["title"], content=sanitize(text))
        flat.sites.set([settings.SITE_ID])
        added += 1
    return added


def _add_stories(images) -> tuple[int, int]:
    now = timezone.now().replace(second=0, microsecond=0)
    stories = manuscripts.read_all("stories")
    times = {story.slug: published_at(story.head["published"], now) for story in stories}
    known = set(Article.objects.filter(slug__in=times).values_list("slug", flat=True))
    missing = sorted(
        (story for story in stories if story.slug not in known), key=lambda story: times[story.slug]
    )

    def address(slug):
        local = times[slug].astimezone(ZONE)
        return reverse("articles:detail", args=[local.year, local.month, slug])

    people = {author.slug: author for author in Author.objects.filter(slug__in=_slugs(paper.PEOPLE))}
    sections = {category.path: category for category in Category.objects.all()}
    added, comments = [], 0
    for story in missing:
        article = _article(story, times[story.slug], now, address, images)
        article.category = sections[story.head["category"]]
        _save(article, story, sections, people)
        comments += _add_comments(article, story)
        added.append(article)
    by_slug = {article.slug: article for article in added}
    for story in missing:
        for position, slug in enumerate(story.listed("pinned")):
            RelatedStory.objects.create(
                article=by_slug[story.slug], story=by_slug[slug], pinned=True, position=position
            )
    # Each was settled when only older ones were there: now all of them can be chosen from.
    for article in added:
        refresh_related(article, neighbours=False)
    return len(added), comments


def _slugs(people) -> list[str]:
    return [person.slug for person in people]


def _article(story: Manuscript, published: dt.datetime, now: dt.datetime, address, images) -> Article:
    """Return the unsaved story of a manuscript."""
    local = published.astimezone(ZONE)
    head = {key: manuscripts.words(value, local) for key, value in story.head.items()}
    status = head.get("status", "published")
    body = manuscripts.html(story, local, address, lambda name: images[name].pk)
    return Article(
        slug=story.slug,
        headline=head["headline"],
        kind=head["kind"],
        standfirst=head.get("standfirst", ""),
        excerpt=head.get("excerpt", ""),
        body=sanitize(body),
        lead_image=images[head["picture"]] if "picture" in head else None,
        lead_caption=head.get("caption", ""),
        seo_title=head.get("seo-title", ""),
        seo_description=head.get("seo-description", ""),
        comments_open=head.get("comments") != "closed",
        status=Article.Status.PUBLISHED if status == "withdrawn" else status,
        published_at=None if status in {"draft", "in_review"} else published,
        updated_at=published_at(head["updated"], now) if "updated" in head else None,
    )


def _save(article: Article, story: Manuscript, sections, people) -> None:
    """Store a story with its sections, tags, authors and questions, in the state it shall have."""
    workflow.save(article)
    article.also_in.set(sections[path] for path in story.listed("also"))
    article.tags.set(story.listed("tags"))
    for position, author in enumerate(story.listed("authors")):
        slug, _, credit = author.partition(" (")
        Byline.objects.create(
            article=article, author=people[slug], credit=credit.rstrip(")"), position=position
        )
    for position, (question, answer) in enumerate(story.questions):
        FAQ.objects.create(article=article, question=question, answer=answer, position=position)
    workflow.settle(article)
    if story.head.get("status") == "withdrawn":
        workflow.withdraw(article)


def _add_comments(article: Article, story: Manuscript) -> int:
    """Store the thread of a story; a reply stands below the last remark that is one less deep."""
    local = article.published_at.astimezone(ZONE) if article.published_at else None
    users = {user.username: user for user in get_user_model().objects.filter(is_staff=True)}
    last = {}
    for remark in story.remarks:
        status, _, username = remark.state.partition(":")
        comment = Comment(
            article=article,
            parent=last.get(remark.depth - 1),
            name=remark.name,
            email="" if username else f"{_mailbox(remark.name)}@readers.example.org",
            body=manuscripts.words(remark.text, local),
            status=Comment.Status.APPROVED if username else status,
            created_at=article.published_at + remark.after,
            user=users.get(username),
            ip_address=None if username else "192.0.2.1",
        )
        comment_workflow.add(comment)
        last[remark.depth] = comment
    return len(story.remarks)


def _mailbox(name: str) -> str:
    return re.sub(r"\W+", ".", name.casefold()).strip(".")
