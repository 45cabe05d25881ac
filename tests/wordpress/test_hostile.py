"""Whatever an export holds, what is stored of it is harmless wherever it is shown."""

import json
import re

import pytest

from articles.models import Article
from comments.models import Comment
from masthead.models import StandingPage
from richtext.rendering import render
from richtext.sanitizer import sanitize
from tests.conftest import CORPORA
from tests.wordpress.exports import category, comment, export, item, tag
from tests.wordpress.test_texts import Shelf
from wordpress.content import convert

ACTIVE = re.compile(
    r"<(script|style|iframe|object|embed|svg|form)\b|\son\w+\s*=|(href|src)=.?\s*javascript:", re.I
)


def check(html: str) -> None:
    """Fail if rich text holds anything that a browser would run, in its tags."""
    tags = "".join(re.findall(r"<[^>]*>", html))
    assert not ACTIVE.search(re.sub(r'"[^"]*"', lambda value: value[0].replace(" on", ""), tags)), html


def read_vectors() -> list[str]:
    path = CORPORA / "xss" / "vectors.json"
    return [entry["vector"] for entry in json.loads(path.read_text())] if path.exists() else []


@pytest.mark.corpora
def test_no_vector_survives_in_a_text():
    vectors = read_vectors()
    assert len(vectors) > 1000
    for vector in vectors:
        for text in (
            vector,
            f"<!-- wp:html -->{vector}<!-- /wp:html -->",
            f"[caption]{vector}[/caption]",
        ):
            html = convert(text, Shelf(), "https://old.example/").html
            assert sanitize(html) == html
            check(html)


@pytest.mark.corpora
def test_no_vector_survives_in_any_field(run):
    vectors = [vector.replace("\x00", "") for vector in read_vectors()[::40]]
    posts = [item(n, vector, title=vector, excerpt=vector) for n, vector in enumerate(vectors, 1)]
    said = "".join(
        comment(n, vector, comment_author=vector, comment_author_url=vector)
        for n, vector in enumerate(vectors, 1)
    )
    page = item(500, "".join(vectors), post_type="page", title=vectors[0])
    run(export(*posts, page, item(600, inside=said)))
    texts = [*Article.objects.values_list("body", flat=True), StandingPage.objects.get().content]
    for text in texts:
        assert sanitize(text) == text
        check(render(text))
    for website in Comment.objects.values_list("website", flat=True):
        assert website == "" or website.startswith(("http://", "https://"))
    assert len(texts) > len(vectors)


@pytest.mark.django_db
def test_markup_in_names_is_shown_as_text_on_the_page(run, client):
    evil = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
    run(
        export(
            category("world", f"World {evil}"),
            tag("rain", f"Rain {evil}"),
            item(
                7,
                title=f"Title {evil}",
                creator=f"Writer {evil}",
                terms=[("category", "world", "x"), ("post_tag", "rain", "x")],
                inside=comment(1, evil, comment_author=evil),
            ),
        )
    )
    page = client.get("/2024/07/post-7/").content.decode()
    assert "<script>alert" not in page
    assert "onerror=alert" not in page
