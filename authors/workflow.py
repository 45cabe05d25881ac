"""Changes of an author that reach beyond the author's row."""

from django.db import transaction

from authors.models import Author
from authors.pictures import register_portrait
from redirects.workflow import leave_redirect, lift_redirect


@transaction.atomic
def save_author(author: Author) -> None:
    """Save an author; if the slug changed, the old address is redirected.

    A redirect that starts at the address of an author without a story to read stays.

    Raises IntegrityError if another author has the slug.
    """
    before = Author.objects.filter(pk=author.pk).first()
    author.save()
    register_portrait(author)
    if before and before.slug != author.slug:
        leave_redirect(before.get_absolute_url(), author.get_absolute_url())
    elif author.articles.published().exists():
        lift_redirect(author.get_absolute_url())
