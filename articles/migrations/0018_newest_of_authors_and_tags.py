from django.db import migrations, models


class Migration(migrations.Migration):
    """Indexes along which the newest stories of an author, and of a tag, are read.

    The rows of tags are django-taggit's, which has no such index.
    """

    dependencies = [
        ("articles", "0017_likeness_and_banned_stories"),
        ("authors", "0001_initial"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="byline",
            index=models.Index(fields=["author", "-article"], name="byline_newest_of_author"),
        ),
        migrations.RunSQL(
            "CREATE INDEX article_newest_of_tag ON taggit_taggeditem "
            "(tag_id, content_type_id, object_id DESC)",
            "DROP INDEX article_newest_of_tag",
        ),
    ]
