"""The API does what its OpenAPI document says, whatever it is asked."""

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from newsroom.wsgi import application
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(one_connection):
    story = ArticleFactory(
        published=True,
        headline="Harbour",
        by=[AuthorFactory(slug="amina")],
        tagged=["Harbour"],
        category=CategoryFactory(name="World", slug="world"),
    )
    CommentFactory(article=story, parent=CommentFactory(article=story))
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode))
def test_schemathesis_finds_nothing(document, mode):
    asked = 0
    for result in document.get_all_operations():
        operation = result.ok()

        @given(case=operation.as_strategy(generation_mode=mode))
        @settings(
            max_examples=12,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case):
            nonlocal asked
            asked += 1
            case.call_and_validate()

        ask()
    assert asked > 100
