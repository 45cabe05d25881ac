from django.urls import path, register_converter
from django.views.decorators.http import conditional_page

from articles import sitemaps, story_feeds, views
from articles.feed_addresses import FeedFormatConverter
from articles.feeds import CorrectionsFeed
from articles.oembed import oembed
from articles.previewing import shared_preview
from pagecache.showing import stored


class YearConverter:
    regex = "[0-9]{4}"

    def to_python(self, value):
        return int(value)

    def to_url(self, value):
        return f"{value:04d}"


class MonthConverter(YearConverter):
    regex = "0[1-9]|1[0-2]"

    def to_url(self, value):
        return f"{value:02d}"


register_converter(YearConverter, "year")
register_converter(MonthConverter, "month")
register_converter(FeedFormatConverter, "feed_format")

app_name = "articles"
urlpatterns = [
    path("section/<path:path>/", views.section, name="section"),
    path("tag/<str:slug>/", views.tag, name="tag"),
    path("author/<str:slug>/", views.author, name="author"),
    path("preview/<str:token>/", shared_preview, name="preview"),
    path("latest/", views.latest, name="latest"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/feed/", stored()(conditional_page(CorrectionsFeed())), name="corrections_feed"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap/pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap/authors.xml", sitemaps.authors, name="sitemap_authors"),
    path("sitemap/news.xml", sitemaps.news, name="sitemap_news"),
    path("sitemap/<year:year>-<month:month>-<int:first>.xml", sitemaps.part, name="sitemap_part"),
    path("oembed/", oembed, name="oembed"),
    path("feed/", story_feeds.usual_feed, name="usual_feed"),
    path("feed/<feed_format:format>/", story_feeds.site_feed, name="feed"),
    path("feed/<feed_format:format>/section/<path:key>/", story_feeds.section_feed, name="section_feed"),
    path("feed/<feed_format:format>/tag/<str:key>/", story_feeds.tag_feed, name="tag_feed"),
    path("feed/<feed_format:format>/author/<str:key>/", story_feeds.author_feed, name="author_feed"),
    path("<year:year>/<month:month>/", views.month, name="month"),
    path("<year:year>/<month:month>/<str:slug>/", views.detail, name="detail"),
]
