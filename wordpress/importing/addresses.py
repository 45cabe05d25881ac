"""Addresses of the old site: which are its own, how they are written, where they lead now."""

import re
from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urlsplit

from redirects.models import Redirect
from redirects.workflow import leave_redirect
from wordpress.models import ImportedItem, OldAddress
from wordpress.wxr import Site

LONGEST_PATH = 600
_QUERIES = ("p", "page_id", "attachment_id", "cat")
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}$)")
_EDITED = re.compile(r"-e\d{10,}(?=\.\w{2,5}$)")
_END = re.compile(r"(?=\.\w{2,5}$)")


def _parts(url: str):
    try:
        parts = urlsplit(url.strip())
        is_web = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
        return parts if is_web else None  # a port that is no number raises ValueError
    except ValueError:
        return None


class OldSite:
    """The site an export came from. `key` is its address without scheme, www and final slash."""

    def __init__(self, site: Site, first_link: str = ""):
        urls = [site.blog_url, site.site_url, site.link, first_link]
        found = [parts for parts in map(_parts, urls) if parts]
        self.hosts = {parts.hostname.removeprefix("www.") for parts in found}
        self.folder = found[0].path.rstrip("/") if found and (site.blog_url or site.site_url) else ""
        if found:
            port = f":{found[0].port}" if found[0].port else ""
            self.key = found[0].hostname.removeprefix("www.") + port + self.folder
        else:
            self.key = f"({site.title.strip()})"
        self.key = self.key[:200]
        self.url = site.blog_url or site.site_url or site.link or first_link

    def is_own(self, url: str) -> bool:
        """Whether `url` is on one of the site's hosts, with or without www, http or https."""
        parts = _parts(url)
        return bool(parts) and parts.hostname.removeprefix("www.") in self.hosts

    def path(self, url: str) -> str:
        """Return how an address is looked up: its path decoded, without a final slash.

        Of a query only what WordPress takes for an address is kept (`/?p=12`). On a host that is
        not the site's own it begins with `//host`. Empty if `url` is no web address, or too long.
        """
        parts = _parts(url)
        if not parts:
            return ""
        host = parts.hostname.removeprefix("www.")
        path = unquote(parts.path).replace("\x00", "")
        query = parse_qs(parts.query)
        name = next((name for name in _QUERIES if query.get(name, [""])[0].isdecimal()), "")
        path = f"{path.rstrip('/')}/?{name}={query[name][0]}" if name else path.rstrip("/") or "/"
        path = path if host in self.hosts else f"//{host}{path}"
        return path if len(path) <= LONGEST_PATH else ""

    def query_path(self, name: str, number: str) -> str:
        """Return the look-up form of an address such as `/?p=12`."""
        return f"{self.folder}/?{name}={number}"


def picture_paths(path: str) -> list[str]:
    """Return the forms under which the file of a picture may be known, the likeliest first.

    WordPress adds the size to the names of smaller copies, `-scaled` to a reduced original.
    """
    plain = _SIZE.sub("", path)
    forms = [path, plain, _END.sub("-scaled", plain, count=1), _EDITED.sub("", plain)]
    forms.append(plain.replace("-scaled.", "."))
    return list(dict.fromkeys(forms))


def remember(item: ImportedItem, paths: Iterable[str]) -> None:
    """Let links to `paths` find an item; an address that is taken stays with whom it leads to."""
    rows = [
        OldAddress(site=item.site, path=path, item=item)
        for path in paths
        if 0 < len(path) <= LONGEST_PATH
    ]
    OldAddress.objects.bulk_create(rows, ignore_conflicts=True)


def redirect(paths: Iterable[str], new_url: str) -> None:
    """Send readers of old addresses of the site to `new_url`.

    The front page stays what it is, and so do addresses of other hosts, and one that redirects lead
    to: that is an address of this paper, whose readers are not to be led away.
    """
    old_paths = [
        f"{path}/" if "?" not in path and "." not in path.rpartition("/")[2] else path
        for path in paths
        if path and path != "/" and not path.startswith("//")
    ]
    ours = set(Redirect.objects.filter(new_path__in=old_paths).values_list("new_path", flat=True))
    for old in old_paths:
        is_new = old not in ours and old.rstrip("/") != unquote(new_url).rstrip("/")
        if is_new and len(old) <= LONGEST_PATH:
            leave_redirect(old, new_url)
