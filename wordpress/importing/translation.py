"""What becomes of the fields of a post, one by one."""

import re
from html import escape

from articles.models import Article
from richtext.sanitizer import sanitize
from richtext.text import first_words
from wordpress import php
from wordpress.content import Converted
from wordpress.content.plain import one_line
from wordpress.importing.addresses import LONGEST_PATH
from wordpress.importing.fitting import fit, fit_slug, fit_url
from wordpress.importing.job import Job
from wordpress.importing.ledger import digest
from wordpress.importing.people import People
from wordpress.importing.story import Story
from wordpress.importing.survey import terms_of
from wordpress.importing.terms import Terms
from wordpress.models import ImportedItem
from wordpress.wxr import Item

KIND = ImportedItem.Kind
Status = Article.Status

STATUS = {
    "publish": Status.PUBLISHED,
    "future": Status.PUBLISHED,
    "draft": Status.DRAFT,
    "pending": Status.IN_REVIEW,
    "private": Status.DRAFT,
}

# Sections that say what kind of story it is.
_KINDS = {
    "opinion": Article.Kind.OPINION,
    "opinions": Article.Kind.OPINION,
    "op-ed": Article.Kind.OPINION,
    "editorial": Article.Kind.EDITORIAL,
    "editorials": Article.Kind.EDITORIAL,
    "analysis": Article.Kind.ANALYSIS,
    "feature": Article.Kind.FEATURE,
    "features": Article.Kind.FEATURE,
    "interview": Article.Kind.INTERVIEW,
    "interviews": Article.Kind.INTERVIEW,
    "review": Article.Kind.REVIEW,
    "reviews": Article.Kind.REVIEW,
    "explainer": Article.Kind.EXPLAINER,
    "explainers": Article.Kind.EXPLAINER,
}

# The custom fields that an import reads; the others may change without the story changing.
_FIELDS_READ = [
    *("_thumbnail_id", "_wp_old_slug", "td_post_theme_settings", "footnotes"),
    *("_yoast_wpseo_title", "_yoast_wpseo_metadesc", "_yoast_wpseo_primary_category"),
]
_VARIABLE = re.compile(r"\s*%%\w+%%")


class NotTakenError(Exception):
    """A post has no place here; the message says why."""


