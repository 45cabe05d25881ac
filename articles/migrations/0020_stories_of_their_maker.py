from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("articles", "0019_listings_of_tags_and_authors")]

    operations = [
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                fields=["created_by", "-modified_at", "-id"], name="article_of_its_maker"
            ),
        ),
    ]
