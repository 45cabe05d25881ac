from django.db import migrations
from django.db.models import Exists, OuterRef


def unlist(apps, schema_editor):
    """Take stories out of sections in which only a section that is deleted by now had put them."""
    alias = schema_editor.connection.alias
    categories = apps.get_model("articles", "Category").objects.using(alias).order_by()
    listings = apps.get_model("articles", "SectionListing").objects.using(alias)
    also_in = apps.get_model("articles", "Article").also_in.through.objects.using(alias)
    stale = apps.get_model("search", "Stale").objects.using(alias)
    paths = dict(categories.values_list("pk", "path"))
    for key, path in paths.items():
        branch = [pk for pk, other in paths.items() if f"{other}/".startswith(f"{path}/")]
        elsewhere = listings.filter(category=key).exclude(article__category__in=branch)
        beside = also_in.filter(category__in=branch, article=OuterRef("article"))
        astray = elsewhere.exclude(Exists(beside))
        rows = [stale.model(document=story) for story in astray.values_list("article", flat=True)]
        stale.bulk_create(rows, ignore_conflicts=True, batch_size=500)
        listings.filter(pk__in=astray.values("pk")).delete()


class Migration(migrations.Migration):
    dependencies = [("articles", "0023_parts_of_imported_stories"), ("search", "0001_documents_and_terms")]

    operations = [migrations.RunPython(unlist, migrations.RunPython.noop, elidable=True)]
