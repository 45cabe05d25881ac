"""What an import leaves in the database, in a form that two databases can be compared by."""

from django.apps import apps
from django.core import serializers

LABELS = [
    "articles",
    "authors",
    "comments",
    "flatpages",
    "images",
    "masthead",
    "redirects",
    "taggit",
    "wordpress",
]


def rows() -> dict[str, list[str]]:
    """Return every row of every table that an import writes, to the last column."""
    return {
        model._meta.label: sorted(
            serializers.serialize("jsonl", model.objects.order_by("pk")).splitlines()
        )
        for label in LABELS
        for model in apps.get_app_config(label).get_models()
    }
