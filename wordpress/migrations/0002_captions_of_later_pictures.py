from django.db import migrations

WITH_PICTURE = '<figure data-image="'


def mark(apps, schema_editor):
    """Have imported stories with pictures indexed anew: those that came later had no caption there."""
    alias = schema_editor.connection.alias
    posts = apps.get_model("wordpress", "ImportedItem").objects.using(alias).filter(kind="post")
    stories = apps.get_model("articles", "Article").objects.using(alias).order_by()
    shown = stories.filter(pk__in=posts.values("object_id"), body__contains=WITH_PICTURE)
    stale = apps.get_model("search", "Stale").objects.using(alias)
    rows = (stale.model(document=key) for key in shown.values_list("pk", flat=True))
    stale.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("wordpress", "0001_initial"),
        ("articles", "0001_initial"),
        ("search", "0001_documents_and_terms"),
    ]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop, elidable=True)]
