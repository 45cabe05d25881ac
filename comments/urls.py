from django.urls import path

import articles.urls  # noqa: F401  registers the converters for year and month
from comments import views

app_name = "comments"
urlpatterns = [
    path("<year:year>/<month:month>/<str:slug>/comments/", views.conversation, name="post"),
    path("<year:year>/<month:month>/<str:slug>/comments/<int:pk>/", views.comment, name="comment"),
]
