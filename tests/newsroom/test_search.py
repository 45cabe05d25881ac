"""The page of search results, as readers and their browsers ask for it."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from masthead.models import SiteSettings
from search import tallies
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory
from tests.fuzzing import fuzzed

pytestmark = pytest.mark.django_db


def ask(client, **parameters):
    answer = client.get("/search/", parameters)
    assert answer.status_code == 200
    return answer


def found(client, query, **parameters):
    return {story.headline for story in ask(client, q=query, **parameters).context["stories"]}


@pytest.mark.parametrize("query", ["ZURICH", "zürich", "Zürich"])
def test_case_and_accents_do_not_matter(client, query):
    ArticleFactory(headline="ZÜRICH wählt", published=True)

    assert found(client, query) == {"ZÜRICH wählt"}


def test_stories_that_hold_some_words_are_found_and_the_page_says_so(client):
    ArticleFactory(headline="Ferry", standfirst="A night crossing", body="<p>Waves</p>", published=True)

    assert "No story holds all" not in ask(client, q="ferry crossing waves").content.decode()
    answer = ask(client, q="ferry train")
    assert [story.headline for story in answer.context["stories"]] == ["Ferry"]
    assert "No story holds all of these words" in answer.content.decode()


def test_markup_and_hidden_stories_are_not_found(client):
    ArticleFactory(headline="Strong words", body="<blockquote><p>So</p></blockquote>", published=True)
    ArticleFactory(headline="Secret draft")

    assert found(client, "blockquote") == set()
    assert found(client, "secret") == set()


@pytest.mark.parametrize("query", ["%", "_", "\\", "50%", '"', "' OR 1=1", "<script>alert(1)</script>"])
def test_special_characters_are_only_characters(client, query):
    ArticleFactory(headline="Nothing of the kind", published=True)

    assert found(client, query) == set()


def test_words_are_marked_and_everything_else_is_escaped(client):
    ArticleFactory(
        headline="Ferry <b>bold</b>",
        body="<p>" + "Long before. " * 40 + "A &lt;i&gt;ferry&lt;/i&gt; &amp; more.</p>",
        published=True,
    )

    page = ask(client, q="ferries").content.decode()

    assert "<mark>Ferry</mark> &lt;b&gt;bold&lt;/b&gt;" in page
    assert "&lt;i&gt;<mark>ferry</mark>&lt;/i&gt; &amp; more." in page
    assert "… " in page


def test_empty_and_hopeless_searches_give_advice(client):
    hopeless = {"q": "nowhere"}
    assert "Try fewer" in client.get("/search/", hopeless).content.decode()
    assert "only its beginning" in client.get("/search/", {"q": "word " * 400}).content.decode()
    assert "not only what you do not" in client.get("/search/", {"q": "-ferry"}).content.decode()
    assert "no word in that" in client.get("/search/", {"q": "?!"}).content.decode()
    assert client.get("/search/").status_code == 200


def test_results_have_pages(client):
    for n in range(25):
        ArticleFactory(headline=f"Ferry {n}", published=True)

    first = ask(client, q="ferry")
    second = client.get(first.context["next_url"])

    assert len(first.context["stories"]) == 20
    assert len(second.context["stories"]) == 5
    assert "25 stories – page 2 of 2" in second.content.decode()
    assert second.context["previous_url"] == "/search/?q=ferry"


@pytest.mark.parametrize(
    "query",
    [
        *("page=3", "page=0", "page=-1", "page=x", "page=", "page=99999999999999", "page=²"),
        "page=000000001" + "0" * 5000,
        *("sort=rank", "age=new", "year=20", "year=abcd", "year=9999", "section=nowhere", "tag=nothing"),
        *("author=nobody", "section=world/secret", "tag=" + "x" * 5000, "author=hidden"),
    ],
)
def test_what_no_page_of_ours_asks_for_is_not_found(client, query):
    ArticleFactory(headline="Ferry", published=True)
    secret = CategoryFactory(name="World", slug="world")
    ArticleFactory(category=CategoryFactory(name="Secret", slug="secret", parent=secret))
    ArticleFactory(by=[AuthorFactory(slug="hidden")])

    assert client.get(f"/search/?q=ferry&{query}").status_code == 404


def test_results_are_narrowed_down_by_what_they_are_filed_under(client):
    world = CategoryFactory(name="World", slug="world")
    asia = CategoryFactory(name="Asia", slug="asia", parent=world)
    author = AuthorFactory(name="Amina Rao", slug="amina")
    then = dt.datetime(2020, 5, 1, tzinfo=dt.UTC)
    ArticleFactory(headline="Ferry in Asia", category=asia, by=[author], published=then)
    ArticleFactory(headline="Ferry here", category=world, tagged=["Ports"], published=True)
    ArticleFactory(headline="Train", category=world, published=True)

    page = ask(client, q="ferry")
    choices = {
        group["title"]: [(choice["name"], choice["count"]) for choice in group["choices"]]
        for group in page.context["groups"]
    }

    assert choices["Section"] == [("World", 2), ("Asia", 1)]
    assert choices["Author"] == [("Amina Rao", 1)]
    assert choices["Tag"] == [("Ports", 1)]
    assert ("2020", 1) in choices["Year"]
    for filters in ({"section": "world/asia"}, {"author": "amina"}, {"year": "2020"}):
        assert found(client, "ferry", **filters) == {"Ferry in Asia"}
    assert found(client, "ferry", tag="ports") == {"Ferry here"}
    assert found(client, "train", tag="ports") == set()
    for group in page.context["groups"]:
        for choice in group["choices"]:
            narrowed = client.get(choice["url"])
            assert len(narrowed.context["stories"]) == choice["count"]
            assert client.get(narrowed.context["chosen"][0]["url"]).context["found"].total == 2


def test_what_is_left_empty_is_not_asked_for(client):
    ArticleFactory(headline="Ferry", published=True)

    assert found(client, "ferry", sort="", section="", author="", tag="", year="", age="") == {"Ferry"}


def test_every_filter_that_the_page_offers_is_found(client):
    section = None
    for letter in "abc":
        section = CategoryFactory(name=letter, slug=letter * 180, parent=section)
    old = dt.datetime(1885, 5, 1, tzinfo=dt.UTC)
    ArticleFactory(headline="Ferry", category=section, published=old)

    groups = ask(client, q="ferry").context["groups"]
    offered = [choice["url"] for group in groups for choice in group["choices"]]

    assert len(offered) == 4
    assert {client.get(url).status_code for url in offered} == {200}


def test_the_newest_first_if_that_is_asked_for(client):
    now = dt.datetime.now(dt.UTC)
    ArticleFactory(headline="Ferry ferry ferry", published=now - dt.timedelta(days=9))
    ArticleFactory(headline="News", body="<p>of the ferry</p>", published=True)

    def headlines(**parameters):
        return [story.headline for story in ask(client, q="ferry", **parameters).context["stories"]]

    assert headlines() == ["Ferry ferry ferry", "News"]
    assert headlines(sort="date") == ["News", "Ferry ferry ferry"]
    assert set(headlines(age="any")) == {"News", "Ferry ferry ferry"}


def test_a_misspelt_word_leads_to_its_neighbour(client):
    ArticleFactory(headline="Harbour closed", published=True)
    tallies.fold()

    page = ask(client, q="habour closed")

    assert page.context["meant"] == "harbour closed"
    assert '<a href="/search/?q=harbour+closed">harbour closed</a>' in page.content.decode()


def test_while_somebody_types_the_last_word_may_be_a_beginning(client):
    ArticleFactory(headline="Harbour closed", published=True)
    tallies.fold()

    assert found(client, "harb") == set()
    assert found(client, "harb", typing="1") == {"Harbour closed"}


# What holds a null character is refused for every page before it comes here.
TEXT = st.characters(exclude_characters="\0")
QUERIES = st.text(TEXT, max_size=200) | st.lists(
    st.sampled_from(["ferry", '"', "-", "é", "海", " ", "'", ":", "*"]), max_size=50
).map("".join)


@fuzzed(max_examples=60)
@given(query=QUERIES, typing=st.booleans(), sort=st.sampled_from(["relevance", "date"]))
def test_whatever_is_asked_gets_an_answer(client, query, typing, sort):
    parameters = {"q": query.encode("utf-8", "replace"), "sort": sort} | (
        {"typing": "1"} if typing else {}
    )
    assert client.get("/search/", parameters).status_code == 200


@fuzzed(max_examples=60)
@given(
    name=st.sampled_from(["section", "author", "tag", "year", "page", "sort", "age", "typing"]),
    value=st.text(TEXT, max_size=60),
)
def test_whatever_else_is_asked_gets_an_answer_too(client, name, value):
    answer = client.get("/search/", {"q": "ferry", name: value.encode("utf-8", "replace")})
    assert answer.status_code in (200, 404)


def test_queries(client, django_assert_max_num_queries):
    category = CategoryFactory(name="World", slug="world")
    for _ in range(30):
        ArticleFactory(
            headline="Ferry", category=category, by=[AuthorFactory()], tagged=["Ports"], published=True
        )

    with django_assert_max_num_queries(11):
        client.get("/search/?q=ferry")
    with django_assert_max_num_queries(20):
        client.get("/search/?q=ferry+harb&typing=1&section=world&tag=ports")


def test_a_paper_can_let_the_age_of_stories_count_nothing(client):
    long_ago = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)
    ArticleFactory(headline="Ferry", body="<p>The ferry sails</p>", published=long_ago)
    text = "<p>The ferry sails on and on to the island</p>"
    ArticleFactory(headline="Ferry now", body=text, published=True)

    def first(**parameters):
        return ask(client, q="ferry", **parameters).context["stories"][0].headline

    assert first() == "Ferry now"
    assert first(age="any") == "Ferry"
    SiteSettings.objects.update_or_create(pk=1, defaults={"search_newer_first": False})
    assert first() == "Ferry"
