from django.db import migrations
from django.utils import timezone


def add_moments(apps, schema_editor):
    """What was scheduled before has its moments to come as well."""
    stories = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    moments = apps.get_model("articles", "DueMoment").objects.using(schema_editor.connection.alias)
    now = timezone.now()
    for kind, field in (("went_live", "published_at"), ("expired", "expires_at")):
        ahead = stories.filter(status="published", **{f"{field}__gt": now}).order_by()
        rows = [
            moments.model(article_id=pk, kind=kind, due_at=due_at)
            for pk, due_at in ahead.values_list("pk", field)
        ]
        moments.bulk_create(rows, ignore_conflicts=True, batch_size=500)


class Migration(migrations.Migration):

    dependencies = [("articles", "0006_due_moments")]

    operations = [migrations.RunPython(add_moments, migrations.RunPython.noop)]
