"""The form, with the strings that readers know."""

import pytest

from comments.models import Comment
from masthead.models import SiteSettings
from tests.comments.html import Page
from tests.factories import CommentFactory

pytestmark = pytest.mark.django_db


def test_the_form_has_the_strings_that_readers_know(client, article):
    page = Page(client.get(article.get_absolute_url()))
    assert page.by_id("respond-title").text == "LEAVE A REPLY"
    labels = {label["for"]: label.text for label in page.all("label")}
    assert labels["respond-comment"] == "Comment:"
    assert labels["respond-name"] == "Name:*"
    assert labels["respond-email"] == "Email:*"
    assert labels["respond-website"] == "Website:"
    assert labels["respond-remember"] == (
        "Save my name, email, and website in this browser for the next time I comment."
    )
    assert [button.text for button in page.all("button", type="submit")][-1] == "Post Comment"


def test_every_control_has_a_label_and_tells_browsers_what_it_is(client, article):
    page = Page(client.get(article.get_absolute_url()))
    labelled = {label["for"] for label in page.all("label")}
    for name in ("comment", "name", "email", "website", "remember"):
        assert f"respond-{name}" in labelled
    assert page.by_id("respond-name")["autocomplete"] == "name"
    assert page.by_id("respond-email")["autocomplete"] == "email"
    assert page.by_id("respond-website")["autocomplete"] == "url"
    assert page.by_id("respond-email")["type"] == "email"
    for name in ("comment", "name", "email"):
        assert page.by_id(f"respond-{name}")["aria-required"] == "true"


def test_the_browser_neither_cuts_nor_judges_what_is_typed(client, article):
    page = Page(client.get(article.get_absolute_url()))
    assert "novalidate" in page.one("form", class_="comment-form").attributes
    for control in page.all("input") + page.all("textarea"):
        if (control["id"] or "").startswith("respond-"):
            assert "maxlength" not in control.attributes
            assert "required" not in control.attributes


def test_the_trap_is_hidden_from_people_and_from_screen_readers(client, article):
    html = client.get(article.get_absolute_url()).content.decode()
    page = Page(html)
    assert page.by_id("respond-subject")["tabindex"] == "-1"
    assert page.by_id("respond-subject")["autocomplete"] == "off"
    hidden = [element for element in page.all("p") if "hidden" in element.attributes]
    assert any("Leave this empty" in element.text for element in hidden)


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("comment", "", "Please enter your comment!"),
        ("comment", " \n\t ", "Please enter your comment!"),
        ("comment", "\u200b\u2060", "Please enter your comment!"),
        ("name", "", "Please enter your name here"),
        ("name", "\u200b", "Please enter your name here"),
        ("email", "", "Please enter your email address here"),
        ("email", "not an address", "You have entered an incorrect email address!"),
        ("email", "a@b", "You have entered an incorrect email address!"),
        ("email", f"{'a' * 250}@example.org", "You have entered an incorrect email address!"),
        (
            "website",
            "javascript:alert(1)",
            "Please enter a web address such as https://example.org, or leave this empty.",
        ),
        (
            "website",
            "ftp://example.org/",
            "Please enter a web address such as https://example.org, or leave this empty.",
        ),
        (
            "website",
            f"https://example.org/{'a' * 200}",
            "Please enter a web address such as https://example.org, or leave this empty.",
        ),
        (
            "name",
            "a" * 121,
            "This may have 120 characters, and it has 121. Please shorten it.",
        ),
        (
            "comment",
            "a" * 10_001,
            "This may have 10000 characters, and it has 10001. Please shorten it.",
        ),
    ],
)
def test_an_error_stands_beside_its_field(post, article, field, value, message):
    response = post(article, **{field: value})
    page = Page(response)
    control = page.by_id(f"respond-{field}")
    assert response.status_code == 400
    assert page.by_id(f"respond-{field}_error").text == message
    assert f"respond-{field}_error" in control["aria-describedby"].split()
    assert control["aria-invalid"] == "true"
    assert "autofocus" in control.attributes
    assert len([e for e in page.elements if "autofocus" in e.attributes]) == 1
    assert not Comment.objects.exists()


def test_the_first_of_several_wrong_fields_gets_the_focus(post, article):
    page = Page(post(article, comment="", name="", email="wrong"))
    focused = [element["id"] for element in page.elements if "autofocus" in element.attributes]
    assert focused == ["respond-comment"]
    assert page.by_id("respond-name_error").text == "Please enter your name here"
    assert page.by_id("respond-email_error").text == "You have entered an incorrect email address!"
    described = page.by_id("respond-email")["aria-describedby"].split()
    assert {page.by_id(key).text for key in described} == {
        "Never shown to readers.",
        "You have entered an incorrect email address!",
    }


def test_what_was_typed_comes_back_with_an_error(post, article):
    response = post(
        article,
        comment="First line\n<b>second</b> & last",
        name="O'Neil <i>",
        email="wrong",
        website="https://example.org/?a=1&b=2",
        remember="on",
    )
    page = Page(response)
    assert page.by_id("respond-comment").words == ["\nFirst line\n<b>second</b> & last"]
    assert page.by_id("respond-name")["value"] == "O'Neil <i>"
    assert page.by_id("respond-email")["value"] == "wrong"
    assert page.by_id("respond-website")["value"] == "https://example.org/?a=1&b=2"
    assert "checked" in page.by_id("respond-remember").attributes


