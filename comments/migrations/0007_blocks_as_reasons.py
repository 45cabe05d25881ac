from django.db import migrations
from django.db.models import TextField
from django.db.models.functions import Cast

BATCH = 1000
KINDS = {
    "word": "Word or phrase",
    "email": "E-mail",
    "name": "Name",
    "address": "Network address",
    "network": "Network",
}


def shorten(held: list, keys: dict[str, int]) -> list:
    """Return a reason without what a block says: of `Name “troll” (a note)`, `Name (block 12)`.

    `keys`: of the blocks that are there, by `Name “troll`; of others, the kind alone is left.
    """
    code, detail = held
    if code != "blocked" or " “" not in detail:
        return held
    key, kind = keys.get(detail.partition("”")[0]), detail.partition(" “")[0]
    return [code, f"{kind} (block {key})" if key else kind]


def forget_values(apps, schema_editor):
    """Leave of a block that a comment fell under its kind and key, in batches that wait for nobody."""
    alias = schema_editor.connection.alias
    blocks = apps.get_model("comments", "Block").objects.using(alias)
    keys = {
        f"{KINDS[kind]} “{value}": key for kind, value, key in blocks.values_list("kind", "value", "pk")
    }
    rows = apps.get_model("comments", "Comment").objects.using(alias).order_by("pk")
    blocked = rows.annotate(said=Cast("held_for", TextField())).filter(said__contains='"blocked"')
    last = 0
    while batch := list(blocked.filter(pk__gt=last).only("pk", "held_for")[:BATCH]):
        last = batch[-1].pk
        for comment in batch:
            comment.held_for = [shorten(held, keys) for held in comment.held_for]
        rows.bulk_update(batch, ["held_for"], batch_size=200)


class Migration(migrations.Migration):
    atomic = False  # no lock on the comments while a million of them are gone through

    dependencies = [("comments", "0006_queue_of_a_story")]

    operations = [migrations.RunPython(forget_values, migrations.RunPython.noop)]
