"""Before publishing: what the rules find, what they block, and whom."""

import datetime as dt

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from articles import checklist, corrections, revisions, workflow, writing
from articles.models import Article, Checklist
from articles.steps import WorkflowError
from images.models import Image
from masthead.models import SiteSettings, StandingPage
from masthead.pages import save_page
from redirects.workflow import leave_redirect
from tests.admin_forms import AdminForm
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, UserFactory

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 10, 12, 0, tzinfo=dt.UTC)
LEVELS = [field.name for field in Checklist._meta.fields if field.choices]


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def rule(level="block", **fields):
    """Set all rules to off but those named, which get `level`; numbers as they are given."""
    values = dict.fromkeys(LEVELS, "off")
    values |= {name: level if value is True else value for name, value in fields.items()}
    Checklist.objects.update_or_create(pk=1, defaults=values)


def picture(**fields):
    values = {"title": "Harbour", "alt": "A harbour", "credit": "Rao", "width": 10, "height": 10}
    number = Image.objects.count()
    return Image.objects.create(**values | {"file": f"{number}.jpg", "sha256": str(number)} | fields)


def said(article, at=NOW):
    found = checklist.check(revisions.head_content(article), at)
    return [(finding.rule, finding.sentence) for finding in found]


def story(**fields):
    return ArticleFactory(
        headline="A ferry goes ashore in the fog",
        standfirst="Nobody was hurt.",
        category=CategoryFactory(),
        by=[AuthorFactory()],
        tagged=["Ferries"],
        lead_image=picture(),
        **fields,
    )


def test_story_with_everything_has_no_finding():
    assert said(story()) == []


def test_bare_story_is_told_what_it_lacks_and_nothing_blocks():
    assert said(ArticleFactory(headline="Short", standfirst="  ")) == [
        ("standfirst", "The story has no standfirst."),
        ("category", "The story is in no category."),
        ("byline", "The story names nobody who wrote it."),
        ("tags", "The story has no tag; 1 at least."),
        ("headline", "The headline has 5 characters; 20 at least."),
        ("picture", "The story has no lead picture."),
    ]
    workflow.publish(ArticleFactory(), UserFactory(is_superuser=True))


def test_rule_that_is_off_finds_nothing_and_what_blocks_comes_first():
    rule(standfirst="warn", picture="block")
    found = checklist.check(revisions.head_content(ArticleFactory()), NOW)
    assert [(finding.rule, finding.blocks) for finding in found] == [
        ("picture", True),
        ("standfirst", False),
    ]


@pytest.mark.parametrize(("length", "found"), [(19, 1), (20, 0), (30, 0), (31, 1)])
def test_headline_keeps_to_its_lengths(length, found):
    rule(headline=True, headline_min=20, headline_max=30)
    assert len(said(ArticleFactory(headline="x" * length))) == found


def test_tags_are_counted():
    rule(tags=True, tags_at_least=3)
    assert said(ArticleFactory(tagged=["A", "B"])) == [("tags", "The story has 2 tags; 3 at least.")]
    assert said(ArticleFactory(tagged=["A", "B", "C"])) == []


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        ("<h2>A</h2><h3>B</h3><h4>C</h4><h2>D</h2><h3>E</h3>", []),
        (
            "<h3>Deep</h3>",
            ["The heading “Deep” is of level 3, but no heading of level 2 stands above it."],
        ),
        (
            "<h2>A</h2><h4>B &amp; C</h4>",
            ["The heading “B & C” is of level 4, but no heading of level 3 stands above it."],
        ),
        ("<h2> </h2>", ["A heading in the text is empty."]),
    ],
)
def test_order_of_headings(body, sentences):
    rule(headings=True)
    content = revisions.head_content(ArticleFactory()) | {"body": body}
    assert [finding.sentence for finding in checklist.check(content, NOW)] == sentences


def test_pictures_need_alt_text_and_credit():
    bare, described = picture(title="Bare", alt=" ", credit=""), picture()
    text = f'<figure data-image="{bare.pk}"></figure><figure data-image="{described.pk}"></figure>'
    rule(picture_alt=True, picture_credit=True, text_alt=True)
    assert said(ArticleFactory(lead_image=bare, body=text)) == [
        ("picture_alt", "The lead picture, “Bare”, has no alt text."),
        ("picture_credit", "The lead picture, “Bare”, has no credit."),
        ("text_alt", "The picture “Bare” in the text has no alt text."),
    ]
    assert said(ArticleFactory()) == []  # without a lead picture, nothing of it is missing


