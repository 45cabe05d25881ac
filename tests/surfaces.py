"""Every address of the site, and how tests.test_leaks asks it for what nobody may know.

A line for each URL pattern, by its whole route: a new one belongs here, or the test fails.

`readers(…)` is asked by everybody: its addresses have places such as `{slug}`, which are filled
from each hidden story, and once more with words that nobody has written. The answers must be the
same. `{prefix}` is the beginning of each of its words.

`desk(…)` is asked by everybody as well, each role on its own: `rows` says what the places of the
route stand for, `queries` what is asked of it beside, `posts` what is sent to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.urls import URLResolver, get_resolver


@dataclass(frozen=True)
class Readers:
    """Addresses of the public site that belong to a route, and forms that can be sent to them."""

    addresses: tuple[str, ...]
    posts: tuple[tuple[str, dict], ...] = ()


@dataclass(frozen=True)
class Desk:
    """A route of the admin: rows for its places, queries, forms. Who sees it is tested by role."""

    rows: str = ""
    queries: tuple[str, ...] = ("",)
    posts: tuple[dict, ...] = field(default_factory=lambda: ({},))


def readers(*addresses: str, posts: tuple = ()) -> Readers:
    """Return the line of a route that readers may ask."""
    return Readers(addresses, posts)


def desk(rows: str = "", *queries: str, posts: tuple = ({},)) -> Desk:
    """Return the line of a route of the admin."""
    return Desk(rows, queries or ("",), posts)


def routes() -> Iterator[str]:
    """Yield every route of the project, whole."""

    def walk(patterns, before):
        for pattern in patterns:
            route = before + str(pattern.pattern)
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns, route)
            else:
                yield route

    return walk(get_resolver().url_patterns, "")


def _model(label: str, rows: str, *queries: str, delete: bool = True) -> dict[str, Desk]:
    """The lines of what Django's admin has for every model."""
    base = f"admin/{label}/"
    chosen = {"action": "delete_selected", "_selected_action": f"{{{rows}}}"}
    return {
        base: desk(rows, "", "?q={prefix}", "?all=&o=1", *queries, posts=({}, chosen)),
        f"{base}add/": desk(rows),
        f"{base}<path:object_id>/history/": desk(rows),
        f"{base}<path:object_id>/delete/": desk(rows),
        f"{base}<path:object_id>/change/": desk(rows, posts=({}, {"_preview": "page"})),
        f"{base}<path:object_id>/": desk(rows),
    }


STORY = "admin/articles/article/"
AUTOCOMPLETES = (
    ("articles", "pinnedstory", "story"),
    ("articles", "bannedstory", "story"),
    ("articles", "article", "category"),
    ("articles", "byline", "author"),
    ("articles", "article", "lead_image"),
    ("comments", "comment", "article"),
    ("taggit", "taggeditem", "tag"),
    ("newsroom", "frontpin", "article"),
    ("authors", "author", "user"),
)

