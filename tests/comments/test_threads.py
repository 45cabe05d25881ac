"""Threads: their order, their depth, their pages, and what stays when a comment goes."""

import datetime as dt
from urllib.parse import parse_qsl

import pytest
from django.utils import timezone

from comments import workflow
from comments.counting import recount
from comments.models import Comment
from comments.paging import Reading
from comments.threads import DEPTH, address_of, place_of, read_conversation
from masthead.models import SiteSettings
from tests.comments.html import Page
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


def shape(conversation) -> list[tuple[str, int]]:
    """The body and the depth of every entry, `-` where a comment was removed."""
    return [(e.comment.body if e.comment else "-", e.depth) for e in conversation.entries]


def read(article, own=None, **asked):
    """The page of the conversation that the query of an address asks for."""
    return read_conversation(article, Reading.asked_by(asked, SiteSettings()), own)


def say(article, body, parent=None, minute=0, **fields) -> Comment:
    moment = timezone.now() - dt.timedelta(hours=1) + dt.timedelta(minutes=minute)
    comment = CommentFactory(article=article, body=body, parent=parent, created_at=moment, **fields)
    article.refresh_from_db()
    return comment


def test_threads_stand_oldest_first_with_the_replies_in_them(article):
    a = say(article, "a", minute=0)
    b = say(article, "b", minute=1)
    say(article, "b1", b, minute=3)
    a1 = say(article, "a1", a, minute=2)
    say(article, "a2", a, minute=4)
    say(article, "a1x", a1, minute=5)
    assert shape(read(article)) == [
        ("a", 0),
        ("a1", 1),
        ("a1x", 2),
        ("a2", 1),
        ("b", 0),
        ("b1", 1),
    ]


def test_the_page_nests_lists_as_the_threads_do(client, article):
    a = say(article, "a")
    b = say(article, "b", a)
    say(article, "c", b)
    say(article, "d")
    html = client.get(article.get_absolute_url()).content.decode()
    section = html[html.index('<ol class="comment-list">') : html.index('id="respond"')]
    opened = section.count("<ol"), section.count("<li")
    assert opened == (section.count("</ol>"), section.count("</li>")) == (3, 4)
    assert section.index(">c<") < section.index("</ol>") < section.index(">d<")


def test_a_deep_thread_stops_to_be_indented_and_says_whom_it_answers(client, article):
    parent = None
    for number in range(DEPTH + 4):
        parent = say(article, f"level {number}", parent, name=f"Writer {number}", minute=number)
    conversation = read(article)
    assert [entry.depth for entry in conversation.entries] == [0, 1, 2, 3, 4, 4, 4, 4]
    page = Page(client.get(article.get_absolute_url()))
    assert [element.text for element in page.all(class_="in-reply-to")] == [
        f"In reply to Writer {number}" for number in range(DEPTH, DEPTH + 3)
    ]
    assert len(page.all("ol", class_="replies")) == DEPTH


def bulk_replies(article, number, chain=False) -> list[Comment]:
    """A thread with so many replies, a second apart; each to the one before if it is a chain."""
    first = say(article, "first")
    key, start = first.pk, first.created_at
    Comment.objects.bulk_create(
        Comment(
            pk=key + count,
            article=article,
            parent_id=key + count - 1 if chain else key,
            thread=first,
            name=f"Reader {count}",
            body=f"reply {count}",
            status="approved",
            created_at=start + dt.timedelta(seconds=count),
        )
        for count in range(1, number + 1)
    )
    recount(article.pk)
    article.refresh_from_db()
    return list(Comment.objects.filter(article=article).select_related("thread").order_by("created_at"))


def asked(reading) -> dict[str, str]:
    """What an address asks that leads to a page."""
    return dict(parse_qsl(reading.query()))


