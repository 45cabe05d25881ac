"""The queue of comments: what it shows, what its buttons do, and that nobody's decision is lost."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.utils import timezone
from django.utils.formats import date_format

from comments import deciding, workflow
from comments.models import Block, Comment, Decision, Report
from comments.reporting import report
from comments.signatures import own_token
from incoming.network import neighbourhood
from newsroom.roles import CONTRIBUTOR, EDITOR, MANAGING_EDITOR, MODERATOR, REPORTER, ROLES
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE = "/admin/comments/comment/queue/"
NOW = dt.datetime(2026, 3, 10, 10, 2, tzinfo=dt.UTC)


@pytest.fixture
def member():
    """A function that makes a member of the newsroom with a role."""

    def member(role=MODERATOR, **fields):
        user = UserFactory(is_staff=True, **fields)
        user.groups.set(Group.objects.filter(name=role.name))
        return user

    return member


@pytest.fixture
def moderator(client, member):
    user = member(first_name="Nadia")
    client.force_login(user)
    return user


def waiting(article, number=1, **fields):
    return CommentFactory.create_batch(number, article=article, status="pending", **fields)


def press(client, button, comment=None, query="", follow=True, **data):
    if comment is not None:
        data = {"comment": comment.pk, "seen": deciding.state_of(comment), **data}
    return client.post(f"{QUEUE}?{query}", {"do": button, **data}, follow=follow)


def told(response) -> str:
    return " ".join(str(message) for message in response.context["messages"])


def bodies(response) -> list[str]:
    return [row.body for row, _ in response.context["rows"]]


# What it shows


def test_first_comment_that_waits_is_shown_with_what_is_needed_to_decide(client, moderator, article):
    parent = CommentFactory(article=article, name="Joe", body="What <i>Joe</i> said")
    CommentFactory(article=article, parent=parent, name="Between", body="Meanwhile")
    CommentFactory(name="Amina", email="a@example.org", body="Before", status="spam")
    comment = CommentFactory(
        article=article,
        parent=parent,
        status="pending",
        name="Amina",
        email="a@example.org",
        body="Look at https://x.example/ <b>now</b>",
        held_for=[["links", 2], ["unknown", None]],
        spam_score=0.734,
        ip_address="198.51.100.7",
        network="198.51.100.0/24",
    )
    response = client.get(QUEUE)
    html = response.content.decode()
    page = Page(html)
    assert response.context["comment"] == comment
    assert "It has 2 web addresses." in html
    assert "Its writer is not known yet." in html
    assert "Looks like spam to 73 %." in html
    assert "Not known yet: 0 of 1 approved under this name and address." in html
    assert "Other comments from this e-mail address: 1 spam" in html
    assert "What &lt;i&gt;Joe&lt;/i&gt; said" in html
    assert "&lt;b&gt;now&lt;/b&gt;" in html
    assert "Meanwhile" in html
    assert "The harbour" in html
    assert page.one("a", href="https://x.example/")["rel"]


@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        ("waiting", ["pending"]),
        ("approved", ["approved", "reported"]),
        ("reported", ["reported"]),
        ("spam", ["spam"]),
        ("trash", ["trash"]),
        ("all", ["pending", "approved", "spam", "trash", "reported"]),
        ("nonsense", ["pending"]),
    ],
)
def test_tabs_in_both_orders(client, moderator, article, tab, expected):
    for status in ("pending", "approved", "spam", "trash"):
        CommentFactory(article=article, status=status, body=status)
    CommentFactory(article=article, body="reported", report_count=2)
    Comment.objects.create(article=article, status="removed", name="Removed", created_at=timezone.now())
    assert bodies(client.get(QUEUE, {"tab": tab, "order": "oldest"})) == expected
    assert bodies(client.get(QUEUE, {"tab": tab})) == expected[::-1]


@pytest.mark.parametrize("order", ["", "oldest"])
@pytest.mark.parametrize("words", ["", "word"])
def test_pages_show_every_comment_once(client, moderator, article, order, words):
    same = timezone.now()
    made = waiting(article, 70, body="word", created_at=same)
    seen, query = [], f"q={words}&order={order}"
    while True:
        response = client.get(f"{QUEUE}?{query}")
        seen += [row.pk for row, _ in response.context["rows"]]
        if not (query := response.context["next_page"]):
            break
    keys = [comment.pk for comment in made]
    assert seen == (keys if order else keys[::-1])


def test_story_and_words_narrow_the_queue_down(client, moderator, article):
    other = ArticleFactory(published=True, headline="The other story")
    waiting(article, body="the pier")
    waiting(other, body="the pier too", name="Zoë", ip_address="198.51.100.7")
    assert bodies(client.get(QUEUE, {"story": article.pk})) == ["the pier"]
    assert bodies(client.get(QUEUE, {"q": "PIER"})) == ["the pier too", "the pier"]
    assert bodies(client.get(QUEUE, {"q": "pier", "story": other.pk})) == ["the pier too"]
    assert bodies(client.get(QUEUE, {"q": "198.51.100.7"})) == ["the pier too"]
    assert bodies(client.get(QUEUE, {"q": "zoe", "tab": "spam"})) == []


@pytest.mark.parametrize("addresses", ["198.51.100.{}", "2001:db8::{}"])
def test_all_comments_out_of_a_network_are_listed(client, moderator, article, addresses):
    sent = [addresses.format(number) for number in (7, 8, 9)]
    for address in ("203.0.113.7", *sent):
        waiting(article, ip_address=address, network=neighbourhood(address), body=address)
    page = Page(client.get(QUEUE))
    link = [a["href"] for a in page.all("a") if a.text == "All of them"][-1]
    assert bodies(client.get(link)) == sent[::-1]
    assert bodies(client.get(f"{link}&order=oldest")) == sent
    assert bodies(client.get(f"{link}&story={article.pk}")) == sent[::-1]


def test_story_that_readers_do_not_see_is_not_named(client, moderator):
    hidden = ArticleFactory(headline="Secret plans")
    waiting(hidden, body="How I know")
    for query in ({}, {"story": hidden.pk}, {"q": "know"}):
        response = client.get(QUEUE, query)
        assert "Secret plans" not in response.content.decode()
        assert response.context["place"].story is None


@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "after=9" * 30, "after=99999999999999999-1", "comment=²"),
        *(f"after=1-{'9' * 36}", f"q=a&after=1-{'9' * 36}", "q=a&after=1-1"),
        *("comment=99999999999999999999", "story=abc", "story=99999999999999999", "q=" + "a" * 5000),
        *("q=%22%27*", "tab=%27", "undo=x.y.9"),
    ],
)  # fmt: skip
def test_made_up_addresses_are_answered(client, moderator, article, query):
    waiting(article)
    assert client.get(f"{QUEUE}?{query}").status_code == 200


def test_empty_queue_says_so(client, moderator):
    assert "Nothing waits for a decision." in client.get(QUEUE).content.decode()


def test_known_writer_is_told_of(client, moderator, site, article):
    site.comments_trusted_after = 2
    site.comment_moderation = "first"
    site.save()
    person = {"article": article, "name": "Amina", "email": "a@example.org"}
    CommentFactory(**person)
    CommentFactory(**person, status="pending")
    assert "1 of 2 approved" in client.get(QUEUE).content.decode()
    CommentFactory(**person)
    assert "Known: 2 or more approved comments" in client.get(QUEUE).content.decode()


def test_day_of_deletion_is_told(client, moderator, site, article):
    with time_machine.travel(NOW, tick=False):
        comment = CommentFactory(article=article)
        workflow.move([comment], "spam")
        html = client.get(QUEUE, {"tab": "spam"}).content.decode()
    assert "Deleted for good on 9 April 2026." in html


# What its buttons do


@pytest.mark.parametrize(
    ("button", "before", "after", "words"),
    [
        ("approve", "pending", "approved", "1 comment is now approved."),
        ("spam", "pending", "spam", "1 comment is now marked as spam."),
        ("trash", "approved", "trash", "1 comment is now in the trash."),
        ("restore", "spam", "pending", "1 comment is now waiting again."),
    ],
)
def test_decision_is_taken_recorded_and_leads_to_the_next(
    client, moderator, article, button, before, after, words
):
    comment, following = CommentFactory.create_batch(2, article=article, status=before)
    response = press(client, button, comment, query="tab=all", next=following.pk)
    comment.refresh_from_db()
    decision = comment.decisions.get()
    assert comment.status == after
    assert (decision.by, decision.was) == (moderator, {"status": before})
    assert words in told(response)
    assert response.context["comment"] == following
    assert response.redirect_chain[0][1] == 302
    article.refresh_from_db()
    assert article.comment_count == Comment.objects.visible().count()


@pytest.mark.parametrize("turned", [False, True])
def test_decisions_are_named_in_the_order_in_which_comments_were_sent(article, member, turned):
    comments = waiting(article, 3)[:: -1 if turned else 1]
    by, seen = member(), {comment.pk: deciding.state_of(comment) for comment in comments}
    outcome = deciding.decide("spam", seen, by)
    named = Decision.objects.in_bulk(outcome.decisions)
    assert [named[pk].comment_id for pk in outcome.decisions] == list(seen)
    assert deciding.undo(outcome.decisions, by).done == list(seen)


def test_many_are_decided_at_once_and_taken_back_at_once(client, moderator, article):
    comments = waiting(article, 3)
    chosen = [f"{comment.pk}:{deciding.state_of(comment)}" for comment in comments]
    response = press(client, "spam", chosen=chosen)
    assert "3 comments are now marked as spam." in told(response)
    assert Comment.objects.filter(status="spam").count() == 3
    response = press(client, "undo", decisions=response.context["undo"])
    assert "3 decisions are taken back." in told(response)
    assert Comment.objects.waiting().count() == 3


@pytest.mark.parametrize("before", ["pending", "approved", "spam", "trash"])
@pytest.mark.parametrize("button", ["approve", "spam", "trash", "restore"])
def test_undo_restores_what_was(client, moderator, article, before, button):
    comment = CommentFactory(article=article, status=before)
    if button not in deciding.possible(comment):
        return
    response = press(client, button, comment)
    response = press(client, "undo", decisions=response.context["undo"])
    assert "1 decision is taken back." in told(response)
    assert response.context["comment"] == comment
    assert response.context["comment"].status == before
    assert "Nadia" in response.context["history"][0]["words"]
    assert "taking a decision back" in response.context["history"][0]["words"]
    article.refresh_from_db()
    assert article.comment_count == (before == "approved")


def test_undo_gives_an_editors_pick_back(client, moderator, article):
    comment = CommentFactory(article=article)
    deciding.pick(comment, moderator)
    picked_at = Comment.objects.get(pk=comment.pk).picked_at
    response = press(client, "trash", comment)
    assert Comment.objects.get(pk=comment.pk).picked_at is None
    press(client, "undo", decisions=response.context["undo"])
    assert Comment.objects.get(pk=comment.pk).picked_at == picked_at


def test_nobody_takes_back_what_somebody_else_decided(client, moderator, member, article):
    (comment,) = waiting(article)
    workflow.approve([comment], member())
    response = press(client, "undo", decisions=comment.decisions.get().pk)
    assert "nothing of yours" in told(response)
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_decision_is_not_taken_back_after_another_one_or_a_day(client, moderator, member, article):
    first, second = waiting(article, 2)
    with time_machine.travel(NOW, tick=False):
        client.force_login(moderator)
        workflow.approve([first, second], moderator)
        workflow.move([first], "trashed", member(first_name="Omar"))
        keys = [c.decisions.get(action="approved").pk for c in (first, second)]
        response = press(client, "undo", decisions=keys[0])
        assert "Omar put it in the trash at 10:02. Nothing was changed." in told(response)
    with time_machine.travel(NOW + dt.timedelta(hours=25), tick=False):
        client.force_login(moderator)
        assert "nothing of yours" in told(press(client, "undo", decisions=keys[1]))
    assert [Comment.objects.get(pk=c.pk).status for c in (first, second)] == ["trash", "approved"]


def test_undo_brings_no_words_back_that_nobody_has_seen(client, moderator, post, article, moderate):
    moderate("all")
    post(article)
    comment = Comment.objects.get()
    for button in ("approve", "pick"):
        press(client, button, comment)
        comment.refresh_from_db()
    response = press(client, "spam", comment)
    comment.refresh_from_db()
    own = f"{comment.get_absolute_url()}edit/?mine={own_token(comment)}"
    assert client.post(own, {"comment": "Filthy words"}).status_code == 303
    undone = press(client, "undo", decisions=response.context["undo"])
    assert "Its writer changed their own words" in told(undone)
    comment.refresh_from_db()
    assert (comment.status, comment.body, comment.picked_at) == ("spam", "Filthy words", None)


@pytest.mark.parametrize(
    ("deed", "words"),
    [
        (lambda comment, by: deciding.pick(comment, by), "Omar made it an editors’ pick at"),
        (lambda comment, by: workflow.edit(comment, by, body="Put right"), "Omar changed its words at"),
        (lambda comment, by: workflow.reply_as_newsroom(comment, by, "Yes"), "Omar has answered it at"),
    ],
)
def test_decision_is_not_taken_back_once_somebody_has_built_on_it(
    client, moderator, member, article, deed, words
):
    (comment,) = waiting(article)
    response = press(client, "approve", comment)
    comment.refresh_from_db()
    deed(comment, member(first_name="Omar"))
    assert words in told(press(client, "undo", decisions=response.context["undo"]))
    comment.refresh_from_db()
    assert comment.status == "approved"


def test_undo_of_an_approval_opens_the_reports_again_that_it_set_aside(client, moderator, article):
    (comment,) = waiting(article, report_count=1)
    old = {"comment": comment, "reason": "spam", "at": NOW}
    Report.objects.create(**old, dismissed_at=NOW)
    Report.objects.create(**old)
    response = press(client, "approve", comment)
    assert Report.objects.filter(dismissed_at=None).count() == 0
    press(client, "undo", decisions=response.context["undo"])
    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == ("pending", 1)
    assert Report.objects.filter(dismissed_at=None).count() == 1


# Two at once


def test_who_comes_second_is_told_and_changes_nothing(client, moderator, member, article):
    with time_machine.travel(NOW, tick=False):
        client.force_login(moderator)
        (comment,) = waiting(article, name="Amina")
        workflow.approve([comment], member(first_name="Omar"))
        response = press(client, "spam", comment)
    assert "The comment by Amina: Omar approved it at 10:02. Nothing was changed." in told(response)
    comment.refresh_from_db()
    assert comment.status == "approved"
    assert comment.decisions.count() == 1


def test_of_many_only_what_is_still_as_it_was_shown_is_decided(client, moderator, member, article):
    comments = waiting(article, 3)
    chosen = [f"{comment.pk}:{deciding.state_of(comment)}" for comment in comments]
    workflow.move(comments[:1], "trashed", member(first_name="Omar"))
    words = told(press(client, "approve", chosen=[*chosen, "987654:pending-x"]))
    assert "2 comments are now approved." in words
    assert "Omar put it in the trash" in words
    assert "not there any more" in words
    assert [Comment.objects.get(pk=c.pk).status for c in comments] == ["trash", "approved", "approved"]


def test_words_that_were_changed_meanwhile_are_looked_at_first(client, moderator, article):
    (comment,) = waiting(article, body="Honest")
    seen = deciding.state_of(comment)
    Comment.objects.filter(pk=comment.pk).update(body="Casino")
    response = press(client, "approve", comment, seen=seen)
    assert "other words by now" in told(response)
    comment.refresh_from_db()
    assert comment.status == "pending"


def test_form_of_a_comment_tells_of_a_decision_made_meanwhile(client, moderator, member, article):
    (comment,) = waiting(article)
    url = f"/admin/comments/comment/{comment.pk}/change/"
    workflow.approve([comment], member(first_name="Omar"))
    data = {"body": comment.body, "website": "", "seen": "pending", "_spam": "Spam"}
    response = client.post(url, data, follow=True)
    assert "Omar approved it" in told(response)
    comment.refresh_from_db()
    assert comment.status == "approved"


# Reports and picks


def test_reports_are_shown_and_set_aside(client, moderator, article):
    comment = CommentFactory(article=article, report_count=1)
    Report.objects.create(
        comment=comment, reason="abuse", words="<b>Rude</b>", network="x", at=timezone.now()
    )
    html = client.get(QUEUE, {"tab": "reported"}).content.decode()
    assert "Insult, hatred or threat" in html
    assert "&lt;b&gt;Rude&lt;/b&gt;" in html
    newest = Page(html).one("input", name="newest_report")["value"]
    response = press(client, "dismiss", comment, query="tab=reported", newest_report=newest)
    assert "1 report is set aside." in told(response)
    comment.refresh_from_db()
    assert comment.report_count == 0
    assert comment.reports.get().dismissed_at
    assert comment.decisions.get().action == "dismissed"
    assert bodies(response) == []
    assert "There was no open report." in told(press(client, "dismiss", comment))
    assert Decision.objects.count() == 1


def test_reports_that_came_after_the_page_was_shown_stay_open(client, moderator, article):
    comment = CommentFactory(article=article)
    report(comment, "spam", "", "192.0.2.0/24")
    shown = Page(client.get(QUEUE, {"tab": "reported"})).one("input", name="newest_report")["value"]
    report(comment, "private", "This is where I live", "198.51.100.0/24")
    words = told(press(client, "dismiss", comment, newest_report=shown))
    assert "1 report is set aside." in words
    assert "A report came in after the page was shown." in words
    comment.refresh_from_db()
    assert comment.report_count == 1
    assert comment.reports.get(dismissed_at=None).words == "This is where I live"


def test_form_of_a_comment_picks_it_and_sets_its_reports_aside(client, moderator, article):
    comment = CommentFactory(article=article)
    report(comment, "spam", "", "192.0.2.0/24")
    page = Page(client.get(f"/admin/comments/comment/{comment.pk}/change/"))
    names = ("comment", "seen", "newest_report")
    sent = {name: page.all("input", name=name)[-1]["value"] for name in names} | {"back": "form"}
    for button in ("pick", "dismiss"):
        assert client.post(QUEUE, {"do": button, **sent}).status_code == 302
    comment.refresh_from_db()
    assert (comment.picked_at is None, comment.report_count) == (False, 0)


@pytest.mark.parametrize("button", ["pick", "dismiss"])
def test_words_that_were_not_shown_are_neither_picked_nor_cleared_of_reports(
    client, moderator, article, button
):
    comment = CommentFactory(article=article, body="Honest")
    report(comment, "spam", "", "192.0.2.0/24")
    seen, newest = deciding.state_of(comment), comment.reports.get().pk
    Comment.objects.filter(pk=comment.pk).update(body="Casino")
    response = press(client, button, comment, seen=seen, newest_report=newest)
    assert "other words by now" in told(response)
    comment.refresh_from_db()
    assert (comment.picked_at, comment.report_count) == (None, 1)


def test_approval_sets_reports_aside(client, moderator, article):
    (comment,) = waiting(article, report_count=1)
    Report.objects.create(comment=comment, reason="spam", at=timezone.now())
    press(client, "approve", comment)
    comment.refresh_from_db()
    assert (comment.status, comment.report_count) == ("approved", 0)


def test_only_what_readers_see_is_picked(client, moderator, article):
    visible, hidden = CommentFactory(article=article), waiting(article)[0]
    assert "is an editors’ pick now" in told(press(client, "pick", visible))
    assert "Only what readers see" in told(press(client, "pick", visible))
    assert "Only what readers see" in told(press(client, "pick", hidden))
    assert Comment.objects.filter(picked_at__isnull=False).get() == visible
    assert "no editors’ pick any more" in told(press(client, "unpick", visible))
    assert list(visible.decisions.values_list("action", flat=True)) == ["unpicked", "picked"]


# Blocks


def test_writer_is_blocked_beside_the_comment(client, moderator, article):
    (comment,) = waiting(article, email="a@example.org", ip_address="198.51.100.7")
    response = press(client, "block", comment, kind="email", days="7", effect="spam", note="Insults")
    block = Block.objects.get()
    ends = date_format(timezone.localtime(block.until), "j M Y, H:i")
    assert f"Blocked from now on: a@example.org. Comments go to spam, until {ends}." in told(response)
    assert (block.kind, block.value, block.effect, block.note) == (
        "email",
        "a@example.org",
        "spam",
        "Insults",
    )
    assert block.by == moderator
    assert dt.timedelta(days=6) < block.until - timezone.now() <= dt.timedelta(days=7)
    press(client, "block", comment, kind="email", days="", effect="hold")
    block.refresh_from_db()
    assert (block.until, block.effect, block.note) == (None, "spam", "Insults")


def test_block_that_stands_is_neither_shortened_nor_softened(client, moderator, article):
    (comment,) = waiting(article, email="a@example.org")
    block = Block.objects.create(kind="email", value="a@example.org", effect="spam", note="Threats")
    words = told(press(client, "block", comment, kind="email", days="30", effect="hold"))
    assert "Blocked from now on: a@example.org. Comments go to spam, without end." in words
    assert "It was blocked more strictly before, and stays so." in words
    block.refresh_from_db()
    assert (block.until, block.effect, block.note, block.by) == (None, "spam", "Threats", None)


def test_block_that_has_ended_is_made_anew(client, moderator, article):
    (comment,) = waiting(article, email="a@example.org")
    Block.objects.create(kind="email", value="a@example.org", effect="spam", until=NOW)
    words = told(press(client, "block", comment, kind="email", days="1", effect="hold"))
    assert "Comments wait for a moderator, until" in words
    assert "more strictly" not in words
    assert Block.objects.get().effect == "hold"


@pytest.mark.parametrize(
    "data",
    [{"kind": "word"}, {"kind": ""}, {"kind": "email", "effect": "x"}, {"kind": "email", "days": "x"}],
)
def test_nothing_else_can_be_blocked_there(client, moderator, article, data):
    (comment,) = waiting(article, email="a@example.org")
    response = press(client, "block", comment, **{"effect": "hold", **data})
    assert "Nothing was blocked." in told(response)
    assert not Block.objects.exists()


# Who may


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_role_by_role(client, member, article, role):
    client.force_login(member(role))
    (comment,) = waiting(article)
    answers = {
        client.get(QUEUE).status_code,
        press(client, "approve", comment, follow=False).status_code,
    }
    comment.refresh_from_db()
    if role in (MODERATOR, EDITOR, MANAGING_EDITOR):
        assert (answers, comment.status) == ({200, 302}, "approved")
        assert client.get("/admin/comments/block/add/").status_code == 200
    else:
        assert role in (CONTRIBUTOR, REPORTER)
        assert (answers, comment.status) == ({403}, "pending")
        assert client.get("/admin/comments/block/").status_code == 403


@pytest.mark.parametrize("button", [*deciding.BUTTONS, "undo", "pick", "unpick", "dismiss", "block"])
def test_who_may_only_look_changes_nothing(client, article, button):
    from django.contrib.auth.models import Permission

    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(user)
    comment = CommentFactory(article=article, status="pending")
    page = Page(client.get(QUEUE))
    assert not [element for element in page.all("button") if element.attributes.get("name") == "do"]
    assert press(client, button, comment, follow=False).status_code == 403
    assert not Decision.objects.exists()


def test_forged_post_without_token_is_refused(moderator, article, client):
    from django.test import Client

    (comment,) = waiting(article)
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = client.cookies
    assert press(forged, "approve", comment, follow=False).status_code == 403
    comment.refresh_from_db()
    assert comment.status == "pending"


@pytest.mark.parametrize(
    "data",
    [
        {"do": "approve"},
        {"do": "approve", "chosen": ["x", "1", ":", "²:pending"]},
        {"do": "approve", "comment": "9" * 40, "seen": "pending"},
        {"do": "pick", "comment": "0"},
        {"do": "undo", "decisions": "x.²." + "9" * 50},
        {"do": "block", "comment": "\0"},
    ],
)
def test_made_up_posts_change_nothing(client, moderator, article, data):
    waiting(article)
    assert client.post(QUEUE, data).status_code == 302
    assert Comment.objects.waiting().count() == 1


def test_unknown_button_is_a_bad_request(client, moderator):
    assert client.post(QUEUE, {"do": "explode"}).status_code == 400


# What it costs


@pytest.mark.parametrize("number", [3, 60])
@pytest.mark.parametrize("query", ["", "tab=all", "q=word", "tab=all&order=oldest", "story"])
def test_number_of_queries_is_constant(client, moderator, number, query, django_assert_max_num_queries):
    articles = [ArticleFactory(published=True) for _ in range(3)]
    parent = CommentFactory(article=articles[0])
    for n in range(number):
        CommentFactory(
            article=articles[n % 3],
            status="pending",
            body="word",
            email="same@example.org",
            network="198.51.100.0/24",
            parent=parent if n % 3 == 0 else None,
        )
    query = f"story={articles[1].pk}" if query == "story" else query
    client.get(f"{QUEUE}?{query}")
    with django_assert_max_num_queries(20) as queries:
        response = client.get(f"{QUEUE}?{query}")
    assert response.context["comment"]
    assert not any('"articles_article"."body"' in row["sql"] for row in queries)
    assert not any("COUNT(*)" in row["sql"] and "LIMIT" not in row["sql"] for row in queries)
