"""The pages of the admin as a whole: nothing that axe finds, nothing wider than its window."""

import pytest
from django.utils import timezone

from articles import content, corrections, takedown, workflow, writing
from articles.models import FAQ, BannedStory, Note, PinnedStory
from newsroom.webhooks.models import Attempt, Delivery, Event, Webhook
from pagecache.models import Edge, Purge, Worker
from readership import ranking
from readership.store import View, store
from redirects.models import MissingAddress
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory

pytestmark = [pytest.mark.any_database, pytest.mark.browser]

LISTS = [
    "articles/article",
    "articles/category",
    "authors/author",
    "taggit/tag",
    "masthead/standingpage",
]


@pytest.fixture
def addresses(db, admin_user):
    """Every kind of page of the admin, with something on each."""
    story = ArticleFactory(
        headline="Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        by=[AuthorFactory(), AuthorFactory()],
        category=CategoryFactory(),
        tagged=["Ports"],
        published=True,
    )
    FAQ.objects.create(article=story, question="Why?", answer="Because.")
    PinnedStory.objects.create(article=story, story=ArticleFactory())
    BannedStory.objects.create(article=story, story=ArticleFactory())
    base = content.read(story)
    writing.save_content(story, base | {"headline": "A quiet day"}, 0, admin_user, note="Calmer")
    clash = writing.save_content(story, base | {"headline": "A loud day"}, 0, admin_user)
    Note.objects.create(article=story, text="Call the harbour master.", by=admin_user, by_name="Ann")
    pages = ["change", "withdraw", "delete", "history", "compare", "discard", "notes", "revision/1"]
    correction = corrections.publish_correction(story, None, kind="update", text="It was later.")
    pages += [f"conflict/{clash.revision}", "corrections", f"corrections/{correction.pk}"]
    of_story = [f"articles/article/{story.pk}/{page}" for page in pages]
    withdrawn = ArticleFactory(published=True)
    workflow.withdraw(withdrawn)
    takedown.check(withdrawn.takedowns.get())
    of_story.append(f"articles/article/{withdrawn.pk}/takedown")
    of_people = ["auth/user", f"auth/user/{admin_user.pk}/change", "auth/user/add", "auth/group"]
    forms = [*of_story, *(f"{name}/add" for name in LISTS), "masthead/sitesettings/1/change"]
    forms.append("articles/checklist/1/change")
    forms += of_people
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    views = {View(story.pk, hour, host): 90_000 for host in ("", "social.example", "search.example")}
    store(views)
    ranking.refresh()
    forms += ["readership/dailyviews", f"readership/dailyviews/story/{story.pk}"]
    now = timezone.now()
    for path in ("/2019/05/a-quiet-day/", "/nothing-like-it/"):
        MissingAddress.objects.create(path=path, hits=3, first_seen=now, last_seen=now)
    forms += ["redirects/missingaddress", "redirects/redirect", "redirects/redirect/import"]
    webhook = Webhook.objects.create(name="A" * 80, url=f"https://partner.example/{'a' * 500}")
    delivery = Delivery.objects.create(
        webhook=webhook, event=Event.UPDATED, story=1, path=f"/2026/03/{'a' * 200}/", created_at=now
    )
    for status, said in ((503, "x" * 500), (None, "partner.example took too long to answer.")):
        Attempt.objects.create(delivery=delivery, at=now, status=status, said=said)
    forms += ["newsroom/webhook", "newsroom/webhook/add", f"newsroom/webhook/{webhook.pk}/change"]
    forms += ["newsroom/delivery", f"newsroom/delivery/{delivery.pk}/change"]
    Worker.objects.create(
        name="machine:4711",
        started_at=now,
        told_at=now,
        hits=3,
        misses=1,
        purged={"articles_article": 2},
    )
    edge = Edge.objects.create(
        name="Varnish at varnish-of-the-first-rack.partner.example:6081",
        sent_at=now,
        failures=3,
        failed_at=now,
        error=f"It answered 503: {'x' * 200} {'backend fetch failed ' * 12}",
        next_at=now,
    )
    Purge.objects.create(edge=edge, key="site", noted_at=now, due_at=now)
    forms.append("pagecache/worker")
    return ["/admin/", *(f"/admin/{path}/" for path in [*forms, *LISTS])]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(open_page, log_in, admin_user, addresses, axe, scheme):
    # axe writes styles of its own into the page, which our policy would report.
    page = open_page(viewport={"width": 1440, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.goto("/admin/login/")
    assert axe(page) == []
    log_in(page, admin_user)
    for address in addresses:
        page.goto(address, wait_until="networkidle")
        assert axe(page) == [], address


@pytest.mark.parametrize("width", [320, 768, 1440])
def test_no_page_is_wider_than_its_window(open_page, log_in, admin_user, addresses, width):
    page = open_page(viewport={"width": width, "height": 800})
    log_in(page, admin_user)
    for address in addresses:
        page.goto(address, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        assert page.evaluate(
            "[...document.querySelectorAll('svg text')].every(text => text.getBBox().x >= 0)"
        ), address
