"""Fields that name another row: found by typing, with links that cannot hurt."""

from django.contrib.admin import widgets
from django.forms import Media, Script

LARGEST_KEY = 2**63 - 1  # of a BigAutoField


class _Autocomplete:
    """An autocomplete whose form can be shown again whatever was sent for it, and that has a name.

    `known` is the row that stands there, if it was read with what the form is about.
    """

    known = None

    @property
    def media(self):
        return super().media + Media(js=[Script("newsroom_admin/select_names.js", defer=True)])

    def optgroups(self, name, value, attr=None):
        """Return the options; what cannot be a key is left out, where Django would fail on it."""
        if self.known and [str(key) for key in value] == [str(self.known.pk)]:
            label = self.choices.field.label_from_instance(self.known)
            empty = [] if self.is_required else [self.create_option(name, "", "", False, 0)]
            chosen = self.create_option(name, self.known.pk, label, True, len(empty))
            return [(None, [*empty, chosen], 0)]
        return super().optgroups(name, [key for key in value if can_be_key(key)], attr)


class AutocompleteSelect(_Autocomplete, widgets.AutocompleteSelect):
    """One row, found by typing."""


class AutocompleteSelectMultiple(_Autocomplete, widgets.AutocompleteSelectMultiple):
    """Several rows, found by typing."""


class OwnColumns:
    """A ModelAdmin whose list answers no query about other rows: which story is in a section, say."""

    def lookup_allowed(self, lookup, value, request=None):
        """Whether the list's address may ask for that: by the rows' own columns, and its filters."""
        name = lookup.partition("__")[0]
        filters = {getattr(shown, "parameter_name", None) for shown in self.get_list_filter(request)}
        own = {"pk", *(field.name for field in self.opts.concrete_fields)}
        return name in own | filters and super().lookup_allowed(lookup, value, request)


class RelatedFields:
    """A ModelAdmin or inline whose fields for other rows survive made-up input and delete nothing.

    One click beside a story's category must not be the way to delete a section of the paper: the
    links beside a field offer to add a row, and to change or view the one it names.
    """

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Return the field of a form for a foreign key."""
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = AutocompleteSelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        """Return the field of a form for a many-to-many relation."""
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = AutocompleteSelectMultiple(db_field, self.admin_site)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Return the field of a form for a column."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, widgets.RelatedFieldWidgetWrapper):
            field.widget.can_delete_related = False
            field.widget.can_view_related &= not field.widget.can_change_related
        return field


def can_be_key(value) -> bool:
    """Whether `value`, as a form sends it, can be the primary key of a row."""
    text = str(value)
    return text.isascii() and text.isdecimal() and len(text) < 20 and int(text) <= LARGEST_KEY
