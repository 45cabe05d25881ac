"""Pages become standing pages, at the address they had."""

from django.db import transaction

from masthead.menu import show_link
from masthead.models import NavigationLink, StandingPage
from masthead.pages import LONGEST_URL, belongs_to_the_site, save_page, url_is_taken
from richtext.sanitizer import sanitize
from wordpress.content import convert
from wordpress.content.plain import one_line
from wordpress.importing.addresses import redirect, remember
from wordpress.importing.archive import Archive
from wordpress.importing.fitting import fit, fit_slug
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, OTHER, TWICE, digest, is_another, origin_of
from wordpress.models import ImportedItem
from wordpress.wxr import Item

KIND = ImportedItem.Kind
LABEL = "Pages"
FOOTER = NavigationLink.Place.FOOTER
FOOTER_IS_FULL = 8  # links; pages are no longer put into a footer that has as many
_NOT_PUBLIC = "standing pages are always public, and this one was not"


class Pages:
    """Imports pages. `open_links` has the ids of those that link to what is not here yet."""

    def __init__(self, job: Job, archive: Archive):
        self.job = job
        self.archive = archive
        self.seen: set[str] = set()
        self.open_links: set[str] = set()
        self.has_written = False

    def take(self, item: Item) -> None:
        """Import one page, or report why not."""
        report = self.job.report
        title = fit(one_line(item.title), 200) or f"Page {item.id}"
        for comment in item.comments:
            reason = "it stands under a page, and standing pages take no comments"
            report.skipped("Comments", comment.line, f"comment {comment.id}", reason)
        if not item.id:
            report.skipped(LABEL, item.line, title, "it has no id")
        elif item.id in self.seen:
            report.skipped(LABEL, item.line, title, TWICE)
        elif item.status == "trash":
            report.skipped(LABEL, item.line, title, "it is in the trash")
        elif item.status != "publish" or item.password:
            state = "password" if item.password else item.status[:40] or "no state"
            report.skipped(LABEL, item.line, title, f"{_NOT_PUBLIC} ({state})")
        else:
            self.seen.add(item.id)
            outcome, reason = self._take(item, title)
            if outcome == "skipped":
                report.skipped(LABEL, item.line, title, reason)
            else:
                getattr(report, outcome)(LABEL, item.line, title)

    def take_links(self, item: Item) -> None:
        """Read a page again, now that whatever it may link to is here."""
        if item.id in self.open_links:
            self.open_links.discard(item.id)
            self._take(item, fit(one_line(item.title), 200) or f"Page {item.id}", again=True)

    def _take(self, item: Item, title: str, again: bool = False) -> tuple[str, str]:
        """Write a page; return the outcome and, if it was skipped, the reason."""
        entry = self.job.ledger.find(KIND.PAGE, item.id)
        if entry and is_another(item, entry):
            return "skipped", OTHER
        source = digest(
            [item.title, item.content, item.link, item.slug, item.parent, item.status],
            item.first_meta("_thumbnail_id"),
        )
        is_newer = entry is None or entry.source_digest != source
        reading = self._read(item) if is_newer or entry.is_unresolved else None
        with transaction.atomic():
            page = StandingPage.objects.filter(pk=entry.object_id).first() if entry else StandingPage()
            if page is None:
                return "skipped", DELETED
            if reading is None:
                return "unchanged", ""
            if entry and written(page) != entry.written_digest:
                return ("skipped", EDITED) if is_newer else ("unchanged", "")
            html, is_unresolved = reading
            before = (page.title, page.content, page.url)
            page.title, page.content = title, html
            page.url = self._free_url(item, page)
            differs = before != (page.title, page.content, page.url)
            if differs:
                save_page(page)
            if entry is None:
                entry = self.job.ledger.new(KIND.PAGE, item.id, page.pk)
                self._link_in_footer(item, page)
            if differs or is_newer or entry.is_unresolved != is_unresolved:
                entry.source_digest, entry.written_digest = source, written(page)
                entry.is_unresolved, entry.origin = is_unresolved, origin_of(item)
                entry.save()
            if differs or is_newer:
                self._leave_addresses(item, entry, page)
        if not differs and not is_newer:
            return "unchanged", ""
        self.has_written = True
        return ("imported", "") if not before[2] else ("updated", "")

    def _read(self, item: Item) -> tuple[str, bool]:
        converted = convert(
            item.content, self.archive.turn_to(item), item.link or self.archive.old_site.url
        )
        if converted.has_open_links:
            self.open_links.add(item.id)
        html = converted.html
        number = item.first_meta("_thumbnail_id")
        if number and (picture := self.archive.picture_of(number)):
            html = sanitize(f'<figure data-image="{picture}"></figure>{html}')
        return html, converted.is_unresolved

    def _url(self, item: Item) -> str:
        """Return the address the page had below the old site, or one made from its parents' slugs."""
        old_site = self.job.survey.old_site
        path = old_site.path(item.link)
        if old_site.is_own(item.link) and "?" not in path:
            slugs = path.removeprefix(old_site.folder).strip("/").split("/")
        else:
            slugs = self._slugs(item)
        slugs = [fit_slug(slug, LONGEST_URL) for slug in slugs]
        return "/" + "".join(f"{slug}/" for slug in slugs if slug)

    def _slugs(self, item: Item) -> list[str]:
        slugs = [item.slug or one_line(item.title)]
        at, pages = item.parent, self.job.survey.pages
        while at in pages and len(slugs) < 20:
            slug, at = pages[at]
            slugs.insert(0, slug)
        return slugs

    def _free_url(self, item: Item, page: StandingPage) -> str:
        """Return the address of a page: its own one, or where the site has that, one at the top."""
        wanted = self._url(item)
        stem = wanted.strip("/")
        if not stem or len(wanted) > LONGEST_URL or self._is_taken_for_good(wanted):
            last = stem.rpartition("/")[2] or item.slug or item.title
            stem = fit_slug(last, LONGEST_URL - 12) or "page"
        url, number = f"/{stem}/", 1
        while belongs_to_the_site(url) or url_is_taken(url, page):
            number += 1
            url = f"/{stem[: LONGEST_URL - 12]}-{number}/"
        if url != wanted != "/" and page.url != url:
            message = f"Its address {fit(wanted, 120)} cannot be had here; the page is at {url}"
            self.job.report.note(item.line, fit(page.title, 80), message)
        return url

    @staticmethod
    def _link_in_footer(item: Item, page: StandingPage) -> None:
        """Link to a new page from every page, if it stands at the top and there is room."""
        in_footer = NavigationLink.objects.filter(place=FOOTER).count()
        if not item.parent and in_footer < FOOTER_IS_FULL:
            show_link(page.url, page.title, FOOTER)

    @staticmethod
    def _is_taken_for_good(url: str) -> bool:
        """Whether the site itself answers here and would with any number at the end: /2024/07/x/."""
        return belongs_to_the_site(url) and belongs_to_the_site(f"{url.rstrip('/')}-2/")

    def _leave_addresses(self, item: Item, entry: ImportedItem, page: StandingPage) -> None:
        old_site = self.job.survey.old_site
        paths = [old_site.path(item.link)] if old_site.is_own(item.link) else []
        paths.append(old_site.query_path("page_id", item.id))
        remember(entry, paths)
        redirect(paths, page.url)


def written(page: StandingPage) -> str:
    """Return a digest of what an import writes on a page."""
    return digest(page.title, page.content, page.url)
