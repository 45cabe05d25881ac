import pytest
from django.contrib.flatpages.models import FlatPage
from django.contrib.sites.models import Site

from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_wrong_address_offers_search_and_latest_stories(client):
    ArticleFactory(headline="Still here", published=True)

    answer = client.get("/no/such/page/")

    html = answer.content.decode()
    assert answer.status_code == 404
    assert 'action="/search/"' in html
    assert "Still here" in html


def test_missing_slash_is_added(client):
    answer = client.get("/latest")

    assert (answer.status_code, answer["Location"]) == (301, "/latest/")


def test_standing_page_is_served_until_it_is_deleted(client):
    page = FlatPage.objects.create(
        url="/about/", title="About us", content="<p>We are.</p><script>x</script>"
    )
    page.sites.add(Site.objects.get_current())

    html = client.get("/about/").content.decode()

    assert "<p>We are.</p>" in html
    assert "<script>x" not in html

    page.delete()
    assert client.get("/about/").status_code == 404


def test_queries_of_a_missing_page(client, django_assert_num_queries):
    client.get("/warm/")
    with django_assert_num_queries(4):
        client.get("/no/such/page/")
