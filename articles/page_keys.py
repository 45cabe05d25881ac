"""Which pages wait for which changes of stories and of what hangs on them (docs/page-cache.md).

`article:12`   what the story says of itself, on its page and in lists
`stories`      anything of any story that is published
`lineup`       which stories readers see, and in what order
`section:3`, `tag:4`, `author:5`   the same of a list (and what the author says of themselves)
`beside:12`    which stories stand beside it
"""

from taggit.models import Tag, TaggedItem

from articles.models import (
    FAQ,
    Article,
    AuthorListing,
    Byline,
    Category,
    Correction,
    PinnedStory,
    RelatedStory,
    SectionListing,
    SitemapPart,
    TagListing,
)
from pagecache.watching import DELETE, UPDATE, stands_for, watch

STORY, RELATED, PINNED = (model._meta.db_table for model in (Article, RelatedStory, PinnedStory))
# The rows of lists, the key of a list's pages, and the column that names the list.
LISTS = [
    (SectionListing, "section", "category_id"),
    (TagListing, "tag", "tag_id"),
    (AuthorListing, "author", "author_id"),
]

# What no page of readers shows, or what is said to the room it belongs to.
UNSEEN = (
    *("search_text", "head", "pending_status", "modified_at", "embargo_until", "created_by_id"),
    *("comment_count", "comments_hold_after_days", "created_at"),
)
# What decides in which lists a story stands, and where.
DECIDES = ("status", "published_at", "expires_at", "kind", "url_month", "slug")

PUBLIC = "{row}.status = 'published'"
TO_COME = (
    "SELECT {row}.published_at WHERE {row}.status = 'published' AND {row}.published_at > {now}",
    "SELECT {row}.expires_at WHERE {row}.status = 'published' AND {row}.expires_at > {now}",
)


def _of(story: str) -> dict[str, object]:
    """The rules of rows that hang on a story: they count while it is published, and at its times."""
    row = f"SELECT s.{{column}} FROM {STORY} s WHERE s.id = {story} AND s.status = 'published'"
    moments = [
        f"{row.replace('{column}', column)} AND s.{column} > {{now}}"
        for column in ("published_at", "expires_at")
    ]
    return {"when": f"EXISTS ({row.replace('{column}', 'id')})", "moments": tuple(moments)}


watch(Article, "'article:' || {row}.id", "'stories'", when=PUBLIC, ignoring=UNSEEN, moments=TO_COME)
watch(
    Article,
    "'lineup'",
    *(
        f"SELECT '{key}:' || {column} FROM {rows._meta.db_table} WHERE article_id = {{row}}.id"
        for rows, key, column in LISTS
    ),
    f"SELECT 'beside:' || article_id FROM {RELATED} WHERE story_id = {{row}}.id",
    f"SELECT 'beside:' || article_id FROM {PINNED} WHERE story_id = {{row}}.id",
    when=PUBLIC,
    only=DECIDES,
    moments=TO_COME,
)

OWN = "'article:' || {row}.article_id"
watch(FAQ, OWN, "'stories'", **_of("{row}.article_id"))
watch(Byline, OWN, "'stories'", **_of("{row}.article_id"))
watch(TaggedItem, "'article:' || {row}.object_id", "'stories'", **_of("{row}.object_id"))
for rows, key, column in LISTS:
    watch(rows, f"'{key}:' || {{row}}.{column}", "'stories'", **_of("{row}.article_id"))
for model in (RelatedStory, PinnedStory):
    watch(model, "'beside:' || {row}.article_id", **_of("{row}.story_id"))
watch(Correction, "'corrections'")
watch(SitemapPart, "'sitemap'")
watch(Category, "'sections'")
watch(Tag, "'tags'", on=(UPDATE, DELETE))

stands_for("stories", Article, Byline, FAQ, TaggedItem, RelatedStory, PinnedStory)
stands_for("stories", *(rows for rows, _, _ in LISTS))
stands_for("corrections", Correction)
stands_for("sitemap", SitemapPart)
stands_for("sections", Category)
stands_for("tags", Tag)
