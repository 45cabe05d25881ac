"""Everything at once on one story: each request is answered, and what was typed is in no error."""

from collections import Counter
from functools import partial

import pytest
from django.test import Client

from articles.models import Article
from tests.articles.story_form import form, url
from tests.articles.test_editors_at_once import together
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def clients(number):
    users = [UserFactory(is_staff=True, is_superuser=True) for _ in range(number)]
    found = [Client() for _ in users]
    for client, user in zip(found, users, strict=True):
        client.force_login(user)
    return found


@pytest.mark.parametrize("with_deletion", [False, True])
def test_saves_publication_withdrawal_and_deletion_at_the_same_moment(with_deletion):
    answered = Counter()
    for _ in range(3):
        story, people = ArticleFactory(published=True), clients(8)
        first, second, third = (form(client, story) for client in people[:3])
        pages = {
            "withdraw": {"reason": "Wrong"},
            "discard": {},
            "notes": {"text": "Look at this"},
            "corrections": {"kind": "correction", "text": "It was 1987."},
            "delete" if with_deletion else "links": {"post": "yes", "lifetime": "1"},
        }
        work = [
            partial(first.send, "_continue", headline="First"),
            partial(second.send, "_continue", headline="Second"),
            partial(third.send, "_publish_changes", standfirst="Third"),
            *(
                partial(client.post, url(name, story.pk), data)
                for client, (name, data) in zip(people[3:], pages.items(), strict=True)
            ),
        ]
        answers = together(8, lambda place, work=work: work[place]())
        answered.update(answer.status_code for answer in answers)
        assert Article.objects.filter(pk=story.pk).exists() is not with_deletion
    assert answered.total() == 24
    assert answered.keys() <= {200, 302, 403, 404}


def test_report_of_a_withdrawal_whose_story_was_deleted_meanwhile_fails_nobody(monkeypatch):
    story, (client,) = ArticleFactory(published=True), clients(1)

    def delete_first(*args):
        Article.objects.filter(pk=story.pk).delete()
        return "gone", True

    monkeypatch.setattr("articles.takedown._judge", delete_first)
    answer = client.post(url("withdraw", story.pk), {"reason": "Wrong"})
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 404
