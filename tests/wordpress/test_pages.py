"""Pages become standing pages where they were, and nothing that was hidden is shown."""

import pytest

from articles.models import Article
from masthead.menu import hide_link
from masthead.models import NavigationLink, SiteSettings, StandingPage
from masthead.pages import save_page
from redirects.workflow import leave_redirect
from tests.wordpress.exports import comment, export, item


def page(number, content="Words", **values):
    slug = values.setdefault("post_name", f"page-{number}")
    values.setdefault("link", f"https://old.example/{slug}/")
    return item(number, content, post_type="page", **values)


@pytest.mark.django_db
def test_a_page_is_public_at_its_address(run, client):
    run(export(page(3, "Call **us**\n\nAny time.", title="Contact", post_name="contact")))
    assert client.get("/contact/").status_code == 200
    assert StandingPage.objects.get().content == "<p>Call **us**</p><p>Any time.</p>"
    assert client.get("/?page_id=3").headers["Location"] == "/contact/"


def test_pages_below_pages_whatever_their_order(run):
    run(
        export(
            page(3, post_name="team", post_parent=2, link="https://old.example/?page_id=3"),
            page(2, post_name="about", link="https://old.example/?page_id=2"),
            page(4, post_name="%ce%b1", link="https://old.example/about/%ce%b1/", post_parent=2),
        )
    )
    assert set(StandingPage.objects.values_list("url", flat=True)) == {
        "/about/team/",
        "/about/",
        "/about/α/",
    }


@pytest.mark.parametrize(
    "values",
    [
        {"status": "draft"},
        {"status": "private"},
        {"status": "future"},
        {"post_password": "x"},
        {"status": "trash"},
    ],
)
def test_a_page_that_was_not_public_is_not_shown(run, outcome, values):
    report = run(export(page(3, **values)))
    assert outcome(report, "Pages") == (1, 0, 0, 0, 1)
    assert not StandingPage.objects.exists()


def test_a_page_does_not_stand_in_the_way_of_the_site(run, client):
    report = run(
        export(
            page(1, post_name="latest", link="https://old.example/latest/"),
            page(2, post_name="home", link="https://old.example/"),
            page(3, post_name="x" * 150, link="https://old.example/" + "x" * 150 + "/"),
            page(4, post_name="home", link="https://old.example/home/"),
            page(5, post_name="news", link="https://old.example/2024/07/news/"),
        )
    )
    urls = dict(StandingPage.objects.values_list("title", "url"))
    assert urls["Post 1"] == "/latest-2/"
    assert urls["Post 2"] == "/home/"
    assert len(urls["Post 3"]) <= 100
    assert urls["Post 4"] == "/home-2/"
    assert urls["Post 5"] == "/news/"
    assert any("address /latest/ cannot be had" in note for note in report.notes)
    assert client.get("/" + "x" * 150 + "/").status_code == 301


def test_a_page_that_has_to_move_takes_no_readers_of_ours_along(run, client):
    save_page(StandingPage(url="/about/", title="Ours"))
    leave_redirect("/about-us/", "/about/")
    run(export(page(2, post_name="about")))
    assert client.get("/about-us/").headers["Location"] == "/about/"
    assert client.get("/?page_id=2").headers["Location"] == "/about-2/"


def test_comments_under_a_page_are_reported(run, outcome):
    report = run(export(page(3, inside=comment(1))))
    assert outcome(report, "Comments") == (1, 0, 0, 0, 1)


def test_links_between_pages_and_posts_lead_to_where_they_are_now(run):
    run(
        export(
            page(
                1, '<a href="http://www.old.example/?p=7#top">story</a> <a href="/contact">contact</a>'
            ),
            item(
                7,
                '<a href="https://old.example/contact/">c</a> <a '
                'href="https://old.example/2024/07/later/">l</a> '
                '<a href="//old.example/category/world/">w</a> <a href="https://old.example">home</a> '
                '<a href="https://old.example/2024/07/hidden/">h</a> <a '
                'href="https://old.example/author/maria/">m</a>',
                terms=[("category", "world", "World")],
            ),
            page(2, post_name="contact"),
            item(8, post_name="later"),
            item(9, post_name="hidden", status="draft"),
        )
    )
    assert StandingPage.objects.get(url="/page-1/").content == (
        '<p><a href="/2024/07/post-7/#top">story</a> <a href="/contact/">contact</a></p>'
    )
    assert Article.objects.get(slug="post-7").body == (
        '<p><a href="/contact/">c</a> <a href="/2024/07/later/">l</a> <a href="/section/world/">w</a> '
        '<a href="/">home</a> <a href="https://old.example/2024/07/hidden/">h</a> <a '
        'href="/author/maria/">m</a></p>'
    )


def footer():
    return [link["url"] for link in SiteSettings.load().menu.get("footer", [])]


def test_pages_at_the_top_are_linked_in_the_footer_while_there_is_room(run, client):
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    NavigationLink.objects.create(site=site, place="footer", label="Shop", url="https://shop.example/")
    pages = [page(number) for number in range(2, 12)]
    child = page(20, post_parent=2, link="https://old.example/page-2/page-20/")
    run(export(pages[0], child, *pages[1:]))

    assert footer() == ["https://shop.example/", *(f"/page-{number}/" for number in range(2, 9))]
    assert StandingPage.objects.count() == 11
    for url in ("/page-11/", "/page-2/page-20/"):
        assert client.get(url).status_code == 200


def test_a_link_that_was_taken_out_of_the_footer_does_not_come_back(run):
    old = export(page(1), page(2), page(3, post_parent=1), *(page(number) for number in range(4, 14)))
    run(old)
    hide_link("/page-1/")
    before = footer()
    run(old)
    run(old.replace("Words", "Other words"))

    assert len(before) == 7
    assert footer() == before


def test_a_page_that_is_renamed_there_is_renamed_in_the_footer(run):
    run(export(page(1, title="About", post_name="about")))
    run(export(page(1, title="About us", post_name="about")))

    assert SiteSettings.load().menu["footer"] == [{"label": "About us", "url": "/about/"}]


def test_a_link_that_the_newsroom_made_before_is_not_doubled(run):
    site, _ = SiteSettings.objects.get_or_create(pk=1)
    NavigationLink.objects.create(site=site, place="footer", label="Who we are", url="/about/")

    run(export(page(1, title="About", post_name="about")))

    assert SiteSettings.load().menu["footer"] == [{"label": "Who we are", "url": "/about/"}]
