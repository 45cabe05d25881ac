from django.apps import AppConfig


class MastheadConfig(AppConfig):
    name = "masthead"

    def ready(self):
        from masthead import menu

        menu.connect()
