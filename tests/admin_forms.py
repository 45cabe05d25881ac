"""Forms of the admin as a browser sees them: opened, filled in, sent."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    """What a browser would send for a form if nobody touched it: `fields`; `buttons` with their values.

    `missing` are the empty fields without which no browser would send it, with their types.
    """

    id: str
    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, own address
    missing: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Reads the forms of a page: `forms`, in their order."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select = self._textarea = None
        self._owners: list[tuple[str, str, dict]] = []
        self.feed(html)
        by_id = {form.id: form for form in self.forms}
        for owner, tag, attrs in self._owners:  # they stand outside of the form that they belong to
            if owner in by_id:
                self._take(by_id[owner], tag, attrs)

    def named(self, form_id: str) -> Form:
        """Return the form with an id, or an empty one."""
        return next((form for form in self.forms if form.id == form_id), Form(form_id, "", ""))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            method = (attrs.get("method") or "get").lower()
            self._open = Form(attrs.get("id", ""), attrs.get("action") or "", method)
            self.forms.append(self._open)
        elif attrs.get("form") and tag in ("input", "button"):
            self._owners.append((attrs["form"], tag, attrs))
        elif self._open is not None:
            self._take(self._open, tag, attrs)

    def _take(self, form: Form, tag: str, attrs: dict) -> None:
        name, kind = attrs.get("name"), attrs.get("type", "")
        if (tag == "input" and kind == "submit") or (tag == "button" and kind in ("", "submit")):
            form.buttons.append((name or "", attrs.get("value", ""), attrs.get("formaction", "")))
        elif tag == "option" and self._select and "selected" in attrs:
            form.fields.setdefault(self._select, []).append(attrs.get("value", ""))
        elif not name or "__prefix__" in name:
            return
        elif tag == "input":
            box = kind in ("checkbox", "radio")
            if not box or "checked" in attrs:
                value = attrs.get("value", "on" if box else "")
                form.fields.setdefault(name, []).append(value)
                if not value and ("required" in attrs or kind == "password"):
                    form.missing[name] = kind
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea = name
            form.fields[name] = [""]
            if "required" in attrs:
                form.missing[name] = tag

    def handle_endtag(self, tag):
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea" and self._textarea:
            # HTML leaves out a line break that comes first.
            text = self._open.fields[self._textarea][0].removeprefix("\n")
            self._open.fields[self._textarea] = [text]
            if text:
                self._open.missing.pop(self._textarea, None)
            self._textarea = None

    def handle_data(self, data):
        if self._open is not None and self._textarea:
            self._open.fields[self._textarea][0] += data


class AdminForm:
    """The form of an admin page, as `client` gets it.

    `send(button, **changes)` posts it with some fields changed (None leaves one out), follows no
    redirect, and returns the answer. `rows` adds rows to an inline: `rows={"bylines": [{"author": 3}]}`.
    """

    def __init__(self, client, url: str, form_id: str):
        self.client, self.url = client, url
        answer = client.get(url)
        assert answer.status_code == 200, answer.status_code
        self.html = answer.content.decode()
        form = FormReader(self.html).named(form_id)
        self.fields, self.buttons = form.fields, [name for name, *_ in form.buttons]

    def send(self, button="_save", *, rows=None, **changes):
        data = self.fields | {button: ["1"]}
        for name, value in changes.items():
            if value is None:
                data.pop(name, None)
            else:
                data[name] = value if isinstance(value, list) else [str(value)]
        for prefix, added in (rows or {}).items():
            total = int(data[f"{prefix}-TOTAL_FORMS"][0])
            for number, row in enumerate(added, total):
                data |= {f"{prefix}-{number}-{name}": [str(value)] for name, value in row.items()}
            data[f"{prefix}-TOTAL_FORMS"] = [str(total + len(added))]
        return self.client.post(self.url, data)


def errors_of(answer) -> dict[str, list[str]]:
    """Return the errors of a refused form, the fields with errors only, those of its rows included."""
    form = answer.context["adminform"].form
    errors = {name: list(found) for name, found in form.errors.items()}
    for inline in answer.context["inline_admin_formsets"]:
        if shared := list(inline.formset.non_form_errors()):
            errors[inline.formset.prefix] = shared
        for row in inline.formset.forms:
            errors |= {f"{row.prefix}-{name}": list(found) for name, found in row.errors.items()}
    return errors
