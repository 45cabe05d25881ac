"""Posts become stories: their state, time, address, place and people."""

import datetime as dt
import re

import pytest
import time_machine
from taggit.models import Tag

from articles.models import Article, Byline, Category
from articles.tagging import tag_url
from authors.models import Author
from masthead.models import SiteSettings, StandingPage
from redirects.models import Redirect
from redirects.workflow import leave_redirect
from tests.factories import ArticleFactory
from tests.wordpress.exports import author, category, comment, export, item, tag
from wordpress.models import OldAddress

pytestmark = pytest.mark.django_db


def redirects() -> dict[str, str]:
    return dict(Redirect.objects.values_list("old_path", "new_path"))


def test_a_published_post_is_public_at_its_old_address(run, client):
    run(
        export(
            author("maria", "María Ríos"),
            category("world"),
            category("asia", parent="world"),
            tag("rain"),
            item(
                7,
                "First.\n\nSecond.",
                title="Rain &amp; wind",
                post_name="rain-and-wind",
                excerpt="In <b>short</b>",
                terms=[
                    ("category", "asia", "Asia"),
                    ("category", "world", "World"),
                    ("post_tag", "rain", "Rain"),
                ],
                meta=[
                    ("_yoast_wpseo_title", "%%title%% %%sep%% %%sitename%%"),
                    ("_yoast_wpseo_metadesc", "About rain"),
                ],
            ),
        )
    )
    story = Article.objects.get()
    assert story.headline == "Rain & wind"
    assert story.body == "<p>First.</p><p>Second.</p>"
    assert story.excerpt == "In short"
    assert story.get_absolute_url() == "/2024/07/rain-and-wind/"
    assert story.published_at == dt.datetime(2024, 7, 15, 9, 30, tzinfo=dt.UTC)
    assert story.category.path == "world/asia"
    assert [section.path for section in story.also_in.all()] == ["world"]
    assert [word.name for word in story.tags.all()] == ["Rain"]
    assert [byline.author.name for byline in story.bylines.all()] == ["María Ríos"]
    assert (story.seo_title, story.seo_description) == ("Rain & wind – The Old Paper", "About rain")
    assert client.get("/2024/07/rain-and-wind/").status_code == 200
    assert "Rain &amp; wind" in client.get("/section/world/").content.decode()


def test_posts_stand_in_the_sitemap_of_their_month(run, client):
    run(export(item(7, post_name="rain")))
    (part,) = re.findall(r"/sitemap/2024-07-\d+\.xml", client.get("/sitemap.xml").text)
    assert "/2024/07/rain/" in client.get(part).text

    other = {"post_date": "2024-08-02 09:30:00", "post_date_gmt": "2024-08-02 09:30:00"}
    run(export(item(8, post_name="wind", **other)))
    assert "/sitemap/2024-08-" in client.get("/sitemap.xml").text


@pytest.mark.parametrize(
    ("values", "status", "said"),
    [
        ({"status": "draft", "post_date_gmt": "0000-00-00 00:00:00"}, "draft", ""),
        ({"status": "pending"}, "in_review", ""),
        ({"status": "private"}, "draft", "It was private"),
        ({"post_password": "enter"}, "draft", "It had a password"),
        ({"status": "pitch"}, "draft", "Its state was “pitch”"),
        ({"post_date": "", "post_date_gmt": ""}, "draft", "the file says no time"),
    ],
)
def test_what_was_not_public_is_not_public(run, client, values, status, said):
    report = run(export(item(7, **values)))
    story = Article.objects.get()
    assert story.status == status
    assert not Article.objects.published().exists()
    assert said in "".join(report.notes)
    assert "/?p=7" not in redirects()
    assert client.get("/2024/07/post-7/").status_code == 404


def test_a_scheduled_post_appears_in_its_time(run):
    with time_machine.travel("2024-07-10T12:00Z", tick=False):
        run(export(item(7, status="future")))
        assert not Article.objects.published().exists()
    with time_machine.travel("2024-07-15T09:30Z", tick=False):
        assert Article.objects.published().exists()


