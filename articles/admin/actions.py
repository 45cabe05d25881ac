"""What can be done to many stories at once. Every one of them goes through the workflow."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.template.response import TemplateResponse

from articles import workflow, writing
from articles.admin.story_pages import WithdrawForm
from articles.models import Article, Category
from articles.permissions import Act, may
from articles.steps import Step, WorkflowError, possible_steps
from desk.related import AutocompleteSelect

MOST_AT_ONCE = 100  # stories; a request must end in seconds


class StoryActions:
    """The actions below the list of stories; a mixin for ArticleAdmin."""

    actions = [
        "submit_stories",
        "approve_stories",
        "publish_stories",
        "withdraw_stories",
        "move_stories",
    ]

    def get_actions(self, request):
        """Return only what somebody may do to some story."""
        actions = super().get_actions(request)
        needed = {
            "submit_stories": Act.SUBMIT,
            "approve_stories": Act.APPROVE,
            "publish_stories": Act.PUBLISH,
            "withdraw_stories": Act.WITHDRAW,
            "move_stories": Act.EDIT,
            "delete_selected": Act.DELETE,
        }
        return {
            name: action
            for name, action in actions.items()
            if name not in needed or may(request.user, needed[name])
        }

    @admin.action(description="Submit selected stories for review")
    def submit_stories(self, request, queryset):
        if not self._are_too_many(request, queryset):
            self._step_each(request, queryset, Step.SUBMIT, workflow.submit, "in review")

    @admin.action(description="Approve selected stories")
    def approve_stories(self, request, queryset):
        if not self._are_too_many(request, queryset):
            self._step_each(request, queryset, Step.APPROVE, workflow.approve, "approved")

    @admin.action(description="Publish selected stories now")
    def publish_stories(self, request, queryset):
        if not self._are_too_many(request, queryset):
            self._step_each(request, queryset, Step.PUBLISH, workflow.publish, "public")

    @admin.action(description="Withdraw selected stories")
    def withdraw_stories(self, request, queryset):
        if self._are_too_many(request, queryset):
            return None
        form = WithdrawForm(request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self.confirm(request, queryset, "withdraw_stories", "Withdraw", form)
        withdraw = partial(workflow.withdraw, reason=form.cleaned_data["reason"])
        return self._step_each(request, queryset, Step.WITHDRAW, withdraw, "withdrawn")

    @admin.action(description="Move selected stories to a section")
    def move_stories(self, request, queryset):
        if self._are_too_many(request, queryset):
            return None
        form = SectionForm(self.admin_site, request.POST if "confirmed" in request.POST else None)
        if not form.is_valid():
            return self.confirm(request, queryset, "move_stories", "Move", form)
        category = form.cleaned_data["category"]

        def move(article, by):
            writing.change(article, lambda text: text | {"category": category.pk}, by)

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

    def _step_each(self, request, queryset, step: Step, change, state: str) -> None:
        self._change_each(
            request, queryset, change, state, lambda article: step in possible_steps(article)
        )

    def _change_each(self, request, queryset, change, state: str, is_due) -> None:
        """Apply `change` to each story that `is_due`, and say how many are now what `state` names."""
        changed, refused, failed = 0, 0, 0
        for article in queryset.order_by("pk").select_related(None):
            if not is_due(article):
                continue
            try:
                change(article, request.user)
                changed += 1
            except PermissionDenied:
                refused += 1
            except WorkflowError as error:
                failed += 1
                self.message_user(request, f"“{article}”: {' '.join(error.messages)}", messages.ERROR)
            except (IntegrityError, Article.DoesNotExist):
                failed += 1
                self.message_user(
                    request,
                    f"“{article}” was left as it is, because somebody else changed it just now.",
                    messages.ERROR,
                )
        if refused:
            self.message_user(
                request,
                f"{_stories(refused)} not yours to change so, and was left alone."
                if refused == 1
                else f"{_stories(refused)} not yours to change so, and were left alone.",
                messages.WARNING,
            )
        if changed:
            self.message_user(request, f"{_stories(changed)} now {state}.", messages.SUCCESS)
        elif not (refused or failed):
            said = f"No story was changed: each is {state} already, or cannot be from where it is."
            self.message_user(request, said, messages.WARNING)


def _stories(number: int) -> str:
    return "1 story is" if number == 1 else f"{number} stories are"


class SectionForm(forms.Form):
    """Asks for the category that stories move to."""

    def __init__(self, admin_site, data=None):
        super().__init__(data)
        widget = AutocompleteSelect(Article._meta.get_field("category"), admin_site)
        self.fields["category"] = forms.ModelChoiceField(
            Category.objects, label="Section", widget=widget
        )
