"""The roles of a newsroom: groups that the program makes and keeps right.

What a role may do to which story is worked out from its permissions by articles.permissions;
docs/permissions.md shows all of it as a table. Who needs more than their role gets the permission
added to their account: a reporter with “Can publish own stories” publishes their own.
"""

from dataclasses import dataclass

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

# What every writer looks up while writing.
_LOOK_UP = {
    *("articles.view_category", "authors.view_author", "taggit.view_tag", "images.view_image"),
}


def _all(label: str) -> set[str]:
    app, model = label.split(".")
    return {f"{app}.{verb}_{model}" for verb in ("add", "change", "delete", "view")}


# Whoever may add comments answers as the newsroom; outright, only superusers delete any.
_MODERATE = _all("comments.comment") | _all("comments.block")


@dataclass(frozen=True)
class Role:
    """A group by its name, what its members do, and the permissions that they need for it."""

    name: str
    purpose: str
    permissions: frozenset[str]


CONTRIBUTOR = Role(
    "Contributor",
    "Writes own stories and submits them.",
    frozenset({"articles.add_article", "articles.write_own_article", "images.add_image"} | _LOOK_UP),
)
REPORTER = Role(
    "Reporter",
    "Writes own stories, goes on editing them once they are approved or public, describes pictures. "
    "Publishes them with the permission “Can publish own stories”.",
    CONTRIBUTOR.permissions | {"articles.revise_own_article", "images.change_image"},
)
MODERATOR = Role("Moderator", "Clears the queue of comments.", frozenset(_MODERATE))
EDITOR = Role(
    "Editor",
    "Edits, approves, publishes and withdraws all stories, moderates comments.",
    frozenset(
        {
            "articles.add_article",
            "articles.view_article",
            "articles.change_article",
            "articles.publish_article",
            "readership.view_dailyviews",
        }
        | _LOOK_UP
        | _MODERATE
        | _all("images.image")
        | _all("taggit.tag")
        | {"authors.add_author", "authors.change_author"}
    ),
)
MANAGING_EDITOR = Role(
    "Managing editor",
    "Is an editor who also runs the front page, the sections, the people and the site's settings.",
    EDITOR.permissions
    | {"articles.delete_article", "newsroom.change_front"}
    | _all("articles.category")
    | _all("authors.author")
    | _all("masthead.standingpage")
    | _all("redirects.redirect")
    | {"redirects.view_missingaddress", "redirects.delete_missingaddress"}
    | {"masthead.view_sitesettings", "masthead.change_sitesettings"}
    | {"articles.view_checklist", "articles.change_checklist"}
    | {"auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group"},
)
ROLES = (CONTRIBUTOR, REPORTER, EDITOR, MANAGING_EDITOR, MODERATOR)


def keep_roles(using: str = "default", **kwargs) -> None:
    """Make the group of each role, with its permissions and no others. Runs after each migration."""
    labels = {label for role in ROLES for label in role.permissions}
    for app in {label.partition(".")[0] for label in labels}:
        create_permissions(apps.get_app_config(app), verbosity=0, using=using)
    known = {
        f"{app}.{codename}": pk
        for pk, app, codename in Permission.objects.using(using).values_list(
            "pk", "content_type__app_label", "codename"
        )
    }
    for role in ROLES:
        group, _ = Group.objects.using(using).get_or_create(name=role.name)
        group.permissions.set(known[label] for label in role.permissions)
