from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"

    def ready(self):
        from articles import pictures
        from articles.models import Article
        from images import uses

        uses.register(
            Article, swap=pictures.swap, rows=lambda: Article.objects.only("headline").order_by()
        )
