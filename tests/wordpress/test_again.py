"""Imports can be repeated: nothing changes, nothing is lost, and what is newer is taken."""

import pytest
import time_machine
from django.core.management import call_command

from articles.models import Article, Category, StorySketch
from authors.models import Author
from comments import deciding, workflow
from comments.models import Comment
from images.models import Image
from images.workflow import save_words
from masthead.models import StandingPage
from tests.bulk import make_image
from tests.factories import UserFactory
from tests.wordpress.exports import attachment, author, category, comment, export, item, tag
from tests.wordpress.snapshots import rows
from wordpress.models import ImportedItem

URL = "https://old.example/wp-content/uploads/2024/07/harbour.jpg"
FULL = export(
    author("maria", "María"),
    category("world", number=4),
    category("asia", parent="world"),
    tag("rain"),
    item(
        7,
        '<a href="https://old.example/?p=8">Later</a> <img class="wp-image-20" src="x.jpg"> <a '
        'href="/nowhere/">x</a>',
        terms=[
            ("category", "asia", "Asia"),
            ("category", "world", "World"),
            ("post_tag", "rain", "Rain"),
        ],
        meta=[("_thumbnail_id", "20")],
        inside=comment(1) + comment(2, comment_parent=1),
    ),
    item(8, "See [gallery ids=20]", status="future", post_date_gmt="2030-01-01 00:00:00"),
    item(9, "About us", post_type="page", link="https://old.example/about/", title="About"),
    attachment(20, URL, title="Harbour", parent=7),
)


def test_a_second_run_changes_no_column_of_any_row(run, media, outcome):
    with time_machine.travel("2024-07-20T12:00Z", tick=False):
        run(FULL, media=media)
    before = rows()
    with time_machine.travel("2024-07-21T12:00Z", tick=False):
        report = run(FULL, media=media)
    assert rows() == before
    for kind, row in report.counts().items():
        assert row["found"] == row["unchanged"] + row["skipped"], kind
    assert outcome(report, "Posts") == (2, 0, 0, 2, 0)
    assert outcome(report, "Pictures") == (1, 0, 0, 1, 0)


def test_a_newer_export_brings_what_changed(run, media, outcome):
    run(FULL, media=media)
    newer = (
        FULL.replace("Later", "Much later")
        .replace("About us", "All about us")
        .replace("Well said.", "Well put.")
    )
    newer = newer.replace("[CDATA[Asia]]", "[CDATA[The East]]").replace(
        "[CDATA[Harbour]]", "[CDATA[Pier]]"
    )
    newer = newer.replace("[CDATA[María]]", "[CDATA[María Ríos]]")
    report = run(newer, media=media)
    assert outcome(report, "Posts") == (2, 0, 1, 1, 0)
    assert outcome(report, "Comments") == (2, 0, 2, 0, 0)
    assert "Much later" in Article.objects.get(slug="post-7").body
    assert "All about us" in StandingPage.objects.get().content
    assert set(Comment.objects.values_list("body", flat=True)) == {"Well put."}
    assert Category.objects.get(slug="asia").name == "The East"
    assert Image.objects.get().title == "Pier"
    assert Author.objects.get().name == "María Ríos"
    before = rows()
    run(newer, media=media)
    assert rows() == before


def test_what_was_edited_here_is_kept_and_the_report_says_so(run, media, outcome):
    run(FULL, media=media)
    Article.objects.filter(slug="post-7").update(headline="Edited here")
    Comment.objects.filter(parent=None).update(status="spam")
    StandingPage.objects.update(content="<p>Edited here</p>")
    Category.objects.filter(slug="asia").update(name="Edited here")
    Image.objects.update(caption="Edited here")
    Author.objects.update(bio="Edited here")
    newer = FULL.replace("Later", "Newer").replace("About us", "Newer").replace("Well said.", "Newer")
    newer = newer.replace("[CDATA[Asia]]", "[CDATA[Newer]]").replace(
        "[CDATA[Harbour]]", "[CDATA[Newer]]"
    )
    newer = newer.replace("[CDATA[María]]", "[CDATA[Newer]]")
    report = run(newer, media=media)
    story = Article.objects.get(slug="post-7")
    assert story.headline == "Edited here"
    assert "Newer" not in story.body
    assert StandingPage.objects.get().content == "<p>Edited here</p>"
    assert Image.objects.get().title == "Harbour"
    edited = {kind for (kind, reason) in report.reasons if "edited here" in reason}
    assert edited == {"Posts", "Pages", "Comments", "Categories", "Pictures", "Authors"}
    assert set(Comment.objects.values_list("body", "status")) == {
        ("Well said.", "spam"),
        ("Newer", "approved"),
    }


def test_an_edit_here_without_a_newer_export_is_no_news(run, media, outcome):
    run(FULL, media=media)
    Article.objects.filter(slug="post-7").update(headline="Edited here")
    report = run(FULL, media=media)
    assert outcome(report, "Posts") == (2, 0, 0, 2, 0)
    assert Article.objects.get(slug="post-7").headline == "Edited here"


def test_what_was_deleted_here_does_not_come_back(run, media, outcome):
    run(FULL, media=media)
    Article.objects.get(slug="post-7").delete()
    StandingPage.objects.all().delete()
    report = run(FULL, media=media)
    assert outcome(report, "Posts") == (2, 0, 0, 1, 1)
    assert outcome(report, "Pages") == (1, 0, 0, 0, 1)
    assert outcome(report, "Comments") == (2, 0, 0, 0, 2)
    assert not Article.objects.filter(slug="post-7").exists()


