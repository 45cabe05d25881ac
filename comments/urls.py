from django.urls import path

import articles.urls  # noqa: F401  registers the converters for year and month
from comments import feeds, mail_views, views

app_name = "comments"
urlpatterns = [
    path("comments/feed/", feeds.comments_feed, name="feed"),
    path("<year:year>/<month:month>/<str:slug>/comments/feed/", feeds.story_feed, name="story_feed"),
    path("comments/confirm/<str:token>/", mail_views.confirm, name="confirm"),
    path("comments/stop/<str:token>/", mail_views.stop, name="stop"),
    path("<year:year>/<month:month>/<str:slug>/comments/", views.conversation, name="post"),
    path("<year:year>/<month:month>/<str:slug>/comments/<int:pk>/", views.comment, name="comment"),
]
