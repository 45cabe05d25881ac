"""One makes a page, the others wait for it."""

from threading import Event, Lock


class Flight:
    """Somebody is making a page. `was_kept` says in the end whether others find it in the store."""

    def __init__(self):
        self._done = Event()
        self.was_kept = False

    def wait(self, seconds: float) -> bool:
        """Wait for the end, at most so long; return whether it came and the page is there."""
        return self._done.wait(seconds) and self.was_kept

    def end(self) -> None:
        self._done.set()


class Flights:
    """Who makes which page now."""

    def __init__(self):
        self._running: dict[str, Flight] = {}
        self._lock = Lock()

    def begin(self, address: str) -> tuple[Flight, bool]:
        """Return the flight for an address, and whether the caller is the one who makes the page."""
        with self._lock:
            running = self._running.get(address)
            if running is not None:
                return running, False
            flight = self._running[address] = Flight()
            return flight, True

    def end(self, address: str, flight: Flight) -> None:
        """Let those go on who wait."""
        with self._lock:
            del self._running[address]
        flight.end()
