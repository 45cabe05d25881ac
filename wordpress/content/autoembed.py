"""Addresses that stand alone on a line, which WordPress shows as what they lead to."""

import re
from urllib.parse import urlsplit

from richtext.embeds import find_player, is_embeddable
from wordpress.content.shortcodes import embed_markup

_LONE = re.compile(r"^[ \t]*(https?://[^\s<>\"\[\]]+)[ \t]*$", re.MULTILINE | re.IGNORECASE)
_LITERAL = re.compile(r"<(pre|code|script|style|textarea)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)

# Sites that WordPress asks for what to show (its oEmbed providers), besides those with a player here.
_PROVIDERS = {
    *("animoto.com", "bsky.app", "canva.com", "cloudup.com", "crowdsignal.com", "facebook.com"),
    *("flic.kr", "flickr.com", "imgur.com", "instagram.com", "issuu.com", "kickstarter.com"),
    *("mixcloud.com", "pinterest.com", "pocketcasts.com", "reddit.com", "reverbnation.com"),
    *("scribd.com", "slideshare.net", "speakerdeck.com", "ted.com", "threads.net", "tiktok.com"),
    *("tumblr.com", "twitter.com", "videopress.com", "wordpress.tv", "x.com"),
}


def mark_lone_addresses(html: str) -> str:
    """Return HTML of the classic editor with the addresses that WordPress embeds marked as such."""
    parts = []
    at = 0
    for literal in _LITERAL.finditer(html):
        parts += [_LONE.sub(_marked, html[at : literal.start()]), literal[0]]
        at = literal.end()
    parts.append(_LONE.sub(_marked, html[at:]))
    return "".join(parts)


def _marked(found: re.Match) -> str:
    return embed_markup(found[1]) if is_embedded(found[1]) else found[0]


def is_embedded(url: str) -> bool:
    """Whether WordPress shows what this address leads to."""
    secure = secured(url)
    if not is_embeddable(secure):
        return False
    host = urlsplit(secure).hostname.removeprefix("www.").removeprefix("m.").removeprefix("mobile.")
    return bool(find_player(secure)) or host in _PROVIDERS


def secured(url: str) -> str:
    """Return an address with https for its scheme, as all these sites speak it."""
    if url.startswith("//"):
        return f"https:{url}"
    return f"https://{url[7:]}" if url.lower().startswith("http://") else url
