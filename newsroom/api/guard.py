"""What stands around every address of the API: methods, limits, origins, ETags, errors as JSON."""

import hashlib

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from incoming.limits import limiter
from incoming.network import neighbourhood, reader_address

PREFIX = "/api/v1/"
METHODS = "GET, HEAD, OPTIONS"
WORDS = {
    400: "This question cannot be read.",
    404: "There is nothing at this address.",
    413: "This question is too large.",
    500: "Something broke here. It was written down; please try again later.",
    503: "The site is out of order for a moment. Please try again.",
}


class Guard:
    """Middleware: answers for the API whatever the endpoints do not."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return self.get_response(request)
        return _for_origin(request, self._answer(request))

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers={"Allow": METHODS})
        if request.method not in {"GET", "HEAD"}:
            return _problem(405, "The API can only be read: ask with GET.", Allow=METHODS)
        network = neighbourhood(reader_address(request))
        wait = limiter.seconds_to_wait("api", network, settings.API_A_MINUTE) if network else 0
        if wait:
            words = f"Too many questions from your network. Come back in {wait} seconds."
            return _problem(429, words, **{"Retry-After": str(wait)})
        is_head, request.method = request.method == "HEAD", "GET"
        response = _conditional(request, _as_json(self.get_response(request)))
        if is_head:
            response.headers.setdefault("Content-Length", str(len(response.content)))
            response.content = b""
        return response


def _problem(status: int, words: str, **headers: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status, headers=headers)


def _as_json(response: HttpResponse) -> HttpResponse:
    """Replace an error that is a page for people; keep what says when to come back."""
    is_json = response.headers.get("Content-Type", "").startswith("application/json")
    if response.status_code < 400 or is_json:
        return response
    later = response.headers.get("Retry-After")
    words = WORDS.get(response.status_code, WORDS[400])
    return _problem(response.status_code, words, **({"Retry-After": later} if later else {}))


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code != 200:
        response.headers["Cache-Control"] = "no-store"
        return response
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = "public, max-age=0, must-revalidate"
    return get_conditional_response(request, etag=etag, response=response)


def _for_origin(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let scripts of the pages in API_ORIGINS read the answer (https://fetch.spec.whatwg.org/#http-cors-protocol)."""
    allowed, asking = settings.API_ORIGINS, request.headers.get("Origin")
    if not allowed:
        return response
    if "*" in allowed:
        response.headers["Access-Control-Allow-Origin"] = "*"
    else:
        patch_vary_headers(response, ["Origin"])
        if asking not in allowed:
            return response
        response.headers["Access-Control-Allow-Origin"] = asking
    response.headers["Access-Control-Expose-Headers"] = "ETag, Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = METHODS
        response.headers["Access-Control-Allow-Headers"] = "If-None-Match"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response
