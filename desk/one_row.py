"""The admin of a model with one row, which is neither added nor deleted."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse


class OneRow:
    """A mixin for a ModelAdmin: its list opens the row with the key 1, under the title `page_title`."""

    page_title: str

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def changelist_view(self, request, extra_context=None):
        """Open the one row."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
        return HttpResponseRedirect(reverse(name, args=[1]))

    def get_object(self, request, object_id, from_field=None):
        """Return the one row, which is made if it is not there yet."""
        if object_id == "1":
            self.model.objects.get_or_create(pk=1)
        return super().get_object(request, object_id, from_field)

    def render_change_form(self, request, context, *args, **kwargs):
        context |= {"show_save_and_continue": False, "subtitle": None, "title": self.page_title}
        return super().render_change_form(request, context, *args, **kwargs)
