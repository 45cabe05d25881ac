"""What a list of the admin counts, and what its address may ask, tells nothing of hidden stories."""

import pytest
from django.contrib.auth.models import Group

from newsroom.roles import CONTRIBUTOR, EDITOR
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    """A draft of somebody else's, whose author, tag, section and picture no other story has."""
    return ArticleFactory(
        by=[AuthorFactory()], tagged=["Ferry"], category=CategoryFactory(), lead_image=make_image()
    )


@pytest.fixture
def as_role(client):
    def log_in(role):
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role.name))
        client.force_login(user)
        return client

    return log_in


@pytest.mark.parametrize(
    "address",
    [
        *(
            "images/image/?lead_of={}",
            "images/image/?uses__object_id={}",
            "images/image/?lead_of__gt={}",
        ),
        *("articles/category/?articles={}", "articles/category/?articles__in={}"),
        *("authors/author/?articles={}", "authors/author/?bylines__article={}"),
        *("taggit/tag/?article={}", "taggit/tag/?taggit_taggeditem_items__object_id={}"),
    ],
)
def test_list_answers_nobody_what_a_story_has(as_role, hidden, address):
    client = as_role(CONTRIBUTOR)
    assert client.get(f"/admin/{address.format(hidden.pk)}").status_code == 400


@pytest.mark.parametrize(("role", "counted"), [(CONTRIBUTOR, "1"), (EDITOR, "2")])
def test_tags_and_authors_count_only_stories_that_one_may_know_of(as_role, hidden, role, counted):
    author = hidden.bylines.get().author
    ArticleFactory(by=[author], tagged=["Ferry"], published=True)
    client = as_role(role)
    for address, parameter in [("taggit/tag", "tag"), ("authors/author", "author")]:
        key = author.pk if parameter == "author" else hidden.tags.get().pk
        page = client.get(f"/admin/{address}/").text
        assert f'?{parameter}={key}">{counted}</a>' in page
