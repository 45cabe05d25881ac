"""Comments in the admin: who may do what, and that it stays quick."""

import datetime as dt

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from comments import deciding, workflow
from comments.models import Comment
from tests.admin_forms import AdminForm
from tests.comments.html import Page
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/comments/comment/"


@pytest.fixture
def log_in(client):
    """A function that logs a member of the newsroom in who may do what is named."""

    def log_in(*permissions, **fields):
        user = UserFactory(is_staff=True, **fields)
        names = [f"{name}_comment" for name in permissions]
        user.user_permissions.set(
            Permission.objects.filter(content_type__app_label="comments", codename__in=names)
        )
        client.force_login(user)
        return user

    return log_in


@pytest.fixture
def moderator(log_in):
    return log_in("view", "change", "add")


def act(client, action, *comments, **extra):
    data = {"action": action, "_selected_action": [comment.pk for comment in comments], **extra}
    return client.post(f"{LIST}?status=all", data, follow=True)


def change_url(comment) -> str:
    return reverse("admin:comments_comment_change", args=[comment.pk])


def rows(response) -> list[str]:
    return [comment.body for comment in response.context["cl"].result_list]


def test_the_list_shows_what_waits(client, moderator, article):
    for status in Comment.Status:
        CommentFactory(article=article, status=status, body=f"This is {status}", name="Amina <b>Rao</b>")
    response = client.get(LIST)
    html = response.content.decode()
    assert rows(response) == ["This is pending"]
    assert "Amina &lt;b&gt;Rao&lt;/b&gt;" in html
    assert "The harbour" in html
    assert [rows(client.get(LIST, {"status": status})) for status in ("approved", "spam", "trash")] == [
        ["This is approved"],
        ["This is spam"],
        ["This is trash"],
    ]
    assert len(rows(client.get(LIST, {"status": "all"}))) == 5
    assert rows(client.get(LIST, {"status": "nonsense"})) == ["This is pending"]


def test_the_filter_names_its_choices(client, moderator):
    page = Page(client.get(LIST))
    choices = [element.text for element in page.all("li")]
    for name in ("Waiting", "Approved", "Spam", "Trash", "All"):
        assert name in choices


def test_an_empty_queue_says_so(client, moderator):
    assert "Nothing waits for a decision." in client.get(LIST).content.decode()


def test_comments_are_found_by_name_address_text_story_and_date(client, moderator, article):
    wanted = CommentFactory(
        article=article, name="Amina Rao", email="amina@example.org", body="About the pier"
    )
    old = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    CommentFactory(name="Other", email="other@example.com", body="Nothing", created_at=old)
    for query in ({"q": "amina ra*"}, {"q": "amina@example.org"}, {"q": "pier"}, {"story": article.pk}):
        assert rows(client.get(LIST, {"status": "all", **query})) == [wanted.body]
    since = (dt.datetime.now(dt.UTC) - dt.timedelta(days=1)).isoformat()
    assert rows(client.get(LIST, {"status": "all", "created_at__gte": since})) == [wanted.body]


@pytest.mark.parametrize(
    ("action", "before", "after", "message"),
    [
        ("approve_comments", "pending", "approved", "2 comments are now approved."),
        ("mark_as_spam", "approved", "spam", "2 comments are now marked as spam."),
        ("trash_comments", "pending", "trash", "2 comments are now in the trash."),
        ("restore_comments", "trash", "pending", "2 comments are now waiting again."),
    ],
)
def test_many_are_decided_at_once(client, moderator, article, action, before, after, message):
    comments = CommentFactory.create_batch(2, article=article, status=before)
    other = CommentFactory(article=article, status=after)
    response = act(client, action, *comments, other)
    assert message in response.content.decode()
    assert set(Comment.objects.values_list("status", flat=True)) == {after}
    article.refresh_from_db()
    assert article.comment_count == (3 if after == "approved" else 0)
    assert LogEntry.objects.count() == 2


def test_a_whole_list_is_decided_at_once(client, moderator, article, monkeypatch):
    monkeypatch.setattr("comments.admin.actions.AT_ONCE", 4)
    comments = CommentFactory.create_batch(10, article=article, status="pending")
    client.post(
        LIST,
        {"action": "approve_comments", "_selected_action": [comments[0].pk], "select_across": "1"},
    )
    assert Comment.objects.visible().count() == 10
    assert Article.objects.get(pk=article.pk).comment_count == 10
    assert LogEntry.objects.count() == 10


