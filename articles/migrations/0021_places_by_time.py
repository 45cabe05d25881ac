from django.db import migrations, models


class Migration(migrations.Migration):
    """The time of a story beside its place, so that what is alike is looked for at its own time."""

    dependencies = [("articles", "0020_stories_of_their_maker")]

    operations = [
        migrations.AddField("storyplace", "published_at", models.DateTimeField(help_text="That of the story.", null=True)),
        migrations.RunSQL(
            """
            UPDATE articles_storyplace SET published_at = (
                SELECT a.published_at FROM articles_article a WHERE a.id = articles_storyplace.article_id
            )
            """,
            migrations.RunSQL.noop,
        ),
        # Of a story that has no time there should be none; it gets one when it is published.
        migrations.RunSQL(
            "DELETE FROM articles_storyplace WHERE published_at IS NULL", migrations.RunSQL.noop
        ),
        migrations.AlterField("storyplace", "published_at", models.DateTimeField(help_text="That of the story.")),
        migrations.RemoveIndex("storyplace", "story_place_newest_in_cell"),
        migrations.AddIndex(
            "storyplace",
            models.Index(fields=["space", "cell", "-published_at", "-article"], name="story_place_in_cell_by_time"),
        ),
    ]
