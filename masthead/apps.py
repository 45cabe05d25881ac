from django.apps import AppConfig


class MastheadConfig(AppConfig):
    name = "masthead"

    def ready(self):
        from images import uses
        from masthead import menu, pictures
        from masthead.models import SiteSettings, StandingPage

        menu.connect()
        uses.register(SiteSettings, swap=pictures.swap_in_site)
        uses.register(
            StandingPage,
            swap=pictures.swap_in_page,
            rows=lambda: StandingPage.objects.only("title", "url").order_by(),
        )
