"""The forms of moderators: one comment, a block, and a block of whoever wrote a comment."""

import datetime as dt

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from comments import blocks, deciding
from comments.models import Block, Comment
from comments.text import clean_text, has_something_to_see
from desk.times import PaperTimeField
from search.words import fold

# What the newsroom answers: readers see it, or will.
ANSWERED = {"pending", "approved"}
HIDING = {"_spam", "_trash"}  # buttons


class CommentForm(forms.ModelForm):
    """A comment as a moderator may change it, and an answer of the newsroom below it.

    `seen`, sent along, says in which state the form showed it. If it is in another by now, the form
    is not valid, and `stands` is the comment as it stands. Valid, it holds until the transaction ends.
    """

    stands: Comment | None = None

    reply = forms.CharField(
        label="Answer",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
        help_text="Appears at once below the comment, in your name and marked as the newsroom's. "
        "A comment that waits is approved by it.",
    )

    def clean_body(self):
        return self._visible("body", "A comment cannot be empty. To take it away, use Trash.")

    def clean_reply(self):
        reply = clean_text(self.cleaned_data["reply"])
        if reply and self.instance.status not in ANSWERED:
            raise forms.ValidationError("Readers do not see this comment. Restore it before you answer.")
        if reply and HIDING & self.data.keys():
            raise forms.ValidationError(
                "Readers do not see spam and trash, so nothing was saved. Empty this field and press "
                "the button again, or answer the comment and let it stand."
            )
        return self._visible("reply", "There is nothing to see in this.") if reply else ""

    def clean(self):
        values = super().clean()
        if seen := self.data.get("seen"):
            comment = deciding.hold(self.instance.pk)
            if comment is None:
                raise ValidationError("The comment was deleted for good meanwhile.")
            if deciding.state_of(comment) != seen:
                self.stands = comment
                raise ValidationError(
                    "Nothing was saved. The comment as it stands is above; what you sent is below. "
                    "Save it again if it shall replace that."
                )
        return values

    def _visible(self, name: str, message: str) -> str:
        text = clean_text(self.cleaned_data[name])
        if not has_something_to_see(text):
            raise forms.ValidationError(message)
        return text


class BlockForm(forms.ModelForm):
    """A block whose value is stored as it is compared."""

    until = PaperTimeField(label="Ends", required=False, help_text="Empty: it does not end.")

    class Meta:
        model = Block
        fields = ["kind", "value", "effect", "until", "note"]

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until <= timezone.now() and until != self.instance.until:
            raise ValidationError("This time has passed. Choose a later one, or leave it empty.")
        return until

    def clean(self):
        values = super().clean()
        kind, until = values.get("kind"), values.get("until")
        if not kind or "value" not in values:
            return values
        try:
            values["value"] = blocks.normalise(kind, values["value"])
        except ValidationError as error:
            self.add_error("value", error)
        if until is None or until > timezone.now():
            self._check_limit(kind)
        return values

    def _check_limit(self, kind: str) -> None:
        try:
            blocks.check_limit(kind, self.instance)
        except ValidationError as error:
            self.add_error(None, error)


class WriterBlockForm(forms.Form):
    """Blocks whoever wrote a comment, by one of what is known of them."""

    DAYS = {"1": "1 day", "7": "1 week", "30": "30 days", "90": "90 days", "365": "1 year", "": "No end"}

    kind = forms.ChoiceField(label="Block", widget=forms.RadioSelect)
    days = forms.ChoiceField(label="For", choices=[*DAYS.items()], required=False, initial="30")
    effect = forms.ChoiceField(label="Then", choices=Block.Effect.choices, initial=Block.Effect.HOLD)
    note = forms.CharField(label="Note", max_length=300, required=False)

    def __init__(self, data=None, *, comment: Comment):
        super().__init__(data, auto_id="block-%s")
        self.values = values_of(comment)
        labels = {Block.Kind.EMAIL: "E-mail", Block.Kind.ADDRESS: "Address"}
        choices = [(kind, f"{labels.get(kind, kind.label)}: {value}") for kind, value in self.values]
        self.fields["kind"].choices = choices
        if choices:
            self.fields["kind"].initial = choices[0][0]

    @transaction.atomic
    def save(self, by) -> tuple[Block, bool]:
        """Store the block of a valid form; return it, and whether a stricter one was there.

        What is blocked already stays blocked for as long, and as strictly, at least. Raises
        ValidationError with a sentence for a person.
        """
        kind = self.cleaned_data["kind"]
        value = blocks.normalise(kind, dict(self.values)[kind])
        days = self.cleaned_data["days"]
        until = timezone.now() + dt.timedelta(days=int(days)) if days else None
        asked = {"until": until, "effect": self.cleaned_data["effect"]}
        stands = blocks.active().select_for_update().filter(kind=kind, value=value).first()
        given = _stricter(stands, **asked) if stands else asked
        changed = given | {"by": by}
        if note := self.cleaned_data["note"]:
            changed["note"] = note
        if stands and given == {"until": stands.until, "effect": stands.effect} and not note:
            return stands, given != asked
        block, _ = Block.objects.update_or_create(kind=kind, value=value, defaults=changed)
        return block, given != asked


def _stricter(block: Block, until: dt.datetime | None, effect: str) -> dict:
    """Return the later end and the stronger effect of a block and of what is asked for."""
    ends = [block.until, until]
    strong = Block.Effect.SPAM in (block.effect, effect)
    return {
        "until": None if None in ends else max(ends),
        "effect": Block.Effect.SPAM if strong else Block.Effect.HOLD,
    }


def told_block(block: Block) -> str:
    """Return in words what a block does, and until when: `Comments go to spam, without end.`"""
    end = block.until and date_format(timezone.localtime(block.until), "j M Y, H:i")
    return f"{block.get_effect_display()}, {f'until {end}' if end else 'without end'}."


def values_of(comment: Comment) -> list[tuple[Block.Kind, str]]:
    """Return what the writer of a comment can be blocked by: kinds, each with its value."""
    known = [
        (Block.Kind.EMAIL, comment.email),
        (Block.Kind.NAME, comment.name if fold(comment.name).strip() else ""),
        (Block.Kind.ADDRESS, comment.ip_address),
        (Block.Kind.NETWORK, comment.network),
    ]
    return [(kind, value) for kind, value in known if value]


def told_errors(form: forms.Form) -> str:
    """Return what is wrong with a form in one line."""
    return " ".join(
        f"{form.fields[name].label}: {error}" if name != NON_FIELD_ERRORS else str(error)
        for name, errors in form.errors.items()
        for error in errors
    )