def test_a_thread_a_thousand_replies_deep_is_read_page_by_page(client, article):
    comments = bulk_replies(article, 1000, chain=True)
    conversation = read(article)
    assert [entry.more for entry in conversation.entries if entry.more] == [980]
    bodies, pages, page = [], 0, read(article, thread=str(comments[0].pk))
    while page:
        assert page.entries[0].comment == comments[0]
        bodies += [entry.comment.body for entry in page.entries[1:]]
        page, pages = page.next and read(article, **asked(page.next)), pages + 1
    assert bodies == [f"reply {number}" for number in range(1, 1001)]
    assert pages == 10
    assert "980 more replies" in client.get(article.get_absolute_url()).content.decode()


def test_the_pages_of_a_thread_lead_back_as_well(article):
    comments = bulk_replies(article, 250)
    first = read(article, thread=str(comments[0].pk))
    second = read(article, **asked(first.next))
    third = read(article, **asked(second.next))
    assert first.previous is None
    assert third.next is None
    for page, before in [(third, second), (second, first)]:
        again = read(article, **asked(page.previous))
        assert [entry.key for entry in again.entries] == [entry.key for entry in before.entries]
    assert again.previous is None


def test_a_reply_says_whom_it_answers_when_that_is_on_another_page(client, article):
    comments = bulk_replies(article, 150, chain=True)
    url = address_of(comments[130], Reading())
    page = Page(client.get(url))
    assert "In reply to Reader 129" in page.by_id(f"comment-{comments[130].pk}").text
    link = page.one("a", href=f"{article.get_absolute_url()}comments/{comments[129].pk}/")
    assert link.text == "In reply to Reader 129"
    assert not page.all(class_="comment-removed")
    workflow.move([comments[129]], "trashed")
    page = Page(client.get(url))
    assert len(page.all(class_="comment-removed")) == 1
    assert "Reader 129" not in page.by_id(f"comment-{comments[130].pk}").text


@pytest.mark.parametrize("order", ["oldest", "newest", "replies"])
def test_every_comment_is_on_the_page_that_its_address_leads_to(
    client, article, site, order, monkeypatch
):
    monkeypatch.setattr("comments.threads.THREADS", 3)
    monkeypatch.setattr("comments.threads.REPLIES", 2)
    monkeypatch.setattr("comments.threads.LONG_PAGE", 3)
    site.comment_order = order
    site.save()
    for number in range(10):
        parent = say(article, f"thread {number}", minute=number % 4)
        for reply in range(number % 4 * 3):
            parent = say(article, f"{number}-{reply}", parent, minute=10 + reply)
    workflow.move(Comment.objects.filter(body__in=["thread 3", "7-1"]), "trashed")
    for comment in Comment.objects.visible():
        path, _, place = client.get(comment.get_absolute_url())["Location"].partition("#")
        assert place == f"comment-{comment.pk}"
        assert Page(client.get(path)).by_id(place).tag == "li", comment.body


def test_replies_to_a_removed_comment_keep_their_place(client, article):
    a = say(article, "a")
    b = say(article, "b", a, minute=1)
    c = say(article, "c", b, minute=2)
    say(article, "d", c, minute=3)
    say(article, "e", minute=4)
    workflow.move([b], "trashed")
    assert shape(read(article)) == [("a", 0), ("-", 1), ("c", 2), ("d", 3), ("e", 0)]
    workflow.move([a], "spam")
    assert shape(read(article)) == [("-", 0), ("-", 1), ("c", 2), ("d", 3), ("e", 0)]
    article.refresh_from_db()
    page = Page(client.get(article.get_absolute_url()))
    assert [e.text for e in page.all(class_="comment-removed")] == ["This comment has been removed."] * 2
    assert "3 COMMENTS" in [heading.text for heading in page.all("h2")]


def test_a_thread_of_which_nothing_is_visible_is_gone(article):
    a = say(article, "a")
    b = say(article, "b", a)
    say(article, "c")
    workflow.move([a, b], "trashed")
    assert shape(read(article)) == [("c", 0)]
    workflow.move([b], "restored")
    workflow.approve([b])
    assert shape(read(article)) == [("-", 0), ("b", 1), ("c", 0)]


ORDERS = {
    "oldest": ["0", "1", "2", "3", "4", "5", "6"],
    "newest": ["6", "5", "4", "3", "2", "1", "0"],
    "replies": ["5", "2", "6", "0", "1", "3", "4"],
}


