def site(request):
    """Give templates `site`, the paper's settings, as the middleware has read them."""
    return {"site": getattr(request, "site_settings", None)}