def test_a_new_comment_on_an_old_post_is_taken(run, outcome):
    run(export(item(7, inside=comment(1))))
    report = run(export(item(7, inside=comment(1) + comment(2, comment_parent=1))))
    assert outcome(report, "Posts") == (1, 0, 0, 1, 0)
    assert outcome(report, "Comments") == (2, 1, 0, 1, 0)
    assert Article.objects.get().comment_count == 2


def test_a_draft_that_was_published_there_is_published_here(run, client):
    run(export(item(7, status="draft", post_name="")))
    assert not Article.objects.published().exists()
    run(export(item(7)))
    assert Article.objects.get().get_absolute_url() == "/2024/07/post-7/"
    assert client.get("/?p=7").headers["Location"] == "/2024/07/post-7/"


def test_a_post_that_was_taken_back_there_is_taken_back_here(run):
    run(export(item(7)))
    run(export(item(7, status="private")))
    assert not Article.objects.published().exists()


def test_a_story_is_found_by_the_caption_of_a_picture_that_came_later(run, media, client):
    post = item(7, f'<img class="wp-image-20" src="{URL}">')
    picture = attachment(20, URL, content="Cranes at dawn")
    run(export(post, picture))
    run(export(post, picture), media=media)
    assert "figure" in Article.objects.get().body
    assert "Post 7" in client.get("/search/", {"q": "cranes"}).text


def test_what_the_words_of_a_story_tell_follows_a_newer_export(run):
    post = item(7, f"<p>{' '.join(f'harbour{n} crane{n} freight' for n in range(20))}</p>")
    run(export(post))
    before = bytes(StorySketch.objects.get().sketch)
    post = post.replace("harbour", "vaccine").replace("freight", "surgeon")
    run(export(post))
    assert bytes(StorySketch.objects.get().sketch) != before
    run(export(post.replace("[CDATA[publish]]", "[CDATA[draft]]")))
    assert not StorySketch.objects.exists()


@pytest.mark.parametrize("by", ["attachment", "text"])
def test_a_picture_that_stands_in_for_another_says_what_the_export_says(run, media, by):
    run(export(attachment(20, URL)), media=media)
    image = Image.objects.get()
    replaced = make_image(replacement=image)
    save_words(replaced)
    if by == "attachment":
        run(export(attachment(20, URL, meta=[("_wp_attachment_image_alt", "A quay")])), media=media)
    else:
        run(export(item(7, f'<img class="wp-image-20" src="{URL}" alt="A quay">')), media=media)
    replaced.refresh_from_db()
    assert replaced.stand_in["alt"] == "A quay"


@pytest.mark.django_db(transaction=True)
def test_what_earlier_imports_left_wrong_is_mended(run, media, client):
    post = item(7, f'<img class="wp-image-20" src="{URL}">')
    run(export(post, attachment(20, URL, content="Cranes at dawn")), media=media)
    image = Image.objects.get()
    replaced = make_image(replacement=image)
    save_words(replaced)
    Image.objects.update(caption="Ropes at dawn")
    call_command("migrate", "wordpress", "0001", verbosity=0)
    call_command("migrate", "images", "0006", verbosity=0)
    call_command("migrate", "articles", "0023", verbosity=0)
    call_command("migrate", verbosity=0)
    replaced.refresh_from_db()
    assert replaced.stand_in["caption"] == "Ropes at dawn"
    assert "Post 7" in client.get("/search/", {"q": "ropes"}).text


def test_a_pick_that_is_spam_there_now_is_picked_no_longer(run):
    run(export(item(7, inside=comment(1))))
    kept = Comment.objects.get()
    workflow.move([kept], "spam")
    workflow.approve([kept])
    deciding.pick(kept, UserFactory(is_superuser=True))
    run(export(item(7, inside=comment(1, comment_approved="spam"))))
    kept.refresh_from_db()
    assert (kept.status, kept.picked_at, kept.decided_at) == ("spam", None, None)


def test_a_new_slug_leaves_the_old_address_behind(run, client):
    run(export(item(7)))
    run(export(item(7, post_name="new-name", title="Post 7")))
    assert client.get("/2024/07/post-7/").headers["Location"] == "/2024/07/new-name/"
    assert client.get("/?p=7").headers["Location"] == "/2024/07/new-name/"


def test_another_post_under_a_known_id_does_not_overwrite_the_first(run, outcome):
    run(export(item(7, "First")))
    other = item(
        7,
        "Second",
        post_name="quite-another",
        post_date="2025-01-01 00:00:00",
        post_date_gmt="2025-01-01 00:00:00",
    )
    report = run(export(other))
    assert outcome(report, "Posts") == (1, 0, 0, 0, 1)
    assert Article.objects.get().body == "<p>First</p>"


def test_an_export_in_two_files_is_one_site(run, media):
    run(
        export(
            item(
                7,
                '<a href="https://old.example/2024/07/post-8/">next</a> <img src="URL">'.replace(
                    "URL", URL
                ),
            )
        )
    )
    assert 'href="https://old.example' in Article.objects.get().body
    run(export(item(8), attachment(20, URL)), media=media)
    run(
        export(
            item(
                7,
                '<a href="https://old.example/2024/07/post-8/">next</a> <img src="URL">'.replace(
                    "URL", URL
                ),
            )
        ),
        media=media,
    )
    body = Article.objects.get(slug="post-7").body
    assert 'href="/2024/07/post-8/"' in body
    assert "data-image" in body


def test_two_sites_do_not_mix(run):
    run(export(item(7, "One")))
    run(export(item(7, "Two", post_name="other")).replace("old.example", "second.example"))
    assert sorted(Article.objects.values_list("body", flat=True)) == ["<p>One</p>", "<p>Two</p>"]
    assert set(ImportedItem.objects.values_list("site", flat=True)) == {"old.example", "second.example"}
