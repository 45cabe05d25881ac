"""Say where the pictures of stories, authors, standing pages and the masthead are used.

It stands here, and not with the stories, because it needs all of these tables as they were first
made, and nothing that came later. Each batch is stored by itself, and what is there stays: stopped
anywhere, it can simply be run again.
"""

import re

from django.db import migrations

BATCH = 1000  # rows
FIGURE = re.compile(r'<figure data-image="([0-9]{1,15})"')


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias

    def rows(label):
        return apps.get_model(label)._default_manager.using(alias).order_by("pk")

    def add(label, place, found):
        """Add uses, given as (row, pictures) pairs."""
        app, model = label.lower().split(".")
        kind, _ = rows("contenttypes.ContentType").get_or_create(app_label=app, model=model)
        known = rows("images.Image").only("pk").in_bulk({pk for _, images in found for pk in images})
        use = apps.get_model("images.PictureUse")
        use._default_manager.using(alias).bulk_create(
            (
                use(content_type_id=kind.pk, object_id=row, place=place, image_id=pk)
                for row, images in found
                for pk in images
                if pk in known
            ),
            batch_size=500,
            ignore_conflicts=True,
        )

    def register(label, place, column, found_in, **condition):
        waiting = rows(label).filter(**condition).values_list("pk", column)
        after = -1
        while batch := list(waiting.filter(pk__gt=after)[:BATCH]):
            add(label, place, [(pk, found_in(value)) for pk, value in batch])
            after = batch[-1][0]

    def key(value):
        return [value]

    def figures(text):
        return {int(pk) for pk in FIGURE.findall(text)}

    has_figure = 'data-image="'
    register("articles.Article", "lead", "lead_image_id", key, lead_image__isnull=False)
    register("articles.Article", "text", "body", figures, body__contains=has_figure)
    register("authors.Author", "portrait", "photo_id", key, photo__isnull=False)
    register("masthead.SiteSettings", "logo", "logo_id", key, logo__isnull=False)
    register("flatpages.FlatPage", "text", "content", figures, content__contains=has_figure)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("images", "0002_picture_use"),
        ("articles", "0001_initial"),
        ("authors", "0001_initial"),
        ("masthead", "0001_initial"),
        ("flatpages", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
