"""The admin of accounts and groups: who gives which rights, and nobody more than they have."""

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.exceptions import PermissionDenied

from articles.permissions import Grant
from newsroom.roles import ROLES

ROLE_NAMES = [role.name for role in ROLES]

admin.site.unregister(User)
admin.site.unregister(Group)


class AccountForm(UserChangeForm):
    """An account with the one right that reporters are given one by one."""

    publishes_own = forms.BooleanField(
        required=False,
        label="May publish own stories",
        help_text="For reporters. Without it, an editor publishes what they submit.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        own = self.instance.user_permissions.filter(codename=Grant.PUBLISH_OWN)
        self.initial["publishes_own"] = own.exists()
        if groups := self.fields.get("groups"):
            groups.label = "Roles"
            groups.help_text = "What each role may do stands in the documentation, under permissions."
            if not self.gives_all_rights:
                groups.queryset = groups.queryset.filter(name__in=ROLE_NAMES)

    def _save_m2m(self):
        # A group that the form did not offer is not taken away.
        kept = []
        if "groups" in self.fields and not self.gives_all_rights:
            kept = list(self.instance.groups.exclude(name__in=ROLE_NAMES))
        super()._save_m2m()
        self.instance.groups.add(*kept)
        right = Permission.objects.get(codename=Grant.PUBLISH_OWN)
        change = "add" if self.cleaned_data.get("publishes_own") else "remove"
        getattr(self.instance.user_permissions, change)(right)


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Accounts. Only a superuser gives single permissions or touches another superuser."""

    form = AccountForm
    list_display = ["username", "full_name", "roles", "email", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    readonly_fields = ["last_login", "date_joined"]
    filter_horizontal = ()
    show_full_result_count = False

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="Name", ordering="last_name")
    def full_name(self, user):
        return user.get_full_name() or "–"

    @admin.display(description="Roles")
    def roles(self, user):
        names = ["Superuser"] if user.is_superuser else []
        return ", ".join(names + sorted(group.name for group in user.groups.all())) or "–"

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.gives_all_rights = request.user.is_superuser
        return form

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups":
            kwargs["widget"] = forms.CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request, obj=None):
        """Single permissions are for superusers; the others give roles."""
        if obj is None:
            return super().get_fieldsets(request, obj)
        rights = ["is_active", "is_staff", "groups", "publishes_own"]
        if request.user.is_superuser:
            rights += ["is_superuser", "user_permissions"]
        return [
            (None, {"fields": ["username", "password"]}),
            ("Person", {"fields": ["first_name", "last_name", "email"]}),
            ("Rights", {"fields": rights}),
            ("Dates", {"fields": ["last_login", "date_joined"]}),
        ]

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def user_change_password(self, request, id, form_url=""):
        """Answer the form for another's password; Django asks for the right to change any account."""
        user = self.get_object(request, id)
        if user is not None and not self.has_change_permission(request, user):
            raise PermissionDenied
        return super().user_change_password(request, id, form_url)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Groups. Those of the roles belong to the program; others can be made beside them."""

    def has_change_permission(self, request, obj=None):
        may = super().has_change_permission(request, obj) and request.user.is_superuser
        return may and (obj is None or obj.name not in ROLE_NAMES)

    def has_delete_permission(self, request, obj=None):
        may = super().has_delete_permission(request, obj) and request.user.is_superuser
        return may and (obj is None or obj.name not in ROLE_NAMES)
