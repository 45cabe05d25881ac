from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0003_remove_pinned_from_related_stories"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="article",
            options={
                "ordering": ["-published_at", "-pk"],
                "permissions": [
                    ("write_own_article", "Can write own stories and submit them"),
                    ("revise_own_article", "Can edit own stories after they were approved"),
                    ("publish_own_article", "Can publish own stories"),
                    ("publish_article", "Can approve, schedule, publish and withdraw stories"),
                ],
                "verbose_name": "story",
                "verbose_name_plural": "stories",
            },
        ),
        migrations.RemoveConstraint(
            model_name="article",
            name="article_status_is_known",
        ),
        migrations.AddField(
            model_name="article",
            name="embargo_until",
            field=models.DateTimeField(
                blank=True,
                help_text="Nobody can publish the story before.",
                null=True,
                verbose_name="embargo until",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="expires_at",
            field=models.DateTimeField(
                blank=True,
                help_text="From then on readers no longer see the story. Empty: never.",
                null=True,
                verbose_name="expires",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="head",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="The number of the newest revision; 0 before the first.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="live",
            field=models.PositiveIntegerField(
                db_default=0,
                default=0,
                editable=False,
                help_text="The number of the revision that the story's own rows hold. A later head is pending.",
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="pending_status",
            field=models.CharField(
                blank=True,
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("changes_requested", "Changes requested"),
                    ("approved", "Approved"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                db_default="",
                editable=False,
                help_text="Where the pending changes stand on their way to the readers.",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="article",
            name="withdrawal_reason",
            field=models.TextField(
                blank=True,
                db_default="",
                help_text="Readers who come to the address of the withdrawn story read it. It may be empty.",
                max_length=600,
                verbose_name="reason",
            ),
        ),
        migrations.AddField(
            model_name="sectionlisting",
            name="expires_at",
            field=models.DateTimeField(help_text="That of the story.", null=True),
        ),
        migrations.AlterField(
            model_name="article",
            name="status",
            field=models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("in_review", "In review"),
                    ("changes_requested", "Changes requested"),
                    ("approved", "Approved"),
                    ("published", "Published"),
                    ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "status__in",
                        [
                            "draft",
                            "in_review",
                            "changes_requested",
                            "approved",
                            "published",
                            "withdrawn",
                        ],
                    )
                ),
                name="article_status_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "published"), _negated=True),
                    ("embargo_until", None),
                    ("published_at__gte", models.F("embargo_until")),
                    _connector="OR",
                ),
                name="article_keeps_its_embargo",
                violation_error_message="The story is under embargo at its publication time.",
            ),
        ),
        migrations.AddConstraint(
            model_name="article",
            constraint=models.CheckConstraint(
                condition=models.Q(("live__lte", models.F("head"))),
                name="article_head_is_its_newest_revision",
            ),
        ),
    ]
