"""Makes readable what is not well-formed XML, without touching what is."""

import codecs
import html
import re
from collections.abc import Iterator
from typing import BinaryIO

# Characters that XML 1.0 does not allow, in any form.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_DECLARATION = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""")

# Elements whose content is text and nothing else.
_LEAVES = (
    "title|link|guid|pubDate|description|language|category|dc:creator|content:encoded|excerpt:encoded"
    "|wp:(?!author>|category>|tag>|term>|comment>|postmeta>|commentmeta>|termmeta>)\\w+"
)
_LEAF = re.compile(rf"<({_LEAVES})((?:\s[^<>]*)?)(?<!/)>(.*?)</\1\s*>", re.DOTALL)
_BARE_AMPERSAND = re.compile(r"&(?!(?:#\d+|#[xX][0-9a-fA-F]+|\w+);)")


def _decode_as_windows(error: UnicodeError):
    """Take bytes that are not UTF-8 for Windows-1252, as old databases mix the two."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("wordpress.windows", _decode_as_windows)


def clean_chunks(file: BinaryIO, size: int = 1 << 16) -> Iterator[tuple[str, int, bool]]:
    """Yield the text of a file in chunks: (text, bytes read so far, whether something was mended).

    The encoding is that of the byte order mark or of the XML declaration, or UTF-8. Bytes that do
    not fit it are read as Windows-1252; characters that XML forbids are left out.
    """
    head = file.read(size)
    decoder = codecs.getincrementaldecoder(_encoding(head))("wordpress.windows")
    done = 0
    while head:
        done += len(head)
        text = decoder.decode(head)
        cleaned = _FORBIDDEN.sub("", text)
        yield cleaned, done, len(cleaned) != len(text)
        head = file.read(size)
    if rest := decoder.decode(b"", True):
        yield _FORBIDDEN.sub("", rest), done, True


def _can_read(encoding: str, declaration: bytes) -> bool:
    """Whether a declaration may be in the encoding that it names: Python knows some for no text."""
    try:
        plain = declaration.decode("ascii")
        decoder = codecs.getincrementaldecoder(encoding)
        return declaration.decode(encoding) == decoder("wordpress.windows").decode(declaration) == plain
    except (LookupError, UnicodeError):
        return False


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARATION.match(head.removeprefix(codecs.BOM_UTF8))
    name = declared[1].decode() if declared else "utf-8"
    if not declared or not _can_read(name, declared[0]):
        name = "utf-8"
    name = codecs.lookup(name).name
    return "utf-8-sig" if name in {"utf-8", "ascii"} else name


def mend(piece: str) -> str:
    """Return one element of an export with its texts escaped anew, whatever they were before.

    A text ends at the closing tag of its element: so CDATA inside CDATA, a `]]>` in a text and a
    bare `&` or `<` are all read as the writer meant them.
    """
    piece = _LEAF.sub(_escape_leaf, piece)
    return _BARE_AMPERSAND.sub("&amp;", piece)


def _escape_leaf(found: re.Match) -> str:
    name, attributes, text = found.groups()
    stripped = text.strip()
    if stripped.startswith("<![CDATA[") and stripped.endswith("]]>"):
        text = stripped[9:-3].replace("]]]]><![CDATA[>", "]]>")
        text = re.sub(r"(?<!\])\]\]>\s*<!\[CDATA\[", "", text)
    else:
        text = html.unescape(text)
    attributes = _BARE_AMPERSAND.sub("&amp;", attributes)
    text = _FORBIDDEN.sub("", text)
    return f"<{name}{attributes}>{html.escape(text, quote=False)}</{name}>"
