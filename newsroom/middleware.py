"""Headers that every answer carries."""

# What no page of ours needs, so that no script that slips in can use it.
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in ["camera", "geolocation", "microphone", "payment", "usb", "browsing-topics"]
)


def permissions_policy(get_response):
    """Middleware: sets Permissions-Policy."""

    def middleware(request):
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        return response

    return middleware
