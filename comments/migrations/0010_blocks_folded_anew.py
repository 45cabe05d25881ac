from django.core.exceptions import ValidationError
from django.db import migrations

from comments.blocks import normalise


def fold_anew(apps, schema_editor):
    """Have blocked names and words compare as they are read by now.

    Where another block has the new value already, that one holds, and the old one is left as it is.
    """
    blocks = apps.get_model("comments", "Block").objects.using(schema_editor.connection.alias)
    for block in blocks.filter(kind__in=["name", "word"]).order_by("pk"):
        try:
            value = normalise(block.kind, block.value)
        except ValidationError:
            continue
        if value != block.value and not blocks.filter(kind=block.kind, value=value).exists():
            block.value = value
            block.save(update_fields=["value"])


class Migration(migrations.Migration):
    dependencies = [("comments", "0009_may_vouch")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop, elidable=True)]