def follow(client, url: str, rel: str) -> list[tuple[str, list[str]]]:
    """The pages from an address on, each with the first words of its threads."""
    pages = []
    while url:
        page = Page(client.get(url))
        words = [element.text for element in page.all(class_="comment-text")]
        pages.append((url, [text for text in words if "reply" not in text]))
        links = [link["href"] for link in page.all("a", rel=f"{rel} nofollow")]
        url = links[0] if links else ""
    return pages


@pytest.mark.parametrize("order", ORDERS)
def test_long_conversations_come_in_pages_in_every_order(client, article, order, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    replies = {"5": 3, "2": 2, "6": 2}
    for number in range(7):
        first = say(article, str(number), minute=number)
        for reply in range(replies.get(str(number), 0)):
            say(article, f"reply {reply}", first, minute=10 + reply)
    forward = follow(client, f"{article.get_absolute_url()}?order={order}", "next")
    assert [body for _, bodies in forward for body in bodies] == ORDERS[order]
    assert [len(bodies) for _, bodies in forward] == [2, 2, 2, 1]
    back = follow(client, forward[-1][0], "prev")
    assert [bodies for _, bodies in back] == [bodies for _, bodies in forward[::-1]]


def test_every_link_keeps_the_order_and_the_page(client, article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 1)
    monkeypatch.setattr("comments.threads.REPLIES", 1)
    for number in range(3):
        first = say(article, str(number), minute=number)
        for _ in range(2):
            say(article, "reply", first, minute=10)
    page = Page(client.get(f"{article.get_absolute_url()}?order=newest"))
    page = Page(client.get(page.one("a", rel="next nofollow")["href"]))
    reply = page.all("a", class_="reply")[0]["href"]
    assert "order=newest&comments=a" in reply
    answer = Page(client.get(reply))
    assert answer.all(class_="comment-text")[0].text == "1"
    assert answer.by_id("respond-title").text.startswith("Reply to")
    (link,) = [a for a in page.all("a") if a.text == "1 more reply"]
    assert "order=newest&thread=" in link["href"]
    assert link["rel"] == "nofollow"


@pytest.mark.parametrize(
    ("usual", "plain"), [("oldest", "Oldest"), ("newest", "Newest"), ("replies", "Most replied")]
)
def test_the_orders_are_links_and_the_papers_own_has_the_plain_address(
    client, article, site, usual, plain
):
    say(article, "a")
    say(article, "b", minute=1)
    story = article.get_absolute_url()
    site.comment_order = usual
    site.save()
    page = Page(client.get(story))
    links = {a.text: a for a in page.all("a") if a.text in ("Newest", "Oldest", "Most replied")}
    assert [text for text, a in links.items() if a["aria-current"]] == [plain]
    assert links.pop(plain)["href"] == f"{story}#comments"
    assert len(links) == 2
    for link in links.values():
        assert link["rel"] == "nofollow"
        assert "?order=" in link["href"]
        other = Page(client.get(link["href"]))
        assert other.one("link", rel="canonical")["href"].endswith(story)


@pytest.mark.parametrize(
    "query",
    [
        *({"comments": text} for text in ["0", "-1", "2", "99", "abc", "9" * 25, "²", "1.5", ""]),
        *({"comments": text} for text in ["a1-1", f"a{'9' * 17}-{'9' * 18}", "b1-1", "f0-0", "a1-1-1"]),
        *({"comments": text, "order": "replies"} for text in ["a1-1", "a0-1-1", f"a{'9' * 9}-1-1"]),
        *({"comments": "a1-", "order": text} for text in ["newest", "x", "", "picks", "NEWEST"]),
        *({"thread": text} for text in ["0", "-1", "x", "9" * 18, "9" * 40, "²"]),
        {"thread": "1", "comments": f"a{'9' * 17}-1", "order": "newest"},
    ],
    ids=str,
)
def test_a_page_that_is_not_there_is_the_first(client, article, query):
    say(article, "a")
    response = client.get(article.get_absolute_url(), query)
    assert response.status_code == 200
    shown = len(Page(response).all("article", class_="comment"))
    assert shown == (0 if query.get("order") == "picks" else 1)


def test_a_thread_of_another_story_is_not_shown_here(client, article):
    other = CommentFactory(body="elsewhere")
    say(article, "here")
    page = Page(client.get(article.get_absolute_url(), {"thread": other.pk}))
    assert [element.text for element in page.all(class_="comment-text")] == ["here"]


def test_a_removed_comment_takes_its_place_among_the_pages(article, monkeypatch):
    monkeypatch.setattr("comments.threads.THREADS", 2)
    said = [say(article, f"thread {n}", minute=n) for n in range(4)]
    reply = say(article, "reply", said[0], minute=9)
    workflow.move([said[0]], "trashed")
    article.refresh_from_db()
    assert shape(read(article)) == [("-", 0), ("reply", 1), ("thread 1", 0)]
    assert place_of(reply, Reading()) == Reading()
    assert place_of(said[3], Reading()).cursor


def test_a_long_thread_is_cut_and_leads_to_the_rest(client, article, monkeypatch):
    monkeypatch.setattr("comments.threads.REPLIES", 3)
    first = say(article, "first")
    for number in range(10):
        say(article, f"reply {number}", first, minute=number + 1)
    say(article, "last", minute=30)
    assert [(entry.more or entry.comment.body) for entry in read(article).entries] == [
        *("first", "reply 0", "reply 1", "reply 2", 7, "last"),
    ]
    page = Page(client.get(article.get_absolute_url()))
    (link,) = [a for a in page.all("a") if a.text == "7 more replies"]
    thread = Page(client.get(link["href"]))
    assert [element.text for element in thread.all(class_="comment-text")] == [
        "first",
        *(f"reply {number}" for number in range(10)),
    ]
    (back,) = [a for a in thread.all("a") if a.text == "All comments"]
    assert client.get(back["href"]).status_code == 302
    workflow.move([first], "trashed")
    thread = Page(client.get(link["href"]))
    (back,) = [a for a in thread.all("a") if a.text == "All comments"]
    assert client.get(back["href"].partition("#")[0]).status_code == 200


def test_the_picks_are_marked_and_listed(client, article):
    comments = [say(article, f"number {n}", minute=n) for n in range(4)]
    reply = say(article, "reply", comments[0], minute=9)
    story = article.get_absolute_url()
    assert "order=picks" not in client.get(story).content.decode()
    for comment in (comments[2], reply, comments[3]):
        Comment.objects.filter(pk=comment.pk).update(picked_at=timezone.now())
    workflow.move([comments[3]], "trashed")
    page = Page(client.get(story))
    assert [element.text for element in page.all(class_="pick")] == ["Editors’ pick"] * 2
    (link,) = [a for a in page.all("a") if a.text == "Editors’ picks"]
    picks = Page(client.get(link["href"]))
    assert [element.text for element in picks.all(class_="comment-text")] == ["reply", "number 2"]
    assert picks.one("a", href=f"{story}comments/{reply.pk}/")


def test_words_that_changed_before_readers_eyes_are_marked(client, article):
    comment = say(article, "a")
    moment = dt.datetime(2024, 7, 15, 15, 4, tzinfo=dt.UTC)
    Comment.objects.filter(pk=comment.pk).update(edited_at=moment)
    page = Page(client.get(article.get_absolute_url()))
    assert "Edited July 15, 2024 at 3:04 PM" in page.one(class_="comment-time").text


def test_a_ring_of_replies_ends(client, article):
    first = say(article, "a")
    second = say(article, "b", first)
    Comment.objects.filter(pk=first.pk).update(parent=second)
    recount(article.pk)
    say(article, "c")
    assert client.get(article.get_absolute_url()).status_code == 200


def test_comments_of_the_same_moment_keep_their_order(article):
    moment = timezone.now()
    for number in range(6):
        CommentFactory(article=article, body=str(number), created_at=moment)
    article.refresh_from_db()
    assert [body for body, _ in shape(read(article))] == list("012345")
