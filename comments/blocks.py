"""What moderators keep from readers: words, and writers by e-mail, name or network.

A block is a row; one whose end has come counts no more from that moment on, because every question
asks for the time. Values are stored as they are compared, so that all kinds but words are found by
one short read along an index. Words are read as a list, which is why there is a limit to them.
"""

import ipaddress
import re
import unicodedata
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.encoding import punycode

from comments.models import Block, Comment
from comments.text import clean_line, without_invisible
from incoming.network import parsed
from search.words import fold

Kind = Block.Kind

LONGEST = Block._meta.get_field("value").max_length
MOST_WORDS = 2000  # blocks of words that hold at once
WIDEST = {4: 8, 6: 19}  # bits of the widest network by the version of its addresses
_KEY = re.compile(r" \(block ([0-9]{1,18})\)$")
_DOMAIN = re.compile(r"@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}")


def normalise(kind: str, value: str) -> str:
    """Return a value as it is stored and compared; raise ValidationError, in words for a person."""
    kinds = {
        Kind.WORD: _words,
        Kind.NAME: _name,
        Kind.EMAIL: _email,
        Kind.ADDRESS: _address,
        Kind.NETWORK: _network,
    }
    if kind not in kinds:
        raise ValidationError("Choose what is blocked.")
    compared = kinds[kind](clean_line(value))
    if len(compared) > LONGEST:
        raise ValidationError("This is too long to be blocked. Write the part of it that matters.")
    return compared


def active() -> QuerySet[Block]:
    """Return the blocks that hold now."""
    return Block.objects.filter(Q(until=None) | Q(until__gt=timezone.now()))


def find(comment: Comment) -> list[Block]:
    """Return the blocks that a new comment falls under, by two queries at most."""
    wanted = Q()
    for kind, values in _values_of(comment).items():
        wanted |= Q(kind=kind, value__in=values)
    found = list(active().filter(wanted).order_by("pk")) if wanted else []
    said = _said(f"{comment.name} {comment.website} {comment.body}")
    words = active().filter(kind=Kind.WORD).order_by("pk")
    return found + [block for block in words[:MOST_WORDS] if f" {block.value} " in said]


def sentence(block: Block) -> str:
    """Return a block as a comment that it meets keeps it as a reason: `Network address (block 12)`.

    What is blocked, and the note, name people and networks: they stand on the block alone.
    """
    return f"{_kind(block)} (block {block.pk})"


def told(kept: Iterable[str]) -> dict[str, str]:
    """Return for moderators, by what `sentence` gave, the blocks that are still there; by one query.

    Each as `Word or phrase “casino” (betting ads)`.
    """
    keys = {said: int(match[1]) for said in kept if (match := _KEY.search(said))}
    found = Block.objects.in_bulk(set(keys.values())) if keys else {}
    return {said: _in_full(found[key]) for said, key in keys.items() if key in found}


def _in_full(block: Block) -> str:
    return f"{_kind(block)} “{block.value}”" + (f" ({block.note})" if block.note else "")


def _kind(block: Block) -> str:
    return {Kind.EMAIL: "E-mail", Kind.NETWORK: "Network"}.get(block.kind, block.get_kind_display())


def check_limit(kind: str, block: Block | None = None) -> None:
    """Raise ValidationError if there is no room for one more block of a kind that holds."""
    if kind != Kind.WORD:
        return
    others = active().filter(kind=kind).exclude(pk=block.pk if block else None)
    if others.order_by()[:MOST_WORDS].count() >= MOST_WORDS:
        raise ValidationError(
            f"There can be {MOST_WORDS:,} blocked words at once, and so many there are. "
            "Nothing was saved: delete or end some that are not needed any more."
        )


def _values_of(comment: Comment) -> dict[str, list[str]]:
    """Return, by kind, every stored value under which the writer of a comment would fall."""
    values = {}
    if name := _folded_name(comment.name):
        values[Kind.NAME] = [name]
    if comment.email:
        email = with_plain_domain(comment.email.lower())
        labels = email.rpartition("@")[2].split(".")
        domains = [f"@{'.'.join(labels[start:])}" for start in range(len(labels) - 1)]
        values[Kind.EMAIL] = [email, comment.email.lower(), *domains]
    if comment.ip_address:
        address = parsed(str(comment.ip_address))
        values[Kind.ADDRESS] = [str(address)]
        lengths = range(WIDEST[address.version], address.max_prefixlen + 1)
        values[Kind.NETWORK] = [
            str(ipaddress.ip_network((address, length), strict=False)) for length in lengths
        ]
    return values


def _said(text: str) -> str:
    """Return the words of a text between spaces; on a line below, where invisible marks part words."""
    readings = dict.fromkeys([text, without_invisible(text, " ")])
    return "\n".join(f" {_tokens(reading)} " for reading in readings)


def _tokens(text: str) -> str:
    """Return the words of a text, as they are compared, joined by single spaces."""
    letters = (c if unicodedata.category(c)[0] in "LNM" else " " for c in _folded(text))
    return " ".join("".join(letters).split())


def _folded(text: str) -> str:
    """Return a text without case, accents and what nobody sees, behind which a word could hide."""
    return fold(without_invisible(text))


def _words(value: str) -> str:
    words = _tokens(value)
    if len(words) < 2:
        raise ValidationError("Write a word or a phrase of at least two letters or digits.")
    return words


def _name(value: str) -> str:
    if name := _folded_name(value):
        return name
    raise ValidationError("Write the name as it stands over the comments.")


def _folded_name(name: str) -> str:
    """Return a name as it is compared: plain forms of some letters are eighteen, so it may be cut."""
    return " ".join(_folded(name).split())[:LONGEST]


def _email(value: str) -> str:
    email = with_plain_domain(value.lower())
    if email.startswith("@"):
        if not _DOMAIN.fullmatch(email):
            raise ValidationError("Write a domain like @example.org; all below it is blocked too.")
        return email
    try:
        validate_email(email)
    except ValidationError as error:
        raise ValidationError(
            "Write an address like name@example.org, or @example.org for everybody there."
        ) from error
    return email


def with_plain_domain(email: str) -> str:
    """Return an address with its domain in ASCII (IDNA), if it has such a form."""
    local, at, domain = email.rpartition("@")
    try:
        return f"{local}{at}{punycode(domain).lower()}"
    except UnicodeError:
        return email


def _address(value: str) -> str:
    if (address := parsed(value)) is None:
        raise ValidationError("Write an address like 203.0.113.7 or 2001:db8::7.")
    return str(address)


def _network(value: str) -> str:
    try:
        network = ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise ValidationError("Write a network like 192.0.2.0/24 or 2001:db8::/48.") from error
    if network.prefixlen < (widest := WIDEST[network.version]):
        raise ValidationError(
            f"/{network.prefixlen} would block a great part of all readers. The widest is /{widest}."
        )
    return str(network)
