"""Writes an export of WordPress that carries hostile text in every field that an export has."""

import json
import re
from collections.abc import Iterator
from html import escape
from itertools import count, cycle
from pathlib import Path
from urllib.parse import quote

from PIL import Image as PillowImage

from tests.wordpress import exports
from tests.wordpress.exports import attachment, author, category, cdata, comment, item, tag

PACK = 24  # vectors in one story, each with paragraphs, comments, bylines and tags of its own

_SITE = "https://old.example"
_UPLOADS = f"{_SITE}/wp-content/uploads"


def write_export(vectors: list[str], folder: Path) -> Path:
    """Write `export.xml` into `folder`, and beside it the pictures that it names; return its path.

    Each vector is in every field: one that holds a line is there for each few vectors. What XML 1.0
    cannot hold in any form is left out of them.
    """
    vectors = [_carried(vector) for vector in vectors]
    numbers = count(1)
    parts = [*map(_author, count(), vectors)]
    for few in _fitting(vectors, 240):
        parts += [_brief(next(numbers), few), _page(next(numbers), few), *_others(numbers, few)]
    for start in range(0, len(vectors), PACK):
        pack = vectors[start : start + PACK]
        parts += _terms(pack)
        parts += _pictures(pack, numbers, folder)
    xml = exports.export(*parts)
    for placeholder, few in {"The Old Paper": vectors[:12], "All that fits": vectors[-12:]}.items():
        xml = xml.replace(placeholder, cdata(_words(*few)), 1)
    path = folder / "export.xml"
    path.write_text(xml, encoding="utf-8")
    return path


def _carried(vector: str) -> str:
    """Return a vector without what XML 1.0 forbids, its line ends as every parser reads them."""
    vector = vector.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", vector)


def _fitting(vectors: list[str], room: int) -> Iterator[list[str]]:
    """Yield the vectors in turn, as many at once as a line of `room` characters takes in."""
    few: list[str] = []
    for vector in vectors:
        if few and len(" ".join([*few, vector])) > room:
            yield few
            few = []
        few.append(vector)
    yield few


def _words(*vectors: str) -> str:
    """Return vectors as HTML: first as what a reader is to see, then as markup."""
    return " ".join([*map(escape, vectors), *vectors])


def _author(number: int, vector: str) -> str:
    if number % 2:
        return author(vector, email=vector, first=_words(vector), last=vector)
    return author(vector, _words(vector), vector)


def _terms(pack: list[str]) -> Iterator[str]:
    """Yield a category above the others of the pack, and a tag, for each vector."""
    for vector in pack:
        parent = pack[0] if vector != pack[0] else vector[::-1]
        yield category(vector, _words(vector), parent, about=_words(vector))
        yield tag(vector, _words(vector), _words(vector))


def _brief(number: int, few: list[str]) -> str:
    """Return a post that shows a few vectors wherever stories are listed, or those in review."""
    words, first, last = _words(*few), few[0], few[-1]
    return item(
        number,
        f"{words}<!--more-->{words}",
        title=words,
        link=f"{_SITE}/{first}" if number % 2 else first,
        excerpt=words if number % 3 else "",
        creator="",
        status="publish" if number % 4 < 2 else "pending",
        post_name=first,
        guid=last,
        pubDate=first,
        comment_status=first,
        terms=[(vector, vector, vector) for vector in few],
        meta=[
            *(("_wp_old_slug", vector) for vector in few),
            *_custom_fields(few),
            *((vector, vector) for vector in few),
        ],
    )


def _custom_fields(vectors: list[str]) -> list[tuple[str, str]]:
    """Return the fields that plugins, the theme and the block editor keep beside a post."""
    words = _words(*vectors)
    return [
        ("_yoast_wpseo_title", words),
        ("_yoast_wpseo_metadesc", words),
        ("_yoast_wpseo_primary_category", vectors[-1]),
        ("td_post_theme_settings", _theme(vectors)),
        ("footnotes", json.dumps([{"id": vector, "content": vector} for vector in vectors])),
    ]


