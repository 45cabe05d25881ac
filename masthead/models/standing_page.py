from django.contrib.flatpages.models import FlatPage


class StandingPage(FlatPage):
    """About, Contact, Privacy: one of Django's flat pages under the name that a newsroom gives it."""

    class Meta:
        proxy = True
        ordering = ["title", "pk"]
        verbose_name = "standing page"
