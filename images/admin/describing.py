"""Saying of several pictures at once what they show and whose they are."""

from django import forms
from django.contrib import messages
from django.contrib.admin.widgets import AdminDateWidget, AdminTextareaWidget, AdminTextInputWidget
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from desk.related import can_be_key
from images.models import Image
from images.staff import staff_file
from images.workflow import save_words

MOST = 100  # pictures on one page


class DescriptionForm(forms.ModelForm):
    """What is said of one picture."""

    class Meta:
        model = Image
        fields = ["title", "alt", "caption", "credit"]
        help_texts = dict.fromkeys(["title", "alt", "caption", "credit"], "")
        widgets = {
            "title": AdminTextInputWidget,
            "alt": AdminTextareaWidget(attrs={"rows": 2}),
            "caption": AdminTextareaWidget(attrs={"rows": 2}),
            "credit": AdminTextInputWidget,
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.file = staff_file(self.instance, "full", 320)


class SharedForm(forms.Form):
    """What is true of all pictures on the page; it goes where a picture says nothing itself."""

    credit = forms.CharField(max_length=200, required=False, widget=AdminTextInputWidget)
    licence = forms.CharField(max_length=200, required=False, widget=AdminTextInputWidget)
    licence_ends = forms.DateField(required=False, widget=AdminDateWidget, label="Licence ends")

    def fill(self, image: Image, *, with_licence: bool) -> list[str]:
        """Write to a picture what it lacks; return the names of the fields."""
        names = ["credit", "licence", "licence_ends"] if with_licence else ["credit"]
        said = {name: self.cleaned_data[name] for name in names if self.cleaned_data[name]}
        lacking = [name for name in said if not getattr(image, name)]
        for name in lacking:
            setattr(image, name, said[name])
        return lacking


class DescribesPictures:
    """Mixin of the ModelAdmin: `describe_view` is a form of many pictures."""

    def describe_view(self, request: HttpRequest) -> HttpResponse:
        """`?ids=1,2`: the form; POST saves what was changed, all or, after an error, nothing."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        keys = [int(key) for key in request.GET.get("ids", "").split(",") if can_be_key(key)]
        keys = list(dict.fromkeys(keys))
        found = Image.objects.in_bulk(keys[:MOST])
        data = request.POST if request.method == "POST" else None
        pictures = [
            DescriptionForm(data, instance=found[key], prefix=str(key)) for key in keys if key in found
        ]
        shared = SharedForm(data, prefix="all")
        if data is not None and all([shared.is_valid(), *(form.is_valid() for form in pictures)]):
            return self._describe(request, pictures, shared)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Describe pictures",
            "media": self.media + shared.media,
            "pictures": pictures,
            "shared": shared,
            "has_errors": data is not None,
            "missing": len(keys[:MOST]) - len(pictures),
            "left_out": max(0, len(keys) - MOST),
        }
        return TemplateResponse(request, "admin/images/image/describe.html", context)

    def _describe(
        self, request: HttpRequest, pictures: list[DescriptionForm], shared: SharedForm
    ) -> HttpResponseRedirect:
        changed = 0
        for form in pictures:
            with_licence = self.may_license(request, form.instance)
            fields = [*form.changed_data, *shared.fill(form.instance, with_licence=with_licence)]
            if fields:
                save_words(form.instance, fields)
                self.log_change(request, form.instance, "Described with others.")
                changed += 1
        pictures_changed = "1 picture was" if changed == 1 else f"{changed} pictures were"
        messages.success(request, f"{pictures_changed} changed.")
        return HttpResponseRedirect(reverse("admin:images_image_changelist"))
