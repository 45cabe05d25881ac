"""A picture that something shows is not deleted, and the page says what shows it."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from images.models import Image, PictureUse
from images.uses import SHOWN, Use, uses_of


class KeepsUsedPictures:
    """Mixin of the ModelAdmin: deleting asks images.uses before it asks the database."""

    def get_deleted_objects(self, objs: Iterable[Image], request: HttpRequest):
        """Return what goes with the pictures, as Django does; of those in use, who keeps them."""
        images = list(objs)
        used = PictureUse.objects.filter(image__in=images).values("image").distinct()
        kept = list(Image.objects.filter(pk__in=used).only("title").order_by("pk")[: SHOWN + 1])
        if not kept:
            return super().get_deleted_objects(objs, request)
        if len(images) == 1:
            sentences = [_users_of(kept[0], request)]
        else:
            sentences = [_is_used(image) for image in kept[:SHOWN]]
            sentences += ["There are more."] * (len(kept) > SHOWN)
        return [], {}, set(), sentences


def _users_of(image: Image, request: HttpRequest) -> SafeString:
    uses = uses_of(image, user=request.user)
    links = format_html_join(
        ", ",
        "{} ({}, {})",
        ((_link(use), use.kind, ", ".join(use.places)) for use in uses.shown),
    )
    more = f" and {uses.more_text}" if uses.more else ""
    return format_html("“{}” is used in {}: {}{}.", image, uses.text, links, more)


def _link(use: Use) -> str:
    return format_html('<a href="{}">{}</a>', use.url, use.name) if use.url else use.name


def _is_used(image: Image) -> SafeString:
    url = reverse("admin:images_image_change", args=[image.pk])
    return format_html('<a href="{}">{}</a> is in use.', url, image)
