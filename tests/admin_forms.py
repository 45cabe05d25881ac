"""Forms of the admin as a browser sees them: opened, filled in, sent."""

from html.parser import HTMLParser


class FormReader(HTMLParser):
    """Reads what a browser would send for the form with the id `form_id`, if nobody touched it."""

    def __init__(self, form_id: str):
        super().__init__()
        self.form_id = form_id
        self.fields: dict[str, list[str]] = {}
        self.buttons: list[str] = []
        self._inside = False
        self._select = self._textarea = None

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        if tag == "form":
            self._inside = attrs.get("id") == self.form_id
        if not self._inside:
            return
        name = attrs.get("name")
        if tag == "input" and attrs.get("type") == "submit":
            self.buttons.append(name)
        elif tag == "input" and name and "__prefix__" not in name:
            box = attrs.get("type") in ("checkbox", "radio")
            if not box or "checked" in attrs:
                self.fields.setdefault(name, []).append(attrs.get("value", "on" if box else ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "__prefix__" not in self._select:
            if "selected" in attrs:
                self.fields.setdefault(self._select, []).append(attrs.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            if name and "__prefix__" not in name:
                self.fields[name] = [""]

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            if self._textarea in self.fields:  # HTML leaves out a line break that comes first
                self.fields[self._textarea] = [self.fields[self._textarea][0].removeprefix("\n")]
            self._textarea = None

    def handle_data(self, data):
        if self._inside and self._textarea in self.fields:
            self.fields[self._textarea][0] += data


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
        reader = FormReader(form_id)
        reader.feed(self.html)
        self.fields, self.buttons = reader.fields, reader.buttons

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
