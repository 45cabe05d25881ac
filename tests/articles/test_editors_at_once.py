"""Twenty editors in one story: every save is a revision or a conflict shown, and no word is lost."""

import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from threading import Barrier
from uuid import UUID

import pytest
from django.contrib.auth.models import Permission
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from articles import revisions, workflow, writing
from articles.content import ROWS
from articles.merging import blocks, changed_fields
from articles.models import Article, Revision
from articles.steps import WorkflowError
from tests.admin_forms import AdminForm
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)

EDITORS = 20
SAVES = 50  # of each


def together(number, work):
    """Run `work(place)` in so many threads that start at once; return what they return."""
    start = Barrier(number)

    def run(place):
        try:
            start.wait()
            return work(place)
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def answered(save):
    """Return what a save returns; one that the database was too busy for is pressed again."""
    while True:
        try:
            return save()
        except OperationalError:
            connection.close()


def editors(number):
    users = [UserFactory(is_staff=True) for _ in range(number)]
    rights = Permission.objects.filter(codename__in=["add_article", "change_article", "publish_article"])
    for user in users:
        user.user_permissions.set(rights)
    return users


def edited(text, word, chance):
    """Return a content with `word` put somewhere, and the name of the part that was changed."""
    name = chance.choice(["headline", "standfirst", "excerpt", "body", "tags", "faqs"])
    if name == "body":
        parts = blocks(text["body"])
        place = chance.randrange(len(parts))
        parts[place] = f"<p>{word}</p>"
        value = "".join(parts)
    elif name == "tags":
        value = sorted([*text["tags"][-10:], word], key=str.casefold)
    elif name in ROWS:
        row = {"id": str(UUID(bytes=chance.randbytes(16))), "question": word, "answer": "Yes."}
        value = [*text["faqs"][-5:], row]
    else:
        value = word
    return text | {name: value}, name


@pytest.mark.parametrize("published", [False, True], ids=["draft", "live"])
def test_a_thousand_overlapping_saves_lose_nothing(published):
    body = "".join(f"<p>Paragraph {number}.</p>" for number in range(12))
    story = ArticleFactory(body=body, published=published)
    before = story.headline
    users = editors(EDITORS)
    changed = {}  # by the word that was written

    def work(place):
        chance = random.Random(place)
        outcomes = []
        mine = Article.objects.get(pk=story.pk)
        text, opened = revisions.head_content(mine), mine.head
        for number in range(SAVES):
            word = f"word{place}x{number}"
            new, changed[word] = edited(text, word, chance)
            outcomes.append(
                answered(partial(writing.save_content, mine, new, opened, users[place], note=word))
            )
            if chance.random() < 0.6:  # the others go on writing in what they had open
                text, opened = revisions.head_content(mine), mine.head
            connection.close()  # as after a request
        return outcomes

    outcomes = [saved for each in together(EDITORS, work) for saved in each]

    assert len(outcomes) == EDITORS * SAVES
    kept = {revision.number: revision for revision in Revision.objects.filter(article=story)}
    by_word = {revision.note: revision for revision in kept.values() if revision.note}
    assert all(saved.revision for saved in outcomes)
    assert set(by_word) == set(changed)
    for word, revision in by_word.items():
        assert word in str(revision.content[changed[word]])
    # What was accepted changed nothing but what its writer changed.
    accepted = [r for _, r in sorted(kept.items()) if r.kind != Revision.Kind.CONFLICT]
    for former, revision in pairwise(accepted):
        if revision.note:
            assert changed_fields(former.content, revision.content) in ([], [changed[revision.note]])
    conflicts = [saved for saved in outcomes if saved.conflicts]
    assert story.history.filter(action="conflict").count() == len(conflicts) > 0
    assert any(saved.merged for saved in outcomes)
    story.refresh_from_db()
    assert story.head == accepted[-1].number
    if published:
        assert (story.headline, story.body) == (before, body)


def test_forms_sent_at_the_same_moment_are_all_answered_and_kept():
    story = ArticleFactory(headline="Old")
    url = reverse("admin:articles_article_change", args=[story.pk])
    forms = []
    for user in editors(6):
        client = Client()
        client.force_login(user)
        forms.append(AdminForm(client, url, "article_form"))

    answers = together(6, lambda place: forms[place].send(headline=f"Headline of {place}"))

    assert [answer.status_code for answer in answers] == [302] * 6
    conflicts = [answer.url for answer in answers if "/conflict/" in answer.url]
    assert len(conflicts) == 5
    said = set(Revision.objects.values_list("content__headline", flat=True))
    assert said == {"Old"} | {f"Headline of {place}" for place in range(6)}


def test_story_published_by_one_is_published_once():
    story = ArticleFactory(status="approved")
    users = editors(6)

    def publish(place):
        try:
            workflow.publish(Article.objects.get(pk=story.pk), users[place])
        except WorkflowError:
            return False
        return True

    assert together(6, publish).count(True) == 1
    assert story.history.filter(action="published").count() == 1
