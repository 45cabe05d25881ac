from django.db import migrations


def forget(apps, schema_editor):
    """Keep of stories that an import took back no words, and nothing that stands beside them."""
    alias = schema_editor.connection.alias
    for name in ("StoryPlace", "StorySketch", "RelatedStory"):
        rows = apps.get_model("articles", name).objects.using(alias)
        rows.exclude(article__status="published").delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0025_parts_tell_of_corrections")]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop, elidable=True)]
