"""What happens when two people save at the same moment."""

from django.contrib.messages.storage import default_storage
from django.db import IntegrityError


class ConflictsBecomeErrors:
    """A ModelAdmin whose form answers a lost race with an error beside the field, not with a 500.

    A form is validated first and saved afterwards. If another request takes the address (or
    deletes the author) in between, the database refuses the second one. Everything is rolled back
    by then, so that validating once more finds what the other request has left, and the form comes
    back with an error and all that was typed.
    """

    def changeform_view(self, request, *args, **kwargs):
        """Answer the form; a refusal of the database is validated again, once."""
        try:
            return super().changeform_view(request, *args, **kwargs)
        except IntegrityError:
            request._messages = default_storage(request)  # without the word of a success
            return super().changeform_view(request, *args, **kwargs)

    def delete_view(self, request, *args, **kwargs):
        """Answer the deletion; what came to need the row in the meantime is shown, not lost."""
        try:
            return super().delete_view(request, *args, **kwargs)
        except IntegrityError:
            request._messages = default_storage(request)
            return super().delete_view(request, *args, **kwargs)
