"""The admin of redirects: those that were left behind, and those that an editor makes."""

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator
from redirects.bulk_admin import FromAndToFiles
from redirects.models import Redirect
from redirects.workflow import as_target, further_paths, leave_redirect, require_pair, require_path


@contextmanager
def _told_in_the_form() -> Iterator[None]:
    try:
        yield
    except ValueError as error:
        raise ValidationError(str(error)) from error


class RedirectForm(forms.ModelForm):
    """A redirect that leads to a page, not to another redirect."""

    def clean_old_path(self) -> str:
        path = unquote(self.cleaned_data["old_path"])
        if not path.startswith("/"):
            raise ValidationError("Write a path that begins with a slash, such as /2019/old-story/.")
        with _told_in_the_form():
            require_path(path)
        return path

    def clean_new_path(self) -> str:
        try:
            path = as_target(self.cleaned_data["new_path"])
        except ValueError as error:
            raise ValidationError("This is no address.") from error
        with _told_in_the_form():
            require_path(path)
        others = Redirect.objects.exclude(pk=self.instance.pk)
        if further := others.filter(old_path__in=further_paths(path)).first():
            raise ValidationError(
                f"{further.old_path} is a redirect itself, to {further.new_path}. Lead there at once."
            )
        return path

    def clean(self) -> dict:
        """Refuse what a file of redirects may not hold either."""
        data = super().clean()
        if "old_path" in data and "new_path" in data:
            with _told_in_the_form():
                require_pair(data["old_path"], data["new_path"])
        return data


@admin.register(Redirect)
class RedirectAdmin(FromAndToFiles, ConflictsBecomeErrors, admin.ModelAdmin):
    """Redirects. What led to the old path of one that is saved leads to its new one afterwards."""

    form = RedirectForm
    list_display = ["old_path", "new_path", "created_at"]
    sortable_by = ["old_path"]
    search_fields = ["old_path", "new_path"]
    paginator = BoundedPaginator
    show_full_result_count = False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        leave_redirect(obj.old_path, obj.new_path)
