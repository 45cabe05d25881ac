"""What a feed tells of stories."""

from django.conf import settings
from django.utils import formats, timezone
from django.utils.html import escape
from django.utils.translation import gettext

from articles.corrections import Told, told_on
from articles.feed_formats import Entry, Person, Picture, tag_uri
from articles.feeds import xml_text
from articles.models import Article
from articles.reading import add_faqs
from images.models import Image
from richtext.elsewhere import absolute, clean, figure, paragraph, render_elsewhere
from richtext.pictures import pictures_in
from richtext.tree import serialise


def entries_of(stories: list[Article], with_text: bool = False) -> list[Entry]:
    """Return the entries of stories that have their authors, tags, category and lead picture at hand.

    With their whole text it takes three queries, however many they are; else none.
    """
    texts = _texts(stories) if with_text else {}
    return [_entry(story, texts.get(story.pk, "")) for story in stories]


def _entry(story: Article, html: str) -> Entry:
    url = f"{settings.SITE_URL}{story.get_absolute_url()}"
    names = [story.category.name] if story.category else []
    names += [tag.name for tag in story.tags.all()]
    return Entry(
        id=tag_uri(story.created_at, f"story-{story.pk}"),
        url=url,
        title=xml_text(story.headline),
        summary=xml_text(story.summary),
        html=xml_text(html),
        published=story.published_at,
        updated=max(story.updated_at or story.published_at, story.published_at),
        authors=[
            Person(xml_text(author.name), f"{settings.SITE_URL}{author.get_absolute_url()}")
            for author in (byline.author for byline in story.bylines.all())
        ],
        categories=[xml_text(name) for name in dict.fromkeys(names)],
        picture=_picture(story.lead_image),
    )


def _picture(image: Image | None) -> Picture | None:
    file = image.link_preview() if image else None
    if not file:
        return None
    shown = image.shown
    return Picture(
        url=absolute(file["url"], settings.SITE_URL),
        width=file["width"],
        height=file["height"],
        alt=xml_text(shown.alt),
        credit=xml_text(shown.credit),
    )


def _texts(stories: list[Article]) -> dict[int, str]:
    """Return the whole texts of stories as HTML, by their primary keys."""
    keys = [story.pk for story in stories]
    bodies = dict(Article.objects.filter(pk__in=keys).values_list("pk", "body"))
    images = Image.objects.in_bulk({pk for body in bodies.values() for pk in pictures_in(body)})
    add_faqs(stories)
    return {story.pk: _text(story, bodies.get(story.pk, ""), images) for story in stories}


def _text(story: Article, body: str, images: dict[int, Image]) -> str:
    url = f"{settings.SITE_URL}{story.get_absolute_url()}"
    lead = figure(story.lead_image, url, story.lead_caption)
    notes = told_on(story)
    parts = [clean(serialise([lead]))] if lead else []
    parts += [paragraph(story.standfirst)]
    parts += [_note(note) for note in notes if note.place == "top"]
    parts += [render_elsewhere(body, url, images)]
    if questions := story.faqs.all():
        parts.append(f"<h2>{escape(gettext('Frequently Asked Questions'))}</h2>")
        parts += [f"<h3>{escape(faq.question)}</h3>{paragraph(faq.answer)}" for faq in questions]
    parts += [_note(note) for note in notes if note.place == "end"]
    return "".join(parts)


def _note(note: Told) -> str:
    day = formats.date_format(timezone.localtime(note.at), "DATE_FORMAT")
    return f"<p><strong>{escape(note.label)}, {escape(day)}</strong></p>{paragraph(note.text)}"
