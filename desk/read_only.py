"""The admin of rows that the program writes, and people only look at."""


class ReadOnly:
    """A mixin for a ModelAdmin or an inline: nobody adds, changes or deletes its rows by hand."""

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