def test_what_changed_after_the_list_was_shown_is_left_and_told_by_name(client, moderator, article):
    rewritten, moved, same = (
        CommentFactory(article=article, status="pending", name=name) for name in ("Amina", "Joe", "Zoë")
    )
    form = AdminForm(client, LIST, "changelist-form")
    workflow.edit(rewritten, body="Foul abuse")
    workflow.move([moved], "trashed", UserFactory(first_name="Nadia"))
    chosen = [str(comment.pk) for comment in (rewritten, moved, same)]
    data = form.fields | {"action": "approve_comments", "_selected_action": chosen}
    response = client.post(LIST, data, follow=True)
    statuses = [Comment.objects.get(pk=pk).status for pk in chosen]
    assert statuses == ["pending", "trash", "approved"]
    told = [str(message) for message in response.context["messages"]]
    assert told[0] == "1 comment is now approved."
    assert "The comment by Amina has other words by now." in told[1]
    assert "The comment by Joe: Nadia put it in the trash" in told[2]
    assert LogEntry.objects.count() == 1


def test_who_may_only_look_decides_nothing(client, log_in, article):
    log_in("view")
    comment = CommentFactory(article=article, status="pending", body="Look")
    for action in ("approve_comments", "mark_as_spam", "trash_comments", "delete_selected"):
        act(client, action, comment)
    client.post(change_url(comment), {"body": "Changed", "website": "", "_approve": "Approve"})
    html = client.get(change_url(comment)).content.decode()
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("pending", "Look")
    assert "Look" in html
    assert '_approve"' not in html
    assert 'name="reply"' not in html


def test_who_may_nothing_sees_nothing(client, log_in, article):
    log_in()
    comment = CommentFactory(article=article)
    assert client.get(LIST).status_code == 403
    assert client.get(change_url(comment)).status_code == 403


