"""The form of a story in the admin, and the addresses of the pages around it."""

from django.urls import reverse

from tests.admin_forms import AdminForm


def url(name, *arguments):
    """Return an address of the stories' admin, such as `url("change", 1)`."""
    return reverse(f"admin:articles_article_{name}", args=arguments)


def form(client, article):
    """Open the form of a story as whoever `client` has logged in."""
    return AdminForm(client, url("change", article.pk), "article_form")
