"""Who may do what to a story: pure functions, and the table of docs/permissions.md made from them.

A person has grants: Django's permissions on stories, given by the groups of newsroom.roles or one
by one. What a grant allows depends on whether the story is one's own (one made it, or is named in
its byline) and on where it stands.
"""

from enum import StrEnum

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied

from articles.models import Article, Byline


class Act(StrEnum):
    """What can be done to a story."""

    ADD = "add"
    VIEW = "view"
    EDIT = "edit"
    SUBMIT = "submit"
    REQUEST_CHANGES = "request changes"
    APPROVE = "approve"
    SCHEDULE = "schedule"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"
    DELETE = "delete"


class Grant(StrEnum):
    """The permissions on stories, by their codenames."""

    ADD = "add_article"
    VIEW = "view_article"
    CHANGE = "change_article"
    DELETE = "delete_article"
    WRITE_OWN = "write_own_article"
    REVISE_OWN = "revise_own_article"
    PUBLISH_OWN = "publish_own_article"
    PUBLISH = "publish_article"


# Where a story is still its writer's.
OPEN = {"draft", "in_review", "changes_requested"}


def allows(grants: frozenset[str], act: Act, own: bool, state: str, was_public: bool = False) -> bool:
    """Whether somebody with `grants` may do `act` to a story.

    `own` says whether the story is theirs; `state` is its status, or `scheduled`; `was_public` says
    whether readers can have met it. Whether the act makes sense where the story stands is not asked
    here: articles.workflow refuses to approve what is published.
    """
    own = own and Grant.WRITE_OWN in grants
    if act == Act.ADD:
        return Grant.ADD in grants
    if act == Act.VIEW:
        return own or not grants.isdisjoint({Grant.VIEW, Grant.CHANGE})
    if act in (Act.EDIT, Act.SUBMIT):
        return Grant.CHANGE in grants or (own and (state in OPEN or Grant.REVISE_OWN in grants))
    if act in (Act.SCHEDULE, Act.PUBLISH, Act.WITHDRAW):
        return Grant.PUBLISH in grants or (own and Grant.PUBLISH_OWN in grants)
    if act in (Act.REQUEST_CHANGES, Act.APPROVE):
        return Grant.PUBLISH in grants
    return Grant.DELETE in grants or (own and state in OPEN and not was_public)


def grants_of(user: AbstractBaseUser) -> frozenset[str]:
    """Return the permissions on stories that a person has; all of them for a superuser."""
    if not user.is_active:
        return frozenset()
    if user.is_superuser:
        return frozenset(Grant)
    held = user.get_all_permissions()
    return frozenset(grant for grant in Grant if f"articles.{grant}" in held)


def is_own(user: AbstractBaseUser, article: Article) -> bool:
    """Whether a person made the story or is named in its byline. One query at most."""
    if article.created_by_id is not None and article.created_by_id == user.pk:
        return True
    return Byline.objects.filter(article=article.pk, author__user=user.pk).exists()


def may(user: AbstractBaseUser, act: Act, article: Article | None = None) -> bool:
    """Whether a person may do `act` to a story as it is stored; to any story at all, without one."""
    grants = grants_of(user)
    if article is None or article.pk is None:
        return allows(grants, act, own=True, state="draft")
    state = "scheduled" if article.is_scheduled else article.status
    was_public = article.url_month is not None
    if allows(grants, act, own=False, state=state, was_public=was_public):
        return True
    # Only then it matters whose it is.
    with_own = allows(grants, act, own=True, state=state, was_public=was_public)
    return with_own and is_own(user, article)


def require(user: AbstractBaseUser | None, act: Act, article: Article) -> None:
    """Raise PermissionDenied if a person may not do `act`. Nobody, None, is the program itself."""
    if user is not None and not may(user, act, article):
        raise PermissionDenied


def sees_all(user: AbstractBaseUser) -> bool:
    """Whether a person may know of every story there is."""
    return not grants_of(user).isdisjoint({Grant.VIEW, Grant.CHANGE})


def visible_to(user: AbstractBaseUser, articles):
    """Return those of a queryset of stories that a person may open in the admin."""
    if sees_all(user):
        return articles
    if not allows(grants_of(user), Act.VIEW, own=True, state="draft"):
        return articles.none()
    return articles.filter(pk__in=_own_keys(user))


def _own_keys(user: AbstractBaseUser):
    """Return the keys of a person's own stories as a query, each part of it along an index.

    As a condition of two parts on each story, it would have the databases go through all stories.
    """
    made = Article.objects.filter(created_by=user.pk).order_by().values("pk")
    signed = Byline.objects.filter(author__user=user.pk).order_by().values("article")
    return made.union(signed)


def nameable_by(user: AbstractBaseUser, articles):
    """Return those of a queryset of stories whose headline a person may read.

    They may open them in the admin, or readers see them.
    """
    return visible_to(user, articles) | articles.published()
