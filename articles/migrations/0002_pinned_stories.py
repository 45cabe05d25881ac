import uuid

import django.db.models.deletion
from django.db import migrations, models


def copy_pins(apps, schema_editor):
    """Move what editors pinned out of the rows that articles.related writes."""
    RelatedStory = apps.get_model("articles", "RelatedStory")
    PinnedStory = apps.get_model("articles", "PinnedStory")
    pinned = RelatedStory.objects.filter(pinned=True)
    PinnedStory.objects.bulk_create(
        (
            PinnedStory(article_id=row.article_id, story_id=row.story_id, position=row.position)
            for row in pinned.iterator()
        ),
        batch_size=1000,
    )
    pinned.delete()


def put_pins_back(apps, schema_editor):
    """Write the pins among the chosen stories again, in place of the same story if it was chosen."""
    RelatedStory = apps.get_model("articles", "RelatedStory")
    PinnedStory = apps.get_model("articles", "PinnedStory")
    for pin in PinnedStory.objects.iterator():
        RelatedStory.objects.update_or_create(
            article_id=pin.article_id,
            story_id=pin.story_id,
            defaults={"pinned": True, "position": pin.position},
        )


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PinnedStory",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                "verbose_name": "pinned story",
                "verbose_name_plural": "pinned stories",
                "ordering": ["position", "pk"],
            },
        ),
        migrations.AddField(
            model_name="pinnedstory",
            name="article",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="pins", to="articles.article"
            ),
        ),
        migrations.AddField(
            model_name="pinnedstory",
            name="story",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="pinned_beside",
                to="articles.article",
            ),
        ),
        migrations.AddConstraint(
            model_name="pinnedstory",
            constraint=models.UniqueConstraint(fields=("article", "story"), name="story_is_pinned_once"),
        ),
        migrations.AddConstraint(
            model_name="pinnedstory",
            constraint=models.CheckConstraint(
                condition=models.Q(("article", models.F("story")), _negated=True),
                name="pinned_story_is_another_story",
            ),
        ),
        migrations.RunPython(copy_pins, put_pins_back),
    ]
