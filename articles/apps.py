from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        # Some of them register or connect themselves.
        from articles import indexing, latest_part, permissions, pictures, receivers  # noqa: F401
        from articles.models import Article
        from images import uses

        uses.register(
            Article,
            swap=pictures.swap,
            rows=lambda: Article.objects.only("headline").order_by(),
            visible=permissions.visible_to,
        )
        post_migrate.connect(indexing.index_what_waits, sender=self, dispatch_uid="index_what_waits")
        autodiscover_modules("surfaces")  # where articles.takedown looks
        autodiscover_modules("jobs")  # what articles.due does at the times of stories
