from django.db import migrations, models


class Migration(migrations.Migration):
    """An index along which it is counted what moderators approved of a person."""

    dependencies = [("comments", "0008_nameless_log")]

    operations = [
        migrations.AddIndex(
            "comment",
            models.Index(
                fields=["email", "status"],
                condition=models.Q(decided_at__isnull=False) | models.Q(spam_score__isnull=True),
                name="comment_vouched_by_email",
            ),
        ),
    ]
