"""The forms of a picture in the admin."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.core.files import File
from django.urls import reverse
from django.utils.html import format_html

from images.models import Image
from images.processing import ACCEPTED_TYPES
from images.workflow import PreparedPicture, check_size, find_image, prepare


@dataclass(frozen=True)
class Attempt:
    """What came of an upload: a picture that is ready to be kept, or why there is none."""

    picture: PreparedPicture | None = None
    error: ValidationError | None = None


def attempt(upload: File, focal: tuple[float, float]) -> Attempt:
    """Check and encode an upload; `focal` is its focal point, across and down, from 0 to 1."""
    try:
        check_size(upload)
        known = find_image(upload)
        if known:
            return Attempt(error=_already_there(known))
        return Attempt(picture=prepare(upload, focal))
    except ValidationError as error:
        return Attempt(error=error)


def _already_there(image: Image) -> ValidationError:
    return ValidationError(
        format_html(
            'This picture is in the library already: <a href="{}">{}</a>. Nothing was stored.',
            reverse("admin:images_image_change", args=[image.pk]),
            image.title,
        ),
        code="known",
    )


class PictureForm(forms.ModelForm):
    """What an editor says about a picture."""

    class Meta:
        model = Image
        fields = ["title", "alt", "caption", "credit", "focal_x", "focal_y"]
        widgets = {
            name: forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.01, "class": "focal-number"})
            for name in ("focal_x", "focal_y")
        } | {
            "title": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "alt": AdminTextareaWidget(attrs={"rows": 2}),
            "caption": AdminTextareaWidget(attrs={"rows": 3}),
            "credit": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
            "licence": AdminTextInputWidget(attrs={"class": "vLargeTextField"}),
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("focal_x", "focal_y"):
            if self.initial.get(name) is not None:
                self.initial[name] = round(self.initial[name], 2)


class NewPictureForm(PictureForm):
    """A file, and what an editor says about it; what is left empty is read from the file."""

    upload = forms.FileField(
        label="File",
        widget=forms.FileInput(attrs={"accept": ",".join(ACCEPTED_TYPES)}),
        help_text="JPEG, PNG, WebP, AVIF or GIF. Its place and other private data are removed.",
        error_messages={"required": "Choose a file.", "empty": "The file is empty. Choose another one."},
    )

    # What was found out before the form was made, if anything was.
    attempted: Attempt | None = None

    class Meta(PictureForm.Meta):
        help_texts = {
            "title": "How editors find it. Empty: the title in the file, or its name.",
            "caption": "The line below the picture. Empty: the caption in the file.",
            "credit": "Photographer and agency, such as Amina Rao / Newsroom. Empty: as in the file.",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].required = False

    def clean(self) -> dict[str, Any]:
        """Take the picture in, so that whatever is wrong with it stands beside its field."""
        cleaned = super().clean()
        if upload := cleaned.get("upload"):
            focal = cleaned.get("focal_x", 0.5), cleaned.get("focal_y", 0.5)
            attempted = self.attempted or attempt(upload, focal)
            self.picture = attempted.picture
            error = attempted.error or self._stored_meanwhile()
            if error:
                self.add_error("upload", error)
        return cleaned

    def _stored_meanwhile(self) -> ValidationError | None:
        known = Image.objects.filter(sha256=self.picture.sha256).first()
        return _already_there(known) if known else None
