"""People of the newsroom, and many stories at once."""

import pytest
from django.contrib.auth.models import Permission

from tests.bulk import make_stories
from tests.factories import UserFactory


@pytest.fixture
def staff(client):
    """Log a person with some permissions in, each in a browser of their own."""

    def log_in(*grants, **fields):
        user = UserFactory(is_staff=True, **fields)
        user.user_permissions.set(Permission.objects.filter(codename__in=grants))
        own = client.__class__()
        own.force_login(user)
        own.user = user
        return own

    return log_in


@pytest.fixture
def editor(staff):
    return staff("add_article", "change_article", "publish_article", first_name="Nadia")


@pytest.fixture
def reporter(staff):
    return staff("add_article", "write_own_article", "revise_own_article", first_name="Amina")


@pytest.fixture(params=[10, 1000])
def many_stories(request, db):
    """Ten stories, and a thousand; each with everything that a page can show."""
    return make_stories(request.param)
