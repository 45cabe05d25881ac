from django.db import migrations

BATCH = 1000


def mark_stories(apps, schema_editor):
    """Have every published story indexed: the work itself is done after the migrations."""
    using = schema_editor.connection.alias
    stories = apps.get_model("articles", "Article").objects.using(using).filter(status="published")
    stale = apps.get_model("search", "Stale").objects.using(using)
    keys = stories.order_by("pk").values_list("pk", flat=True)
    batch = list(keys[:BATCH])
    while batch:
        stale.bulk_create([stale.model(document=key) for key in batch], ignore_conflicts=True)
        batch = list(keys.filter(pk__gt=batch[-1])[:BATCH])


class Migration(migrations.Migration):
    dependencies = [("articles", "0015_sitemap_parts"), ("search", "0002_lookup")]

    operations = [migrations.RunPython(mark_stories, migrations.RunPython.noop)]
