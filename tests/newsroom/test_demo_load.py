"""The demo newsroom: what is loaded, who may log in, and that a second run changes nothing."""

import datetime as dt
import io
import re
import stat
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Sum
from django.test import TestCase, override_settings
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, Category, PinnedStory, RelatedStory
from articles.related import related_and_latest
from articles.sections import save_category
from authors.models import Author
from comments.counting import miscounted
from comments.models import Comment
from images.models import Image
from masthead.models import NavigationLink, SiteSettings, StandingPage
from newsroom.demo import accounts, manuscripts, paper, pictures, readers
from newsroom.demo.load import load
from readership import ranking
from readership.models import DailyReferrals, DailyViews, HourlyViews, MostRead
from tests.factories import ArticleFactory

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)

pytestmark = pytest.mark.django_db


def picture_rows():
    """The rows of all pictures, without their files: drawing them has tests of its own."""
    rows = pictures.described()
    for name, image in rows.items():
        image.file, image.sha256, image.width, image.height = f"{name}.jpg", name, 1280, 853
    Image.objects.bulk_create(rows.values())
    return rows


@pytest.fixture
def images(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return picture_rows()


def run(**options):
    """What the command says."""
    output = io.StringIO()
    call_command("seed_demo", stdout=output, **options)
    return output.getvalue()


def snapshot():
    """Everything that a second run could have changed."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (
            Article,
            Category,
            Author,
            Comment,
            Image,
            StandingPage,
            PinnedStory,
            RelatedStory,
            SiteSettings,
            NavigationLink,
        )
    ] + [list(get_user_model().objects.order_by("pk").values())]


class WholeDemo(TestCase):
    """The demo as it is loaded once, at NOW, which it stays."""

    @classmethod
    def setUpTestData(cls):
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.enterClassContext(override_settings(DATA_DIR=cls.folder))
        cls.enterClassContext(time_machine.travel(NOW, tick=False))
        cls.images = picture_rows()
        cls.added = load(cls.images)

    def test_the_paper_has_its_name_its_navigation_and_its_pages(self):
        site = SiteSettings.load()
        assert (site.name, site.time_zone) == (paper.NAME, paper.TIME_ZONE)
        assert [link["label"] for link in site.menu["navigation"]][:2] == ["World", "Politics"]
        assert [page["url"] for page in site.menu["footer"]] == [
            "/about/",
            "/contact/",
            "/privacy/",
            "/corrections-policy/",
        ]
        for page in site.menu["footer"]:
            assert self.client.get(page["url"]).status_code == 200

    def test_there_are_stories_of_all_kinds_and_in_all_states(self):
        assert self.added["stories"] == Article.objects.count() >= 40
        assert set(Article.objects.values_list("kind", flat=True)) == set(Article.Kind.values)
        states = set(Article.objects.values_list("status", flat=True))
        assert states == {"draft", "in_review", "published", "withdrawn"}
        assert Article.objects.published().count() >= 40
        assert [article.is_scheduled for article in Article.objects.all()].count(True) == 1
        assert Article.objects.published().filter(comments_open=False).count() == 1
        assert Article.objects.published().filter(updated_at__isnull=False).exists()
        assert Article.objects.annotate(Count("faqs")).filter(faqs__count__gte=3).count() >= 8
        assert Article.objects.annotate(Count("bylines")).filter(bylines__count__gte=2).count() >= 8
        assert Author.objects.count() == 8
        assert Author.objects.filter(user__isnull=True).exists()
        newest = Article.objects.published().newest_first().first()
        assert timezone.now() - newest.published_at < dt.timedelta(hours=1)

    def test_every_story_that_readers_may_see_can_be_read(self):
        for article in Article.objects.published():
            response = self.client.get(article.get_absolute_url())
            assert response.status_code == 200
            assert article.headline.split()[0] in response.content.decode()
        assert self.client.get("/").status_code == 200

    def test_every_story_that_readers_may_see_stands_in_the_sitemap(self):
        index = self.client.get("/sitemap.xml").content.decode()
        parts = re.findall(r"<loc>[^<]*(/sitemap/\d[^<]*)</loc>", index)
        named = "".join(self.client.get(part).content.decode() for part in parts)
        for article in Article.objects.published():
            assert f"{article.get_absolute_url()}</loc>" in named

    def test_links_between_stories_lead_somewhere(self):
        addresses = {article.get_absolute_url() for article in Article.objects.published()}
        linked = set()
        for article in Article.objects.all():
            linked.update(re.findall(r'href="(/2[^"]+)"', article.body))
        assert len(linked) >= 10
        assert linked <= addresses

    def test_the_withdrawn_story_is_gone(self):
        withdrawn = Article.objects.get(status=Article.Status.WITHDRAWN)
        assert self.client.get(withdrawn.get_absolute_url()).status_code == 410

    def test_comments_are_counted_and_threaded(self):
        assert list(miscounted()) == []
        counts = set(Article.objects.values_list("comment_count", flat=True))
        assert 1 in counts
        assert max(counts) >= 8
        deep = Comment.objects.filter(parent__parent__parent__isnull=False)
        assert deep.exists()
        assert Comment.objects.waiting().count() >= 5
        assert Comment.objects.filter(status=Comment.Status.SPAM).exists()
        assert not Comment.objects.filter(created_at__gt=timezone.now()).exists()

    def test_who_works_here_answers_under_their_own_account(self):
        answers = Comment.objects.filter(name="Nadia Ferrow")
        assert answers
        assert {answer.user.author.slug for answer in answers} == {"nadia-ferrow"}

    def test_pinned_stories_stand_first(self):
        article = Article.objects.get(slug__startswith="valdony-opens")
        pins = [pin.story for pin in article.pins.all()]
        assert len(pins) == 2
        assert related_and_latest(article)[0][:2] == pins

    def test_who_works_here_has_a_role(self):
        staff = get_user_model().objects.filter(is_staff=True, is_superuser=False)
        roles = {user.username: user.groups.get().name for user in staff}
        assert roles["nadia"] == "Editor"
        assert set(roles.values()) == {"Contributor", "Reporter", "Editor"}

    def test_its_stories_have_been_read(self):
        assert self.added["views"] == DailyViews.objects.aggregate(all=Sum("views"))["all"]
        assert 'id="most-read"' in self.client.get("/").content.decode()
        for period in MostRead.Period:
            assert len(ranking.most_read(period)) == ranking.SHOWN
        assert HourlyViews.objects.filter(hour__gt=NOW).count() == 0
        assert HourlyViews.objects.filter(hour__lte=F("article__published_at") - HOUR).count() == 0

    def test_they_are_read_alike_on_every_load(self):
        def rows():
            found = [HourlyViews, DailyViews, DailyReferrals, MostRead]
            return [list(model.objects.order_by("pk").values()) for model in found]

        def without_keys(tables):
            return [[{**row, "id": 0} for row in table] for table in tables]

        before = rows()
        for model in (HourlyViews, DailyViews, DailyReferrals, MostRead):
            model.objects.all().delete()
        assert readers.add_views() == self.added["views"]
        assert without_keys(rows()) == without_keys(before)

    def test_views_of_readers_are_not_mixed_with_made_up_ones(self):
        for model in (HourlyViews, DailyViews, DailyReferrals):
            model.objects.all().delete()
        story = Article.objects.published().first()
        DailyViews.objects.create(article=story, day=NOW.date(), views=1)
        assert readers.add_views() == 0
        assert DailyViews.objects.get().views == 1

    def test_a_second_load_changes_nothing(self):
        before = snapshot()
        assert not load(self.images)
        assert snapshot() == before

    def test_what_an_editor_changed_stays(self):
        article = Article.objects.get(slug="the-salt-clerks-review")
        Article.objects.filter(pk=article.pk).update(headline="Another headline")
        SiteSettings.objects.update(name="Our own paper")
        Article.objects.filter(slug="requiem-for-a-foghorn").delete()
        assert load(self.images) == {"stories": 1, "comments": 4}
        article.refresh_from_db()
        assert article.headline == "Another headline"
        assert SiteSettings.load().name == "Our own paper"

    def test_the_editors_password_is_in_a_file_that_only_its_owner_reads(self):
        file = self.folder / "demo-login"
        username, password = file.read_text().split()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert self.client.login(username=username, password=password)
        assert self.client.get(reverse("admin:articles_article_changelist")).status_code == 200
        assert password in accounts.describe_login()

    def test_nobody_else_has_a_password(self):
        others = get_user_model().objects.exclude(username=accounts.EDITOR)
        assert others
        assert not any(user.has_usable_password() or user.is_superuser for user in others)

    def test_a_password_that_was_changed_is_not_printed(self):
        editor = get_user_model().objects.get(username=accounts.EDITOR)
        editor.set_password("something else")
        editor.save()
        said = accounts.describe_login()
        assert "changepassword editor" in said
        assert (self.folder / "demo-login").read_text().split()[1] not in said


def test_a_failure_leaves_nothing_behind(images):
    del images["harbour"]
    with pytest.raises(KeyError):
        load(images)
    assert not Article.objects.exists()
    assert not get_user_model().objects.exists()


def test_the_command_loads_the_demo_and_says_so(images):
    said = run()
    assert re.search(r"Added: .*\b44 stories\b", said)
    assert "as editor with" in said
    assert "Nothing was changed" in run()


def test_if_empty_leaves_a_newsroom_that_has_stories_alone(images):
    category = Category(name="World", slug="world")
    save_category(category)
    ArticleFactory(headline="Ours", category=category, published=True)
    before = snapshot()
    assert run(if_empty=True) == ""
    assert snapshot() == before


def test_a_number_of_jobs_below_one_is_refused():
    with pytest.raises(CommandError, match="--jobs must be 1 or more"):
        run(jobs=0)


def test_two_newsrooms_have_two_passwords(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "one"
    people = manuscripts.read_all("people")
    assert accounts.add_accounts(people) == 7
    assert accounts.add_accounts(people) == 0
    first = accounts.login_file().read_text()
    get_user_model().objects.all().delete()
    settings.DATA_DIR = tmp_path / "two"
    accounts.add_accounts(people)
    assert accounts.login_file().read_text() != first
