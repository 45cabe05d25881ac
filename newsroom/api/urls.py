"""Where the API is: /api/v1/ tells people about it, /api/v1/openapi.json programs."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from newsroom.api.endpoints import router
from newsroom.api.reference import operations

api = NinjaAPI(
    title="Newsroom",
    version="1",
    description="What readers see, for other programs. Read-only.",
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api",
)
api.add_router("", router)
_REASONS = {
    "string_pattern_mismatch": "this is nothing that the API has given; take it from “next”",
    "missing": "this parameter is needed",
}


@api.exception_handler(Http404)
def missing(request: HttpRequest, error: Http404) -> JsonResponse:
    """Say in a sentence what is not there."""
    return JsonResponse({"error": str(error)}, status=404)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, error: HttpError) -> JsonResponse:
    """Say in a sentence what was wrong."""
    return JsonResponse({"error": str(error)}, status=error.status_code)


@api.exception_handler(ValidationError)
def wrong(request: HttpRequest, error: ValidationError) -> JsonResponse:
    """Say in a sentence which parameter could not be read, and why."""
    first = error.errors[0]
    reason = _REASONS.get(first["type"]) or first["msg"].removeprefix("Value error, ").rstrip(".")
    return JsonResponse({"error": f"{first['loc'][-1]}: {reason}."}, status=400)


def reference(request: HttpRequest) -> HttpResponse:
    """The page that tells people what the API has, made from its OpenAPI document."""
    return render(request, "newsroom/api.html", {"operations": operations(api.get_openapi_schema())})


urlpatterns = [path("", reference, name="api_reference"), path("", api.urls)]
