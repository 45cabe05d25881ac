from django.conf import settings


def site(request):
    """Give templates `site`, the paper's settings as the middleware has read them, and `site_url`."""
    return {"site": getattr(request, "site_settings", None), "site_url": settings.SITE_URL}
