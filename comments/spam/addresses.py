"""Web and mail addresses in a text, also spelt out ones, and what kinds of places they lead to."""

import re

from comments.spam.vocabulary import KIND_OF_HOST, TOP_LEVELS

_SPELT_DOT = re.compile(r"\s?[(\[{]\s?(?:dot|\.|point)\s?[)\]}]\s?|\sdot\s", re.IGNORECASE)
_SPELT_AT = re.compile(r"\s?[(\[{]\s?(?:at|@)\s?[)\]}]\s?", re.IGNORECASE)
_MAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,4}\w{2,24}")
_ADDRESS = re.compile(
    r"(?:https?\s?:\s?/\s?/|hxxps?://|www\s?\.)\s?[^\s<>\"]+"
    rf"|(?<![\w@.])(?:[a-z0-9-]{{1,63}}\.){{1,4}}(?:{TOP_LEVELS})\b(?:/[^\s<>\"]*)?"
    r"|\bwatch\?v=\S+",
    re.IGNORECASE,
)
_HOST = re.compile(r"(?:\w+\s?:\s?/\s?/\s?)?(?:www\s?\.\s?|m\.)?([^\s/?#:]*)", re.IGNORECASE)
_PAID_FOR = re.compile(r"[?&;](?:ref|refer|aff|tag|invite|campid|r|u)=", re.IGNORECASE)
_TITLED = re.compile(r"\s*[^\s:][^:]{4,120}:\s*xaddressx\s*")


def take_out(text: str) -> tuple[str, list[str]]:
    """Return the text with a word of ours in place of each address, and the web addresses."""
    plain = _MAIL.sub(" xmailx ", _SPELT_AT.sub("@", _SPELT_DOT.sub(".", text)))
    return _ADDRESS.sub(" xaddressx ", plain), [match[0] for match in _ADDRESS.finditer(plain)]


def kinds(rest: str, addresses: list[str]) -> set[str]:
    """Return what kinds of places the addresses lead to, and in which ways they are given.

    `rest` and `addresses` are what `take_out` returned. `ref` is an address that pays somebody for
    visits; `title` a text that is nothing but the title of a thing and its address, as buttons for
    sharing write it.
    """
    found = {KIND_OF_HOST.get(_host(address), "other") for address in addresses}
    if any(_PAID_FOR.search(address) for address in addresses):
        found.add("ref")
    if addresses and _TITLED.fullmatch(rest):
        found.add("title")
    return found


def _host(address: str) -> str:
    if address[:7].lower() == "watch?v":
        return "youtube.com"
    return _HOST.match(address)[1].lower()
