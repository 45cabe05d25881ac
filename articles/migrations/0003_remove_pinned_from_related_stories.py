from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("articles", "0002_pinned_stories"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="relatedstory",
            options={"ordering": ["position", "pk"], "verbose_name_plural": "related stories"},
        ),
        migrations.RemoveField(
            model_name="relatedstory",
            name="pinned",
        ),
    ]
