from django.contrib import admin
from django.contrib.flatpages.views import flatpage
from django.urls import include, path, re_path

from newsroom import for_robots, views
from newsroom.media import media
from pagecache.showing import stored

handler404 = "newsroom.views.not_found"
handler500 = "newsroom.views.server_error"

standing_page = stored()(flatpage)

urlpatterns = [
    path("", views.front, name="front"),
    path("search/", views.search, name="search"),
    path("robots.txt", for_robots.robots, name="robots"),
    path("ads.txt", for_robots.ads, name="ads"),
    path(".well-known/security.txt", for_robots.security, name="security"),
    path("<slug:key>.txt", for_robots.indexnow_key, name="indexnow_key"),
    path("admin/", admin.site.urls),
    path("media/<path:path>", media),
    path("api/v1/", include("newsroom.api.urls")),
    path("", include("comments.urls")),
    path("", include("readership.urls")),
    path("", include("articles.urls")),
    # Standing pages come last. The pattern asks for the final slash, so that an address without
    # one is sent to the page that has it.
    re_path(r"^(?P<url>(?!/).*/)$", standing_page, name="flatpage"),
]