SURFACES: dict[str, Readers | Desk] = {
    "": readers("/", "/?p={old_id}", "/?page_id={old_id}", "/?p={key}", "/?q={headline}"),
    "search/": readers(
        *("/search/", "/search/?q=harbour", "/search/?q={prefix}", "/search/?q=harbour+{prefix}"),
        *(
            "/search/?q={prefix}&typing=1",
            "/search/?q=x{prefix}",
            "/search/?q=harbour+{prefix}&sort=date",
        ),
        "/search/?q=harbour&section=world/{category}",
        *("/search/?q=harbour&tag={tag}", "/search/?q=harbour&author={author}"),
        *(f"/search/?q={{{part}}}" for part in ("headline", "standfirst", "body", "tag", "author")),
    ),
    "latest/": readers("/latest/"),
    "api/v1/": readers("/api/v1/"),
    "api/v1/openapi.json": readers("/api/v1/openapi.json"),
    "api/v1/stories/": readers("/api/v1/stories/", "/api/v1/stories/?kind=news&limit=1"),
    "api/v1/stories/<int:key>/": readers("/api/v1/stories/{key}/"),
    "api/v1/stories/<int:key>/comments/": readers("/api/v1/stories/{key}/comments/"),
    "api/v1/comments/": readers("/api/v1/comments/"),
    "api/v1/categories/": readers("/api/v1/categories/"),
    "api/v1/categories/<int:key>/": readers("/api/v1/categories/{section}/"),
    "api/v1/categories/<int:key>/stories/": readers("/api/v1/categories/{section}/stories/"),
    "api/v1/tags/": readers("/api/v1/tags/"),
    "api/v1/tags/<slug>/": readers("/api/v1/tags/harbour/", "/api/v1/tags/{tag}/"),
    "api/v1/tags/<slug>/stories/": readers("/api/v1/tags/{tag}/stories/"),
    "api/v1/authors/": readers("/api/v1/authors/"),
    "api/v1/authors/<slug>/": readers("/api/v1/authors/{author}/"),
    "api/v1/authors/<slug>/stories/": readers("/api/v1/authors/{author}/stories/"),
    "api/v1/search/": readers(
        "/api/v1/search/?q=harbour",
        *(f"/api/v1/search/?q={{{part}}}" for part in ("headline", "body", "tag", "author")),
    ),
    "most-read/": readers("/most-read/"),
    "preview/<str:token>/": readers("/preview/{slug}/", "/preview/{prefix}.{tag}/", "/preview/{key}/"),
    "corrections/": readers("/corrections/"),
    "corrections/feed/": readers("/corrections/feed/"),
    "robots.txt": readers("/robots.txt"),
    "ads.txt": readers("/ads.txt"),
    ".well-known/security.txt": readers("/.well-known/security.txt"),
    "<slug:key>.txt": readers("/{slug}.txt", "/{key}.txt"),
    "sitemap.xml": readers("/sitemap.xml"),
    "sitemap/pages.xml": readers("/sitemap/pages.xml"),
    "sitemap/authors.xml": readers("/sitemap/authors.xml"),
    "sitemap/news.xml": readers("/sitemap/news.xml"),
    "sitemap/<year:year>-<month:month>-<int:first>.xml": readers("/sitemap{part}.xml"),
    "oembed/": readers(
        "/oembed/?url=http://127.0.0.1:8000{address}",
        "/oembed/?format=xml&url=http://127.0.0.1:8000{former_address}",
    ),
    "feed/": readers("/feed/"),
    "feed/<feed_format:format>/": readers("/feed/rss/", "/feed/atom/", "/feed/json/"),
    "feed/<feed_format:format>/section/<path:key>/": readers(
        *("/feed/rss/section/world/", "/feed/atom/section/world/{category}/"),
        *("/feed/json/section/{category}/", "/feed/rss/section/world/{former}/"),
    ),
    "feed/<feed_format:format>/tag/<str:key>/": readers(
        *("/feed/rss/tag/harbour/", "/feed/atom/tag/{tag}/", "/feed/json/tag/{former}/")
    ),
    "feed/<feed_format:format>/author/<str:key>/": readers(
        *("/feed/rss/author/known/", "/feed/atom/author/{author}/", "/feed/json/author/{former}/")
    ),
    "<year:year>/<month:month>/": readers("{month}/"),
    "<year:year>/<month:month>/<str:slug>/": readers(
        "{address}",
        "{former_address}",
        "{month}/{prefix}/",
        "{address}?comments=2&replytocom={comment}",
        *(
            "{address}?thread={comment}",
            "{address}?order=picks",
            "{address}?order=newest&comments=a1-{comment}",
        ),
    ),
    "<year:year>/<month:month>/<str:slug>/comments/": readers(
        *("{address}comments/", "{former_address}comments/", "{address}comments/?mine={mine}"),
        posts=(
            ("{address}comments/", {}),
            ("{address}comments/", {"comment": "Hm", "name": "A", "email": "a@example.org"}),
            ("{former_address}comments/", {"comment": "Hm"}),
        ),
    ),
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/": readers(
        "{address}comments/{comment}/", "{former_address}comments/{comment}/"
    ),
    "comments/feed/": readers("/comments/feed/"),
    "<year:year>/<month:month>/<str:slug>/comments/feed/": readers(
        "{address}comments/feed/", "{former_address}comments/feed/", "{month}/{prefix}/comments/feed/"
    ),
    "comments/confirm/<str:token>/": readers(
        *("/comments/confirm/{slug}/", "/comments/confirm/{comment}/"),
        posts=(("/comments/confirm/{comment}/", {}),),
    ),
    "comments/stop/<str:token>/": readers(
        *("/comments/stop/{slug}/", "/comments/stop/{comment}/"),
        posts=(("/comments/stop/{comment}/", {"List-Unsubscribe": "One-Click"}),),
    ),
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/report/": readers(
        *("{address}comments/{comment}/report/", "{former_address}comments/{comment}/report/?sent"),
        posts=(
            ("{address}comments/{comment}/report/", {}),
            ("{address}comments/{comment}/report/", {"reason": "spam"}),
        ),
    ),
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/edit/": readers(
        "{address}comments/{comment}/edit/",
        "{address}comments/{comment}/edit/?mine={mine}",
        posts=(("{address}comments/{comment}/edit/?mine={mine}", {"comment": "Hm"}),),
    ),
    "<year:year>/<month:month>/<str:slug>/comments/<int:pk>/take-back/": readers(
        "{address}comments/{comment}/take-back/",
        "{address}comments/{comment}/take-back/?mine={mine}",
        posts=(("{address}comments/{comment}/take-back/?mine={mine}", {}),),
    ),
    "section/<path:path>/": readers(
        *("/section/world/", "/section/society/", "/section/world/{category}/"),
        *("/section/{category}/", "/section/world/{former}/"),
    ),
    "tag/<str:slug>/": readers("/tag/harbour/", "/tag/{tag}/", "/tag/{former}/"),
    "author/<str:slug>/": readers("/author/known/", "/author/{author}/", "/author/{former}/"),
    "media/<path:path>": readers("/media/{slug}.jpg", "/media/originals/{headline}.jpg", "/media/"),
    "^(?P<url>(?!/).*/)$": readers("/{slug}/", "/{former}/", "/{headline}/{tag}/"),
    # The admin's own
    "admin/": desk(),
    "admin/login/": desk("", "", "?next=/admin/"),
    "admin/logout/": desk(posts=()),  # whoever asked further would be nobody
    "admin/password_change/": desk(),
    "admin/password_change/done/": desk(),
    "admin/autocomplete/": desk(
        "",
        *(
            f"?app_label={app}&model_name={model}&field_name={field}&term={term}"
            for app, model, field in AUTOCOMPLETES
            for term in ("", "{prefix}", "former")
        ),
    ),
    "admin/jsi18n/": desk(),
    "admin/mail/": desk(),
    "admin/due/<int:pk>/again/": desk("one"),
    "admin/r/<path:content_type_id>/<path:object_id>/": desk("any"),
    "admin/^(?P<app_label>auth|newsroom|redirects|comments|articles|taggit|readership|authors|masthead"
    "|images|pagecache)/$": desk("app"),
    "admin/(?P<url>.*)$": desk("any"),
    # Stories
    **_model(
        "articles/article",
        *("story", "?tag={tag_key}", "?author={author_key}", "?section={category_key}"),
        *("?status=withdrawn", "?headline__startswith=Harbour+{prefix}"),
    ),
    f"{STORY}tags/": desk("", "?q={prefix}"),
    f"{STORY}autosave/": desk("story"),
    f"{STORY}autosave/<int:number>/discard/": desk("story"),
    f"{STORY}<int:pk>/withdraw/": desk("story"),
    f"{STORY}<int:pk>/discard/": desk("story"),
    f"{STORY}<int:pk>/notes/": desk("story", posts=({}, {"text": "Hm"})),
    f"{STORY}<int:pk>/conflict/<int:number>/": desk("story"),
    f"{STORY}<int:pk>/revision/<int:number>/": desk("story"),
    f"{STORY}<int:pk>/revision/<int:number>/preview/": desk("story"),
    f"{STORY}<int:pk>/revision/<int:number>/restore/": desk("story"),
    f"{STORY}<int:pk>/compare/": desk("story"),
    f"{STORY}<int:pk>/takedown/": desk("story"),
    f"{STORY}<int:pk>/links/": desk("story", posts=({}, {"lifetime": "1"}, {"revoke": "1"})),
    f"{STORY}<int:pk>/corrections/": desk("story"),
    f"{STORY}<int:pk>/corrections/<uuid:key>/": desk("story"),
    # What stands around them
    **_model("articles/checklist", "one"),
    **_model("articles/category", "category"),
    **_model("taggit/tag", "tag"),
    **_model("authors/author", "author"),
    **_model("comments/comment", "comment", "?story={key}", "?status=all", "?status=all&story={key}"),
    "admin/comments/comment/queue/": desk(
        "comment",
        *("", "?tab=all", "?tab=all&comment={comment}", "?tab=all&story={key}", "?tab=all&q={prefix}*"),
        posts=({}, {"do": "spam", "comment": "{comment}", "seen": "pending-"}, {"do": "undo"}),
    ),
    **_model("comments/block", "one"),
    **_model("images/image", "picture"),
    "admin/images/image/library/": desk("", "", "?q={prefix}"),
    "admin/images/image/upload/": desk(),
    "admin/images/image/describe/": desk("", "", "?ids={picture}"),
    "admin/images/image/<int:pk>/replace/": desk("picture"),
    "admin/images/image/<int:pk>/release/": desk("picture"),
    "admin/images/image/<int:pk>/file/<str:name>": desk("picture"),
    # What is read
    "admin/readership/dailyviews/": desk("", "", "?of=day", "?of=month"),
    "admin/readership/dailyviews/story/<int:pk>/": desk("story"),
    # The site
    **_model("newsroom/frontpage", "one"),
    "admin/newsroom/frontpage/preview/": desk(),
    **_model("newsroom/webhook", "one"),
    **_model("newsroom/delivery", "one"),
    "admin/newsroom/delivery/<int:pk>/again/": desk("one"),
    **_model("masthead/standingpage", "one"),
    **_model("masthead/sitesettings", "one"),
    **_model("redirects/redirect", "redirect"),
    "admin/redirects/redirect/import/": desk("", posts=({}, {"text": "/zz/,/latest/"})),
    "admin/redirects/redirect/export/": desk(),
    **_model("redirects/missingaddress", "one", "?noise=1"),
    "admin/redirects/missingaddress/<int:pk>/redirect/": desk("one", posts=({}, {"to": "/latest/"})),
    **_model("pagecache/worker", "one"),
    **_model("auth/user", "user"),
    "admin/auth/user/<id>/password/": desk("user"),
    **_model("auth/group", "one"),
}
