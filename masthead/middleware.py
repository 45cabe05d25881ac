"""Every request knows the paper it is for, and speaks its language in its time zone."""

from django.utils import timezone, translation

from masthead.models import SiteSettings


def site_settings(get_response):
    """Middleware: sets `request.site_settings`, the language and the time zone of the request."""

    def middleware(request):
        request.site_settings = SiteSettings.load()
        language = request.site_settings.language or translation.get_language()
        with timezone.override(request.site_settings.zone), translation.override(language):
            response = get_response(request)
            response.headers.setdefault("Content-Language", translation.get_language())
            return response

    return middleware
