"""Fields for text that an editor formats."""

from django.forms import Field
from django_prose_editor.fields import ProseEditorField, ProseEditorFormField

from richtext.extensions import EXTENSIONS
from richtext.sanitizer import sanitize
from richtext.widgets import RichTextWidget


class RichTextFormField(ProseEditorFormField):
    """A form field for rich text, also over models that are not ours (the content of a flat page).

    Its value is sanitised HTML; whatever widget is asked for, it is edited with ours.
    """

    def __init__(self, **kwargs):
        kwargs |= {"widget": RichTextWidget, "extensions": EXTENSIONS, "sanitize": sanitize}
        super().__init__(**kwargs)


class RichTextField(ProseEditorField):
    """HTML written with the editor of richtext.extensions and cleaned by richtext.sanitizer."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("extensions", EXTENSIONS)
        kwargs.setdefault("sanitize", sanitize)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs) -> Field:
        """Return the form field; the widgets that the admin asks for give way to the editor."""
        return super().formfield(**kwargs | {"form_class": RichTextFormField})
