"""Choosing a picture in an admin form: found by typing, and shown once it is chosen."""

from django.forms import Media, Script
from django.urls import reverse
from django.utils.html import format_html

from desk.related import AutocompleteSelect, can_be_key
from images.models import Image
from images.staff import small_picture


class PictureSelect(AutocompleteSelect):
    """Django's autocomplete with the chosen picture below it; pictures.js keeps up with the choice."""

    @property
    def media(self):
        script = Script("newsroom_admin/pictures.js", defer=True)
        return super().media + Media(js=[script])

    def build_attrs(self, base_attrs, extra_attrs=None):
        """Return the attributes of the field, with the class that the script looks for."""
        attrs = super().build_attrs(base_attrs, extra_attrs)
        return attrs | {"class": f"{attrs['class']} picture-select"}

    def render(self, name, value, attrs=None, renderer=None):
        """Return the field with the picture."""
        field = super().render(name, value, attrs, renderer)
        image = Image.objects.filter(pk=value).first() if can_be_key(value) else None
        library = reverse("admin:images_image_picture_library")
        return format_html(
            '{}<span class="picture-chosen" data-picture-library="{}">{}</span>',
            field,
            library,
            small_picture(image),
        )


class ChoosesPictures:
    """A ModelAdmin whose fields for pictures are PictureSelects."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Return the field of a form for a foreign key."""
        if db_field.remote_field.model is Image:
            kwargs["widget"] = PictureSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
