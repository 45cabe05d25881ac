"""The list of pictures, and the form of one."""

import logging
from functools import partial

from django.contrib import admin, messages
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import path
from django.utils.html import format_html
from django.utils.safestring import SafeString

from desk.conflicts import ConflictsBecomeErrors
from desk.paginator import BoundedPaginator
from images import files, workflow
from images.admin.deleting import KeepsUsedPictures
from images.admin.filters import UseFilter
from images.forms import NewPictureForm, PictureForm, attempt
from images.library import LibraryView
from images.models import Image
from images.uses import uses_of

logger = logging.getLogger(__name__)

FOCAL_POINT = ["focal_point", ("focal_x", "focal_y")]
WORDS = ("What is said of it", {"fields": ["title", "alt", "caption", "credit"]})


@admin.register(Image)
class ImageAdmin(LibraryView, KeepsUsedPictures, ConflictsBecomeErrors, admin.ModelAdmin):
    """Pictures."""

    list_display = ["thumbnail", "title", "credit", "size", "created_at"]
    list_display_links = ["thumbnail", "title"]
    list_filter = [UseFilter, "created_at", ("alt", admin.EmptyFieldListFilter)]
    list_per_page = 50
    search_fields = ["title", "caption", "credit", "alt"]
    search_help_text = "Words of the title, the caption, the credit or the alt text."
    readonly_fields = ["focal_point", "original", "uploaded_by", "created_at", "used_in"]
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER

    class Media:
        css = {"all": ["images/admin.css"]}
        js = ["images/focal.js"]

    def get_urls(self):
        library = self.admin_site.admin_view(self.library_view)
        return [path("library/", library, name="images_image_library"), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(
            request, obj, change, form=PictureForm if change else NewPictureForm, **kwargs
        )
        form.attempted = getattr(request, "attempted_upload", None)
        return form

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["upload", *FOCAL_POINT]}), WORDS]
        facts = {"fields": ["original", "uploaded_by", "created_at"]}
        used = {"fields": ["used_in"]}
        return [(None, {"fields": FOCAL_POINT}), WORDS, ("Use", used), ("File", facts)]

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
        super().save_model(request, obj, form, change)
        if {"focal_x", "focal_y"} & set(form.changed_data):
            transaction.on_commit(partial(self._cut_anew, request, obj))

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
    def thumbnail(self, image: Image) -> SafeString:
        file = image.file_for("square", 160)
        return format_html(
            '<img class="thumbnail" src="{}" alt="{}" width="72" height="72" loading="lazy">',
            file["url"],
            image.alt or image.title,
        )

    @admin.display(description="Pixels")
    def size(self, image: Image) -> str:
        return f"{image.width} × {image.height}"

    @admin.display(description="Picture")
    def focal_point(self, image: Image) -> SafeString:
        """A preview to click on, and what the crops show; empty until a file is there."""
        shown = image.file_for("full", 960) if image.pk else None
        crops = [(crop, image.file_for(crop, 320)) for crop in ("landscape", "square") if image.pk]
        return render_to_string("admin/images/focal_point.html", {"shown": shown, "crops": crops})

    @admin.display(description="Where it is used")
    def used_in(self, image: Image) -> SafeString:
        return render_to_string("admin/images/uses.html", {"uses": uses_of(image)})

    @admin.display(description="Original")
    def original(self, image: Image) -> SafeString:
        return format_html('<a href="{}">{}</a>', image.file.url, self.size(image))


def _number(text: str | None) -> float:
    """Return a part of the picture from 0 to 1; the middle for anything else, which the form refuses."""
    try:
        number = float(text or "")
    except ValueError:
        return 0.5
    return number if 0 <= number <= 1 else 0.5