def _page(number: int, few: list[str]) -> str:
    """Return a page whose number is hostile too."""
    words, link = _words(*few), f"{_SITE}/{few[0]}/{number}/" if number % 4 else few[0]
    number = f"{few[0]} {number}"
    return item(number, words, title=words, post_type="page", link=link, post_name=few[-1])


def _theme(few: list[str]) -> str:
    """Return the settings of the magazine theme, as PHP serialises them."""
    words, first = _words(*few), few[0]
    values = {"td_subtitle": words, "td_source": words, "td_source_url": f"{_SITE}/?{quote(first)}"}
    values |= {"td_via": first, "td_via_url": first, "td_primary_cat": few[-1]}

    def string(text: str) -> str:
        return f's:{len(text.encode())}:"{text}";'

    inside = "".join(string(key) + string(value) for key, value in values.items())
    return f"a:{len(values)}:{{{inside}}}"


def _others(numbers: Iterator[int], few: list[str]) -> Iterator[str]:
    """Yield items of which nothing is made here."""
    first, last = few[0], few[-1]
    target = [(f"_menu_item_{key}", first) for key in ("type", "object", "url", "target", "classes")]
    yield item(next(numbers), last, title=_words(*few), post_type=first)
    yield item(next(numbers), last, title=_words(*few), post_type="nav_menu_item", meta=target)
    yield attachment(next(numbers), first, last, title=last, meta=[("_wp_attached_file", last)])


def _pictures(pack: list[str], numbers: Iterator[int], folder: Path) -> Iterator[str]:
    """Yield a picture, and what shows it: a guest author, a story, a page, a post of no known state."""
    picture, words = next(numbers), _words(*pack)
    file = f"{quote(pack[0], safe='')[:60]}-{picture}.png"
    PillowImage.new("RGB", (8, 8), picture).save(folder / file.replace("%", "_"))
    url = f"{_UPLOADS}/{quote(file)}"
    credit = f's:{len(pack[-1].encode())}:"{pack[-1]}";'
    about = [
        ("_wp_attached_file", file.replace("%", "_")),
        ("_wp_attachment_image_alt", words),
        ("_wp_attachment_metadata", f'a:1:{{s:10:"image_meta";a:1:{{s:6:"credit";{credit}}}}}'),
    ]
    yield attachment(picture, url, title=words, excerpt=words, content=words, link=url, meta=about)
    shown = ("_thumbnail_id", str(picture))
    guest = [(f"cap-{key}", words) for key in ("display_name", "description", "user_email")]
    guest += [("cap-website", f"{_SITE}/?{quote(pack[0])}"), ("cap-linked_account", pack[0]), shown]
    slug = f"cap-{pack[-1]}-{picture}"
    yield item(next(numbers), title=words, post_type="guest-author", post_name=slug, meta=guest)
    body = "".join(_blocks(vector, picture, url) for vector in pack) + "<!-- wp:footnotes /-->"
    story = {
        "title": words,
        "creator": pack[-1],
        "post_name": f"{pack[0]}-{picture}",
        "link": f"{_SITE}/2024/07/{quote(pack[-1])}/{picture}/",
        "meta": [shown, *_custom_fields(pack)],
    }
    terms = [("author", slug, words)]
    for vector in pack:
        terms += [("category", vector, vector), ("post_tag", vector, vector), ("author", vector, vector)]
    yield item(next(numbers), body, terms=terms, inside=_comments(pack, picture), **story)
    plain = "".join(_as_blocks([vector, vector]) for vector in pack)
    yield item(next(numbers), plain, post_type="page", **story | {"link": f"{_SITE}/{quote(file)}/"})
    times = ("post_date", "post_date_gmt", "post_modified", "post_modified_gmt", "pubDate")
    states = ("status", "post_password", "post_parent", "menu_order", "is_sticky", "comment_status")
    unknown = dict(zip((*times, *states), cycle(pack), strict=False))
    yield item(f"{pack[0]} {picture}", words, title=words, excerpt=words, **unknown)


