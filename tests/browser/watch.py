"""Listens to a browser, and says what no page of the site may do."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, Response


class Watch:
    """Collects the faults of every page in a browser context.

    A fault is an uncaught error, an error or a Content-Security-Policy violation on the console, a
    request to another host, and a file of a page that is missing. A page that answers with 404
    itself is none: tests visit such pages on purpose, and post comments that are refused.
    """

    def __init__(self, context: BrowserContext, origin: str):
        self.origin = origin
        self.allowed: set[str] = set()
        self.faults: list[str] = []
        context.on("request", self._request)
        context.on("response", self._response)
        context.on("requestfailed", self._request_failed)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"uncaught error: {error.error}"))

    def allow(self, *hosts: str) -> None:
        """Let pages ask `hosts`, such as a video's host once the reader has clicked on it."""
        self.allowed.update(hosts)

    def _is_allowed(self, url: str) -> bool:
        return urlsplit(url).hostname in self.allowed

    def _request(self, request: Request) -> None:
        url = request.url
        if not url.startswith((f"{self.origin}/", "data:", "blob:")) and not self._is_allowed(url):
            self.faults.append(f"request to another host: {url}")

    def _response(self, response: Response) -> None:
        request = response.request
        is_refused = request.method == "POST" and 400 <= response.status < 500
        if is_refused and urlsplit(response.url).path.endswith("/comments/"):
            return
        if response.status >= 400 and not request.is_navigation_request():
            self.faults.append(f"{request.method} {response.url} answered {response.status}")

    def _request_failed(self, request: Request) -> None:
        gave_up = "net::ERR_ABORTED"  # the reader left the page, or a download began
        if request.failure != gave_up and not self._is_allowed(request.url):
            self.faults.append(f"{request.url} failed: {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        # A failed load is judged by its request, above: here it may be the page's own 404.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.faults.append(f"console: {message.text}")
