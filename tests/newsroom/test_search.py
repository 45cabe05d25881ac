import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def found(client, query):
    answer = client.get("/search/", {"q": query})
    assert answer.status_code == 200
    return {story.headline for story in answer.context["stories"]}


def test_words_are_found_in_headline_standfirst_and_text(client):
    ArticleFactory(headline="Ferry", standfirst="A night crossing", body="<p>Waves</p>", published=True)

    assert found(client, "ferry crossing waves") == {"Ferry"}
    assert found(client, "ferry train") == set()


@pytest.mark.parametrize("query", ["ZURICH", "zürich", "Zürich"])
def test_case_and_accents_do_not_matter(client, query):
    ArticleFactory(headline="ZÜRICH wählt", published=True)

    assert found(client, query) == {"ZÜRICH wählt"}


def test_markup_and_hidden_stories_are_not_found(client):
    ArticleFactory(headline="Strong words", body="<blockquote><p>So</p></blockquote>", published=True)
    ArticleFactory(headline="Secret draft")

    assert found(client, "blockquote") == set()
    assert found(client, "secret") == set()


@pytest.mark.parametrize("query", ["%", "_", "\\", "50%", '"', "' OR 1=1", "<script>alert(1)</script>"])
def test_special_characters_are_only_characters(client, query):
    ArticleFactory(headline="Nothing of the kind", published=True)

    assert found(client, query) == set()


def test_empty_and_hopeless_searches_give_advice(client):
    assert "Try fewer" in client.get("/search/?q=nowhere").content.decode()
    assert "few words" in client.get("/search/", {"q": "word " * 100}).content.decode()
    assert client.get("/search/").status_code == 200


def test_results_page(client):
    for n in range(25):
        ArticleFactory(headline=f"Ferry {n}", published=True)

    first = client.get("/search/?q=ferry")
    second = client.get("/search/" + first.context["next_url"])

    assert len(first.context["stories"]) == 20
    assert len(second.context["stories"]) == 5
    assert second.context["previous_url"] == "?q=ferry"


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=200))
def test_whatever_is_asked_gets_an_answer(client, query):
    assert client.get("/search/", {"q": query}).status_code == 200


def test_queries(client, django_assert_num_queries):
    for _ in range(30):
        ArticleFactory(headline="Ferry", published=True)

    with django_assert_num_queries(3):
        client.get("/search/?q=ferry")
