"""Puts the demo's paper into the database: whatever of it is not there yet."""

from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.sites.models import Site
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from articles.models import Category
from articles.sections import save_category
from authors.models import Author
from authors.workflow import save_author
from images.models import Image
from masthead.menu import show_link
from masthead.models import NavigationLink, SiteSettings, SocialLink, StandingPage
from masthead.pages import save_page
from newsroom.demo import accounts, manuscripts, paper, readers, stories
from richtext.sanitizer import sanitize


@transaction.atomic
def load(images: dict[str, Image]) -> Counter:
    """Add what is missing of the demo, all of it or, after an error, nothing.

    `images` are its stored pictures by name. What is there stays as it is, also if an editor has
    changed it since. Returns how many rows of each kind were added; empty if nothing was missing.
    """
    added = set_up(images)
    added["pages"] = _add_pages(images)
    added["stories"], added["comments"] = stories.add_stories(images)
    added["views"] = readers.add_views()
    return +added


@transaction.atomic
def set_up(images: dict[str, Image]) -> Counter:
    """Add what is missing of what stories stand on: the paper, its sections and its people.

    Authors whose pictures are not among `images` have none. Returns how many rows were added.
    """
    people = manuscripts.read_all("people")
    return +Counter(
        accounts=accounts.add_accounts(people),
        settings=_set_up_paper(),
        sections=_add_sections(),
        authors=_add_authors(people, images),
    )


def _set_up_paper() -> int:
    site, _ = Site.objects.get_or_create(pk=settings.SITE_ID, defaults={"domain": "example.com"})
    if site.domain == "example.com":
        site.domain = settings.SITE_URL.partition("//")[2]
        site.name = paper.NAME
        site.save()
    row = SiteSettings.load()
    if row.name != SiteSettings._meta.get_field("name").default:
        return 0
    row.name, row.tagline, row.description = paper.NAME, paper.TAGLINE, paper.DESCRIPTION
    row.time_zone, row.comment_policy, row.language = paper.TIME_ZONE, paper.COMMENT_POLICY, "en"
    row.save()
    for position, (label, url) in enumerate(paper.SOCIAL):
        SocialLink.objects.create(site=row, label=label, url=url, position=position)
    return 1


def _add_sections() -> int:
    known = {category.path: category for category in Category.objects.all()}
    missing = [section for section in paper.SECTIONS if section.path not in known]
    for section in missing:
        above, _, slug = section.path.rpartition("/")
        known[section.path] = Category(
            name=section.name,
            slug=slug,
            parent=known.get(above),
            description=section.description,
            position=paper.SECTIONS.index(section),
        )
        save_category(known[section.path])
    _add_navigation({section.path for section in missing})
    return len(missing)


def _add_navigation(new: set[str]) -> None:
    """Link to those sections of the navigation that were only made now."""
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    names = {section.path: section.name for section in paper.SECTIONS}
    for position, path in enumerate(paper.NAVIGATION):
        if path in new:
            url = reverse("articles:section", args=[path])
            NavigationLink.objects.create(site=site, label=names[path], url=url, position=position)


def _add_authors(people: list[manuscripts.Manuscript], images: dict[str, Image]) -> int:
    known = set(Author.objects.values_list("slug", flat=True))
    users = {user.username: user for user in get_user_model().objects.filter(author__isnull=True)}
    missing = [person for person in people if person.slug not in known]
    for person in missing:
        head = person.head
        save_author(
            Author(
                name=head["name"],
                slug=person.slug,
                job_title=head["job-title"],
                bio="\n\n".join(person.blocks),
                email=head.get("email", ""),
                website=head.get("website", ""),
                photo=images.get(person.slug),
                user=users.get(head.get("login")),
            )
        )
    return len(missing)


def _add_pages(images: dict[str, Image]) -> int:
    missing = list(_missing_pages())
    now = timezone.localtime(timezone=paper.ZONE)
    for page in missing:
        text = manuscripts.html(page, now, {}.__getitem__, lambda name: images[name].pk)
        url, title = f"/{page.slug}/", page.head["title"]
        save_page(StandingPage(url=url, title=title, content=sanitize(text)))
        show_link(url, title, NavigationLink.Place.FOOTER)
    return len(missing)


def _missing_pages() -> Iterator[manuscripts.Manuscript]:
    """The standing pages that are not there, in the order of the footer."""
    known = set(StandingPage.objects.values_list("url", flat=True))
    pages = manuscripts.read_all("pages")
    pages.sort(key=lambda page: int(page.head["position"]))
    yield from (page for page in pages if f"/{page.slug}/" not in known)
