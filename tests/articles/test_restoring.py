"""Restoring a revision gives the same bytes, whatever a story says."""

from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from articles import content, revisions, writing
from articles.merging import blocks
from articles.models import Article
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory
from tests.richtext.markup import EVERYTHING

pytestmark = pytest.mark.django_db

# What no database stores, NUL and halves of characters, no form lets in.
TEXT = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=60)
WORDS = TEXT.map(lambda text: f"w {text}")
TAG = st.sampled_from(["Ports", "Öl", "Paris, Texas", "2027", "日本", 'a "quoted" one'])


def contents(categories, authors, pictures, stories):
    """Contents of a story, every part of it."""
    rows = {
        "bylines": st.lists(st.sampled_from(authors), unique=True).flatmap(
            lambda keys: st.tuples(
                *(st.fixed_dictionaries({"author": st.just(key), "credit": WORDS}) for key in keys)
            )
        ),
        "faqs": st.lists(st.fixed_dictionaries({"question": WORDS, "answer": WORDS}), max_size=3),
        "pins": st.lists(st.sampled_from(stories).map(lambda key: {"story": key}), max_size=1),
    }
    named = {
        name: value.map(lambda rows: [{"id": str(uuid4())} | row for row in rows])
        for name, value in rows.items()
    }
    texts = ("headline", "standfirst", "excerpt", "lead_caption", "seo_title", "seo_description")
    return st.fixed_dictionaries(
        dict.fromkeys(texts, WORDS)
        | {
            "kind": st.sampled_from(Article.Kind.values),
            "body": st.lists(st.sampled_from(blocks(EVERYTHING)) | WORDS.map(_paragraph)).map("".join),
            "comments_open": st.booleans(),
            "comments_close_after_days": st.none() | st.integers(0, 9999),
            "comments_hold_after_days": st.none() | st.integers(0, 9999),
            "category": st.none() | st.sampled_from(categories),
            "also_in": st.sets(st.sampled_from(categories)).map(sorted),
            "lead_image": st.none() | st.sampled_from(pictures),
            "tags": st.sets(TAG).map(lambda tags: sorted(tags, key=str.casefold)),
        }
        | named
    )


def _paragraph(text: str) -> str:
    return f"<p>{text.replace('&', '').replace('<', '')}</p>"


@pytest.mark.parametrize("published", [False, True])
def test_story_says_again_to_the_byte_what_a_revision_says(published):
    editor = UserFactory(is_superuser=True)
    rows = [
        [CategoryFactory().pk for _ in range(3)],
        [AuthorFactory().pk for _ in range(3)],
        [make_image(file=f"originals/{number}.jpg").pk for number in range(2)],
        [ArticleFactory().pk],
    ]

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(contents(*rows), contents(*rows))
    def check(first, second):
        story = ArticleFactory(published=published)
        saved = []
        for text in (first, second):
            said = revisions.head_content(story) | text
            writing.save_content(story, said, story.head, editor)
            saved.append((story.head, said))
            assert revisions.head_content(story) == said
        number, said = saved[0]
        writing.restore(story, number, editor)
        assert revisions.head_content(story) == said
        if not published:
            assert content.read(Article.objects.get(pk=story.pk)) == said

    check()
