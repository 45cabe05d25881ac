"""What hangs on a story and is edited with it: authors, questions, pinned stories."""

from django import forms
from django.core.exceptions import ValidationError

from articles.models import FAQ, Byline, RelatedStory
from desk.ordering import OrderedFormSet, OrderedInline, OrderedRowForm


class BylineInline(OrderedInline):
    model = Byline
    verbose_name = "author"
    verbose_name_plural = "people"
    fields = [("author", "credit", "position")]
    autocomplete_fields = ["author"]


class FAQInline(OrderedInline):
    model = FAQ
    verbose_name_plural = "questions and answers"
    fields = ["question", "answer", "position"]

    def get_formset(self, request, obj=None, **kwargs):
        kwargs["widgets"] = {"answer": forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"})}
        return super().get_formset(request, obj, **kwargs)


class PinnedStoryForm(OrderedRowForm):
    def clean_story(self):
        story = self.cleaned_data["story"]
        if story.pk == self.instance.article_id:
            raise ValidationError("This is the story itself. Choose another one.")
        return story


class PinnedStoryFormSet(OrderedFormSet):
    def save(self, commit=True):
        kept = [form for form in self.forms if form not in self.deleted_forms and form.has_changed()]
        for form in kept:
            form.instance.pinned = True
        # What was chosen by itself gives way to the same story when it is pinned.
        chosen = RelatedStory.objects.filter(article=self.instance, pinned=False)
        chosen.filter(story__in=[form.instance.story_id for form in kept]).delete()
        return super().save(commit)


class PinnedStoryInline(OrderedInline):
    """Stories that an editor wants beside this one; the others are chosen by articles.related."""

    model = RelatedStory
    fk_name = "article"
    form = PinnedStoryForm
    formset = PinnedStoryFormSet
    verbose_name = "related story"
    verbose_name_plural = "pinned related stories"
    fields = [("story", "position")]
    autocomplete_fields = ["story"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(pinned=True).select_related("story")

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "story":
            field.widget.can_add_related = False
        return field
