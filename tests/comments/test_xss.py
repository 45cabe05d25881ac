"""What is meant to run a script, in every field that a commenter can fill."""

import json
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from comments.counting import recount
from comments.forms import CommentForm
from comments.models import Comment
from comments.templatetags.comments import comments
from masthead.models import SiteSettings
from tests.factories import ArticleFactory, CommentFactory

OWN = {"/static/comments/comments.js"}
BOXES = {"section", "article", "header", "h2", "h3", "nav", "ul", "ol", "li", "p", "div"}
TEXT = {"span", "a", "bdi", "br", "time"}
CONTROLS = {"form", "label", "textarea", "input", "button", "script"}


class Scripts(HTMLParser):
    """Finds what runs: scripts, handlers, addresses that are programs, foreign elements."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in BOXES | TEXT | CONTROLS:
            self.found.append(tag)
        if tag == "script" and attributes.get("src") not in OWN:
            self.found.append("script")
        for name, value in attrs:
            address = "".join((value or "").split()).lower()
            if name.startswith("on") or name in {"style", "srcdoc", "formaction"}:
                self.found.append(f"{name}={value}")
            if name in {"href", "src", "action"} and not address.startswith(
                ("https://", "http://", "/", "#")
            ):
                self.found.append(f"{name}={value}")


@pytest.fixture
def vectors(corpora):
    return [row["vector"] for row in json.loads((corpora / "xss" / "vectors.json").read_text("utf-8"))]


def section(article, **context) -> str:
    request = RequestFactory().get("/")
    request.site_settings = SiteSettings()
    shown = comments({"request": request, "article": article, **context})
    return render_to_string("comments/section.html", shown)


@pytest.mark.corpora
@pytest.mark.django_db
def test_no_vector_runs_in_a_comment(vectors, monkeypatch):
    """Each vector is in every field of a comment, stored as an import might store it."""
    assert len(vectors) > 1000
    monkeypatch.setattr("comments.threads.REPLIES", 1000)
    for batch in (vectors[:700], vectors[700:]):
        article = ArticleFactory(published=True)
        first = CommentFactory(article=article)
        Comment.objects.bulk_create(
            Comment(
                article=article,
                parent=first,
                thread=first,
                body=vector,
                name=vector[:120],
                website=vector[:200],
                email=vector[:254],
                user_agent=vector[:300],
                status="approved",
                created_at=first.created_at,
            )
            for vector in (vector.replace("\0", "") for vector in batch)
        )
        recount(article.pk)
        article.refresh_from_db()
        html = section(article)
        assert html.count('class="comment-text"') == len(batch) + 1
        assert Scripts(html).found == []


@pytest.mark.corpora
@pytest.mark.django_db
def test_no_vector_runs_in_a_form_that_comes_back(vectors):
    article = ArticleFactory(published=True)
    fields = ("comment", "name", "email", "website", "subject", "parent", "stamp", "remember")
    for start in range(0, len(vectors), 10):
        words = "\n".join(vectors[start : start + 10])
        form = CommentForm(dict.fromkeys(fields, words), article=article)
        assert not form.is_valid()
        form.replied_to = Comment(pk=1, name=words)
        html = section(article, comment_form=form)
        assert 'id="respond"' in html
        assert Scripts(html).found == []


@pytest.mark.corpora
@pytest.mark.django_db
def test_no_vector_runs_on_the_page_that_gives_the_text_back(vectors, client):
    for vector in vectors[::10]:
        answer = client.post("/2024/07/nothing/comments/", {"comment": vector}).content.decode()
        if 'id="kept"' in answer:
            start = answer.index('<textarea id="kept"')
            shown = answer[start : answer.index("</textarea>") + len("</textarea>")]
            assert Scripts(shown).found == []
            assert "<" not in shown[1 : -len("</textarea>")]
