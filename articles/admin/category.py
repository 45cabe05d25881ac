"""The admin of categories, shown as the tree that they are."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html, format_html_join

from articles import sections
from articles.listing import with_ancestors
from articles.models import Category
from desk.conflicts import ConflictsBecomeErrors
from desk.related import OwnColumns, RelatedFields
from desk.slugs import SlugFromNameForm
from masthead import menu
from masthead.models import NavigationLink, SiteSettings

HEADER = NavigationLink.Place.HEADER


class CategoryForm(SlugFromNameForm):
    """A category, and whether the bar below the masthead links to it."""

    in_navigation = forms.BooleanField(
        required=False,
        label="In the navigation",
        help_text="Linked in the bar below the masthead. Its order there is set in the site settings.",
    )

    class Meta:
        widgets = {"description": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["in_navigation"] = uri_to_iri(
                self.instance.get_absolute_url()
            ) in menu.linked_urls(HEADER)
        else:
            self.initial.setdefault("in_navigation", not self.initial.get("parent"))


class CategoryTree(ChangeList):
    """The categories of a page in the order of the tree: each below its parent, by position and name."""

    def get_results(self, request):
        super().get_results(request)
        self.result_list = in_tree_order(self.result_list)
        linked = menu.linked_urls(HEADER)
        for category in self.result_list:
            category.in_navigation = uri_to_iri(category.get_absolute_url()) in linked


def in_tree_order(categories) -> list[Category]:
    """Return categories so that each stands below its parent, sisters by position, then by name."""
    categories = list(categories)
    paths = with_ancestors(category.path for category in categories)
    places = {
        path: (position, name.casefold(), path)
        for path, position, name in Category.objects.filter(path__in=paths).values_list(
            "path", "position", "name"
        )
    }

    def place(category):
        slugs = category.path.split("/")
        return [places.get("/".join(slugs[: depth + 1]), ()) for depth in range(len(slugs))]

    return sorted(categories, key=place)


@admin.register(Category)
class CategoryAdmin(OwnColumns, RelatedFields, ConflictsBecomeErrors, admin.ModelAdmin):
    """Categories. What is saved here goes through articles.sections."""

    form = CategoryForm
    list_display = ["branch", "address", "position", "navigation", "add_below"]
    sortable_by = []
    search_fields = ["name", "path"]
    autocomplete_fields = ["parent"]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["address_and_what_moves"]
    list_per_page = list_max_show_all = 1000
    show_full_result_count = False
    first_row_invitation = "Make the first one, such as World or Culture."

    def get_changelist(self, request, **kwargs):
        return CategoryTree

    @admin.display(description="Category")
    def branch(self, category):
        steps = format_html_join("", '<span class="tree-step">{}</span>', [("",)] * category.depth)
        return format_html('{}<span class="tree-name">{}</span>', steps, category.name)

    @admin.display(description="Address")
    def address(self, category):
        return uri_to_iri(category.get_absolute_url())

    @admin.display(description="In the navigation")
    def navigation(self, category):
        return "Yes" if category.in_navigation else "–"

    @admin.display(description="Below it")
    def add_below(self, category):
        url = reverse("admin:articles_category_add")
        return format_html(
            '<a class="addlink" href="{}?parent={}">Add below'
            '<span class="visually-hidden"> {}</span></a>',
            url,
            category.pk,
            category.name,
        )

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return columns if self.has_add_permission(request) else columns[:-1]

    def get_fieldsets(self, request, obj=None):
        place = ["slug", "parent", "position"]
        if obj:
            place.append("address_and_what_moves")
        if may_change_navigation(request):
            place.append("in_navigation")
        return [(None, {"fields": ["name", "description"]}), ("Its place", {"fields": place})]

    @admin.display(description="Address")
    def address_and_what_moves(self, category):
        stored = Category.objects.get(pk=category.pk)  # a refused form has written its slug on the row
        below = Category.objects.below(stored.path).count()
        others = {0: "", 1: ", and so does that of the section below it"}.get(
            below, f", and so do those of the {below} sections below it"
        )
        address = self.address(stored)
        if url := self.view_on_site(stored):
            address = format_html('<a href="{}">{}</a>', url, address)
        return format_html(
            "{}<br>It changes with the slug and the parent{}; "
            "the old addresses lead readers to the new ones.",
            address,
            others,
        )

    def view_on_site(self, category):
        """Return the address of the section's page, or None while readers are not told of it."""
        linked = sections.linked_paths(SiteSettings.load().menu)
        shown = sections.shown_to_readers(Category.objects.filter(pk=category.pk), linked)
        return category.get_absolute_url() if shown.exists() else None

    def save_model(self, request, obj, form, change):
        before = Category.objects.filter(pk=obj.pk).first()
        sections.save_category(obj)
        if may_change_navigation(request):
            if form.cleaned_data["in_navigation"]:
                menu.show_link(obj.get_absolute_url(), obj.name, HEADER)
            else:
                menu.hide_link(obj.get_absolute_url(), HEADER)
        if before and before.path != obj.path:
            message = f"The section is at {self.address(obj)} now; {self.address(before)} leads there."
            self.message_user(request, message, messages.INFO)

    def delete_model(self, request, obj):
        super().delete_model(request, obj)
        menu.hide_link(obj.get_absolute_url())

    def delete_queryset(self, request, queryset):
        urls = [category.get_absolute_url() for category in queryset]
        super().delete_queryset(request, queryset)
        for url in urls:
            menu.hide_link(url)


def may_change_navigation(request) -> bool:
    """Whether the one who asks may change the bar below the masthead."""
    return request.user.has_perm("masthead.change_sitesettings")
