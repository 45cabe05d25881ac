from django.apps import AppConfig
from django.db.models.signals import post_migrate


class NewsroomConfig(AppConfig):
    name = "newsroom"

    def ready(self):
        from newsroom import checks, roles

        checks.connect()
        post_migrate.connect(roles.keep_roles, sender=self, dispatch_uid="roles")
