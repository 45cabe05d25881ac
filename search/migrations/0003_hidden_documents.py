from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone


def mark_hidden(apps, schema_editor):
    """Have what readers may not see counted as hidden: it is indexed anew after the migrations."""
    using, now = schema_editor.connection.alias, timezone.now()
    documents = apps.get_model("search", "Document").objects.using(using)
    hidden = documents.filter(Q(published_at__gt=now) | Q(expires_at__lte=now))
    stale = apps.get_model("search", "Stale").objects.using(using)
    rows = (stale.model(document=key) for key in hidden.values_list("pk", flat=True))
    stale.bulk_create(rows, batch_size=1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_lookup")]

    operations = [
        migrations.AddField(
            model_name="change",
            name="hidden",
            field=models.BinaryField(help_text="As `counts`, of Term.hidden; null for none.", null=True),
        ),
        migrations.AddField(
            model_name="term", name="hidden", field=models.BigIntegerField(db_default=0)
        ),
        migrations.RunPython(mark_hidden, migrations.RunPython.noop),
    ]
