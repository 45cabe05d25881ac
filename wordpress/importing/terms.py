"""Categories become sections, tags become tags; their addresses lead here."""

from django.db import transaction
from django.urls import reverse
from taggit.models import Tag

from articles.models import Category
from articles.sections import save_category
from articles.tagging import LONGEST_SLUG, save_tag, tag_url
from wordpress.content.plain import one_line, paragraphs
from wordpress.importing.addresses import redirect, remember
from wordpress.importing.fitting import fit, fit_slug
from wordpress.importing.job import Job
from wordpress.importing.ledger import DELETED, EDITED, digest
from wordpress.models import ImportedItem
from wordpress.wxr import Term

KIND = ImportedItem.Kind
LONGEST_PATH = Category._meta.get_field("path").max_length


class Terms:
    """Imports the categories and tags of an export, and knows them by their slugs there."""

    def __init__(self, job: Job):
        self.job = job
        self.categories: dict[str, int] = {}
        self.paths: dict[int, str] = {}  # of categories here, by their primary keys
        self.slug_by_id: dict[str, str] = {}
        self.tags: dict[str, int] = {}

    def take_all(self) -> None:
        """Import every term: parents before their children, wherever they stand in the file."""
        terms = self.job.survey.terms
        categories = {term.slug or term.name: term for term in terms if term.taxonomy == "category"}
        self.slug_by_id = {term.id: slug for slug, term in categories.items() if term.id}
        for slug, parent in self._in_order(categories):
            self._take_category(slug, categories[slug], parent)
        for term in terms:
            if term.taxonomy == "post_tag":
                self._take_tag(term)
            elif term.taxonomy != "category":
                reason = f"there is nothing here for the taxonomy {term.taxonomy or 'without a name'}"
                self.job.report.skipped("Other terms", term.line, one_line(term.name), reason)
        self.categories = self.job.ledger.objects(KIND.CATEGORY)
        self.paths = dict(Category.objects.order_by().values_list("pk", "path"))
        self.categories = {key: pk for key, pk in self.categories.items() if pk in self.paths}
        self.tags = self.job.ledger.objects(KIND.TAG)

    def _in_order(self, terms: dict[str, Term]) -> list[tuple[str, str]]:
        """Return (slug, parent's slug) with parents first; a parent that is missing is left out."""
        order: dict[str, str] = {}
        for slug in terms:
            branch: list[str] = []
            at = slug
            while at in terms and at not in order and at not in branch:
                branch.append(at)
                at = terms[at].parent
            for name in reversed(branch):
                parent = terms[name].parent
                if parent and parent not in order:
                    title, missing = fit(one_line(terms[name].name), 120), fit(parent, 80)
                    message = f"Its parent “{missing}” is missing or stands below it; it is at the top."
                    self.job.report.note(terms[name].line, title, message)
                    parent = ""
                order[name] = parent
        return list(order.items())

    @transaction.atomic
    def _take_category(self, key: str, term: Term, parent: str) -> None:
        report, ledger = self.job.report, self.job.ledger
        name = fit(one_line(term.name) or key, 120)
        above = ledger.find(KIND.CATEGORY, parent) if parent else None
        description = paragraphs(term.description)
        source = digest(name, description, parent)
        entry = ledger.find(KIND.CATEGORY, key)
        category = Category.objects.filter(pk=entry.object_id).first() if entry else None
        if entry is None:
            self._new_category(key, term, name, description, above)
        elif category is None:
            report.skipped("Categories", term.line, name, DELETED)
        elif entry.source_digest == source or self._is_mentioned(term):
            report.unchanged("Categories", term.line, name)
        elif written_category(category) != entry.written_digest:
            report.skipped("Categories", term.line, name, EDITED)
        else:
            category.name, category.description = name, description
            category.parent = Category.objects.filter(pk=above.object_id).first() if above else None
            save_category(category)
            entry.source_digest, entry.written_digest = source, written_category(category)
            entry.save()
            report.updated("Categories", term.line, name)

    def _is_mentioned(self, term: Term) -> bool:
        """Whether a post names the term and the head of the file does not: little is known then."""
        return (term.taxonomy, term.slug) in self.job.survey.mentioned

    def _new_category(self, key, term, name, description, above) -> None:
        parent = Category.objects.filter(pk=above.object_id).first() if above else None
        category = Category(
            name=name,
            slug=fit_slug(key, 200) or fit_slug(name, 200) or "category",
            parent=parent,
            description=description,
        )
        if len(category.expected_path()) > LONGEST_PATH:
            category.parent = None
            message = "Its path would be longer than 560 characters; it stands at the top."
            self.job.report.note(term.line, name, message)
        known = Category.objects.filter(path=category.expected_path()).first()
        if known is None:
            save_category(category)
        entry = self.job.ledger.new(
            KIND.CATEGORY,
            key,
            (known or category).pk,
            source_digest=digest(name, description, term.parent if above else ""),
            written_digest="" if known else written_category(category),  # one of ours stays as it is
        )
        entry.save()
        self._leave_addresses(entry, known or category, term)
        report = self.job.report
        (report.unchanged if known else report.imported)("Categories", term.line, name)

    def _leave_addresses(self, entry: ImportedItem, category: Category, term: Term) -> None:
        old_site = self.job.survey.old_site
        paths = [f"{old_site.folder}/category/{category.path}"]
        if category.depth:
            paths.append(f"{old_site.folder}/category/{category.slug}")
        if term.id:
            paths.append(old_site.query_path("cat", term.id))
        remember(entry, paths)
        redirect(paths, reverse("articles:section", args=[category.path]))

    @transaction.atomic
    def _take_tag(self, term: Term) -> None:
        report, ledger = self.job.report, self.job.ledger
        key = term.slug or term.name
        name = fit(one_line(term.name) or key, 100)
        entry = ledger.find(KIND.TAG, key)
        if entry is None:
            slug = fit_slug(key, LONGEST_SLUG) or fit_slug(name, LONGEST_SLUG) or "tag"
            tag = Tag.objects.filter(name__iexact=name).first()
            tag = tag or Tag.objects.filter(slug=slug, name__iexact=name).first()
            is_new = tag is None
            if is_new:
                tag = Tag(name=name, slug=_free_tag_slug(slug))
                save_tag(tag)
            entry = ledger.new(KIND.TAG, key, tag.pk, source_digest=digest(name))
            entry.written_digest = digest(tag.name) if is_new else ""
            entry.save()
            path = f"{self.job.survey.old_site.folder}/tag/{slug}"
            remember(entry, [path])
            redirect([path], tag_url(tag.slug))
            (report.imported if is_new else report.unchanged)("Tags", term.line, name)
            return
        tag = Tag.objects.filter(pk=entry.object_id).first()
        if tag is None:
            report.skipped("Tags", term.line, name, DELETED)
        elif entry.source_digest == digest(name) or self._is_mentioned(term):
            report.unchanged("Tags", term.line, name)
        elif digest(tag.name) != entry.written_digest:
            report.skipped("Tags", term.line, name, EDITED)
        elif Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
            report.skipped("Tags", term.line, name, "another tag here has its new name")
        else:
            tag.name = name
            save_tag(tag)
            entry.source_digest = entry.written_digest = digest(name)
            entry.save()
            report.updated("Tags", term.line, name)


def _free_tag_slug(stem: str) -> str:
    taken = set(Tag.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    number, slug = 1, stem
    while slug in taken:
        number += 1
        slug = f"{stem}-{number}"
    return slug


def written_category(category: Category) -> str:
    """Return a digest of what an import writes on a category."""
    return digest(category.name, category.description, category.parent_id)
