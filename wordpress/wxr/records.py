"""What an export file holds, one record for each thing. Texts are as WordPress stored them.

The fields follow the exporter of WordPress (wp-admin/includes/export.php). `line` is the line of
the file on which the record begins.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Problem:
    """Something that could not be read as it stands, and what was done about it.

    `broken` says that the file is not well-formed there; otherwise it is only remarkable.
    """

    line: int
    message: str
    broken: bool = True


@dataclass(slots=True)
class Site:
    """The head of the file. It is complete once the first item is read, or the file ends."""

    title: str = ""
    description: str = ""
    link: str = ""
    site_url: str = ""
    blog_url: str = ""
    version: str = ""


@dataclass(slots=True)
class Author:
    """A user of the old site who wrote something."""

    line: int
    id: str
    login: str
    display_name: str
    first_name: str
    last_name: str


@dataclass(slots=True)
class Term:
    """A category, a tag or another term. `parent` is the slug of the term above it, or empty."""

    line: int
    taxonomy: str
    id: str
    slug: str
    parent: str
    name: str
    description: str


@dataclass(slots=True)
class Comment:
    """A reader's comment. `parent` is the id of the comment it answers, or empty."""

    line: int
    id: str
    author: str
    email: str
    url: str
    ip: str
    date: str
    date_gmt: str
    content: str
    approved: str
    type: str
    parent: str


@dataclass(slots=True)
class Item:
    """A post, page, attachment, menu item or whatever else WordPress keeps among its posts.

    `terms` are (domain, nicename, name) in their order; `meta` has all values of each key.
    """

    line: int
    id: str
    title: str
    link: str
    guid: str
    creator: str
    content: str
    excerpt: str
    date: str
    date_gmt: str
    modified: str
    modified_gmt: str
    pub_date: str
    comment_status: str
    slug: str
    status: str
    parent: str
    order: str
    type: str
    password: str
    sticky: str
    attachment_url: str
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    meta: dict[str, list[str]] = field(default_factory=dict)
    comments: list[Comment] = field(default_factory=list)

    def first_meta(self, key: str) -> str:
        """Return the first value of a custom field, stripped, or an empty string."""
        return next((value.strip() for value in self.meta.get(key, ())), "")


Record = Site | Author | Term | Item | Problem
