"""Fields for text that an editor formats."""

from django_prose_editor.fields import ProseEditorField, ProseEditorFormField
from django_prose_editor.widgets import AdminProseEditorWidget

from richtext.extensions import EXTENSIONS
from richtext.sanitizer import sanitize


class RichTextField(ProseEditorField):
    """HTML written with the editor of richtext.extensions and cleaned by richtext.sanitizer."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)


class RichTextFormField(ProseEditorFormField):
    """The same for a form over a model that is not ours, such as the content of a flat page."""

    widget = AdminProseEditorWidget

    def __init__(self, **kwargs):
        super().__init__(extensions=EXTENSIONS, sanitize=sanitize, **kwargs)
