"""What stories can show of other sites, once the reader has asked for it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, quote, urlsplit


@dataclass(frozen=True)
class Player:
    """The page of another site that plays something, to be put into a frame."""

    provider: str
    frame_url: str
    shape: str  # wide (16 by 9), tall (9 by 16), audio (one row) or list (several rows)


# Where frames come from, for the Content-Security-Policy.
FRAME_ORIGINS = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://geo.dailymotion.com",
    "https://open.spotify.com",
    "https://w.soundcloud.com",
]


def is_embeddable(url: str) -> bool:
    """Whether `url` is an https address of another site that a story may point to."""
    if len(url) > 2000 or re.search(r"[\s\\\"'<>`\x00-\x1f\x7f]", url):
        return False
    parts = _split(url)
    return bool(parts and parts.scheme == "https" and parts.hostname and "@" not in parts.netloc)


def find_player(url: str) -> Player | None:
    """Return the player for an address of a known site, None for any other."""
    parts = _split(url) if is_embeddable(url) else None
    if parts is None:
        return None
    host = parts.hostname.removeprefix("www.").removeprefix("m.").removeprefix("music.")
    provider = _PROVIDERS.get(host)
    return provider(parts) if provider else None


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        return parts if parts.hostname and parts.port in (None, 443) else None
    except ValueError:
        return None


def _youtube(parts: SplitResult) -> Player | None:
    query = parse_qs(parts.query)
    words = parts.path.strip("/").split("/")
    number = query.get("v", [""])[0] if words == ["watch"] else ""
    if words[0] in ("shorts", "embed", "live", "v") and len(words) == 2:
        number = words[1]
    elif parts.hostname == "youtu.be" and len(words) == 1:
        number = words[0]
    if not re.fullmatch(r"[A-Za-z0-9_-]{11}", number):
        return None
    start = _seconds(query.get("t", query.get("start", [""]))[0])
    frame = f"https://www.youtube-nocookie.com/embed/{number}?autoplay=1"
    frame += f"&start={start}" if start else ""
    return Player("YouTube", frame, "tall" if words[0] == "shorts" else "wide")


def _seconds(text: str) -> int:
    """Return a time such as `90`, `90s` or `1h2m3s` in seconds; 0 for anything else."""
    found = re.fullmatch(r"(?:(\d{1,3})h)?(?:(\d{1,4})m)?(?:(\d{1,6})s?)?", text, re.ASCII)
    if not found:
        return 0
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + seconds


def _vimeo(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/(?:video/)?(\d{5,12})(?:/([0-9a-f]{6,20}))?/?", parts.path)
    if not found:
        return None
    private = found[2] or parse_qs(parts.query).get("h", [""])[0]
    key = f"&h={private}" if re.fullmatch(r"[0-9a-f]{6,20}", private) else ""
    return Player("Vimeo", f"https://player.vimeo.com/video/{found[1]}?autoplay=1&dnt=1{key}", "wide")


def _dailymotion(parts: SplitResult) -> Player | None:
    found = re.fullmatch(r"/(?:embed/)?(?:video/)?([A-Za-z0-9]{5,12})(?:_[^/]*)?/?", parts.path)
    if not found:
        return None
    return Player("Dailymotion", f"https://geo.dailymotion.com/player.html?video={found[1]}", "wide")


def _spotify(parts: SplitResult) -> Player | None:
    found = re.fullmatch(
        r"/(?:intl-[a-z]{2}/)?(?:embed/)?(track|album|playlist|artist|episode|show)/([A-Za-z0-9]{22})/?",
        parts.path,
    )
    if not found:
        return None
    shape = "audio" if found[1] in ("track", "episode", "show") else "list"
    return Player("Spotify", f"https://open.spotify.com/embed/{found[1]}/{found[2]}", shape)


def _soundcloud(parts: SplitResult) -> Player | None:
    words = parts.path.strip("/").split("/")
    if len(words) not in (2, 3) or not all(re.fullmatch(r"[\w-]+", word) for word in words):
        return None
    page = quote(f"https://soundcloud.com/{'/'.join(words)}", safe="")
    shape = "list" if "sets" in words else "audio"
    return Player("SoundCloud", f"https://w.soundcloud.com/player/?url={page}&auto_play=true", shape)


_PROVIDERS: dict[str, Callable[[SplitResult], Player | None]] = {
    "youtube.com": _youtube,
    "youtube-nocookie.com": _youtube,
    "youtu.be": _youtube,
    "vimeo.com": _vimeo,
    "player.vimeo.com": _vimeo,
    "dailymotion.com": _dailymotion,
    "dai.ly": _dailymotion,
    "open.spotify.com": _spotify,
    "soundcloud.com": _soundcloud,
}
