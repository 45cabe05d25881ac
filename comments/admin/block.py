"""The admin of what is blocked."""

from django.contrib import admin
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html

from comments.admin.forms import BlockForm
from comments.models import Block
from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator


class HoldsFilter(admin.SimpleListFilter):
    """Whether a block holds now, or has ended."""

    title = "whether it holds"
    parameter_name = "holds"

    def lookups(self, request, model_admin):
        return [("now", "Holds"), ("ended", "Has ended")]

    def queryset(self, request, queryset):
        holds = Q(until=None) | Q(until__gt=timezone.now())
        match self.value():
            case "now":
                return queryset.filter(holds)
            case "ended":
                return queryset.exclude(holds)
        return queryset


@admin.register(Block)
class BlockAdmin(ConflictsBecomeErrors, admin.ModelAdmin):
    """Words and writers whose comments are kept from readers."""

    form = BlockForm
    fields = ["kind", "value", "effect", "until", "note"]
    list_display = ["blocked", "kind", "effect", "ends", "note", "made"]
    list_filter = [HoldsFilter, "kind", "effect"]
    search_fields = ["value", "note"]
    search_help_text = "The word, name, address or network, or the note"
    list_per_page = 50
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_select_related = ["by"]
    first_row_invitation = "Block a word, or somebody who keeps coming back."

    def get_form(self, request, obj=None, change=False, **kwargs):
        kwargs["help_texts"] = {
            "value": "A word or phrase is found whole, in any case, with or without accents. "
            "An e-mail address, or @example.org for everybody there. A name as it stands over comments. "
            "An address like 203.0.113.7, or a network like 192.0.2.0/24."
        }
        return super().get_form(request, obj, change, **kwargs)

    def save_model(self, request, obj, form, change):
        if not change:
            obj.by = request.user
        super().save_model(request, obj, form, change)

    @admin.display(description="Blocked", ordering="value")
    def blocked(self, block):
        return format_html("<bdi>{}</bdi>", block.value)

    @admin.display(description="Ends", ordering="until")
    def ends(self, block):
        if block.until is None:
            return "–"
        day = date_format(timezone.localtime(block.until), "j M Y, H:i")
        return f"ended {day}" if block.until <= timezone.now() else day

    @admin.display(description="By", ordering="-created_at")
    def made(self, block):
        day = date_format(timezone.localtime(block.created_at), "j M Y")
        name = block.by and (block.by.get_full_name() or block.by.get_username())
        return f"{name}, {day}" if name else day