def test_only_a_superuser_deletes_outright(client, log_in, article):
    log_in("view", "change", "delete")
    comment = CommentFactory(article=article)
    CommentFactory(article=article, parent=comment)
    delete = reverse("admin:comments_comment_delete", args=[comment.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    act(client, "delete_selected", comment, post="yes")
    assert Comment.objects.count() == 2

    log_in(is_superuser=True)
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert not Comment.objects.exists()
    article.refresh_from_db()
    assert article.comment_count == 0


def test_a_superuser_deletes_many_and_the_count_is_right(client, log_in, article):
    log_in(is_superuser=True)
    comments = CommentFactory.create_batch(3, article=article)
    act(client, "delete_selected", *comments[:2], post="yes")
    article.refresh_from_db()
    assert article.comment_count == Comment.objects.count() == 1


def test_nobody_adds_a_comment_out_of_nothing(client, log_in):
    log_in(is_superuser=True)
    assert client.get(f"{LIST}add/").status_code == 403


def test_the_form_shows_the_comment_with_its_story_thread_and_writer(client, moderator, article):
    parent = CommentFactory(article=article, name="Joe", body="What <i>I</i> said")
    comment = CommentFactory(
        article=article,
        parent=parent,
        name="Amina",
        email="amina@example.org",
        ip_address="198.51.100.7",
        user_agent="Browser/<1>",
    )
    html = client.get(change_url(comment)).content.decode()
    page = Page(html)
    assert "The harbour" in html
    assert f'href="{change_url(parent)}"' in html
    assert "What &lt;i&gt;I&lt;/i&gt; said" in html
    for words in ("amina@example.org", "198.51.100.7", "Browser/&lt;1&gt;"):
        assert words in html
    assert not {"name", "email", "ip_address", "status", "article"} & {
        element["name"] for element in page.all("input")
    }
    assert page.one("a", class_="viewsitelink")["href"] == comment.get_absolute_url()


def test_the_title_of_a_comment_tells_the_papers_time(client, moderator, article, site):
    site.time_zone = "Asia/Karachi"
    site.save()
    moment = dt.datetime(2026, 3, 10, 22, 30, tzinfo=dt.UTC)
    comment = CommentFactory(article=article, created_at=moment)
    html = client.get(change_url(comment)).content.decode()
    assert f"Comment {comment.pk}, 2026-03-11 03:30" in html
    assert "2026-03-10 22:30" not in html


def test_a_hidden_comment_is_not_viewed_on_the_site(client, moderator, article):
    comment = CommentFactory(article=article, status="pending")
    assert not Page(client.get(change_url(comment))).all("a", class_="viewsitelink")


@pytest.mark.parametrize(
    ("before", "buttons"),
    [
        ("pending", ["Approve", "Spam", "Trash"]),
        ("approved", ["Spam", "Trash"]),
        ("spam", ["Approve", "Trash", "Restore"]),
        ("trash", ["Approve", "Spam", "Restore"]),
    ],
)
def test_the_form_offers_the_decisions_that_are_left(client, moderator, article, before, buttons):
    comment = CommentFactory(article=article, status=before)
    page = Page(client.get(change_url(comment)))
    offered = [
        e["value"] for e in page.all("input", type="submit") if e["name"] not in ("_save", "_continue")
    ]
    assert offered == buttons


def test_a_decision_in_the_form_keeps_what_was_edited(client, moderator, article):
    comment = CommentFactory(article=article, status="pending", website="https://spam.example/")
    response = client.post(
        change_url(comment),
        {"body": "Better\r\nwords", "website": "", "_approve": "Approve"},
        follow=True,
    )
    comment.refresh_from_db()
    assert (comment.status, comment.body, comment.website) == ("approved", "Better\nwords", "")
    assert "The comment is now approved." in response.content.decode()
    article.refresh_from_db()
    assert article.comment_count == 1


def test_saving_does_not_undo_a_decision_made_in_between(client, moderator, article, monkeypatch):
    comment = CommentFactory(article=article, status="pending")
    Comment.objects.filter(pk=comment.pk).update(status="spam")
    client.post(change_url(comment), {"body": "Edited", "website": ""})
    comment.refresh_from_db()
    assert (comment.status, comment.body) == ("spam", "Edited")


@pytest.mark.parametrize("button", ["_save", "_approve", "_continue"])
def test_the_form_overwrites_no_words_that_changed_meanwhile(client, moderator, article, button):
    comment = CommentFactory(article=article, status="pending", body="Call 555 1234")
    form = AdminForm(client, change_url(comment), "comment_form")
    workflow.edit(comment, UserFactory(), body="Call [removed]")
    response = form.send(button, website="https://a.example/", reply="Thank you")
    page = Page(response)
    comment.refresh_from_db()
    assert (comment.body, comment.website, comment.status) == ("Call [removed]", "", "pending")
    assert not comment.replies.exists()
    assert "has other words by now" in str(*response.context["messages"])
    assert "Nothing was saved." in page.one("ul", class_="errorlist").text
    assert "Call [removed]" in page.by_id("as-it-stands").text
    assert page.one("textarea", name="body").text.strip() == "Call 555 1234"
    assert page.one("textarea", name="reply").text.strip() == "Thank you"
    assert page.one("input", name="website")["value"] == "https://a.example/"
    assert page.one("input", name="seen")["value"] == deciding.state_of(comment)


def test_who_has_seen_what_changed_meanwhile_may_replace_it(client, moderator, article):
    comment = CommentFactory(article=article, status="pending", body="Former")
    form = AdminForm(client, change_url(comment), "comment_form")
    workflow.edit(comment, body="Latter")
    form.fields["seen"] = [Page(form.send()).one("input", name="seen")["value"]]
    assert form.send("_approve", body="Both").status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.status) == ("Both", "approved")


def test_a_form_that_comes_back_has_seen_no_more_than_before(client, moderator, article):
    comment = CommentFactory(article=article, status="pending", body="Former")
    form = AdminForm(client, change_url(comment), "comment_form")
    seen = form.fields["seen"]
    assert Page(form.send(body="")).one("input", name="seen")["value"] == seen[0]


def test_a_comment_is_not_edited_into_nothing(client, moderator, article):
    comment = CommentFactory(article=article)
    for body in ("", " ", "\u200b", "\0"):
        response = client.post(change_url(comment), {"body": body, "website": ""})
        assert response.status_code == 200
    comment.refresh_from_db()
    assert comment.body == "I have read this with interest."


def test_the_newsroom_answers_from_the_form(client, log_in, article):
    user = log_in("view", "change", "add", first_name="Amina", last_name="Rao")
    comment = CommentFactory(article=article, status="pending")
    client.post(change_url(comment), {"body": comment.body, "website": "", "reply": "Thank you."})
    reply = Comment.objects.get(parent=comment)
    assert (reply.user, reply.name, reply.status) == (user, "Amina Rao", "approved")
    html = client.get(article.get_absolute_url()).content.decode()
    assert "2 COMMENTS" in html
    assert "Thank you." in html
    assert Page(html).one(class_="badge").text == "Newsroom"


def test_an_answer_together_with_approval_is_told_as_both(client, moderator, article):
    comment = CommentFactory(article=article, status="pending")
    response = AdminForm(client, change_url(comment), "comment_form").send("_approve", reply="Thanks.")
    told = [str(message) for message in client.get(response["Location"]).context["messages"]]
    assert told == ["The comment is now approved.", "Your answer stands below the comment now."]
    assert comment.replies.get().body == "Thanks."
    assert [decision.action for decision in comment.decisions.all()] == ["approved"]


@pytest.mark.parametrize("button", ["_spam", "_trash"])
def test_nobody_answers_what_goes_away_by_the_same_button(client, moderator, article, button):
    comment = CommentFactory(article=article, status="pending")
    page = Page(AdminForm(client, change_url(comment), "comment_form").send(button, reply="Thanks."))
    assert "nothing was saved" in page.one("ul", class_="errorlist").text
    assert page.one("textarea", name="reply").text.strip() == "Thanks."
    comment.refresh_from_db()
    assert (comment.status, comment.replies.count()) == ("pending", 0)


def test_who_answers_a_comment_that_is_gone_gets_the_answer_back(client, moderator, article):
    comment = CommentFactory(article=article)
    form = AdminForm(client, change_url(comment), "comment_form")
    comment.delete()
    told = client.get(form.send(reply="It was the third bridge.")["Location"], follow=True)
    assert "It said: “It was the third bridge.”" in told.content.decode()


def test_a_form_that_is_sent_twice_answers_once(client, moderator, article):
    comment = CommentFactory(article=article)
    form = AdminForm(client, change_url(comment), "comment_form")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client.force_login(moderator)
        for _ in range(2):
            response = form.send(reply="Thank you.")
        told = [str(message) for message in client.get(response["Location"]).context["messages"]]
        assert "Your answer stands below the comment already." in told[-2]
        assert comment.replies.count() == 1
        clock.shift(dt.timedelta(minutes=11))
        form.send(reply="Thank you.")
        assert comment.replies.count() == 2


@pytest.mark.parametrize("role", ["Moderator", "Editor", "Managing editor"])
def test_who_moderates_by_role_answers_as_the_newsroom(client, log_in, article, role):
    log_in().groups.add(Group.objects.get(name=role))
    comment = CommentFactory(article=article)
    form = AdminForm(client, change_url(comment), "comment_form")
    assert form.send(reply="Thank you.").status_code == 302
    assert comment.replies.get().body == "Thank you."


def test_nobody_answers_what_readers_do_not_see(client, moderator, article):
    comment = CommentFactory(article=article, status="spam")
    assert 'name="reply"' not in client.get(change_url(comment)).content.decode()
    html = client.post(
        change_url(comment), {"body": "x", "website": "", "reply": "Hello"}
    ).content.decode()
    assert "Restore it before you answer." in html
    assert Page(html).one("textarea", name="reply").text == "Hello"
    assert Comment.objects.count() == 1


def test_who_may_not_add_comments_does_not_answer(client, log_in, article):
    log_in("view", "change")
    comment = CommentFactory(article=article)
    assert 'name="reply"' not in client.get(change_url(comment)).content.decode()
    client.post(change_url(comment), {"body": "x", "website": "", "reply": "Hello"})
    assert Comment.objects.count() == 1


@pytest.mark.parametrize("number", [10, 200])
def test_the_list_costs_the_same_however_many_there_are(
    client, moderator, number, django_assert_max_num_queries
):
    articles = [ArticleFactory(published=True) for _ in range(5)]
    parent = CommentFactory(article=articles[0])
    for n in range(number):
        CommentFactory(
            article=articles[n % 5],
            status="pending",
            parent=parent if n % 5 == 0 else None,
            user=moderator,
        )
    client.get(LIST)
    with django_assert_max_num_queries(8) as queries:
        response = client.get(LIST)
    assert len(rows(response)) == min(number, 50)
    assert not any('"articles_article"."body"' in query["sql"] for query in queries)


def test_superscripts_and_words_are_no_story(client, moderator):
    for value in ("²", "abc", "9" * 40):
        assert client.get(LIST, {"story": value}, follow=True).status_code == 200


def test_account_behind_a_comment_is_named_and_not_linked(client, moderator, article):
    colleague = UserFactory(username="saeed")
    stranger = CommentFactory(article=article)
    comment = CommentFactory(article=article, user=colleague)

    page = client.get(reverse("admin:comments_comment_change", args=[comment.pk])).text

    assert "saeed" in page
    assert "/admin/auth/user/" not in page
    page = client.get(reverse("admin:comments_comment_change", args=[stranger.pk])).text
    assert '<div class="readonly">–</div>' in page
    assert "None" not in page
