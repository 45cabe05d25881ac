from django.apps import AppConfig


class AuthorsConfig(AppConfig):
    name = "authors"

    def ready(self):
        from authors import pictures
        from authors.models import Author
        from images import uses

        uses.register(Author, swap=pictures.swap)
