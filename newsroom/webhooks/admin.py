"""The admin of webhooks and of what they were told."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse

from desk.paginator import BoundedPaginator
from desk.read_only import ReadOnly
from newsroom.webhooks.models import Attempt, Delivery, Event, Webhook, new_secret
from newsroom.webhooks.sending import send_again
from outgoing.http import refusal

AGAIN = "It is sent again with the next run of publish_due, within a minute."


class WebhookForm(forms.ModelForm):
    """Where to, what of; an address inside our own network is refused."""

    events = forms.MultipleChoiceField(
        choices=Event, widget=forms.CheckboxSelectMultiple, initial=Event.values, label="Tell it when"
    )
    renew = forms.BooleanField(
        required=False, label="Make a new secret", help_text="The present secret stops working at once."
    )

    class Meta:
        # Django's own would link to it, and a webhook is no page to look at.
        widgets = {"url": forms.URLInput(attrs={"class": "vLargeTextField"})}

    def clean_url(self) -> str:
        """Refuse an address that would not be called; it is looked at again whenever it is called."""
        url = self.cleaned_data["url"]
        if reason := refusal(url):
            raise forms.ValidationError(reason)
        return url


@admin.register(Webhook)
class WebhookAdmin(admin.ModelAdmin):
    """Webhooks. The secret is shown once, right after it was made."""

    form = WebhookForm
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    list_display = ["name", "address", "is_on"]

    @admin.display(ordering="url")
    def address(self, obj):
        return obj.url

    def get_fields(self, request, obj=None):
        """A new webhook gets a secret anyway."""
        return ["name", "url", "events", "is_on", *(["renew"] if obj else [])]

    def get_deleted_objects(self, objs, request):
        """What it was told goes with it, however much that is, and is not listed."""
        return [str(one) for one in objs], {}, set(), []

    def save_model(self, request: HttpRequest, obj: Webhook, form: WebhookForm, change: bool) -> None:
        """Save, and show a secret that was just made."""
        is_new = not change or form.cleaned_data.get("renew")
        if change and is_new:
            obj.secret = new_secret()
        super().save_model(request, obj, form, change)
        if is_new:
            words = f"The secret of “{obj}” is {obj.secret} – copy it now, it is not shown again."
            messages.warning(request, words)


class AttemptInline(ReadOnly, admin.TabularInline):
    """Every attempt, as it was."""

    model = Attempt
    fields = readonly_fields = ["at", "status", "said"]
    extra = 0

    def has_view_permission(self, request, obj=None):
        return request.user.has_perm("newsroom.view_delivery")


@admin.register(Delivery)
class DeliveryAdmin(ReadOnly, admin.ModelAdmin):
    """What webhooks were told, and a button to tell them again."""

    list_display = ["created_at", "webhook", "event", "path", "state", "attempts"]
    list_filter = ["webhook", "event"]
    list_select_related = ["webhook"]
    list_per_page = 50
    show_facets = admin.ShowFacets.NEVER
    show_full_result_count = False
    paginator = BoundedPaginator
    sortable_by: list[str] = []
    fields = ["webhook", "event", "path", "created_at", "state", "due_at", "delivered_at", "key"]
    inlines = [AttemptInline]

    def get_urls(self):
        """Return Django's addresses and that of the button."""
        again = path(
            "<int:pk>/again/", self.admin_site.admin_view(self.again), name="newsroom_delivery_again"
        )
        return [again, *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show a delivery, with the button for those who may press it."""
        may_send = request.user.has_perm("newsroom.change_webhook")
        return super().change_view(
            request, object_id, form_url, (extra_context or {}) | {"may_send": may_send}
        )

    def again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Have a delivery sent again."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("newsroom.change_webhook"):
            raise PermissionDenied
        send_again(get_object_or_404(Delivery, pk=pk))
        messages.success(request, AGAIN)
        return HttpResponseRedirect(reverse("admin:newsroom_delivery_change", args=[pk]))
