from django.db import migrations

from richtext.text import plain_text
from search.words import fold

BATCH = 500


def fold_anew(apps, schema_editor):
    """Fold the text that the desk goes through as it is asked for by now.

    A story that is saved meanwhile is left as it is then.
    """
    stories = apps.get_model("articles", "Article").objects.using(schema_editor.connection.alias)
    columns = ("pk", "search_text", "headline", "standfirst", "body")
    rows = list(stories.order_by("pk").values_list(*columns)[:BATCH])
    while rows:
        for key, before, headline, standfirst, body in rows:
            if before.isascii():
                continue
            text = fold(f"{headline} {standfirst} {plain_text(body)}")
            if text != before:
                stories.filter(pk=key, search_text=before).update(search_text=text)
        rows = list(stories.order_by("pk").filter(pk__gt=rows[-1][0]).values_list(*columns)[:BATCH])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("articles", "0021_places_by_time")]

    operations = [migrations.RunPython(fold_anew, migrations.RunPython.noop, elidable=True)]
