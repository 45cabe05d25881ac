"""Which requests may be answered from memory, and what is left of them when a page is made for all."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from django.core.handlers.wsgi import get_path_info
from django.urls import Resolver404, resolve

from pagecache.showing import parameters_of_all

LONGEST = 600  # characters of a path, and of a query of which all is read
MOST_PARAMETERS = 50
MOST_HOSTS = 100  # that are remembered as allowed or not

# Of what a reader sends, that is all which a page made for everybody sees. The last two are for
# those who count addresses that are missing; nothing on a page follows from them.
_SEEN = (
    *("REMOTE_ADDR", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"),
    *("HTTP_USER_AGENT", "HTTP_REFERER"),
)
# Set by the server, not by the reader.
_OF_SERVER = ("wsgi.", "SERVER_", "gunicorn.", "newsroom.")
# What the reader sends that makes another answer of the same page.
_OF_READER = ("HTTP_COOKIE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_RANGE")

TRIAL = "pagecache.trial"  # in environ: this request is asked again as it came, unless its page is kept


@dataclass(frozen=True)
class Asked:
    """A request for a page that may be kept; `query` has only what the page's view reads."""

    address: str
    query: str
    endless: bool


class Screen:
    """Tells requests that may be answered from memory.

    `host` is the site's own, which pages are made for; `allows` says which others are the site, too.
    `scheme` returns http or https for a request. Who sends one of `cookies` gets pages of their own;
    below `prefixes` there are none. The front page with one of the parameters `old_addresses` may be
    the address of something else.
    """

    def __init__(
        self,
        host: str,
        allows: Callable[[str], bool],
        scheme: Callable[[dict], str],
        cookies: tuple[str, ...] = (),
        prefixes: tuple[str, ...] = (),
        old_addresses: tuple[str, ...] = (),
    ):
        self._host, self._allows, self._scheme = host, allows, scheme
        self._cookies, self._prefixes = cookies, prefixes
        self._old_addresses = frozenset(old_addresses)
        self._hosts: dict[str, bool] = {}

    def read(self, environ: dict) -> Asked | None:
        """Return the page that is asked for; None for what only Django may answer."""
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or "HTTP_AUTHORIZATION" in environ:
            return None
        if environ.get("CONTENT_LENGTH", "") not in ("", "0") or "HTTP_TRANSFER_ENCODING" in environ:
            return None
        if "HTTP_COOKIE" in environ and self._is_known_person(environ["HTTP_COOKIE"]):
            return None
        path = environ.get("PATH_INFO", "")
        if not path.startswith("/") or path.startswith(self._prefixes) or len(path) > LONGEST:
            return None
        if environ.get("SCRIPT_NAME") or not environ.get("RAW_URI", "/").startswith("/"):
            return None
        if not self._is_known(environ.get("HTTP_HOST", "")):
            return None
        query = environ.get("QUERY_STRING", "")
        if query:
            if path == "/" and normal_query(query, self._old_addresses) != "":
                return None
            query = normal_query(query, parameters_of_all)
            if query is None:
                return None
        return self._asked(environ, path, query, bool(query))

    def narrow(self, asked: Asked, environ: dict) -> Asked | None:
        """Return what is asked for as its view reads it; None if the view's pages are not kept."""
        try:
            view = resolve(get_path_info(environ)).func
        except Resolver404:
            return None
        declared = getattr(view, "page_cache", None)
        if declared is None:
            return None
        query = normal_query(asked.query, declared.parameters)
        endless = declared.endless or bool(query)
        return self._asked(environ, environ["PATH_INFO"], query, endless)

    def clean(self, asked: Asked, environ: dict) -> tuple[dict, bool]:
        """Return the request without what is this reader's own, and whether there was anything of it."""
        query = environ.get("QUERY_STRING", "")
        is_other = environ["REQUEST_METHOD"] != "GET" or asked.query != query
        is_other = is_other or any(name in environ for name in _OF_READER)
        cleaned = {
            name: value
            for name, value in environ.items()
            if name in _SEEN or name.startswith(_OF_SERVER)
        }
        cleaned |= {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": environ["PATH_INFO"],
            "QUERY_STRING": asked.query,
            "HTTP_HOST": self._host,
            TRIAL: is_other,
        }
        return cleaned, is_other

    def _asked(self, environ: dict, path: str, query: str, endless: bool) -> Asked:
        return Asked(f"{self._scheme(environ)} {path}?{query}", query, endless)

    def _is_known_person(self, cookies: str) -> bool:
        """Whether somebody sends one of our cookies; read as Django reads them."""
        return any(part.partition("=")[0].strip() in self._cookies for part in cookies.split(";"))

    def _is_known(self, host: str) -> bool:
        known = self._hosts.get(host)
        if known is None:
            if len(self._hosts) >= MOST_HOSTS:
                self._hosts.clear()
            known = self._hosts[host] = len(host) < LONGEST and self._allows(host)
        return known


def normal_query(query: str, parameters) -> str | None:
    """Return a query with only some parameters, in one order, each once: the last as Django reads it.

    None for one that is too long to be a page's.
    """
    if not query:
        return ""
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return None
    kept = urlencode(sorted({name: value for name, value in pairs if name in parameters}.items()))
    return kept if len(kept) <= LONGEST else None
