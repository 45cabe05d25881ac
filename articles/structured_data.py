"""What a story's page tells machines: schema.org as JSON-LD.

Source of the fields: https://schema.org/NewsArticle, /CorrectionComment, /BreadcrumbList and
/FAQPage.
"""

import json

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from articles.corrections import told_on
from articles.models import Article


def story_data(request, article: Article, crumbs: list[dict]) -> SafeString:
    """Return the JSON-LD of a story, safe inside a script element."""
    graph = [_news_article(request, article), _breadcrumbs(article, crumbs)]
    if article.faqs.all():
        graph.append(_faq_page(article))
    return as_json({"@context": "https://schema.org", "@graph": graph})


def as_json(data: dict) -> SafeString:
    """Return `data` as JSON in which nothing can end the script element around it."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
    return mark_safe(escaped)  # noqa: S308 - the three characters that matter are escaped


def _absolute(path: str) -> str:
    return path if path.startswith(("http://", "https://")) else f"{settings.SITE_URL}{path}"


def _news_article(request, article) -> dict:
    data = {
        "@type": "OpinionNewsArticle" if article.kind == Article.Kind.OPINION else "NewsArticle",
        "headline": article.headline,
        "url": _absolute(article.get_absolute_url()),
        "mainEntityOfPage": _absolute(article.get_absolute_url()),
        "datePublished": article.published_at.isoformat(),
        "dateModified": (article.updated_at or article.published_at).isoformat(),
        "author": [
            {
                "@type": "Person",
                "name": byline.author.name,
                "url": _absolute(byline.author.get_absolute_url()),
            }
            for byline in article.bylines.all()
        ],
        "publisher": {"@type": "NewsMediaOrganization", "name": request.site_settings.name},
    }
    if description := article.seo_description or article.summary:
        data["description"] = description
    if article.category:
        data["articleSection"] = article.category.name
    if corrections := told_on(article):
        data["correction"] = [
            {
                "@type": "CorrectionComment",
                "text": correction.text,
                "datePublished": correction.at.isoformat(),
            }
            for correction in corrections
        ]
    file = article.lead_image and article.lead_image.link_preview()
    if file:
        data["image"] = {"@type": "ImageObject"} | file | {"url": _absolute(file["url"])}
    return data


def _breadcrumbs(article, crumbs) -> dict:
    steps = [("Home", "/"), *((crumb["label"], crumb["url"]) for crumb in crumbs)]
    steps.append((article.headline, article.get_absolute_url()))
    items = [
        {"@type": "ListItem", "position": place, "name": label, "item": _absolute(url)}
        for place, (label, url) in enumerate(steps, start=1)
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
