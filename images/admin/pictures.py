"""The list of pictures, and the form of one."""

import logging
from functools import partial

from django.contrib import admin, messages
from django.db import models, transaction
from django.forms import Script
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator
from desk.related import OwnColumns, RelatedFields
from images import files, workflow
from images.admin.deleting import KeepsUsedPictures
from images.admin.describing import DescribesPictures
from images.admin.filters import AltFilter, LicenceFilter, UploaderFilter, UseFilter
from images.admin.listing import ListsPictures
from images.admin.replacing import ReplacesPictures
from images.admin.serving import ServesFiles
from images.admin.uploading import TakesManyIn
from images.forms import NewPictureForm, PictureForm, attempt
from images.models import Image
from images.picture_library import LibraryView
from images.select import ChoosesPictures
from images.staff import address, staff_file, trouble
from images.uses import uses_of

logger = logging.getLogger(__name__)

FOCAL_POINT = ["focal_point", ("focal_x", "focal_y")]
WORDS = ("What is said of it", {"fields": ["title", "alt", "caption", "credit"]})
LICENCE = ["licence", "licence_ends", "source_url"]


@admin.register(Image)
class ImageAdmin(
    LibraryView,
    TakesManyIn,
    DescribesPictures,
    ListsPictures,
    ReplacesPictures,
    ServesFiles,
    KeepsUsedPictures,
    ChoosesPictures,
    OwnColumns,
    RelatedFields,
    ConflictsBecomeErrors,
    admin.ModelAdmin,
):
    """Pictures."""

    list_display = ["title"]  # the library shows cards
    list_filter = [UseFilter, LicenceFilter, AltFilter, UploaderFilter, "created_at"]
    autocomplete_fields = ["replacement"]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_per_page = 50
    search_fields = ["title", "caption", "credit", "alt"]
    search_help_text = "Words of the title, the caption, the credit or the alt text."
    readonly_fields = ["focal_point", "original", "uploader", "created_at"]
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ["images/admin.css"]}
        js = [
            Script("images/focal.js", defer=True),
            Script("images/upload.js", defer=True),
        ]

    def get_urls(self):
        views = {
            "library/": self.picture_library_view,
            "upload/": self.upload_view,
            "describe/": self.describe_view,
            "<int:pk>/replace/": self.replace_view,
            "<int:pk>/file/<str:name>": self.file_view,
            "<int:pk>/release/": self.release_view,
        }
        own = [
            path(route, self.admin_site.admin_view(view), name=f"images_image_{_view_name(view)}")
            for route, view in views.items()
        ]
        return [*own, *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(
            request, obj, change, form=PictureForm if change else NewPictureForm, **kwargs
        )
        form.attempted = getattr(request, "attempted_upload", None)
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [
                (None, {"fields": ["upload", *FOCAL_POINT]}),
                WORDS,
                ("Licence", {"fields": LICENCE}),
            ]
        facts = {"fields": ["original", "uploader", "created_at"]}
        licence = {"fields": [*LICENCE, "replacement"]}
        return [
            (None, {"fields": FOCAL_POINT}),
            WORDS,
            ("Licence", licence),
            ("File", facts),
        ]

    def get_readonly_fields(self, request, obj=None):
        """Return what is shown only; the licence, to those who may not set it."""
        fields = super().get_readonly_fields(request, obj)
        if obj is None or self.may_license(request, obj):
            return fields
        return [*fields, *LICENCE, "replacement"]

    def may_license(self, request, image: Image) -> bool:
        """Whether somebody may say how long a picture is shown, which can take it from readers.

        Those who may delete pictures, and whoever uploaded it.
        """
        return image.uploaded_by_id == request.user.pk or self.has_delete_permission(request, image)

    def changeform_view(self, request, object_id=None, *args, **kwargs):
        """Answer the form; an upload leaves no file behind unless it is stored.

        Encoding takes seconds, and SQLite has one lock for all writers: it is done here, before the
        transaction of the admin begins.
        """
        upload = request.FILES.get("upload") if request.method == "POST" else None
        if upload and object_id is None and self.has_add_permission(request):
            focal = _number(request.POST.get("focal_x")), _number(request.POST.get("focal_y"))
            request.attempted_upload = attempt(upload, focal)
        with files.removed_on_failure():
            return super().changeform_view(request, object_id, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """Store the picture; if its focal point moved, cut the crops anew once that is committed."""
        if not change:
            obj.uploaded_by = request.user
            workflow.keep(form.picture, obj)
            return
        workflow.save_words(obj, form.changed_data)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            transaction.on_commit(partial(self._cut_anew, request, obj))

    def render_change_form(self, request, context, *args, **kwargs):
        """Answer the form, with where the picture is used and what readers see in its place."""
        if image := context.get("original"):
            context |= {
                "trouble": trouble(image),
                "uses": uses_of(image, user=request.user),
                "may_release": image.withheld_for == Image.Withheld.TAKEN_DOWN
                and self.has_delete_permission(request, image),
            }
        return super().render_change_form(request, context, *args, **kwargs)

    def autocomplete_label(self, image: Image) -> str:
        """Return how a picture is named where it is chosen by typing."""
        return f"{image} (readers do not see it)" if trouble(image) else str(image)

    def _cut_anew(self, request, image: Image) -> None:
        try:
            workflow.rebuild_renditions(image)
        except OSError:
            logger.exception("The original of picture %s cannot be read", image.pk)
            self.message_user(
                request,
                "The focal point was saved, but the crops stay as they were: the original of the "
                "picture cannot be read. Restore its file from the backup, then save again.",
                messages.ERROR,
            )

    @admin.display(description="Picture")
    def focal_point(self, image: Image) -> SafeString:
        """A preview to click on, and what the crops show; empty until a file is there."""
        shown = staff_file(image, "full", 960) if image.pk else None
        crops = [(crop, staff_file(image, crop, 320)) for crop in ("landscape", "square") if image.pk]
        return render_to_string("admin/images/focal_point.html", {"shown": shown, "crops": crops})

    @admin.display(description="Original")
    def original(self, image: Image) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', address(image, image.file.name), f"{image.width} × {image.height}"
        )

    @admin.display(description="Uploaded by")
    def uploader(self, image: Image):
        """Who it was, without Django's link to the account, which few may open."""
        return image.uploaded_by or "–"


def _view_name(view) -> str:
    return view.__name__.removesuffix("_view")


def _number(text: str | None) -> float:
    """Return a part of the picture from 0 to 1; the middle for anything else, which the form refuses."""
    try:
        number = float(text or "")
    except ValueError:
        return 0.5
    return number if 0 <= number <= 1 else 0.5
