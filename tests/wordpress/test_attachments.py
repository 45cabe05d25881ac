"""Attachments become pictures, and texts show them, whichever comes first in the file."""

import pytest
from PIL import Image as PillowImage

from articles.models import Article
from authors.models import Author
from images.models import Image
from masthead.models import StandingPage
from tests.wordpress.exports import attachment, export, item
from wordpress.importing.pictures import NOT_GIVEN

URL = "https://old.example/wp-content/uploads/2024/07/harbour.jpg"
FIELD = "https://old.example/wp-content/uploads/2024/07/field.png"


def test_a_featured_picture_that_comes_after_its_post(run, media, outcome):
    report = run(
        export(
            item(7, meta=[("_thumbnail_id", "20")]),
            attachment(
                20,
                URL,
                title="Harbour",
                excerpt="The <b>harbour</b>",
                meta=[
                    ("_wp_attachment_image_alt", "Boats"),
                    (
                        "_wp_attachment_metadata",
                        'a:1:{s:10:"image_meta";a:1:{s:6:"credit";s:8:"Ana Ruiz";}}',
                    ),
                ],
            ),
        ),
        media=media,
    )
    picture = Image.objects.get()
    assert (picture.title, picture.alt, picture.caption, picture.credit) == (
        "Harbour",
        "Boats",
        "The harbour",
        "Ana Ruiz",
    )
    assert Article.objects.get().lead_image == picture
    assert outcome(report, "Pictures") == (1, 1, 0, 0, 0)


def test_pictures_and_galleries_in_texts(run, media):
    text = (
        '<img class="size-medium" '
        'src="https://old.example/wp-content/uploads/2024/07/harbour-300x200.jpg" alt="Boats">\n\n'
        "[gallery]\n\n[gallery ids='21,20']"
    )
    run(
        export(
            item(7, text),
            attachment(20, URL, parent=7, menu_order=2),
            attachment(21, FIELD, parent=7, menu_order=1),
        ),
        media=media,
    )
    harbour, field = (Image.objects.get(title=f"Post {number}").pk for number in (20, 21))
    figures = f'<figure data-image="{field}"></figure><figure data-image="{harbour}"></figure>'
    assert Article.objects.get().body == (
        f'<figure data-image="{harbour}"></figure>' + f'<div data-gallery="">{figures}</div>' * 2
    )
    assert Image.objects.get(pk=harbour).alt == "Boats"


def test_without_their_files_pictures_become_links_and_a_later_run_finds_them(run, media, outcome):
    text = export(
        item(7, f'<img src="{URL}" alt="Boats">', meta=[("_thumbnail_id", "20")]), attachment(20, URL)
    )
    report = run(text)
    assert report.reasons["Pictures", NOT_GIVEN] == 1
    assert Article.objects.get().body == f'<p><a href="{URL}">Boats</a></p>'
    report = run(text, media=media)
    assert outcome(report, "Posts") == (1, 0, 1, 0, 0)
    assert "data-image" in Article.objects.get().body
    assert Article.objects.get().lead_image is not None


def test_a_picture_that_no_attachment_names_is_found_in_the_folder(run, media, outcome):
    text = export(item(7, f'<img src="{URL}">'), item(8, f'<img src="{URL}">'))
    report = run(text, media=media)
    assert outcome(report, "Pictures in texts") == (1, 1, 0, 0, 0)
    assert Image.objects.count() == 1
    assert outcome(run(text, media=media), "Posts") == (2, 0, 0, 2, 0)


def test_one_file_of_two_attachments_is_stored_once(run, media):
    run(export(attachment(20, URL), attachment(21, URL)), media=media)
    assert Image.objects.count() == 1


def test_files_that_are_no_pictures_are_skipped_with_a_sentence(run, media, outcome):
    (media / "a.jpg").write_bytes(b"no picture")
    PillowImage.new("RGB", (60, 60)).save(media / "b.jpg")
    (media / "b.jpg").write_bytes((media / "b.jpg").read_bytes()[:300])
    (media / "c.svg").write_text("<svg onload='x'/>")
    base = "https://old.example/wp-content/uploads"
    report = run(
        export(
            *(
                attachment(n, f"{base}/{name}")
                for n, name in enumerate(["a.jpg", "b.jpg", "c.svg", "d.pdf", "e.jpg", ""], 20)
            )
        ),
        media=media,
    )
    assert outcome(report, "Pictures") == (6, 0, 0, 0, 6)
    assert not Image.objects.exists()
    assert any("not a picture" in reason for _, reason in report.reasons)
    assert any("not in the media folder" in reason for _, reason in report.reasons)


def test_a_picture_outside_of_the_folder_is_not_taken(run, media, outcome):
    PillowImage.new("RGB", (60, 60)).save(media.parent / "secret.jpg")
    report = run(
        export(
            attachment(
                20,
                "https://old.example/wp-content/uploads/../secret.jpg",
                meta=[("_wp_attached_file", "../secret.jpg")],
            )
        ),
        media=media,
    )
    assert outcome(report, "Pictures") == (1, 0, 0, 0, 1)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]"])
def test_pictures_are_never_fetched_from_this_network(run, outcome, host):
    report = run(export(attachment(20, f"http://{host}/a.jpg")), download=True)
    assert outcome(report, "Pictures") == (1, 0, 0, 0, 1)
    assert any("no address of the public internet" in reason for _, reason in report.reasons)


def test_a_picture_is_not_taken_from_elsewhere_on_the_disk(run, media, outcome):
    secret = media.parent / "secret.jpg"
    PillowImage.new("RGB", (60, 60)).save(secret)
    (media / "folder").symlink_to(media.parent)
    report = run(
        export(
            attachment(20, f"file://{secret}"),
            attachment(21, f"file://{secret}", meta=[("_wp_attached_file", str(secret))]),
            attachment(22, f"{URL}/../../../folder/secret.jpg"),
            attachment(23, URL + ".jpg", meta=[("_wp_attached_file", "folder/secret.jpg")]),
            item(7, f'<img src="file://{secret}"><img src="/wp-content/uploads/folder/secret.jpg">'),
        ),
        media=media,
        download=True,
    )
    assert outcome(report, "Pictures") == (4, 0, 0, 0, 4)
    assert not Image.objects.exists()


def test_old_addresses_of_a_picture_lead_to_its_file(run, media, client):
    run(export(attachment(20, URL, link="https://old.example/harbour-picture/")), media=media)
    expected = Image.objects.get().file.url
    for old in ("/wp-content/uploads/2024/07/harbour.jpg", "/harbour-picture/", "/?attachment_id=20"):
        assert client.get(old).headers["Location"] == expected


def test_a_page_shows_its_featured_picture_at_the_top(run, media):
    run(
        export(item(7, "Text", post_type="page", meta=[("_thumbnail_id", "20")]), attachment(20, URL)),
        media=media,
    )
    assert (
        StandingPage.objects.get().content
        == f'<figure data-image="{Image.objects.get().pk}"></figure><p>Text</p>'
    )


def test_the_photo_of_a_guest_author(run, media):
    guest = item(
        90,
        "",
        post_type="guest-author",
        post_name="cap-ana",
        title="Ana",
        meta=[("_thumbnail_id", "20")],
    )
    run(export(guest, attachment(20, URL)), media=media)
    assert Author.objects.get().photo == Image.objects.get()


def test_links_to_the_file_of_a_picture_lead_to_it_here(run, media):
    run(export(item(7, f'<a href="{URL}">large</a>'), attachment(20, URL)), media=media)
    assert Article.objects.get().body == f'<p><a href="{Image.objects.get().file.url}">large</a></p>'
