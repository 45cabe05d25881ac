"""Pages of the admin under their Content-Security-Policy."""

from django.http import HttpRequest, HttpResponse
from js_asset import Media


def give_nonce(request: HttpRequest, response: HttpResponse) -> None:
    """Let the inline script of the editor, its import map, carry the nonce of the answer."""
    media = (getattr(response, "context_data", None) or {}).get("media")
    if media is not None:
        response.context_data["media"] = Media.from_media(media, nonce=request.csp_nonce)


def render_now(request: HttpRequest, response: HttpResponse) -> None:
    """Render a page, if it is one that waits for that, while the database stands as it shall show."""
    if hasattr(response, "render"):
        give_nonce(request, response)
        response.render()