@pytest.mark.parametrize("status", ["trash", "auto-draft", "inherit"])
def test_what_wordpress_hides_is_skipped_with_its_comments(run, outcome, status):
    report = run(export(item(7, status=status, inside=comment(1))))
    assert outcome(report, "Posts") == (1, 0, 0, 0, 1)
    assert outcome(report, "Comments") == (1, 0, 0, 0, 1)
    assert not Article.objects.exists()


@pytest.mark.parametrize(("zone", "year"), [("America/New_York", "0001"), ("Asia/Tokyo", "9999")])
def test_times_that_no_clock_shows_count_as_missing(run, client, zone, year):
    SiteSettings.objects.create(pk=1, name="The Paper", time_zone=zone)
    edge = f"{year}-01-01 00:00:00" if year == "0001" else f"{year}-12-31 23:00:00"
    said = comment(1, comment_date=edge, comment_date_gmt=edge)
    never = item(1, post_date=edge, post_date_gmt=edge, post_modified=edge, post_modified_gmt=edge)
    run(export(never, item(2, inside=said)))

    assert Article.objects.get(slug="post-1").status == "draft"
    assert client.get("/2024/07/post-2/").status_code == 200


def test_times_are_exact_and_a_missing_one_is_read_by_the_old_sites_clock(run):
    known = item(1, post_date="2024-07-01 12:00:00", post_date_gmt="2024-07-01 07:00:00")
    unknown = item(2, post_date="2024-07-15 12:00:00", post_date_gmt="0000-00-00 00:00:00")
    only_rss = item(3, post_date="", post_date_gmt="", pubDate="Mon, 15 Jul 2024 09:30:00 +0200")
    run(export(known, unknown, only_rss))
    times = {story.slug: story.published_at.isoformat() for story in Article.objects.all()}
    assert times == {
        "post-1": "2024-07-01T07:00:00+00:00",
        "post-2": "2024-07-15T07:00:00+00:00",
        "post-3": "2024-07-15T07:30:00+00:00",
    }


@pytest.mark.parametrize(
    ("modified", "updated"),
    [("2024-07-15 09:30:30", None), ("2024-08-01 10:00:00", dt.datetime(2024, 8, 1, 10, tzinfo=dt.UTC))],
)
def test_a_later_change_is_the_time_of_the_update(run, modified, updated):
    run(export(item(7, post_modified=modified, post_modified_gmt=modified)))
    assert Article.objects.get().updated_at == updated


def test_the_month_of_the_address_follows_the_paper_and_the_old_one_leads_there(run, client):
    run(
        export(
            item(
                7,
                link="https://old.example/2024/08/post-7/",
                post_date="2024-08-01 03:00:00",
                post_date_gmt="2024-07-31 22:00:00",
            )
        )
    )
    assert Article.objects.get().get_absolute_url() == "/2024/07/post-7/"
    response = client.get("/2024/08/post-7/")
    assert (response.status_code, response.headers["Location"]) == (301, "/2024/07/post-7/")


def test_the_papers_time_zone_keeps_the_address(run):
    SiteSettings.objects.create(pk=1, time_zone="Asia/Karachi")
    run(export(item(7, post_date="2024-08-01 03:00:00", post_date_gmt="2024-07-31 22:00:00")))
    assert Article.objects.get().get_absolute_url() == "/2024/08/post-7/"


def test_old_addresses_lead_to_the_story_in_one_step(run, client):
    meta = [("_wp_old_slug", "older"), ("_wp_old_slug", "oldest")]
    run(
        export(
            item(
                7,
                "a<!--nextpage-->b",
                link="https://www.old.example/world/rain/",
                post_name="rain",
                meta=meta,
            )
        )
    )
    for old in [
        "/world/rain/",
        "/world/rain",
        "/world/older/",
        "/world/oldest/",
        "/?p=7",
        "/world/rain/2/",
    ]:
        response = client.get(old)
        assert (response.status_code, response.headers["Location"]) == (301, "/2024/07/rain/"), old
    assert client.get("/2024/07/rain/").status_code == 200


