"""What a story's page tells machines: schema.org as JSON-LD.

Source of the fields: https://schema.org/NewsArticle, /CorrectionComment, /BreadcrumbList, /FAQPage,
/WebSite, /NewsMediaOrganization, /CollectionPage and /ProfilePage.
"""

import json
import re
from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from articles.corrections import told_on
from articles.models import Article
from authors.models import Author
from images.models import Image
from masthead.models import SiteSettings

MOST_LISTED = 30  # stories of a list

_TAG = re.compile(r"<[^>]*>")


def story_data(request, article: Article, crumbs: list[dict]) -> SafeString:
    """Return the JSON-LD of a story, safe inside a script element."""
    trail = [*crumbs, {"label": article.headline, "url": article.get_absolute_url()}]
    graph = [_news_article(request.site_settings, article), _breadcrumbs(trail)]
    if article.faqs.all():
        graph.append(_faq_page(article))
    return _written(graph)


def front_data(site: SiteSettings) -> SafeString:
    """Return the JSON-LD of the front page: the paper, and how it is searched."""
    search = f"{settings.SITE_URL}{reverse('search')}?q={{search_term_string}}"
    website = {
        "@type": "WebSite",
        "@id": f"{settings.SITE_URL}/#site",
        "name": site.name,
        "url": f"{settings.SITE_URL}/",
        "inLanguage": get_language(),
        "publisher": {"@id": _paper_id()},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": search},
            "query-input": "required name=search_term_string",
        },
    }
    if description := site.description or site.tagline:
        website["description"] = description
    return _written([website, publisher(site)])


def list_data(
    site: SiteSettings, name: str, path: str, stories: Iterable[Article], crumbs: list[dict]
) -> SafeString:
    """Return the JSON-LD of a list of stories; `crumbs` are those above it."""
    items = [
        {"@type": "ListItem", "position": place, "url": _absolute(story.get_absolute_url())}
        for place, story in enumerate(list(stories)[:MOST_LISTED], start=1)
    ]
    page = {
        "@type": "CollectionPage",
        "name": name,
        "url": _absolute(path),
        "inLanguage": get_language(),
        "publisher": publisher(site),
    }
    if items:
        page["mainEntity"] = {"@type": "ItemList", "itemListElement": items}
    return _written([page, _breadcrumbs([*crumbs, {"label": name, "url": path}])])


def author_data(site: SiteSettings, author: Author) -> SafeString:
    """Return the JSON-LD of an author's page."""
    path = author.get_absolute_url()
    page = {"@type": "ProfilePage", "url": _absolute(path), "mainEntity": _person(author, site)}
    return _written([page, _breadcrumbs([{"label": author.name, "url": path}])])


def page_data(site: SiteSettings, title: str, path: str) -> SafeString:
    """Return the JSON-LD of a standing page."""
    page = {
        "@type": "WebPage",
        "name": title,
        "url": _absolute(path),
        "inLanguage": get_language(),
        "publisher": publisher(site),
    }
    return _written([page, _breadcrumbs([{"label": title, "url": path}])])


def publisher(site: SiteSettings) -> dict:
    """Return the paper as schema.org has it."""
    paper = {
        "@type": "NewsMediaOrganization",
        "@id": _paper_id(),
        "name": site.name,
        "url": f"{settings.SITE_URL}/",
    }
    if logo := _image(site.logo):
        paper["logo"] = logo
    if elsewhere := [link["url"] for link in site.menu.get("social", [])]:
        paper["sameAs"] = elsewhere
    return paper


def _paper_id() -> str:
    return f"{settings.SITE_URL}/#paper"


def _written(parts: list[dict]) -> SafeString:
    """Return what a page tells as a list: not every program that reads it looks into an `@graph`."""
    return as_json([{"@context": "https://schema.org"} | part for part in parts])


def as_json(data: list[dict]) -> SafeString:
    """Return `data` as JSON in which nothing can end the script element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308 - the three characters that matter are escaped


def _absolute(path: str) -> str:
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def _news_article(site: SiteSettings, article: Article) -> dict:
    data = {
        "@type": "OpinionNewsArticle" if article.kind == Article.Kind.OPINION else "NewsArticle",
        "headline": article.headline,
        "url": _absolute(article.get_absolute_url()),
        "mainEntityOfPage": _absolute(article.get_absolute_url()),
        "datePublished": article.published_at.isoformat(),
        "dateModified": (article.updated_at or article.published_at).isoformat(),
        "inLanguage": get_language(),
        "wordCount": len(_TAG.sub(" ", article.body).split()),
        "isAccessibleForFree": True,
        "author": [_person(byline.author) for byline in article.bylines.all()] or [publisher(site)],
        "publisher": publisher(site),
    }
    if description := article.seo_description or article.summary:
        data["description"] = description
    if article.category:
        data["articleSection"] = article.category.name
    if tags := [tag.name for tag in article.tags.all()]:
        data["keywords"] = tags
    if corrections := told_on(article):
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.at.isoformat(),
            }
            for correction in corrections
        ]
    if image := _image(article.lead_image) or _image(site.default_picture) or _image(site.logo):
        data["image"] = image
    return data


def _person(author: Author, works_for: SiteSettings | None = None) -> dict:
    """Return an author; with all that their own page says, if `works_for` names the paper."""
    person = {"@type": "Person", "name": author.name, "url": _absolute(author.get_absolute_url())}
    if author.job_title:
        person["jobTitle"] = author.job_title
    if works_for is None:
        return person
    person["worksFor"] = publisher(works_for)
    if author.bio:
        person["description"] = author.bio
    if image := _image(author.photo):
        person["image"] = image
    if author.email:
        person["email"] = author.email
    if author.website:
        person["sameAs"] = [author.website]
    return person


def _image(image: Image | None) -> dict | None:
    file = image.link_preview() if image else None
    return {"@type": "ImageObject"} | file | {"url": _absolute(file["url"])} if file else None


def _breadcrumbs(trail: list[dict]) -> dict:
    """Return the way to a page, itself included."""
    steps = [{"label": gettext("Home"), "url": "/"}, *trail]
    items = [
        {"@type": "ListItem", "position": place, "name": step["label"], "item": _absolute(step["url"])}
        for place, step in enumerate(steps, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def _faq_page(article) -> dict:
    return {
        "@type": "FAQPage",
        "mainEntity": [
            {
                "@type": "Question",
                "name": faq.question,
                "acceptedAnswer": {"@type": "Answer", "text": faq.answer},
            }
            for faq in article.faqs.all()
        ],
    }
