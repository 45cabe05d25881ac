from django.db import migrations

BATCH = 1000


def mark_documents(apps, schema_editor):
    """Have every document written in the form of now: the work itself is done after the migrations."""
    using = schema_editor.connection.alias
    keys = apps.get_model("search", "Document").objects.using(using).order_by("pk")
    keys = keys.values_list("pk", flat=True)
    stale = apps.get_model("search", "Stale").objects.using(using)
    batch = list(keys[:BATCH])
    while batch:
        stale.bulk_create([stale.model(document=key) for key in batch], ignore_conflicts=True)
        batch = list(keys.filter(pk__gt=batch[-1])[:BATCH])


class Migration(migrations.Migration):
    dependencies = [("search", "0003_hidden_documents")]

    operations = [migrations.RunPython(mark_documents, migrations.RunPython.noop)]
