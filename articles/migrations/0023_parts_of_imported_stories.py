from importlib import import_module

from django.db import migrations


class Migration(migrations.Migration):
    """Stories that were imported since 0015 stand in a part of the sitemap as well."""

    dependencies = [("articles", "0022_search_text_folded_anew")]

    operations = [
        migrations.RunPython(
            import_module("articles.migrations.0015_sitemap_parts").add_parts, migrations.RunPython.noop
        )
    ]
