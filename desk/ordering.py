"""Rows of a form that stand in an order: authors of a story, questions, links."""

import math

from django import forms
from django.contrib import admin

from desk.related import AutocompleteSelect, RelatedFields


class OrderedRowForm(forms.ModelForm):
    """A row with a number. A new row that holds nothing but a number counts as empty."""

    position = forms.IntegerField(
        label="Order",
        required=False,
        min_value=0,
        max_value=9999,
        widget=forms.NumberInput(attrs={"class": "row-position"}),
        help_text="Lower stands first. Empty: at the end.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", field.widget)
            if isinstance(widget, AutocompleteSelect):
                widget.known = self.instance._state.fields_cache.get(name)

    def has_changed(self):
        changed = set(self.changed_data)
        if self.instance._state.adding:
            changed.discard("position")
        return bool(changed)


class OrderedFormSet(forms.BaseInlineFormSet):
    """Numbers its rows from 1 on, as asked for; rows with the same number stay as they stand."""

    def get_unique_error_message(self, unique_check):
        names = [name for name in unique_check if name != self.fk.name]
        return f"Each {' and '.join(names)} can stand here only once."

    def save(self, commit=True):
        kept = [
            form
            for form in self.forms
            if form not in self.deleted_forms and (form.has_changed() or not form.instance._state.adding)
        ]
        self._take_out_changed_rows()
        for place, form in enumerate(sorted(kept, key=_asked_position), 1):
            form.instance.position = place
            if not form.has_changed() and form.initial.get("position") != place:
                form.instance.save(update_fields=["position"])
        return super().save(commit)

    def _take_out_changed_rows(self):
        """Let rows trade what must be unique: the database would refuse the first half of a swap.

        The rows come back under their own keys when they are saved.
        """
        changed = [form.instance.pk for form in self.initial_forms if form.has_changed()]
        self.model._default_manager.filter(pk__in=changed).delete()


def _asked_position(form) -> float:
    position = form.cleaned_data.get("position")
    return math.inf if position is None else position


class OrderedInline(RelatedFields, admin.StackedInline):
    """An inline of rows with a `position`. Stacked, because only so each field has a label."""

    form = OrderedRowForm
    formset = OrderedFormSet
    ordering = ["position", "pk"]
    extra = 0
