from django.db import migrations, models

from comments.text import gist

BATCH = 1000


def fill_gists(apps, schema_editor):
    """Give each comment its gist, in batches that wait for nobody; what was done once stays done."""
    rows = apps.get_model("comments", "Comment").objects.using(schema_editor.connection.alias)
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk").only("pk", "body", "gist")[:BATCH]):
        last = batch[-1].pk
        empty = [comment for comment in batch if comment.body and not comment.gist]
        for comment in empty:
            comment.gist = gist(comment.body)
        rows.bulk_update(empty, ["gist"], batch_size=200)


class Migration(migrations.Migration):
    atomic = False  # no lock on the comments while a million of them are gone through

    dependencies = [("comments", "0004_reply_mail")]

    operations = [
        migrations.RunPython(fill_gists, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SpamModel",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weights", models.JSONField(default=dict)),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "honest",
                    models.PositiveIntegerField(
                        default=0, help_text="Approved comments it was learnt from."
                    ),
                ),
                ("spam", models.PositiveIntegerField(default=0, help_text="Spam it was learnt from.")),
                ("learnt_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(pk=1), name="spam_model_is_one_row")
                ],
            },
        ),
    ]
