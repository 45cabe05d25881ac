"""The page of the stories that are read most."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.reading import add_bylines
from pagecache.showing import stored
from readership import ranking
from readership.models import MostRead


@stored()
def most_read(request: HttpRequest) -> HttpResponse:
    """The stories that are read most, in the last 24 hours and in the last seven days."""
    day, week = (ranking.most_read(period) for period in MostRead.Period)
    add_bylines([*day, *week])
    return render(request, "readership/most_read.html", {"day": day, "week": week})
