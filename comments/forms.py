"""The form under a story. Its strings are those that readers know."""

from django import forms
from django.core.validators import MaxLengthValidator, URLValidator
from django.utils.encoding import punycode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from articles.models import Article
from comments.models import Comment, Report
from comments.refusals import ParentGone, StampNotUsable, TooFast
from comments.signatures import check_report_stamp, check_stamp, new_report_stamp, new_stamp
from comments.text import clean_line, has_something_to_see, with_plain_line_ends, without_unprintable

LONGEST_COMMENT = 10_000  # characters
LONGEST_REPORT = 500  # characters
REPAIRED = _(
    "There were characters in this that cannot be seen. They have been taken out: "
    "please check it, and post it again."
)
WRONG_EMAIL = _("You have entered an incorrect email address!")
WRONG_WEBSITE = _("Please enter a web address such as https://example.org, or leave this empty.")


class AtMost(MaxLengthValidator):
    """Says the limit and by how much it was passed."""

    message = ngettext_lazy(
        "This may have %(limit_value)d character, and it has %(show_value)d. Please shorten it.",
        "This may have %(limit_value)d characters, and it has %(show_value)d. Please shorten it.",
        "limit_value",
    )


class WebAddressField(forms.URLField):
    """An address of the web, nothing else."""

    default_validators = [URLValidator(schemes=["http", "https"])]


def _control(widget: type[forms.Widget], autocomplete: str, **attrs) -> forms.Widget:
    return widget(attrs={"autocomplete": autocomplete, **attrs})


def _comment_field() -> forms.CharField:
    """The words of a comment. No maxlength: a browser would cut what is pasted without a word."""
    return forms.CharField(
        label=_("Comment:"),
        validators=[AtMost(LONGEST_COMMENT)],
        error_messages={"required": _("Please enter your comment!")},
        widget=_control(forms.Textarea, "off", rows=8, dir="auto"),
    )


def _trap() -> forms.CharField:
    """A field that people do not see and therefore leave empty."""
    return forms.CharField(
        label=_("Leave this empty"), required=False, widget=_control(forms.TextInput, "off", tabindex=-1)
    )


class ReaderForm(forms.Form):
    """What a reader writes, without a session. It comes back as it was typed, whatever is wrong.

    Characters that no comment may hold are taken out, and said to be.
    """

    words: tuple[str, ...] = ()  # the fields that a reader writes in
    use_required_attribute = False  # the site's own words, not the browser's, say what is missing

    def __init__(self, data=None, **options):
        self.repaired: list[str] = []
        data = data if data is None else self._repair(data)
        super().__init__(data, label_suffix="", **options)

    def _repair(self, data):
        """Return `data` without characters that no comment may hold, noting where there were some."""
        data = data.copy()
        for name in self.base_fields.keys() & data.keys():
            sent = with_plain_line_ends(data[name])
            data[name] = without_unprintable(sent)
            if data[name] != sent and name in self.words:
                self.repaired.append(name)
        return data

    def clean(self):
        for name in self.repaired:
            self.add_error(name, REPAIRED)

    def clean_comment(self):
        return self._with_something_to_see("comment")

    def _with_something_to_see(self, name: str) -> str:
        if not has_something_to_see(self.cleaned_data[name]):
            raise forms.ValidationError(self.fields[name].error_messages["required"])
        return self.cleaned_data[name]

    def focus_first_error(self) -> bool:
        """Let the browser go to the first wrong field; return whether there is one."""
        wrong = next((name for name in self.fields if self.errors.get(name)), None)
        if wrong:
            self.fields[wrong].widget.attrs["autofocus"] = True
        return bool(wrong)

    @property
    def is_trapped(self) -> bool:
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get("subject"))


