from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CommentsConfig(AppConfig):
    name = "comments"

    def ready(self):
        from comments import search_index

        post_migrate.connect(search_index.ensure, sender=self, dispatch_uid="search_index")
