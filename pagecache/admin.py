"""What editors of the site see of the page cache: how the processes do, and what changed pages."""

from django.contrib import admin
from django.template.defaultfilters import filesizeformat

from desk.read_only import ReadOnly
from pagecache.edges.handing_on import waiting_at
from pagecache.models import Worker
from pagecache.summary import newest_changes, replica_line


@admin.register(Worker)
class WorkerAdmin(ReadOnly, admin.ModelAdmin):
    """A page to look at; each process writes its own row every half minute while it is asked."""

    list_display = [
        *("name", "hits", "misses", "from_replica", "stale", "passed", "from_memory", "pages"),
        *("memory", "purged_by", "told_at"),
    ]
    list_display_links = None
    change_list_template = "admin/pagecache/change_list.html"

    def changelist_view(self, request, extra_context=None):
        """Show the processes, below them the shared caches in front, and what changed last."""
        context = {"title": "Page cache", "edges": waiting_at(), "changes": newest_changes()}
        context["replica"] = replica_line()
        return super().changelist_view(request, context | (extra_context or {}))

    @admin.display(description="from memory")
    def from_memory(self, worker: Worker) -> str:
        return f"{worker.share:.1%}" if worker.share is not None else "–"

    @admin.display(description="size", ordering="size")
    def memory(self, worker: Worker) -> str:
        return filesizeformat(worker.size)

    @admin.display(description="pages that went, by what changed")
    def purged_by(self, worker: Worker) -> str:
        return worker.told_purged or "–"