class CommentForm(ReaderForm):
    """What a reader fills in. What they typed comes back with every answer, whatever is wrong.

    Beside the visible fields it carries `parent`, the comment replied to; `stamp`, when and for
    which story it was shown; and `subject`, which people do not see and therefore leave empty.

    `replied_to` is the comment of `parent`, once the form was checked.
    """

    comment = _comment_field()
    name = forms.CharField(
        label=_("Name:*"),
        validators=[AtMost(120)],
        error_messages={"required": _("Please enter your name here")},
        widget=_control(forms.TextInput, "name", dir="auto"),
    )
    email = forms.EmailField(
        label=_("Email:*"),
        help_text=_("Never shown to readers."),
        max_length=254,
        error_messages={
            "required": _("Please enter your email address here"),
            "invalid": WRONG_EMAIL,
            "max_length": WRONG_EMAIL,
        },
        widget=_control(forms.EmailInput, "email"),
    )
    website = WebAddressField(
        label=_("Website:"),
        required=False,
        max_length=200,
        assume_scheme="https",
        error_messages={"invalid": WRONG_WEBSITE, "max_length": WRONG_WEBSITE},
        widget=_control(forms.URLInput, "url"),
    )
    remember = forms.BooleanField(
        label=_("Save my name, email, and website in this browser for the next time I comment."),
        required=False,
    )
    notify = forms.BooleanField(required=False)  # templates/comments/notify.html shows it
    subject = _trap()
    parent = forms.CharField(required=False, widget=forms.HiddenInput)
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    words = ("comment", "name", "email", "website")

    def __init__(self, data=None, *, article: Article | None = None):
        """`data` is what was sent to `article`; without both, the form is empty for any story."""
        self.article = article
        self.replied_to: Comment | None = None
        super().__init__(data, auto_id="respond-%s")
        for name in ("comment", "name", "email"):
            self.fields[name].widget.attrs["aria-required"] = "true"
        for name in ("name", "email", "website"):  # the length is said by the error, not cut here
            self.fields[name].widget.attrs.pop("maxlength", None)

    def clean_name(self):
        self.cleaned_data["name"] = clean_line(self.cleaned_data["name"])
        return self._with_something_to_see("name")

    def clean_email(self):
        email = self.cleaned_data["email"].lower()
        try:
            punycode(email.rpartition("@")[2])
        except UnicodeError as error:  # its domain has no form in which mail is sent (IDNA)
            raise forms.ValidationError(WRONG_EMAIL, code="invalid") from error
        if len(email) > self.fields["email"].max_length:  # some letters are two in lower case
            raise forms.ValidationError(WRONG_EMAIL, code="max_length")
        return email

    def clean(self):
        super().clean()
        self._check_parent()
        self._check_stamp()

    def _check_parent(self) -> None:
        sent = self.cleaned_data.get("parent", "")
        self.replied_to = find_parent(self.article, sent)
        if sent and self.replied_to is None:
            self.drop_parent()
            self.add_error(None, ParentGone.message)

    def drop_parent(self) -> None:
        """Make the form, when it is shown again, one for a comment of its own."""
        self.replied_to = None
        self.data["parent"] = ""

    def _check_stamp(self) -> None:
        try:
            check_stamp(self.cleaned_data.get("stamp", ""), self.article)
        except TooFast as refusal:  # the stamp stays: the next try comes later
            self.add_error(None, refusal.message)
        except StampNotUsable as refusal:
            self.data["stamp"] = new_stamp(self.article)
            self.add_error(None, refusal.message)

    def new_comment(self, **sender) -> Comment:
        """Return the comment that a valid form holds, not stored yet, with its sender's fields."""
        words = self.cleaned_data
        return Comment(
            article=self.article,
            parent=self.replied_to,
            name=words["name"],
            email=words["email"],
            website=words["website"],
            body=words["comment"],
            **sender,
        )


class RewriteForm(ReaderForm):
    """The words of a comment that its writer changes."""

    comment = _comment_field()
    words = ("comment",)

    def __init__(self, data=None, **options):
        super().__init__(data, auto_id="rewrite-%s", **options)
        self.fields["comment"].widget.attrs["aria-required"] = "true"


class ReportForm(ReaderForm):
    """Why a reader thinks that a comment should not stand there."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"),
        choices=[
            (Report.Reason.SPAM, _("Spam or advertising")),
            (Report.Reason.ABUSE, _("Insult, hatred or threat")),
            (Report.Reason.PRIVATE, _("Private details of somebody")),
            (Report.Reason.OTHER, _("Something else")),
        ],
        error_messages={
            "required": _("Please choose what is wrong with it."),
            "invalid_choice": _("Please choose what is wrong with it."),
        },
        widget=forms.RadioSelect,
    )
    explanation = forms.CharField(
        label=_("Your words to the newsroom (you may leave this empty):"),
        required=False,
        validators=[AtMost(LONGEST_REPORT)],
        widget=_control(forms.Textarea, "off", rows=4, dir="auto"),
    )
    subject = _trap()
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    words = ("explanation",)

    def __init__(self, data=None, *, comment: Comment):
        """`data` is what was sent about `comment`; without it, the form is empty."""
        self.comment = comment
        super().__init__(data, auto_id="report-%s")

    def clean(self):
        super().clean()
        try:
            check_report_stamp(self.cleaned_data.get("stamp", ""), self.comment)
        except TooFast:
            self.add_error(None, _("That was faster than anybody reads. Please send it once more."))
        except StampNotUsable:
            self.data["stamp"] = new_report_stamp(self.comment)
            self.add_error(None, _("This form had been open for too long. Please send it once more."))


def find_parent(article: Article, key: str) -> Comment | None:
    """Return the visible comment under a story that `key`, as it was sent, names; or None."""
    if not (key.isascii() and key.isdigit() and len(key) < 19):
        return None
    return Comment.objects.visible().filter(article=article, pk=int(key)).first()
