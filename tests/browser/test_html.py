"""The Nu HTML checker finds neither an error nor a warning on any kind of public page."""

import pytest
from django.template.loader import render_to_string

from comments.models import Comment
from tests.browser.edition import publish_edition
from tests.browser.test_accessibility import TROUBLES

pytestmark = [pytest.mark.any_database, pytest.mark.django_db]


def test_pages(client, nu_checker):
    addresses = publish_edition()
    pages = {
        kind: client.get(address, follow=True).content.decode() for kind, address in addresses.items()
    }
    pages["comment refused"] = client.post(f"{addresses['story']}comments/").content.decode()
    reply = f"{addresses['story']}?replytocom={Comment.objects.first().pk}"
    pages["reply form"] = client.get(reply).content.decode()
    pages |= {name: render_to_string(f"{name}.html", {"megabytes": 64}) for name in TROUBLES}
    assert all("<h1" in html for html in pages.values())
    assert nu_checker(pages) == []