class Translation:
    """Reads posts as stories."""

    def __init__(self, job: Job, people: People, terms: Terms):
        self.job = job
        self.people = people
        self.terms = terms

    def title(self, item: Item) -> str:
        """Return how the post is called in the report."""
        return fit(one_line(item.title), 80) or f"post {item.id}"

    def refuse(self, item: Item) -> None:
        """Raise NotTakenError for a post that WordPress does not show to its editors either."""
        if item.status == "trash":
            raise NotTakenError("it is in the trash")
        if item.status in {"auto-draft", "inherit"}:
            raise NotTakenError("it is an automatic copy of WordPress, not a post")
        if not (item.title or item.content.strip() or item.excerpt):
            raise NotTakenError("it is empty")

    def digest(self, item: Item) -> str:
        """Return a digest of all that an import reads of a post, its comments apart."""
        meta = {key: item.meta[key] for key in _FIELDS_READ if key in item.meta}
        return digest(
            [item.title, item.link, item.creator, item.content, item.excerpt, item.slug, item.status],
            [item.date, item.date_gmt, item.modified, item.modified_gmt, item.pub_date],
            [item.comment_status, item.password, item.terms, meta],
        )

    def status(self, item: Item) -> str:
        """Return the state of the story: never public if it was not, or if its time is unknown."""
        status = STATUS.get(item.status, Status.DRAFT)
        if status == Status.PUBLISHED and (item.password or self.published_at(item) is None):
            return Status.DRAFT
        return status

    def published_at(self, item: Item):
        """Return when the post was or will be published, for those that are or once were."""
        if item.status not in {"publish", "future", "private"}:
            return None
        return self.job.survey.clock.moment(item.date_gmt, item.date, item.pub_date)

    def updated_at(self, item: Item):
        """Return the time of the last change if it is later than publication by a minute or more."""
        published = self.published_at(item)
        modified = self.job.survey.clock.moment(item.modified_gmt, item.modified)
        if not published or not modified or (modified - published).total_seconds() < 60:
            return None
        return modified

    def story(self, item: Item, converted: Converted) -> Story:
        """Return the post as a story. A featured picture that is not here is added to the missing."""
        theme = self._theme_settings(item)
        category, also_in = self._sections(item, theme)
        body = sanitize(converted.html + self._sources(theme)) if theme else converted.html
        teaser = converted.teaser if len(converted.teaser) <= 600 else ""
        return Story(
            headline=fit(one_line(item.title) or first_words(body, 12) or f"Untitled {item.id}", 250),
            slug=fit_slug(item.slug, 200),
            kind=self._kind(category, also_in),
            standfirst=fit(one_line(str(theme.get("td_subtitle") or "")), 600),
            excerpt=fit(one_line(item.excerpt) or teaser, 600),
            body=body,
            category_id=category,
            lead_image_id=self._lead_image(item, converted),
            status=self.status(item),
            published_at=self.published_at(item),
            updated_at=self.updated_at(item),
            comments_open=item.comment_status == "open",
            seo_title=fit(self._seo(item, "_yoast_wpseo_title"), 200),
            seo_description=fit(self._seo(item, "_yoast_wpseo_metadesc"), 400),
            also_in=also_in,
            tags=self._tags(item),
            authors=self._authors(item),
        )

    def _theme_settings(self, item: Item) -> dict:
        """Return the magazine theme's settings of a post, as far as they can be read."""
        raw = item.first_meta("td_post_theme_settings")
        try:
            values = php.unserialize(raw) if raw else {}
        except ValueError:
            self.job.report.note(item.line, self.title(item), "The theme's settings cannot be read.")
            return {}
        return values if isinstance(values, dict) else {}

    @staticmethod
    def _sources(theme: dict) -> str:
        lines = []
        for label, name in (("Source", "td_source"), ("Via", "td_via")):
            words = one_line(str(theme.get(name) or ""))
            url = fit_url(str(theme.get(f"{name}_url") or ""), 2000)
            if words or url:
                linked = f'<a href="{escape(url)}">{escape(words or url)}</a>' if url else escape(words)
                lines.append(f"<p>{label}: {linked}</p>")
        return "".join(lines)

    def _sections(self, item: Item, theme: dict) -> tuple[int | None, list[int]]:
        slugs = [slug for taxonomy, slug, _ in terms_of(item) if taxonomy == "category"]
        keys = [self.terms.categories[slug] for slug in slugs if slug in self.terms.categories]
        primary = item.first_meta("_yoast_wpseo_primary_category") or str(
            theme.get("td_primary_cat") or ""
        )
        chosen = self.terms.categories.get(self.terms.slug_by_id.get(primary, ""))
        keys = list(dict.fromkeys([chosen, *keys] if chosen else keys))
        return (keys[0], keys[1:]) if keys else (None, [])

    def _kind(self, category: int | None, also_in: list[int]) -> str:
        for pk in filter(None, [category, *also_in]):
            for slug in reversed(self.terms.paths[pk].split("/")):
                if slug in _KINDS:
                    return _KINDS[slug].value
        return Article.Kind.NEWS.value

    def _tags(self, item: Item) -> list[int]:
        slugs = [slug for taxonomy, slug, _ in terms_of(item) if taxonomy == "post_tag"]
        return list(dict.fromkeys(self.terms.tags[slug] for slug in slugs if slug in self.terms.tags))

    def _authors(self, item: Item) -> list[int]:
        bylines = [
            self.people.find(slug.removeprefix("cap-"), slug, name)
            for taxonomy, slug, name in terms_of(item)
            if taxonomy == "author"
        ]
        found = list(dict.fromkeys(filter(None, bylines)))
        writer = self.people.find(item.creator)
        return found or ([writer] if writer else [])

    def _lead_image(self, item: Item, converted: Converted) -> int | None:
        number = item.first_meta("_thumbnail_id")
        if not number or number == "0":
            return None
        entry = self.job.ledger.find(KIND.ATTACHMENT, number)
        if entry is None:
            converted.missing_pictures.append(f"featured picture {number}")
        return entry.object_id if entry else None

    def _seo(self, item: Item, key: str) -> str:
        """Return a text for search engines, the plugin's variables filled in or left out."""
        text = one_line(item.first_meta(key))
        text = text.replace("%%title%%", one_line(item.title))
        text = text.replace("%%sitename%%", one_line(self.job.survey.site.title)).replace("%%sep%%", "–")
        text = _VARIABLE.sub("", text).strip(" –")
        return "" if text == one_line(item.title) else text

    def kept_slug(self, wanted: str, article: Article) -> str:
        """Return the slug for a story that is here: its own one if that was made from `wanted`."""
        numbered = re.fullmatch(re.escape(wanted[:190]) + r"-\d+", article.slug)
        return article.slug if not wanted or numbered else wanted

    def old_paths(self, item: Item, pages: int) -> list[str]:
        """Return the addresses that the post had: of each of its pages, by its id, by older slugs."""
        old_site = self.job.survey.old_site
        link = old_site.path(item.link)
        paths = [link] if old_site.is_own(item.link) and "?" not in link else []
        for path in list(paths):
            stem = path.rpartition("/")[0]
            slugs = item.meta.get("_wp_old_slug", [])[:50]
            paths += [f"{stem}/{fit_slug(slug, 200)}" for slug in slugs if fit_slug(slug, 200)]
            paths += [f"{path}/{number}" for number in range(2, min(pages, 100) + 1)]
        if item.id:
            paths.append(old_site.query_path("p", item.id))
        return [path for path in paths if len(path) < LONGEST_PATH]
