"""Who may do what: role by role, act by act, and who gives which role."""

import sys

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.utils import timezone

from articles.permissions import Act, may
from newsroom.roles import CONTRIBUTOR, EDITOR, MANAGING_EDITOR, MODERATOR, REPORTER, ROLES, keep_roles
from tests.conftest import REPOSITORY
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db

STATES = ["draft", "in_review", "changes_requested", "approved", "published", "withdrawn"]
OPEN = ["draft", "in_review", "changes_requested"]

# role → act → the states of one's own stories, and those of others', in which one may do it.
TABLE = {
    CONTRIBUTOR: {
        Act.VIEW: (STATES, []),
        Act.EDIT: (OPEN, []),
        Act.SUBMIT: (OPEN, []),
        Act.DELETE: (OPEN, []),
    },
    REPORTER: {
        Act.VIEW: (STATES, []),
        Act.EDIT: (STATES, []),
        Act.SUBMIT: (STATES, []),
        Act.DELETE: (OPEN, []),
    },
    EDITOR: {act: (STATES, STATES) for act in Act if act not in (Act.ADD, Act.DELETE)},
    MANAGING_EDITOR: {act: (STATES, STATES) for act in Act if act != Act.ADD},
    MODERATOR: {},
}


def member(role, *permissions, **fields):
    user = UserFactory(is_staff=True, **fields)
    if role:
        user.groups.add(Group.objects.get(name=role.name))
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return User.objects.get(pk=user.pk)


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_every_act_on_every_state_role_by_role(role):
    user = member(role)
    stories = ArticleFactory(created_by=user), ArticleFactory()
    expected, found = {}, {}
    for state in STATES:
        for article, place in zip(stories, ("own", "others"), strict=True):
            article.status, article.published_at = state, timezone.now()
            for act in set(Act) - {Act.ADD}:
                states = dict(zip(("own", "others"), TABLE[role].get(act, ([], [])), strict=True))
                expected[act, state, place] = state in states[place]
                found[act, state, place] = may(user, act, article)
    assert found == expected


@pytest.mark.parametrize("role", ROLES, ids=lambda role: role.name)
def test_who_writes_new_stories(role):
    assert may(member(role), Act.ADD) is (role is not MODERATOR)


def test_who_is_named_in_the_byline_owns_the_story():
    user = member(REPORTER)
    article = ArticleFactory(by=[AuthorFactory(user=user)])
    assert may(user, Act.EDIT, article)
    assert not may(user, Act.PUBLISH, article)
    assert may(member(REPORTER, "publish_own_article", username="x"), Act.EDIT, article) is False


def test_reporter_with_the_permission_publishes_own_stories_only():
    user = member(REPORTER, "publish_own_article")
    own = ArticleFactory(created_by=user)
    assert may(user, Act.PUBLISH, own)
    assert may(user, Act.WITHDRAW, own)
    assert not may(user, Act.APPROVE, own)
    assert not may(user, Act.PUBLISH, ArticleFactory())


def test_own_draft_that_was_public_once_is_not_deleted():
    user = member(CONTRIBUTOR)
    own = ArticleFactory(created_by=user, published=True)
    own.status = "draft"
    assert not may(user, Act.DELETE, own)


def test_account_that_was_closed_may_nothing():
    user = member(MANAGING_EDITOR, is_active=False)
    assert not any(may(user, act, ArticleFactory()) for act in Act)


def test_groups_are_put_right_again():
    group = Group.objects.get(name="Contributor")
    group.permissions.add(Permission.objects.get(codename="publish_article"))
    Group.objects.get(name="Moderator").delete()
    other = Group.objects.create(name="Interns")

    keep_roles()

    names = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    assert names == CONTRIBUTOR.permissions
    assert Group.objects.filter(name="Moderator").exists()
    assert Group.objects.filter(pk=other.pk).exists()


# Nobody gives more than they have


@pytest.fixture
def managing(client):
    client.force_login(member(MANAGING_EDITOR))
    return client


def test_managing_editor_gives_roles_and_the_right_to_publish(managing):
    person = UserFactory()
    url = f"/admin/auth/user/{person.pk}/change/"
    page = managing.get(url).text
    assert "is_superuser" not in page
    assert "user_permissions" not in page
    managing.post(
        url,
        {
            "username": person.username,
            "is_active": "on",
            "is_staff": "on",
            "groups": [Group.objects.get(name="Reporter").pk],
            "publishes_own": "on",
            "is_superuser": "on",
        },
    )
    person = User.objects.get(pk=person.pk)
    assert [group.name for group in person.groups.all()] == ["Reporter"]
    assert person.has_perm("articles.publish_own_article")
    assert not person.is_superuser


def test_managing_editor_does_not_reach_a_superuser(managing):
    boss = UserFactory(is_superuser=True, is_staff=True)
    for page in ("change", "password"):
        answer = managing.post(
            f"/admin/auth/user/{boss.pk}/{page}/", {"password1": "x", "password2": "x"}
        )
        assert answer.status_code in (302, 403)
    assert managing.post(f"/admin/auth/user/{boss.pk}/delete/", {"post": "yes"}).status_code == 403
    before = boss.username, boss.password
    boss.refresh_from_db()
    assert (boss.username, boss.password) == before


def test_role_of_the_program_is_not_changed_by_hand(admin_client):
    group = Group.objects.get(name="Contributor")
    answer = admin_client.post(f"/admin/auth/group/{group.pk}/change/", {"name": "Mine"})
    assert answer.status_code == 403
    assert admin_client.get(f"/admin/auth/group/{group.pk}/change/").status_code == 200


@pytest.mark.parametrize("role", [CONTRIBUTOR, REPORTER, EDITOR, MODERATOR], ids=lambda role: role.name)
def test_accounts_and_settings_are_not_for(role, client):
    client.force_login(member(role))
    for path in ("auth/user", "auth/group", "masthead/sitesettings", "redirects/redirect"):
        assert client.get(f"/admin/{path}/").status_code == 403


def test_documentation_says_what_the_rules_say():
    sys.path.insert(0, str(REPOSITORY / "docs"))
    try:
        import permissions
    finally:
        sys.path.pop(0)
    assert permissions.PAGE.read_text("utf-8") == permissions.page()