def test_licence_that_ends_before_publication_is_told_by_the_papers_calendar():
    rule(rights=True)
    article = ArticleFactory(lead_image=picture(licence_ends=dt.date(2026, 3, 11)))
    assert said(article) == []
    # 19:30 UTC on the 11th is the 12th in Karachi.
    evening = dt.datetime(2026, 3, 11, 19, 30, tzinfo=dt.UTC)
    assert said(article, evening) == []
    SiteSettings.objects.update_or_create(pk=1, defaults={"time_zone": "Asia/Karachi"})
    with timezone.override("Asia/Karachi"):
        assert said(article, evening) == [
            ("rights", "The licence of the picture “Harbour” ends on 11 March 2026.")
        ]


def test_ended_withheld_and_missing_pictures_in_the_text_are_told():
    rule(rights=True)
    ended = picture(title="Old", licence_ends=dt.date(2026, 3, 9))
    taken = picture(title="Taken", withheld_at=NOW, withheld_for="taken_down")
    body = "".join(f'<figure data-image="{key}"></figure>' for key in (ended.pk, taken.pk, 999))
    assert [sentence for _, sentence in said(ArticleFactory(body=body))] == [
        "The licence of the picture “Old” ended on 9 March 2026.",
        "The picture “Taken” was taken down: readers do not see it.",
        "A picture of the story is not in the library any more.",
    ]


def links(*addresses):
    return "".join(f'<p><a href="{address}">Link</a></p>' for address in addresses)


def test_links_inside_the_site_lead_somewhere(settings):
    settings.SITE_URL = "https://paper.example"
    rule(links=True)
    section, author = CategoryFactory(slug="world"), AuthorFactory(slug="ada")
    live = ArticleFactory(slug="live", tagged=["Ports"], published=True)
    later = ArticleFactory(slug="later")
    workflow.publish(later, at=NOW + dt.timedelta(hours=2))
    save_page(StandingPage(url="/about/", title="About", content="<p>We.</p>"))
    leave_redirect("/2019/old/", live.get_absolute_url())
    leave_redirect("/old-page", live.get_absolute_url())
    good = [
        live.get_absolute_url(),
        f"https://paper.example{live.get_absolute_url()}?from=mail#top",
        live.get_absolute_url().rstrip("/"),
        "../live/",
        section.get_absolute_url(),
        author.get_absolute_url(),
        *("/tag/ports/", "/about/", "/about", "/latest/", "/search/?q=x", "/corrections/", "/", "#end"),
        *(
            "/2019/old/",
            "/2019/old",
            "/old-page/",
            "/old-page",
            "/2026/03/",
            "mailto:a@b.example",
            "https://elsewhere.example/2019/none/",
        ),
    ]
    assert said(ArticleFactory(slug="a", body=links(*good))) == []

    withdrawn = ArticleFactory(slug="withdrawn", published=True)
    workflow.withdraw(withdrawn)
    bad = [
        later.get_absolute_url(),
        withdrawn.get_absolute_url(),
        f"https://paper.example{ArticleFactory(slug='draft').get_absolute_url()}",
        *("/section/none/", "/tag/none/", "/author/none/", "/none/", "/admin/", "/media/none.jpg"),
        *("/media/../../etc/passwd", "../none/"),
    ]
    told = [sentence for _, sentence in said(ArticleFactory(slug="b", body=links(*bad)))]
    assert told == [f"The link to {address} leads nowhere." for address in bad]
    # Once the other one is published, the link is right: what counts is the time of publication.
    article = ArticleFactory(slug="c", body=links(later.get_absolute_url()))
    assert said(article, NOW + dt.timedelta(hours=3)) == []


@pytest.mark.parametrize(
    "address",
    ["https://[", "//[x", "https://paper.example:x/", "/0000/01/x/", "/%00/", f"/{'x' * 9000}/"],
)
def test_hostile_links_are_looked_at_without_an_error(address):
    rule(links=True)
    content = revisions.head_content(ArticleFactory()) | {"body": links(address)}
    assert len(checklist.check(content, NOW)) <= 1


@pytest.mark.parametrize("number", [2, 200])
def test_a_look_costs_eight_queries_at_most(number):
    Checklist.objects.create(pk=1)
    addresses = [
        pattern.format(n)
        for n in range(number)
        for pattern in ("/2026/03/s{}/", "/section/s{}/", "/tag/t{}/", "/author/a{}/", "/page{}/")
    ]
    pictures = "".join(f'<figure data-image="{picture().pk}"></figure>' for _ in range(number))
    content = revisions.head_content(story()) | {"body": links(*addresses[:500]) + pictures}
    with CaptureQueriesContext(
        connection,
    ) as queries:
        checklist.check(content, NOW)
    assert len(queries) == 8