@pytest.mark.parametrize(
    "link",
    [
        *("//evil.example/2024/07/x/", "https://old.example//evil.example/", "/\\evil.example/"),
        *("https://old.example/%2f%2fevil.example/", "https://old.example@evil.example/x/"),
        *("https://old.example/\\evil.example/", "https:/evil.example", "javascript:alert(1)"),
    ],
)
def test_no_link_of_a_post_leads_readers_to_another_site(run, client, link):
    run(export(item(7, link=link), item(8, link=link, post_type="page", post_name="evil.example")))
    assert all(new.startswith("/") and "evil.example" not in new for new in redirects().values())
    for asked in ("/%2Fevil.example/", "//evil.example/", "/%5Cevil.example/", "/%2F%2Fevil.example/"):
        leads_to = client.get(asked).headers.get("Location", "/")
        assert leads_to.startswith("/")
        assert not leads_to.startswith(("//", "/\\", "/evil.example"))


@pytest.mark.parametrize("slug", ["../../etc/passwd", "..", ".", "/", "a/b", "%2e%2e%2f", "%00", "?x#y"])
def test_slugs_that_are_paths_become_addresses_that_answer(run, client, slug):
    here = item(7, creator=slug, terms=[("category", slug, "World"), ("post_tag", slug, "Rain")])
    below = category("below", parent=slug) + category(slug, "World")
    page = item(8, link="https://old.example/?page_id=8", post_type="page", post_name=slug)
    run(export(author(slug, "Maria"), below, tag(slug, "Rain"), here, page))
    article = Article.objects.select_related("category").get()
    urls = [
        article.get_absolute_url(),
        article.category.get_absolute_url(),
        tag_url(Tag.objects.get().slug),
    ]
    below = Category.objects.get(slug="below")
    ArticleFactory(category=below, published=True)
    urls += [below.get_absolute_url(), StandingPage.objects.get().url]
    urls += [Author.objects.get().get_absolute_url()]
    assert [client.get(url).status_code for url in urls] == [200] * len(urls)
    assert ".." not in "".join(urls)


def test_an_old_address_that_is_one_of_ours_takes_no_readers_away(run, client):
    ours = ArticleFactory(slug="post-7", published=dt.datetime(2024, 7, 1, tzinfo=dt.UTC))
    leave_redirect("/earlier/", ours.get_absolute_url())
    run(export(item(7)))
    assert Article.objects.exclude(pk=ours.pk).get().slug == "post-7-2"
    assert client.get("/earlier/").headers["Location"] == ours.get_absolute_url()
    assert client.get("/?p=7").headers["Location"] == "/2024/07/post-7-2/"


def test_addresses_of_a_site_in_a_folder_keep_the_folder(run, client):
    text = export(item(7, link="https://old.example/blog/rain/", post_name="rain"))
    run(
        text.replace(
            "https://old.example</wp:base_blog_url>", "https://old.example/blog</wp:base_blog_url>"
        )
    )
    for old in ["/blog/rain/", "/blog/?p=7"]:
        assert client.get(old).headers["Location"] == "/2024/07/rain/"


def test_slugs_of_any_script_and_length_get_an_address(run, client):
    report = run(
        export(
            item(
                1, post_name="%d0%ba%d0%be%d1%82", link="https://old.example/2024/07/%d0%ba%d0%be%d1%82/"
            ),
            item(2, post_name="", title="No slug at all", link="https://old.example/?p=2"),
            item(3, post_name="hello-💫-world", link="https://old.example/2024/07/hello-💫-world/"),
            item(4, post_name="x" * 300, link="https://old.example/2024/07/" + "x" * 300),
            item(5, post_name="кот", link="https://old.example/2024/07/кот-5/"),
        )
    )
    slugs = dict(Article.objects.values_list("headline", "slug"))
    assert slugs == {
        "Post 1": "кот",
        "No slug at all": "no-slug-at-all",
        "Post 3": "hello-world",
        "Post 4": "x" * 200,
        "Post 5": "кот-2",
    }
    assert client.get("/2024/07/%D0%BA%D0%BE%D1%82/").status_code == 200
    assert client.get("/2024/07/hello-%F0%9F%92%AB-world/").status_code == 301
    assert "this one ends in “кот-2”" in "".join(report.notes)


