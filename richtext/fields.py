"""The model field for text that an editor formats."""

from django_prose_editor.fields import ProseEditorField

from richtext.extensions import EXTENSIONS
from richtext.sanitizer import sanitize


class RichTextField(ProseEditorField):
    """HTML written with the editor of richtext.extensions and cleaned by richtext.sanitizer."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)