# What it blocks, and whom


def publishing(person):
    return [
        lambda article: workflow.publish(article, person),
        lambda article: workflow.schedule(article, NOW + dt.timedelta(hours=1), person),
    ]


@pytest.mark.parametrize("number", [0, 1])
def test_blocked_story_is_neither_published_nor_scheduled(number):
    rule(standfirst=True, picture=True)
    article, person = ArticleFactory(), UserFactory(is_superuser=True)
    with pytest.raises(WorkflowError) as refused:
        publishing(person)[number](article)
    verb = ["published", "scheduled"][number]
    assert refused.value.messages == [
        f"Not {verb}: The story has no standfirst. The story has no lead picture."
    ]
    article.refresh_from_db()
    assert article.status == Article.Status.DRAFT
    publishing(None)[number](article)  # a program, such as an import
    assert article.status == Article.Status.PUBLISHED


def test_changes_are_blocked_by_what_they_say_and_readers_keep_the_old_text(editor):
    rule(standfirst=True)
    article = ArticleFactory(headline="Ferry", standfirst="Said.", published=True)
    writing.save_content(article, revisions.head_content(article) | {"standfirst": ""}, 0, editor.user)
    with pytest.raises(WorkflowError, match="Not published: The story has no standfirst"):
        workflow.publish_changes(article, editor.user)
    with pytest.raises(WorkflowError, match="no standfirst"):
        corrections.publish_correction(
            article, editor.user, kind="update", text="New.", changes=article.head
        )
    article.refresh_from_db()
    assert (article.standfirst, article.corrections.count()) == ("Said.", 0)
    rule(standfirst="warn")  # changed between the form and the button: what holds now counts
    workflow.publish_changes(article, editor.user)


def test_withdrawn_story_comes_back_whatever_the_rules():
    article = ArticleFactory(published=True)
    workflow.withdraw(article)
    rule(standfirst=True)
    workflow.reinstate(article, UserFactory(is_superuser=True))
    assert article.is_public


def form(client, article):
    return AdminForm(client, reverse("admin:articles_article_change", args=[article.pk]), "article_form")


def test_form_shows_findings_of_the_saved_text_and_says_why_it_was_not_published(editor):
    rule(standfirst="block", picture="warn")
    article = ArticleFactory(headline="Ferry")
    page = editor.get(reverse("admin:articles_article_change", args=[article.pk])).text
    assert "Before publishing: 2 to look at" in page
    assert '<a href="#id_standfirst">The story has no standfirst.</a>' in page
    assert 'id="id_standfirst"' in page
    assert 'id="id_lead_image"' in page

    answer = form(editor, article).send("_publish", headline="Ferry sunk")

    page = editor.get(answer.url).text
    assert "What you wrote is saved. Not published: The story has no standfirst." in page
    article.refresh_from_db()
    assert (article.headline, article.status) == ("Ferry sunk", "draft")
    page = editor.get(form(editor, article).send("_publish", standfirst="Fog.").url).text
    assert "worth a look: The story has no lead picture." in page
    assert "Before publishing: 1 to look at" in page
    # Of the pending changes, once there are some.
    form(editor, article).send(standfirst="")
    page = editor.get(reverse("admin:articles_article_change", args=[article.pk])).text
    assert "Before publishing: 2 to look at" in page


def test_bulk_publication_tells_each_storys_reasons(editor):
    rule(standfirst=True)
    good, bad = ArticleFactory(standfirst="Said."), ArticleFactory(headline="Bare")
    answer = editor.post(
        reverse("admin:articles_article_changelist"),
        {"action": "publish_stories", "_selected_action": [good.pk, bad.pk]},
        follow=True,
    )
    assert "“Bare”: Not published: The story has no standfirst." in answer.text
    assert "1 story is now public." in answer.text


# The page of the rules


def test_managing_editor_changes_the_rules_and_an_editor_does_not(client):
    url = reverse("admin:articles_checklist_changelist")
    for role, may in [("Managing editor", True), ("Editor", False), ("Moderator", False)]:
        user = UserFactory(is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        client.force_login(user)
        answer = client.get(url, follow=True)
        assert answer.status_code == (200 if may else 403)
        if may:
            page = AdminForm(client, answer.redirect_chain[-1][0], "checklist_form")
            page.send("_save", picture="block", headline_max="90")
            assert (Checklist.load().picture, Checklist.load().headline_max) == ("block", 90)
            refused = page.send("_save", headline_min="95", headline_max="90")
            assert "No headline could be that long" in refused.text
            assert client.get(reverse("admin:articles_checklist_add")).status_code == 403
    assert Permission.objects.filter(codename="change_checklist").exists()
