from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from comments import receivers, search_index  # noqa: F401  the receivers connect themselves

        post_migrate.connect(search_index.ensure, sender=self, dispatch_uid="search_index")
