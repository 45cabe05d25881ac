from django.db import migrations
from django.db.models import F, Max
from django.utils import timezone

PART = 10_000


def touch(apps, schema_editor):
    """Parts of the sitemap say when readers were last told of a change in them."""
    alias = schema_editor.connection.alias
    stories = apps.get_model("articles", "Article").objects.using(alias).order_by()
    parts = apps.get_model("articles", "SitemapPart").objects.using(alias)
    told = stories.filter(status="published", url_month__isnull=False, updated_at__lte=timezone.now())
    places = told.annotate(first=F("id") - F("id") % PART).values_list("url_month", "first")
    for month, first, newest in places.annotate(newest=Max("updated_at")):
        parts.filter(month=month, first=first, changed_at__lt=newest).update(changed_at=newest)


class Migration(migrations.Migration):
    dependencies = [("articles", "0024_stories_of_deleted_sections")]

    operations = [migrations.RunPython(touch, migrations.RunPython.noop, elidable=True)]
