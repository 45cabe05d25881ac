"""What is meant to run a script, in every field that a commenter can fill."""

import json
from html.parser import HTMLParser

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

from comments.forms import CommentForm
from comments.models import Comment
from comments.templatetags.comments import comments
from masthead.models import SiteSettings
from tests.factories import ArticleFactory, CommentFactory

OWN = {"/static/comments/comments.js"}
TAGS = {
    "section h2 h3 ol li article header p a span bdi time div form label textarea input button script br"
}


class Scripts(HTMLParser):
    """Finds what runs: scripts, handlers, addresses that are programs, foreign elements."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag not in next(iter(TAGS)).split():
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
def test_no_vector_runs_in_a_comment(vectors):
    """Each vector is body, name and website of a comment; stored as an import might store it."""
    assert len(vectors) > 1000
    article = ArticleFactory(published=True)
    comment = CommentFactory(article=article)
    reply = CommentFactory(article=article, parent=comment)
    article.refresh_from_db()
    for vector in vectors:
        vector = vector.replace("\0", "")
        Comment.objects.filter(pk__in=[comment.pk, reply.pk]).update(
            body=vector,
            name=vector[:120],
            website=vector[:200],
            email=vector[:254],
            user_agent=vector[:300],
        )
        assert Scripts(section(article)).found == []
    assert "comment-text" in section(article)


@pytest.mark.corpora
@pytest.mark.django_db
def test_no_vector_runs_in_a_form_that_comes_back(vectors):
    article = ArticleFactory(published=True)
    parent = CommentFactory(article=article)
    for vector in vectors:
        fields = ("comment", "name", "email", "website", "subject", "parent", "stamp", "remember")
        form = CommentForm(dict.fromkeys(fields, vector), article=article)
        assert Scripts(section(article, comment_form=form)).found == []
        Comment.objects.filter(pk=parent.pk).update(name=vector.replace("\0", "")[:120])
        parent.refresh_from_db()
        form = CommentForm(article=article, parent=parent)
        assert Scripts(section(article, comment_form=form)).found == []


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
