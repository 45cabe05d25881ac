"""What hangs on a story and is edited with it: authors, questions, pinned stories."""

from django import forms
from django.core.exceptions import ValidationError

from articles.models import FAQ, Article, BannedStory, Byline, PinnedStory
from articles.permissions import Act, may, nameable_by
from desk.ordering import OrderedInline, OrderedRowForm


class PartOfStory(OrderedInline):
    """Rows of a story: whoever may edit it may edit them."""

    def has_view_permission(self, request, obj=None):
        return may(request.user, Act.VIEW, obj)

    def has_add_permission(self, request, obj=None):
        return may(request.user, Act.EDIT if obj else Act.ADD, obj)

    has_change_permission = has_delete_permission = has_add_permission


class BylineInline(PartOfStory):
    model = Byline
    verbose_name = "author"
    verbose_name_plural = "people"
    fields = [("author", "credit", "position")]
    autocomplete_fields = ["author"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("author")


class FAQInline(PartOfStory):
    model = FAQ
    verbose_name_plural = "questions and answers"
    fields = ["question", "answer", "position"]

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["widgets"] = {"answer": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}
        return super().get_formset(request, obj, **kwargs)


class OtherStoryForm(OrderedRowForm):
    def clean_story(self):
        story = self.cleaned_data["story"]
        if story.pk == self.instance.article_id:
            raise ValidationError("This is the story itself. Choose another one.")
        return story


class BannedStoryForm(OtherStoryForm):
    """A row whose number goes with it unseen: what is not shown stands in no order."""

    position = forms.IntegerField(required=False, min_value=0, max_value=9999, widget=forms.HiddenInput)


class OtherStoryInline(PartOfStory):
    """Rows that name another story."""

    fk_name = "article"
    form = OtherStoryForm
    verbose_name = "related story"
    fields = [("story", "position")]
    autocomplete_fields = ["story"]

    def get_queryset(self, request):
        """Those that somebody may read the headline of; the others stay as they are, unseen."""
        named = nameable_by(request.user, Article.objects.order_by())
        return super().get_queryset(request).filter(story__in=named).select_related("story")

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "story":
            kwargs["queryset"] = nameable_by(request.user, Article.objects.all())
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "story":
            field.widget.can_add_related = field.widget.can_change_related = False
        return field


class PinnedStoryInline(OtherStoryInline):
    """Stories that an editor wants beside this one; the others are chosen by articles.related."""

    model = PinnedStory
    verbose_name_plural = "pinned related stories"


class BannedStoryInline(OtherStoryInline):
    """Stories that an editor does not want beside this one, whatever articles.related thinks."""

    model = BannedStory
    form = BannedStoryForm
    verbose_name_plural = "banned related stories"
