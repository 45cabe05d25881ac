from django.db import migrations

WORDS = ("title", "alt", "caption", "credit")


def refresh(apps, schema_editor):
    """Say of a picture's replacement what an import has made of its words since it was chosen."""
    images = apps.get_model("images", "Image").objects.using(schema_editor.connection.alias).order_by()
    for image in images.filter(replacement__isnull=False).select_related("replacement"):
        words = {name: getattr(image.replacement, name) for name in WORDS}
        if image.stand_in and image.stand_in != image.stand_in | words:
            images.filter(pk=image.pk).update(stand_in=image.stand_in | words)


class Migration(migrations.Migration):
    dependencies = [("images", "0006_uses_of_the_default_picture")]

    operations = [migrations.RunPython(refresh, migrations.RunPython.noop, elidable=True)]
