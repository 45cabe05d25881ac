"""Which lists a story stands in: of sections, tags and authors."""

from articles.models import Article, AuthorListing, Category, SectionListing, TagListing


def with_ancestors(paths) -> set[str]:
    """Return the paths themselves and those of everything above them."""
    found = set()
    for path in paths:
        slugs = path.split("/")
        found.update("/".join(slugs[:depth]) for depth in range(1, len(slugs) + 1))
    return found


def refresh_listings(article: Article) -> None:
    """Make the listings of a story what its status, time, categories, tags and authors ask for."""
    is_listed = article.status == Article.Status.PUBLISHED
    for model, name, places in (
        (SectionListing, "category", _sections),
        (TagListing, "tag", _tags),
        (AuthorListing, "author", _authors),
    ):
        wanted = set()
        if is_listed:
            wanted = {(key, article.published_at, article.expires_at) for key in places(article)}
        rows = model.objects.filter(article=article)
        if set(rows.values_list(name, "published_at", "expires_at")) == wanted:
            continue
        rows.delete()
        model.objects.bulk_create(
            model(**{f"{name}_id": key}, article=article, published_at=published, expires_at=expires)
            for key, published, expires in wanted
        )


def _sections(article: Article):
    paths = set(article.also_in.values_list("path", flat=True))
    if article.category_id:
        paths.add(article.category.path)
    return (
        Category.objects.filter(path__in=with_ancestors(paths)).order_by().values_list("pk", flat=True)
    )


def _tags(article: Article):
    return article.tags.order_by().values_list("pk", flat=True)


def _authors(article: Article):
    return article.bylines.order_by().values_list("author", flat=True)
