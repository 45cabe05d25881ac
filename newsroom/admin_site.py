"""The admin under the paper's own name, its pages grouped as a newsroom works."""

from functools import update_wrapper

from django.contrib import admin
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.contrib.contenttypes.models import ContentType
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.urls import path, reverse

from newsroom.kept_forms import is_navigation, keep_form
from newsroom.mail_choice import mail_choice
from newsroom.startpage.again import run_again
from newsroom.startpage.page import start_page

# What stands on the start page and in the sidebar: groups of models, in their order. A model that
# is not named here stands in a group of its app's name, after these.
GROUPS = {
    "Stories": ["articles.article", "articles.category", "taggit.tag", "readership.dailyviews"],
    "Comments": ["comments.comment", "comments.block"],
    "Pictures": ["images.image"],
    "People": ["authors.author", "auth.user", "auth.group"],
    "Site": [
        "newsroom.frontpage",
        "masthead.sitesettings",
        "articles.checklist",
        "masthead.standingpage",
        "redirects.redirect",
        "redirects.missingaddress",
        "newsroom.webhook",
        "newsroom.delivery",
        "pagecache.worker",
    ],
}


class AutocompleteView(AutocompleteJsonView):
    """Found rows under the label that their ModelAdmin gives them, if it has an `autocomplete_label`."""

    def serialize_result(self, obj, to_field_name):
        label = getattr(self.model_admin, "autocomplete_label", str)(obj)
        return super().serialize_result(obj, to_field_name) | {"text": label}


class NewsroomAdminSite(admin.AdminSite):
    """Django's admin with the paper's name over it."""

    index_title = "The desk"

    def each_context(self, request):
        """Return the context of every page, the paper's name included."""
        name = request.site_settings.name
        return super().each_context(request) | {"site_header": name, "site_title": name}

    def index(self, request, extra_context=None):
        """Show the start page."""
        return super().index(request, {**start_page(request), **(extra_context or {})})

    def get_urls(self):
        """Return Django's addresses and those of the start page's own buttons and links."""
        return [
            path("mail/", self.admin_view(mail_choice), name="mail"),
            path("due/<int:pk>/again/", self.admin_view(run_again), name="run_again"),
            # Django's own asks nobody who they are.
            path(
                "r/<path:content_type_id>/<path:object_id>/",
                self.admin_view(self.view_on_site),
                name="view_on_site",
            ),
            *super().get_urls(),
        ]

    def view_on_site(self, request, content_type_id, object_id):
        """Lead to the public page of a row, if one may see the row: its address tells of it."""
        try:
            model = ContentType.objects.get_for_id(content_type_id).model_class()
        except (ContentType.DoesNotExist, ValueError) as error:
            raise Http404("There is no such kind of row.") from error
        model_admin = self._registry.get(model)
        if model_admin is None or not model_admin.has_view_permission(request):
            raise Http404("There is no such page.")
        row = model_admin.get_object(request, object_id)
        shown = row is not None and model_admin.has_view_permission(request, row)
        on_site = model_admin.view_on_site
        find = on_site if callable(on_site) else lambda row: row.get_absolute_url()
        if not (shown and on_site and hasattr(row, "get_absolute_url") and (url := find(row))):
            raise Http404("There is no such page.")
        return HttpResponseRedirect(url)

    def admin_view(self, view, cacheable=False):
        """Return a view for staff only; a form that comes after the session ended is not lost."""
        guarded = super().admin_view(view, cacheable)

        def keeping(request, *args, **kwargs):
            if self.has_permission(request) or request.path == reverse("admin:logout"):
                return guarded(request, *args, **kwargs)
            if request.content_type == "application/json":
                return JsonResponse({"login": reverse("admin:login")}, status=401)
            if request.method == "POST" and is_navigation(request):
                return keep_form(request, self)
            return guarded(request, *args, **kwargs)

        return update_wrapper(keeping, guarded)

    def autocomplete_view(self, request):
        """Answer what was typed into a field that names another row."""
        return AutocompleteView.as_view(admin_site=self)(request)

    def get_app_list(self, request, app_label=None):
        """Return the models that the request may see, grouped; of one app, as Django lists them."""
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {
            model["model"]._meta.label_lower: (app, model) for app in apps for model in app["models"]
        }
        groups = []
        for name, labels in GROUPS.items():
            found = [models.pop(label) for label in labels if label in models]
            if found:
                app = found[0][0]
                groups.append(app | {"name": name, "models": [model for _, model in found]})
        rest = {id(model) for _, model in models.values()}
        for app in apps:
            if left := [model for model in app["models"] if id(model) in rest]:
                groups.append(app | {"models": left})
        return groups
