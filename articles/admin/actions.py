"""What can be done to many stories at once. Every one of them goes through the workflow."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.db import IntegrityError, transaction
from django.template.response import TemplateResponse
from django.utils import timezone

from articles import workflow
from articles.models import Article, Category
from desk.related import AutocompleteSelect

MOST_AT_ONCE = 100  # stories; a request must end in seconds


class StoryActions:
    """The actions below the list of stories; a mixin for ArticleAdmin."""

    actions = ["publish_stories", "withdraw_stories", "move_stories"]

    @admin.action(description="Publish selected stories now", permissions=["change"])
    def publish_stories(self, request, queryset):
        if self._are_too_many(request, queryset):
            return
        now = timezone.now()

        def publish(article):
            past = article.published_at and article.published_at <= now
            workflow.publish(article, at=article.published_at if past else now)

        self._change_each(request, queryset, publish, "public", lambda article: not article.is_public)

    @admin.action(description="Withdraw selected stories", permissions=["change"])
    def withdraw_stories(self, request, queryset):
        if self._are_too_many(request, queryset):
            return None
        if "confirmed" not in request.POST:
            return self.confirm(request, queryset, "withdraw_stories", "Withdraw", None)
        return self._change_each(
            request, queryset, workflow.withdraw, "withdrawn", lambda article: article.is_public
        )

    @admin.action(description="Move selected stories to a section", permissions=["change"])
    def move_stories(self, request, queryset):
        if self._are_too_many(request, queryset):
            return None
        form = SectionForm(self.admin_site, request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self.confirm(request, queryset, "move_stories", "Move", form)
        category = form.cleaned_data["category"]

        def move(article):
            article.category = category
            workflow.save(article)
            workflow.settle(article)

        return self._change_each(
            request, queryset, move, f"in {category}", lambda article: article.category_id != category.pk
        )

    def confirm(self, request, queryset, action: str, verb: str, form):
        """Ask before `action` is done to the stories chosen."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"{verb} stories",
            "stories": queryset.for_cards(),
            "action": action,
            "verb": verb,
            "form": form,
            "media": self.media,
            "checkbox_name": ACTION_CHECKBOX_NAME,
        }
        return TemplateResponse(request, "admin/articles/article/confirm_action.html", context)

    def _are_too_many(self, request, queryset) -> bool:
        if queryset.order_by()[: MOST_AT_ONCE + 1].count() <= MOST_AT_ONCE:
            return False
        self.message_user(
            request,
            f"Choose {MOST_AT_ONCE} stories at most at one time. Nothing was changed.",
            messages.ERROR,
        )
        return True

    def _change_each(self, request, queryset, change, state: str, is_due) -> None:
        """Apply `change` to each story that `is_due`, and say how many are now what `state` names."""
        changed = 0
        for pk in queryset.order_by("pk").values_list("pk", flat=True):
            try:
                changed += self.change_one(request, pk, change, state, is_due)
            except IntegrityError:
                self.message_user(
                    request,
                    "A story was left as it is, because somebody else changed it just now. Try again.",
                    messages.ERROR,
                )
        stories = "1 story is" if changed == 1 else f"{changed} stories are"
        self.message_user(request, f"{stories} now {state}.", messages.SUCCESS)

    @transaction.atomic
    def change_one(self, request, pk, change, state: str, is_due) -> bool:
        """Apply `change` to a story that `is_due`, as it stands by now; return whether it was.

        The row is locked meanwhile: what somebody else is saving is waited for, not overwritten.
        """
        article = Article.objects.select_for_update().filter(pk=pk).first()
        if article is None or not is_due(article):
            return False
        change(article)
        self.log_change(request, article, f"Now {state}.")
        return True


class SectionForm(forms.Form):
    """Asks for the category that stories move to."""

    def __init__(self, admin_site, data=None):
        super().__init__(data)
        widget = AutocompleteSelect(Article._meta.get_field("category"), admin_site)
        self.fields["category"] = forms.ModelChoiceField(
            Category.objects, label="Section", widget=widget
        )
