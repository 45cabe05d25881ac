"""The editor in a form."""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django_prose_editor.widgets import AdminProseEditorWidget
from js_asset import ImportMap, Media


class RichTextWidget(AdminProseEditorWidget):
    """The editor with the newsroom's own parts, in the admin's colours."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("preset", "configurable")
        super().__init__(*args, **kwargs)

    @property
    def media(self) -> Media:
        return super().media + Media(
            css={"all": ["richtext/editor.css"]},
            importmap=ImportMap(
                {f"richtext/{name}": f"richtext/{name}.js" for name in ("dropping", "library")}
            ),
        )

    def get_config(self) -> dict[str, Any]:
        """Return the editor's configuration, with the addresses where the admin keeps pictures.

        In `page`, `/0/` stands for the primary key of a picture.
        """
        config = super().get_config()
        config["extensions"] |= {
            "Picture": {
                "pictureLibrary": reverse("admin:images_image_picture_library"),
                "page": reverse("admin:images_image_change", args=[0]),
                "mostBytes": settings.IMAGE_MAX_BYTES,
                "mostText": filesizeformat(settings.IMAGE_MAX_BYTES),
            }
        }
        return config
