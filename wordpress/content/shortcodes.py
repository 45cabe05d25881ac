"""WordPress's shortcodes: those of its own become markup, others stay and are named.

Syntax: https://codex.wordpress.org/Shortcode_API. The markup made here carries attributes
`data-wp-…`, which wordpress.content.rewriting understands.
"""

import re
from html import escape, unescape

_KNOWN = "caption|wp_caption|gallery|embed|audio|video|youtube|vimeo|dailymotion|soundcloud"
_OPENING = re.compile(rf"\[(\[?)({_KNOWN})(?![\w-])((?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*?)(/?)\](\]?)")
_ATTRIBUTE = re.compile(
    r"""([\w-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|[“”″]([^“”″]*)[“”″]|([^\s"']+))|"([^"]*)"|(\S+)"""
)
_PICTURE = re.compile(r"\s*((?:<a\s[^>]*>\s*)?<img\s[^>]*>(?:\s*</a>)?)(.*)", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")

# What looks like a shortcode of a plugin: [name], [name a="b"], [/name].
_BRACKETS = re.compile(r"(?<!\[)\[(/?)([A-Za-z][\w-]{1,60})((?:\s[^\[\]]*)?)/?\](?!\]|\()")

_ADDRESSES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "soundcloud": "{}",
}


def expand(text: str) -> str:
    """Return the text with WordPress's own shortcodes replaced by markup; [[x]] becomes [x]."""
    parts = []
    at = 0
    while found := _OPENING.search(text, at):
        parts.append(text[at : found.start()])
        escaped, name, raw, closed, escape_end = found.groups()
        end = found.end()
        if escaped and escape_end:
            parts.append(found[0][1:-1])
            at = end
            continue
        parts.append(escaped)
        end -= len(escape_end)
        inside = None
        if not closed:
            closing = text.find(f"[/{name}]", end)
            another = _OPENING.search(text, end) if closing >= 0 else None
            nested = another and another[2] == name and another.start() < closing
            if closing >= 0 and not nested:
                inside = text[end:closing]
                end = closing + len(name) + 3
        markup = _MARKUP[name](name, attributes_of(raw), inside)
        parts.append(text[found.start() + len(escaped) : end] if markup is None else markup)
        at = end
    parts.append(text[at:])
    return "".join(parts)


def unknown_names(text: str) -> list[str]:
    """Return the names of the shortcodes that a text still has, in its order, each once.

    A lone word in brackets, as in “[sic]”, is taken for one only if it stands on a line of its own,
    is closed by [/word], or its name holds a _ or -.
    """
    plain = _TAG.sub(lambda tag: "\n" if tag[0][1:2] in "/p" else "", text)
    closed = {name for slash, name, _ in _BRACKETS.findall(plain) if slash}
    names = {}
    for found in _BRACKETS.finditer(plain):
        name = found[2]
        if "=" in found[3] or "_" in name or "-" in name or name in closed or _alone(plain, found):
            names[name] = True
    return list(names)


def _alone(text: str, found: re.Match) -> bool:
    before = text[: found.start()].rpartition("\n")[2]
    after = text[found.end() :].partition("\n")[0]
    return not found[3].strip() and not before.strip() and not after.strip()


def attributes_of(raw: str) -> dict[str | int, str]:
    """Return the attributes of a shortcode by name, those without a name by their position."""
    values = {}
    for name, *named, quoted, bare in _ATTRIBUTE.findall(unescape(raw)):
        if name:
            values[name.lower()] = next(filter(None, named), "")
        else:
            values[len([key for key in values if isinstance(key, int)])] = quoted or bare
    return values


def _caption(name: str, attributes: dict, inside: str | None) -> str | None:
    if inside is None:
        return None
    found = _PICTURE.match(inside)
    picture, words = found.groups() if found else (inside, "")
    words = attributes.get("caption") or words.strip()
    number = re.sub(r"\D", "", attributes.get("id", ""))
    return f'\n\n<figure data-wp-id="{number}">{picture}<figcaption>{words}</figcaption></figure>\n\n'


def _gallery(name: str, attributes: dict, inside: str | None) -> str:
    ids = attributes.get("ids") or attributes.get("include") or ""
    numbers = ",".join(re.findall(r"\d+", ids))
    left_out = ",".join(re.findall(r"\d+", attributes.get("exclude", "")))
    markup = f'<div data-wp-gallery="{numbers or "*"}" data-wp-exclude="{left_out}"></div>'
    return f"\n\n{markup}\n\n{inside or ''}"


def _embed(name: str, attributes: dict, inside: str | None) -> str | None:
    url = (
        (inside or "").strip() or attributes.get("src") or attributes.get("url") or attributes.get(0, "")
    )
    return embed_markup(unescape(_TAG.sub("", url)))


def _service(name: str, attributes: dict, inside: str | None) -> str | None:
    value = attributes.get("url") or attributes.get("id") or attributes.get(0, "")
    value = value.removeprefix("=").strip()
    if not value.startswith(("http://", "https://")):
        value = _ADDRESSES[name].format(value) if value else ""
    return embed_markup(value)


def _media(name: str, attributes: dict, inside: str | None) -> str | None:
    formats = ("src", "mp3", "m4a", "ogg", "wav", "wma", "mp4", "m4v", "webm", "ogv", "flv", "wmv")
    url = next((attributes[key] for key in formats if attributes.get(key)), "")
    url = url or attributes.get(0, "") or _TAG.sub("", inside or "").strip()
    if not url.startswith(("http://", "https://", "/")):
        return None
    return f'\n\n<div data-wp-media="{escape(url)}"></div>\n\n'


def embed_markup(url: str) -> str | None:
    """Return the markup for an embedded address, None if it is none."""
    if url.startswith("//"):
        url = f"https:{url}"
    if not url.startswith(("http://", "https://")):
        return None
    return f'\n\n<div data-wp-embed="{escape(url)}"></div>\n\n'


_MARKUP = {
    "caption": _caption,
    "wp_caption": _caption,
    "gallery": _gallery,
    "embed": _embed,
    "audio": _media,
    "video": _media,
    "youtube": _service,
    "vimeo": _service,
    "dailymotion": _service,
    "soundcloud": _service,
}
