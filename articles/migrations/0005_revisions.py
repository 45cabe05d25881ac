import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0004_states_and_times"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HistoryEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(blank=True, editable=False, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "action",
                    models.CharField(
                        choices=[
                            ("created", "Created"),
                            ("saved", "Saved"),
                            ("saved_pending", "Saved Pending"),
                            ("submitted", "Submitted"),
                            ("changes_requested", "Changes Requested"),
                            ("approved", "Approved"),
                            ("scheduled", "Scheduled"),
                            ("unscheduled", "Unscheduled"),
                            ("published", "Published"),
                            ("changes_published", "Changes Published"),
                            ("changes_discarded", "Changes Discarded"),
                            ("withdrawn", "Withdrawn"),
                            ("reinstated", "Reinstated"),
                            ("restored", "Restored"),
                            ("conflict", "Conflict"),
                            ("moved", "Moved"),
                            ("corrected", "Corrected"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "revision",
                    models.PositiveIntegerField(
                        help_text="The number of the revision it made.", null=True
                    ),
                ),
                (
                    "data",
                    models.JSONField(
                        default=dict, help_text="What the sentence needs: a note, a time, a zone."
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "history",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(blank=True, editable=False, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("text", models.TextField(max_length=2000)),
            ],
            options={
                "ordering": ["at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Revision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_name", models.CharField(blank=True, editable=False, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "number",
                    models.PositiveIntegerField(help_text="From 1 on, in the order of the saves."),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("original", "As it was before its first revision"),
                            ("saved", "Saved"),
                            ("merged", "Merged with another save"),
                            ("restored", "Restored"),
                            ("changed", "Changed together with other stories"),
                            ("conflict", "Kept beside another save"),
                        ],
                        default="saved",
                        max_length=10,
                    ),
                ),
                (
                    "started_from",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="The number of the revision that its writer had opened; 0 for none.",
                    ),
                ),
                (
                    "restored",
                    models.PositiveIntegerField(
                        help_text="The number of the revision whose text it has again.", null=True
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, help_text="Why, or what: for the newsroom.", max_length=300
                    ),
                ),
                ("content", models.JSONField()),
            ],
            options={
                "ordering": ["-number"],
            },
        ),
        migrations.AddField(
            model_name="historyentry",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="history",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="historyentry",
            name="by",
            field=models.ForeignKey(
                editable=False,
                help_text="Nobody: the program itself, such as an import.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="notes", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="note",
            name="by",
            field=models.ForeignKey(
                editable=False,
                help_text="Nobody: the program itself, such as an import.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="revisions",
                to="articles.article",
            ),
        ),
        migrations.AddField(
            model_name="revision",
            name="by",
            field=models.ForeignKey(
                editable=False,
                help_text="Nobody: the program itself, such as an import.",
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["article", "-at", "-id"], name="history_newest"),
        ),
        migrations.AddIndex(
            model_name="note",
            index=models.Index(fields=["article", "at"], name="note_in_order"),
        ),
        migrations.AddConstraint(
            model_name="revision",
            constraint=models.UniqueConstraint(
                fields=("article", "number"), name="revision_has_its_own_number"
            ),
        ),
    ]
