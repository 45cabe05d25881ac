import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from taggit.models import Tag

from articles import lists, saving, sections
from articles.models import Article, Category, SectionListing
from masthead.models import NavigationLink, SiteSettings
from tests.factories import ArticleFactory, CategoryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    ports = CategoryFactory(name="Ports", slug="ports", parent=asia)
    return world, asia, ports


def stories_of(category):
    return [story.headline for story in Article.objects.published().in_section(category)]


def test_a_section_lists_the_stories_of_all_below_it(tree):
    ArticleFactory(headline="Cranes", category=tree[-1], published=True)

    assert [stories_of(category) for category in tree] == [["Cranes"]] * 3


def test_a_story_is_listed_once_where_both_its_categories_lead(tree):
    world, asia, ports = tree
    article = ArticleFactory(headline="Cranes", category=ports, published=True)
    article.also_in.add(asia, world)
    saving.settle(article)

    assert stories_of(world) == ["Cranes"]


@pytest.mark.parametrize("cursor", [None, "1773144000000000-1"])
def test_a_page_of_a_section_is_read_along_one_index(tree, cursor):
    if connection.vendor == "postgresql":
        with connection.cursor() as database:  # a small table is read whole otherwise
            database.execute("SET LOCAL enable_seqscan = off")
            database.execute("SET LOCAL enable_sort = off")
    with CaptureQueriesContext(connection) as queries:
        lists.SECTION.page(cursor, tree[0].pk)
    with connection.cursor() as database:
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        database.execute(f"{explain} {queries[-1]['sql']}")
        plan = str(database.fetchall())
    assert plan.count("section_newest") == 1
    assert "Sort" not in plan
    assert "TEMP B-TREE" not in plan


def test_a_tagged_story_is_found_by_its_own_key():
    story = ArticleFactory(headline="Cranes", tagged=["Ports"], published=True)
    ArticleFactory(tagged=["Rivers"], published=True)
    stories = Article.objects.published().tagged(Tag.objects.get(name="Ports")).newest_first()
    assert list(stories) == [story]
    assert "::" not in str(stories.query)  # on PostgreSQL, a key that is converted has no index


def test_trail_and_address_follow_the_tree(tree):
    ports = tree[2]

    assert str(ports) == "World › Asia › Ports"
    assert ports.get_absolute_url() == "/section/world/asia/ports/"
    assert [crumb["url"] for crumb in ports.crumbs][:2] == ["/section/world/", "/section/world/asia/"]


def test_moved_branch_takes_everything_along(tree, client):
    world, asia, ports = tree
    ArticleFactory(headline="Cranes", category=ports, published=True)
    site = SiteSettings.objects.get_or_create(pk=1)[0]
    NavigationLink.objects.create(site=site, label="Asia", url="/section/world/asia/")
    business = CategoryFactory(name="Business", slug="business")

    asia.parent, asia.slug = business, "far-east"
    sections.save_category(asia)

    ports.refresh_from_db()
    assert (ports.path, ports.trail) == ("business/far-east/ports", ["Business", "Asia", "Ports"])
    assert (stories_of(world), stories_of(business)) == ([], ["Cranes"])
    answer = client.get("/section/world/asia/ports/")
    assert (answer.status_code, answer["Location"]) == (301, "/section/business/far-east/ports/")
    assert NavigationLink.objects.get().url == "/section/business/far-east/"
    site.refresh_from_db()
    assert site.menu["navigation"] == [{"label": "Asia", "url": "/section/business/far-east/"}]


def test_stories_of_a_deleted_section_leave_those_above_it(tree):
    world, asia, ports = tree
    ArticleFactory(headline="Cranes", category=asia, published=True).also_in.add(ports)
    ship = ArticleFactory(headline="Ship", category=CategoryFactory(), published=True)
    ship.also_in.add(ports)
    for story in Article.objects.all():
        saving.settle(story)
    assert set(stories_of(world)) == {"Cranes", "Ship"}
    ports.delete()
    assert stories_of(world) == stories_of(asia) == ["Cranes"]
    assert stories_of(ship.category) == ["Ship"]


@pytest.mark.django_db(transaction=True)
def test_sections_from_before_lose_the_stories_of_deleted_ones(tree):
    world, asia, ports = tree
    inside = ArticleFactory(category=ports, published=True)
    beside = ArticleFactory(category=CategoryFactory(slug="worlds"), published=True)
    beside.also_in.add(asia)
    astray = ArticleFactory(category=beside.category, published=True)
    for story in (beside, astray):
        saving.settle(story)
    times = {"published_at": astray.published_at, "expires_at": None}
    SectionListing.objects.create(category=asia, article=astray, **times)
    SectionListing.objects.create(category=world, article=astray, **times)
    call_command("migrate", "articles", "0023", verbosity=0)
    call_command("migrate", "articles", verbosity=0)
    listed = SectionListing.objects.values_list("article", "category")
    assert set(listed) == {
        *((inside.pk, section.pk) for section in tree),
        *((beside.pk, section.pk) for section in (world, asia, beside.category)),
        (astray.pk, beside.category.pk),
    }


def test_renamed_category_renames_the_trail_below_it(tree):
    world, _, ports = tree
    world.name = "The world"
    sections.save_category(world)

    ports.refresh_from_db()
    assert ports.trail == ["The world", "Asia", "Ports"]


def test_a_slug_that_begins_alike_is_another_branch(tree):
    world = tree[0]
    worldly = CategoryFactory(name="Worldly", slug="worldly")
    world.slug = "planet"
    sections.save_category(world)

    worldly.refresh_from_db()
    assert worldly.path == "worldly"


def test_a_slug_in_other_case_is_another_branch(tree):
    other = CategoryFactory(name="World", slug="World")
    below = CategoryFactory(name="Asia", slug="Asia", parent=other)
    story = ArticleFactory(published=True, category=below)
    tree[0].slug = "earth"
    sections.save_category(tree[0])

    below.refresh_from_db()
    assert (below.path, below.trail) == ("World/Asia", ["World", "Asia"])
    assert stories_of(below) == [story.headline]
    paths = Category.objects.branch("earth").order_by("path").values_list("path", flat=True)
    assert list(paths) == ["earth", "earth/asia", "earth/asia/ports"]


def test_category_cannot_stand_below_itself(tree):
    world, _, ports = tree
    world.parent = ports

    with pytest.raises(ValidationError, match="below itself"):
        world.clean()


def test_taken_place_is_refused(tree):
    with pytest.raises(ValidationError, match="same place"):
        Category(name="Asia again", slug="asia", parent=tree[0]).clean()
