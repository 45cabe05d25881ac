from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Concat


def forget_names(apps, schema_editor):
    """Leave of comments in the admin's log their numbers, and not the names of who wrote them."""
    lines = apps.get_model("admin", "LogEntry").objects.using(schema_editor.connection.alias)
    of_comments = lines.filter(content_type__app_label="comments", content_type__model="comment")
    of_comments.update(object_repr=Concat(Value("Comment "), F("object_id")))


class Migration(migrations.Migration):
    dependencies = [
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("comments", "0007_blocks_as_reasons"),
    ]

    operations = [migrations.RunPython(forget_names, migrations.RunPython.noop)]
