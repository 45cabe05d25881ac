"""What editors are told of their readers: charts of the site, and of each story."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone

from articles.models import Article
from articles.permissions import Act, may, nameable_by, sees_all
from desk.read_only import ReadOnly
from readership import charts, reports
from readership.models import DailyViews, HourlyViews


@admin.register(DailyViews)
class ReadershipAdmin(ReadOnly, admin.ModelAdmin):
    """Pages to look at; nothing here is edited."""

    def get_urls(self):
        """Return the page of the site and that of a story: there is no form of a row."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.changelist_view), name="readership_dailyviews_changelist"),
            path("story/<int:pk>/", view(self.story), name="readership_dailyviews_story"),
        ]

    def changelist_view(self, request, extra_context=None):
        """Show what was read: over time, and which stories, sections and authors; `?of=week`."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        now, asked = timezone.now(), request.GET.get("of")
        span = reports.SPANS.get(asked, reports.SPANS["week"])
        rows = span.rows(now)
        return self._page(
            request,
            "site",
            "Readership",
            hours=charts.columns(reports.by_hour(HourlyViews.objects.all(), now)),
            days=charts.columns(reports.by_day(DailyViews.objects.all(), now)),
            spans=reports.SPANS,
            span=span,
            stories=charts.bars(self._stories(request, reports.top_stories(rows))),
            sections=charts.bars(reports.top_sections(rows)),
            authors=charts.bars(reports.top_authors(rows)),
        )

    def _stories(self, request, counted: list[tuple[int, int]]) -> list[reports.Rank]:
        """Name the stories whose headline one may read."""
        found = nameable_by(request.user, Article.objects.order_by().only("headline")).distinct()
        stories = found.filter(pk__in=[key for key, _ in counted]).in_bulk()
        page = "admin:readership_dailyviews_story"
        opens = sees_all(request.user)
        return [
            reports.Rank(stories[key].headline, views, reverse(page, args=[key]) if opens else "")
            for key, views in counted
            if key in stories
        ]

    def story(self, request, pk):
        """Show what was read of a story, and where its readers came from, to who may open the story."""
        article = Article.objects.filter(pk=pk).defer("body", "search_text").first()
        if article is None and sees_all(request.user):
            raise Http404("There is no such story.")
        if article is None or not may(request.user, Act.VIEW, article):
            raise PermissionDenied
        now = timezone.now()
        return self._page(
            request,
            "story",
            "Readers",
            original=article,
            total=reports.total(article),
            hours=charts.columns(reports.by_hour(article.hourly_views.all(), now)),
            days=charts.columns(reports.by_day(article.daily_views.all(), now)),
            hosts=charts.bars(reports.referrers(article.referrals.all(), now)),
            may_see_site=self.has_view_permission(request),
        )

    def _page(self, request, name: str, title: str, **context) -> TemplateResponse:
        context |= {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": title,
            "zone": timezone.get_current_timezone_name(),
        }
        return TemplateResponse(request, f"admin/readership/{name}.html", context)
