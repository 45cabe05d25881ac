"""The admin of old links: addresses that readers look for in vain, and redirects, knowing the pages."""

from urllib.parse import urlencode

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import modelform_factory
from django.http import HttpRequest, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html, format_html_join

from articles.links import answered
from desk.paginator import BoundedPaginator
from newsroom.oldlinks.suggesting import suggest
from redirects.admin import RedirectAdmin, RedirectForm
from redirects.models import MissingAddress, Redirect
from redirects.workflow import BATCH, leave_redirect

REFERRERS = 3  # that the list names

OneForm = modelform_factory(Redirect, form=RedirectForm, fields=["old_path", "new_path"])

admin.site.unregister(Redirect)


@admin.register(Redirect)
class KnowingRedirectAdmin(RedirectAdmin):
    """Redirects, with a word of warning where a page stands before one."""

    def behind_pages(self, old_paths):
        """Return those old paths at which a page stands, which is what readers see there."""
        places = {old: old.partition("?")[0] for old in old_paths}
        asked = sorted({place for place in places.values() if place != "/"})
        standing, now = set(), timezone.now()
        for start in range(0, len(asked), BATCH):
            standing |= answered(asked[start : start + BATCH], now)
        return {old for old, place in places.items() if place in standing}

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if self.behind_pages([obj.old_path]):
            said = (
                f"There is a page at {obj.old_path.partition('?')[0]}: as long as readers see it, this "
                "redirect leads only those on who leave out the slash at its end."
            )
            self.message_user(request, said, messages.WARNING)


class NoiseFilter(admin.SimpleListFilter):
    """What readers ask for, apart from what robots try everywhere."""

    title = "who asks"
    parameter_name = "noise"

    def lookups(self, request, model_admin):
        return [("1", "Robots, trying")]

    def choices(self, changelist):
        """Return the choices; the first is not “All”, since the two are never mixed."""
        first, *others = super().choices(changelist)
        return [first | {"display": "Readers"}, *others]

    def queryset(self, request, queryset):
        return queryset.filter(is_noise=self.value() == "1")


@admin.register(MissingAddress)
class MissingAddressAdmin(admin.ModelAdmin):
    """Addresses that are not there, by how often they were asked for."""

    list_display = ["path", "hits", "likeliest", "came_from", "last_seen"]
    list_display_links = None
    list_filter = [NoiseFilter]
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 25
    sortable_by = ["hits", "last_seen"]
    search_fields = ["path"]
    paginator = BoundedPaginator
    show_full_result_count = False

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        """Return Django's addresses and that of the button."""
        redirect = path(
            "<int:pk>/redirect/", self.admin_site.admin_view(self.redirect), name="redirect_it"
        )
        return [redirect, *super().get_urls()]

    def get_changelist_instance(self, request):
        """Find what the addresses of the page meant, all together."""
        changelist = super().get_changelist_instance(request)
        rows = list(changelist.result_list)
        changelist.result_list = rows
        found = suggest(row.path for row in rows if not row.is_noise)
        may_add = request.user.has_perm("redirects.add_redirect")
        for row in rows:
            row.suggestion, row.may_be_redirected = found.get(row.path, ""), may_add
        return changelist

    @admin.display(description="Readers came from")
    def came_from(self, row):
        named = sorted(row.referrers.items(), key=lambda one: -one[1])[:REFERRERS]
        return format_html_join(", ", "{} ({})", named) or "–"

    @admin.display(description="Redirect")
    def likeliest(self, row):
        shown = uri_to_iri(row.suggestion)
        if not row.may_be_redirected:
            return shown or "–"
        add = reverse("admin:redirects_redirect_add")
        elsewhere = format_html('<a href="{}?{}">Elsewhere…</a>', add, urlencode({"old_path": row.path}))
        if not row.suggestion:
            return elsewhere
        return format_html(
            '<button class="button" name="to" value="{to}" formaction="{action}"'
            ' aria-label="Redirect {old} to {to}">Redirect</button>'
            ' to <a href="{url}">{to}</a> · {elsewhere}',
            to=shown,
            action=reverse("admin:redirect_it", args=[row.pk]),
            old=row.path,
            url=row.suggestion,
            elsewhere=elsewhere,
        )

    def redirect(self, request: HttpRequest, pk: int):
        """Redirect an address to where the button says, and take it off the list."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("redirects.add_redirect"):
            raise PermissionDenied
        row = get_object_or_404(MissingAddress, pk=pk)
        form = OneForm({"old_path": row.path, "new_path": request.POST.get("to", "")})
        if Redirect.objects.filter(old_path=row.path).exists():
            row.delete()
            self.message_user(request, f"{row.path} is redirected already.", messages.WARNING)
        elif form.is_valid():
            leave_redirect(row.path, form.cleaned_data["new_path"])
            self.log_change(request, row, f"Redirected to {form.cleaned_data['new_path']}.")
            said = f"{row.path} leads to {form.cleaned_data['new_path']} now."
            self.message_user(request, said, messages.SUCCESS)
        else:
            reasons = " ".join(reason for errors in form.errors.values() for reason in errors)
            self.message_user(request, f"Nothing was redirected. {reasons}", messages.ERROR)
        return HttpResponseRedirect(reverse("admin:redirects_missingaddress_changelist"))
