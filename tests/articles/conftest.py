"""Many stories at once, for what must not grow with their number."""

import pytest

from tests.bulk import make_stories


@pytest.fixture(params=[10, 1000])
def many_stories(request, db):
    """Ten stories, and a thousand; each with everything that a page can show."""
    return make_stories(request.param)
