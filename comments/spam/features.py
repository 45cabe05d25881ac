"""What a text shows of itself to the classifier: its words, and the ways of spam.

Everything here takes time that grows with the length of the text only, whatever stands in it.
"""

import html
import math
import re
import unicodedata
from itertools import pairwise

from comments.spam.addresses import kinds, take_out
from comments.spam.vocabulary import GROUP_OF, PARTNERS

LONGEST = 12_000  # characters that are looked at; some letters become many when they are made plain
MOST_WORDS = 1500  # words of a text that are looked at
_OUR_WORDS = {"xaddressx", "xmailx", "xphonex", "xnumberx"}
_LONGEST_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_MARKUP = re.compile(r"<[^<>]{0,2000}>|\[/?(?:url|img|b|link)[^\[\]]{0,500}\]", re.IGNORECASE)
_SPACED = re.compile(r"(?<![^\W_])(?:[^\W\d_][ .*\-]){3,}[^\W\d_](?![^\W_])")
_PHONE = re.compile(r"\+?\d[\d\s().-]{7,20}\d")
_MONEY = re.compile(
    r"[$€£₹¥]\s?\d|\d\s?[$€£]|\b\d[\d,.]{0,12}\s?(?:k|usd|dollars?|bucks|eur|btc|pounds)\b",
    re.IGNORECASE,
)
_HANDLE, _HASHTAG = re.compile(r"(?<!\w)@\w+"), re.compile(r"(?<!\w)#\w+")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)?")
_DISGUISED = re.compile(r"(?<![^\W\d_])[^\W\d_]{1,30}[01345@$][^\W\d_]{1,30}")
_LOOKALIKES = str.maketrans(
    "аеорсухіјѕԁɡһӏνωτικαοΑΒΕΗΙΚΜΝΟΡΤΧΥАВЕКМНОРСТХУ", "aeopcyxijsdghlvwtikaoABEHIKMNOPTXYABEKMHOPCTXY"
)
_DIGIT_LETTERS = str.maketrans("01345@$", "oieasas")
_BEFORE_A_CALL = {"and", "to", "also", "so", "should", "must", "can", "could", "just", "n", "now"}

Features = dict[str, float]


def features(text: str) -> Features:
    """Return what `text` shows, by name.

    `_…` are its ways, `u:…` the kinds of its addresses, `g:…` the kinds of its words, `w:…` its words,
    `b:…` pairs of them, `k:…` pairs in which kinds stand for words, and `c:…` pieces of words, which
    know “suscribe” for what it is.
    """
    text = unicodedata.normalize("NFKC", html.unescape(text))[:LONGEST]
    seen = _INVISIBLE.sub("", text)
    bare = _MARKUP.sub(" ", seen)
    rest, addresses = take_out(bare)
    places = {f"u:{kind}": 1.0 for kind in kinds(rest, addresses)}
    rest = _PHONE.sub(" xphonex ", rest)
    words = _words(_SPACED.sub(lambda match: re.sub(r"[ .*\-]", "", match[0]), rest))
    groups = [GROUP_OF.get(word) for word in words]
    shown = _ways_of_signs(bare, rest, addresses)
    shown |= {
        "_mail": float("xmailx" in words),
        "_phone": float("xphonex" in words),
        "_length": math.log1p(len(words)) / 4,
        "_length_squared": (math.log1p(len(words)) / 4) ** 2,
        "_short": float(len(words) <= 3),
        "_long": float(len(words) >= 40),
        "_hidden": float(len(text) - len(seen) > 3),
        "_disguised": float(bool(_DISGUISED.search(rest))),
    }
    shown |= places | _ways_of_words(words, groups, bool(addresses))
    shown = {name: value for name, value in shown.items() if value}
    return shown | _wording(words, groups) | _spelling(words)


def _words(text: str) -> list[str]:
    """Return the words in small letters, as they read: without disguise, and with digits as one word."""
    words = []
    for match in _WORD.finditer(text):
        word = match[0]
        if not word.isascii() and any("a" <= letter <= "z" for letter in word.lower()):
            word = word.translate(_LOOKALIKES)
        if word.isdigit():
            word = "xnumberx"
        elif _DISGUISED.fullmatch(word):
            word = word.translate(_DIGIT_LETTERS)
        words.append(_LONGEST_RUN.sub(r"\1\1", word.casefold().replace("’", "'"))[:40])
        if len(words) == MOST_WORDS:
            break
    return words


def _ways_of_signs(bare: str, rest: str, addresses: list[str]) -> Features:
    letters = [character for character in rest[:4000] if character.isalpha()]
    capitals = sum(letter.isupper() for letter in letters)
    symbols = sum(unicodedata.category(character)[0] == "S" for character in rest[:2000])
    hashtags = len(_HASHTAG.findall(rest))
    return {
        "_always": 1.0,
        "_address": float(bool(addresses)),
        "_addresses": float(len(addresses) > 1),
        "_mostly_address": float(sum(map(len, addresses)) * 2 > len(bare.strip())),
        "_money": float(bool(_MONEY.search(rest))),
        "_handle": float(bool(_HANDLE.search(rest))),
        "_hashtag": float(bool(hashtags)),
        "_hashtags": float(hashtags > 2),
        "_capitals": capitals / len(letters) if len(letters) > 8 else 0.0,
        "_exclamation": min(3, rest.count("!")) / 3,
        "_question": float("?" in rest),
        "_repeated": float(bool(re.search(r"(.)\1{4}", rest))),
        "_symbols": float(symbols > 10),
    }


def _ways_of_words(words: list[str], groups: list[str | None], has_address: bool) -> Features:
    present = {group for group in groups if group}
    shown = {f"g:{group}": 1.0 for group in present}
    shown |= {f"_{one}+{other}": 1.0 for one, other in PARTNERS if {one, other} <= present}
    if has_address and present & {"look", "join"}:
        shown["_address+call"] = 1.0
    for place, group in enumerate(groups):
        following = groups[place + 1 : place + 4]
        if group == "own" and "thing" in following:
            shown["_own_thing"] = 1.0
        elif group in {"look", "join"}:
            if "own" in following:
                shown["_call_to_own"] = 1.0
            before = place - 1
            if place == 0 or groups[before] in {"please", "crowd"} or words[before] in _BEFORE_A_CALL:
                shown["_call"] = 1.0
    return shown


def _wording(words: list[str], groups: list[str | None]) -> Features:
    """Return the words and pairs of words, together of one length, however many they are."""
    shown = {f"w:{word}": 1.0 for word in words}
    framed = ["^", *words, "$"]
    shown |= {f"b:{one} {other}": 0.7 for one, other in pairwise(framed)}
    kinds = [f"<{group}>" if group else word for word, group in zip(words, groups, strict=True)]
    shown |= {
        f"k:{one} {other}": 0.5 for one, other in pairwise(kinds) if one[0] == "<" or other[0] == "<"
    }
    length = math.sqrt(sum(value * value for value in shown.values())) or 1
    return {name: 3 * value / length for name, value in shown.items()}


def _spelling(words: list[str]) -> Features:
    """Return the runs of three to five characters of the words, together of one length."""
    framed = [f" {word} " for word in set(words) if word not in _OUR_WORDS]
    runs = {
        f"c:{word[start : start + size]}"
        for word in framed
        for size in (3, 4, 5)
        for start in range(len(word) - size + 1)
    }
    return dict.fromkeys(runs, 3 / math.sqrt(len(runs) or 1))