def _comments(pack: list[str], number: int) -> str:
    """Return a thread that goes down and down, and an answer in no known state to each of it."""
    parts = []
    for place, vector in enumerate(pack):
        told = {
            "comment_author": _words(vector),
            "comment_author_email": vector,
            "comment_author_url": f"https://x.example/{vector}" if place % 2 else vector,
            "comment_author_IP": vector,
        }
        mine = f"{number}-{place}"
        parent = f"{number}-{place - 1}" if place else vector
        parts.append(comment(mine, _words(vector), comment_parent=parent, **told))
        odd = dict.fromkeys(("comment_date", "comment_date_gmt", "comment_approved"), vector)
        parts.append(comment(f"{mine}-{vector}", vector, comment_parent=mine, **told | odd))
        parts.append(comment(f"{mine}-type", vector, comment_type=vector))
    return "".join(parts)


def _blocks(vector: str, picture: int, url: str) -> str:
    """Return a vector in all that an editor can make of it."""
    quoted = escape(vector)
    shown = f'<img class="wp-image-{picture}" src="{url}" alt="{quoted}">'
    pieces = [
        vector,
        vector,
        f'<p>{vector}</p><a href="{quoted}" title="{quoted}">{quoted}</a>',
        f'[caption id="{vector}" caption="{quoted}"]{shown}[/caption]',
        f'<img src="{quoted}" alt="{quoted}" class="wp-image-{quoted}" data-id="{quoted}">',
        f"[caption id={picture}]{shown} {vector}[/caption]",
        _void_blocks(vector),
        f'[embed]{vector}[/embed] [embed]{_SITE}/{quoted}[/embed] [gallery ids="{picture},{vector}"]',
        f'<figure class="wp-block-image">{shown}<figcaption>{vector}</figcaption></figure>',
        f'[audio src="{_SITE}/{vector}"] [video mp4="{vector}"] [youtube {vector}] [vimeo "{quoted}"]',
        f'<iframe src="{quoted}"></iframe><object data="{quoted}"></object>',
        f'<video src="{quoted}" poster="{quoted}"><source src="{quoted}">{vector}</video>',
        f'[unknown a="{vector}"]{vector}[/unknown] [soundcloud url="{_SITE}/{vector}"]',
        f'<div class="wp-block-cover" style="background-image:url({quoted})">{quoted}</div>',
    ]
    return _as_blocks(pieces)


def _as_blocks(pieces: list[str]) -> str:
    """Return pieces as blocks, an even number, each of another kind than the one before it.

    So they are read one by one, and none with an open comment or quote hides the next.
    """
    kinds = cycle(["html", "freeform"])
    return "".join(
        f"<!-- wp:{kind} -->\n{piece}\n<!-- /wp:{kind} -->\n"
        for kind, piece in zip(kinds, pieces, strict=False)
    )


def _void_blocks(vector: str) -> str:
    """Return blocks that are all attributes, escaped as the block editor does it."""
    blocks = {
        "embed": {"url": vector, "providerNameSlug": vector, "caption": vector},
        "core-embed/youtube": {"url": f"{_SITE}/{vector}"},
        "social-link": {"url": f"{_SITE}/{vector}", "service": vector, "label": vector},
        "gallery": {"ids": [vector]},
        "block": {"ref": vector},
        "latest-posts": {"className": vector},
        "cover": {"url": vector, "id": vector},
    }
    escapes = {"--": r"\u002d\u002d", "<": r"\u003c", ">": r"\u003e", "&": r"\u0026"}
    parts = []
    for name, attributes in blocks.items():
        text = json.dumps(attributes, ensure_ascii=False)
        for character, escaped in escapes.items():
            text = text.replace(character, escaped)
        end = "--><!-- /wp:cover -->" if name == "cover" else "/-->"
        parts.append(f"<!-- wp:{name} {text} {end}")
    return "".join(parts)