def test_a_text_that_is_too_long_comes_back_whole(post, article):
    text = "word " * 20_000
    page = Page(post(article, comment=text))
    assert "".join(page.by_id("respond-comment").words).strip() == text.strip()


def test_a_website_without_a_scheme_is_taken(post, article):
    post(article, website="example.org/me")
    assert Comment.objects.get().website == "https://example.org/me"


def test_a_text_of_the_longest_length_is_taken_with_every_line_end(post, article):
    assert post(article, comment="a\r\n" * 3_333 + "b").status_code == 303
    assert Comment.objects.get().body == "a\n" * 3_333 + "b"


@pytest.mark.parametrize(
    "character", ["\0", "\x07", "\x1b", "\x7f", "\x9b", "\u202e", "\u202d", "\uffff"]
)
def test_characters_that_nobody_sees_are_taken_out_and_said_to_be(post, article, character):
    response = post(article, comment=f"before{character}after", name=f"Sa{character}eed")
    page = Page(response)
    assert response.status_code == 400
    assert page.by_id("respond-comment").text == "beforeafter"
    assert page.by_id("respond-name")["value"] == "Saeed"
    assert "There were characters in this that cannot be seen." in page.by_id("respond-name_error").text
    assert not Comment.objects.exists()
    again = post(article, comment="beforeafter", name="Saeed")
    assert again.status_code == 303


@pytest.mark.parametrize("field", ["parent", "stamp", "subject", "email", "website"])
def test_control_characters_in_any_field_do_no_harm(post, article, field):
    assert post(article, **{field: "\0\x01"}).status_code in (303, 400)


def test_words_of_right_to_left_languages_and_emoji_pass(post, article):
    words = "\u2067شكرا\u2069 \u200fجزيلا 👩‍👩‍👧 🏴󠁧󠁢󠁥󠁮󠁧󠁿"
    assert post(article, comment=words, name="سعيد").status_code == 303
    assert Comment.objects.get().body == words


def test_line_ends_of_word_processors_pass(post, article):
    assert post(article, comment="one\x0btwo\u2028three").status_code == 303
    assert Comment.objects.get().body == "one\ntwo\nthree"


def test_a_reply_link_opens_the_form_for_that_comment(client, article):
    comment = CommentFactory(article=article, name="Amina <Rao>")
    page = Page(client.get(article.get_absolute_url()))
    link = page.one("a", class_="reply")
    assert link.text == "Reply"
    assert link["aria-label"] == "Reply to Amina <Rao>"
    assert link["rel"] == "nofollow"
    assert link["href"] == f"{article.get_absolute_url()}?replytocom={comment.pk}#respond"
    page = Page(client.get(link["href"]))
    assert page.by_id("respond-title").text == "Reply to Amina <Rao>"
    assert page.by_id("respond-parent")["value"] == str(comment.pk)
    cancel = page.one("a", class_="cancel-reply")
    assert cancel.text == "Cancel reply"
    assert cancel["href"] == f"{article.get_absolute_url()}#respond"
    assert "hidden" not in cancel.attributes


@pytest.mark.parametrize("key", ["", "0", "-1", "abc", "²", "٣", "9" * 30, "9" * 5000, "1 or 1=1"])
def test_a_reply_to_nothing_opens_the_form_as_it_is(client, article, key):
    CommentFactory(article=article)
    response = client.get(article.get_absolute_url(), {"replytocom": key})
    assert response.status_code == 200
    assert Page(response).by_id("respond-title").text == "LEAVE A REPLY"


def test_a_reply_to_a_hidden_comment_opens_the_form_as_it_is(client, article):
    hidden = CommentFactory(article=article, status="pending", name="Hidden")
    elsewhere = CommentFactory(name="Elsewhere")
    for comment in (hidden, elsewhere):
        response = client.get(article.get_absolute_url(), {"replytocom": comment.pk})
        assert Page(response).by_id("respond-title").text == "LEAVE A REPLY"
        assert comment.name not in response.content.decode()


def test_the_error_page_of_a_reply_is_still_a_reply(post, article):
    parent = CommentFactory(article=article, name="Amina")
    page = Page(post(article, parent=parent.pk, name=""))
    assert page.by_id("respond-title").text == "Reply to Amina"
    assert page.by_id("respond-parent")["value"] == str(parent.pk)


def test_the_papers_policy_stands_above_the_form(client, article, site):
    site.comment_policy = "Be kind.\n\nNo <script>."
    site.save()
    page = Page(client.get(article.get_absolute_url()))
    assert page.one(class_="comment-policy").text == "Be kind. No <script>."


def test_a_new_paper_has_the_form_too(client, article):
    assert not SiteSettings.objects.exists()
    assert Page(client.get(article.get_absolute_url())).by_id("respond")