def test_what_is_too_long_is_cut_between_words_and_reported(run):
    report = run(export(item(7, title="word " * 80, excerpt="word " * 200)))
    story = Article.objects.get()
    assert len(story.headline) <= 250
    assert len(story.excerpt) <= 600
    assert story.headline.endswith("word…")
    assert sum("is cut" in note for note in report.notes) == 2


def test_a_post_without_a_title_is_called_by_its_first_words(run):
    run(export(item(7, "One two three.", title="")))
    assert Article.objects.get().headline == "One two three."


def test_bylines_of_co_authors_plus_in_their_order(run):
    guest = item(
        90,
        "",
        post_type="guest-author",
        post_name="cap-ana-lopez",
        title="Ana López",
        meta=[
            ("cap-display_name", "Ana López"),
            ("cap-description", "Writes <b>maps</b>."),
            ("cap-website", "https://ana.example/"),
        ],
    )
    terms = [
        ("author", "cap-ana-lopez", "ana-lopez"),
        ("author", "cap-maria", "maria"),
        ("author", "cap-ana-lopez", "ana-lopez"),
        ("author", "cap-unlisted", "Un Listed"),
    ]
    run(export(author("maria", "María"), item(7, terms=terms), guest))
    assert [byline.author.name for byline in Byline.objects.order_by("position")] == [
        "Ana López",
        "María",
        "Un Listed",
    ]
    ana = Author.objects.get(slug="ana-lopez")
    assert (ana.bio, ana.website) == ("Writes maps.", "https://ana.example/")


def test_a_file_without_authors_names_them_by_its_posts(run):
    run(export(item(7, creator="joan.smith"), item(8, creator="someone@mail.example")))
    assert dict(Author.objects.values_list("name", "slug")) == {
        "joan.smith": "joansmith",
        "someone@mail.example": "someonemailexample",
    }


def test_addresses_of_people_stay_out_of_what_readers_see(run, client):
    report = run(
        export(
            author("maria", "María", "maria@private.example"),
            item(7, inside=comment(1, comment_author_email="r@private.example")),
        )
    )
    assert Author.objects.get().email == ""
    for url in ("/2024/07/post-7/", "/author/maria/"):
        assert "private.example" not in client.get(url).content.decode()
    assert "private.example" not in "\n".join(report.summary())


def test_the_magazine_theme(run):
    theme = (
        'a:5:{s:14:"td_primary_cat";s:1:"5";s:11:"td_subtitle";s:10:"In between";s:9:"td_source";'
        's:6:"Agency";s:13:"td_source_url";s:22:"https://agency.example";s:6:"td_via";s:4:"Mail";}'
    )
    run(
        export(
            category("world", number=4),
            category("opinion", number=5),
            item(
                7,
                terms=[("category", "world", "World"), ("category", "opinion", "Opinion")],
                meta=[("td_post_theme_settings", theme)],
            ),
        )
    )
    story = Article.objects.get()
    assert (story.category.slug, story.kind, story.standfirst) == ("opinion", "opinion", "In between")
    assert story.body.endswith(
        '<p>Source: <a href="https://agency.example">Agency</a></p><p>Via: Mail</p>'
    )


@pytest.mark.parametrize("theme", ["a:1:{broken", 'O:3:"Foo":1:{s:1:"a";i:1;}', "i:1;", "🙂"])
def test_theme_settings_that_cannot_be_read_do_no_harm(run, theme):
    run(export(item(7, meta=[("td_post_theme_settings", theme)])))
    assert Article.objects.get().standfirst == ""


def test_the_primary_category_of_yoast(run):
    terms = [("category", "a", "A"), ("category", "b", "B")]
    run(
        export(
            category("a", number=1),
            category("b", number=2),
            item(7, terms=terms, meta=[("_yoast_wpseo_primary_category", "2")]),
        )
    )
    assert Article.objects.get().category.slug == "b"


