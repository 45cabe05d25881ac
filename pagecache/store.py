"""The memory of one process: pages up to a number of bytes, and which of them show what."""

from collections import OrderedDict, defaultdict, deque
from collections.abc import Iterable
from threading import Lock

from pagecache.models import EVERYTHING
from pagecache.pages import Kept, Page, Part

ENDLESS_SHARE = 8  # one in so many bytes is for addresses of which there are endlessly many
REMEMBERED = 2_000  # purges, for pages that were being rendered meanwhile


class Share:
    """Pages up to a number of bytes; when there are more, those go that were asked for longest ago."""

    def __init__(self, size: int):
        self.most, self.size = size, 0
        self.pages: OrderedDict[str, Page] = OrderedDict()


class Store:
    """Pages by their address, and parts by their name. Any number of threads may use it.

    `size` is in bytes. Addresses that are endless in number have a small share of it, so that
    whoever makes up a million of them drives out others of that kind, and no page that is read.
    """

    def __init__(self, size: int):
        endless = size // ENDLESS_SHARE
        self.shares = {False: Share(size - endless), True: Share(endless)}
        self.parts: dict[str, Part] = {}
        self._shown_by: dict[str, set[Kept]] = defaultdict(set)
        self._purges: deque[tuple[int, frozenset[str]]] = deque(maxlen=REMEMBERED)
        self._number = 0
        self._lock = Lock()

    @property
    def mark(self) -> int:
        """The number of the last purge: what `keep` compares with."""
        return self._number

    def get(self, address: str) -> Page | None:
        """Return the page that is kept for an address, whether or not it is right.

        Both shares are asked: of which kind an address is, only its view says, and to find that takes
        several times as long as to send the page.
        """
        for share in self.shares.values():
            page = share.pages.get(address)
            if page is not None:
                try:
                    share.pages.move_to_end(address)
                except KeyError:
                    pass  # another thread has just dropped it; it can be sent all the same
                return page
        return None

    def keep(self, address: str, page: Page, mark: int, endless: bool) -> bool:
        """Keep a page, unless something it shows has changed since `mark`, or it is too large."""
        share = self.shares[endless]
        with self._lock:
            if page.size > share.most // 4 or self._has_changed(page.keys, mark):
                return False
            if before := share.pages.pop(address, None):
                self._drop(share, before)
            share.pages[address] = page
            share.size += page.size
            self._show(page)
            while share.size > share.most:
                _, oldest = share.pages.popitem(last=False)
                self._drop(share, oldest)
        return True

    def keep_part(self, name: str, part: Part, mark: int) -> bool:
        """Keep a part under its name, unless it has changed since `mark`."""
        with self._lock:
            if self._has_changed(part.keys, mark):
                return False
            self.parts[name] = part
            self._show(part)
        return True

    def purge(self, keys: Iterable[str], shown_until: float) -> int:
        """Say that keys have changed; return how many pages and parts show one of them.

        They may be shown until `shown_until` (time.monotonic) while somebody renders them anew.
        """
        keys = frozenset(keys)
        with self._lock:
            self._number += 1
            self._purges.append((self._number, keys))
            names = list(self._shown_by) if EVERYTHING in keys else keys & self._shown_by.keys()
            found = {kept for name in names for kept in self._shown_by[name]}
            for kept in found:
                kept.changed = shown_until
                self._forget(kept)
        return len(found)

    @property
    def pages(self) -> int:
        return sum(len(share.pages) for share in self.shares.values())

    @property
    def size(self) -> int:
        """Bytes, about."""
        return sum(share.size for share in self.shares.values())

    def _has_changed(self, keys: frozenset[str], mark: int) -> bool:
        if mark < self._number - len(self._purges):
            return True
        since = [changed for number, changed in self._purges if number > mark]
        return any(EVERYTHING in changed or not keys.isdisjoint(changed) for changed in since)

    def _show(self, kept: Kept) -> None:
        for key in kept.keys:
            self._shown_by[key].add(kept)

    def _forget(self, kept: Kept) -> None:
        for key in kept.keys:
            holders = self._shown_by.get(key)
            if holders is not None:
                holders.discard(kept)
                if not holders:
                    del self._shown_by[key]

    def _drop(self, share: Share, page: Page) -> None:
        share.size -= page.size
        self._forget(page)
