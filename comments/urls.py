from django.urls import include, path

import articles.urls  # noqa: F401  registers the converters for year and month
from comments import feeds, mail_views, own_pages, report_page, views

app_name = "comments"
of_one = [
    path("", views.comment, name="comment"),
    path("report/", report_page.report, name="report"),
    path("edit/", own_pages.edit, name="edit"),
    path("take-back/", own_pages.withdraw, name="take_back"),
]
urlpatterns = [
    path("comments/feed/", feeds.comments_feed, name="feed"),
    path("<year:year>/<month:month>/<str:slug>/comments/feed/", feeds.story_feed, name="story_feed"),
    path("comments/confirm/<str:token>/", mail_views.confirm, name="confirm"),
    path("comments/stop/<str:token>/", mail_views.stop, name="stop"),
    path("<year:year>/<month:month>/<str:slug>/comments/", views.conversation, name="post"),
    path("<year:year>/<month:month>/<str:slug>/comments/<int:pk>/", include(of_one)),
]