def test_categories_nest_whatever_their_order(run, client, outcome):
    report = run(
        export(
            category("nepal", parent="asia", number=3),
            category("asia", parent="world"),
            category("world", about="All <i>of</i> it"),
            category("ring-a", parent="ring-b"),
            category("ring-b", parent="ring-a"),
            category("orphan", parent="nobody"),
        )
    )
    paths = set(Category.objects.values_list("path", flat=True))
    assert {"world/asia/nepal", "world", "world/asia", "orphan"} <= paths
    assert outcome(report, "Categories") == (6, 6, 0, 0, 0)
    assert len(report.notes) == 2
    nepal = Category.objects.get(path="world/asia/nepal")
    assert client.get("/category/world/asia/nepal/").status_code == 404  # nothing is in it yet
    ArticleFactory(category=nepal, published=True)
    assert client.get("/category/world/asia/nepal/").headers["Location"] == "/section/world/asia/nepal/"
    assert client.get("/?cat=3").headers["Location"] == "/section/world/asia/nepal/"


def test_sections_authors_and_tags_that_are_here_are_taken_as_they_are(run):
    run(export(category("world"), author("maria", "María"), tag("rain", "Rain"), item(7)))
    Category.objects.update(name="Our world")
    text = export(category("world"), author("maria", "María"), tag("rain", "rain"), item(7))
    run(text.replace("old.example", "second.example"))
    assert list(Category.objects.values_list("name", flat=True)) == ["Our world"]
    assert Author.objects.count() == 1


def test_the_paper_takes_the_old_name_only_if_it_has_none(run):
    run(export())
    assert (SiteSettings.load().name, SiteSettings.load().tagline) == ("The Old Paper", "All that fits")
    run(export().replace("The Old Paper", "Another"))
    assert SiteSettings.load().name == "The Old Paper"


def test_a_post_and_its_id_twice_counts_once(run, outcome):
    report = run(export(item(7, "One"), item(7, "Two")))
    assert outcome(report, "Posts") == (2, 1, 0, 0, 1)
    assert Article.objects.get().body == "<p>One</p>"


def test_other_kinds_of_items_are_named_in_the_report(run, outcome):
    report = run(
        export(
            item(1, post_type="nav_menu_item"),
            item(2, post_type="product", title="Cup"),
            item(3, post_type="wp_block"),
        )
    )
    assert outcome(report, "Menu items") == outcome(report, "Other items") == (1, 0, 0, 0, 1)
    assert any("type product" in reason for _, reason in report.reasons)


def test_a_reusable_block_stands_in_the_posts_that_use_it(run):
    block = item(5, "<!-- wp:paragraph --><p>Shared</p><!-- /wp:paragraph -->", post_type="wp_block")
    run(export(item(7, '<!-- wp:block {"ref":5} /-->'), block))
    assert Article.objects.get().body == "<p>Shared</p>"


@pytest.mark.parametrize(
    "address", ["https://old.example:x", "https://old.example:99999", "https://[", "//"]
)
def test_an_old_site_whose_address_is_none_is_known_by_its_posts(run, client, address):
    run(export(item(7)).replace("<wp:base_blog_url>https://old.example", f"<wp:base_blog_url>{address}"))
    assert client.get("/2024/07/post-7/").status_code == 200


def test_names_and_numbers_longer_than_an_address_are_no_address(run):
    login, number = "x" * 60, "y" * 700
    text = export(
        author(login, "Maria"),
        category("world").replace("<wp:term_id>", f"<wp:term_id>{number}"),
        item(7, creator=login, terms=[("category", "world", "World")]),
        item(number, post_type="page"),
    )
    run(text.replace("https://old.example<", f"https://old.example/{'y' * 590}<"))
    assert Article.objects.get().bylines.get().author.name == "Maria"
    assert all(len(path) <= 600 for path in OldAddress.objects.values_list("path", flat=True))
