"""What stands on the front page: chosen by time, nothing twice."""

from django.db.models import OuterRef, Subquery, prefetch_related_objects
from django.utils import timezone

from articles.models import Article, Category, SectionListing
from articles.querysets import bylines_in_order

FEATURES = 4
OPINION = 4
RECENT = 8
SECTIONS = 8
PER_SECTION = 4
SPARE = 2  # more per section than shown, for stories that an earlier section has taken
WINDOW = 30  # newest stories looked at for lead, features and most recent
OPINION_KINDS = [Article.Kind.OPINION, Article.Kind.EDITORIAL]


def front_page() -> dict:
    """Return the stories of the front page by their place.

    `lead`: the newest story with a picture, comment pieces apart, or None in an empty paper;
    `features` and `recent`: the newest after it; `opinion`: the newest comment pieces; `sections`:
    `[{"category": …, "stories": […]}]` for the first sections at the top of the tree that have
    more to show. Reads bounded windows by four queries, whatever the number of stories.
    """
    public = Article.objects.published().newest_first().for_cards()
    newest = list(public[:WINDOW])
    opinion = list(public.filter(kind__in=OPINION_KINDS)[:OPINION])
    used = {story.pk for story in opinion}
    news = [story for story in newest if story.pk not in used]
    lead = next((story for story in news[:10] if story.lead_image), news[0] if news else None)
    rest = [story for story in news if story is not lead]
    features, recent = rest[:FEATURES], rest[FEATURES : FEATURES + RECENT]
    used |= {story.pk for story in [lead, *features, *recent] if story}
    sections = _sections(used)
    shown = [lead] if lead else []
    shown += features + recent + opinion + [story for block in sections for story in block["stories"]]
    prefetch_related_objects(shown, bylines_in_order())
    return {
        "lead": lead,
        "features": features,
        "opinion": opinion,
        "recent": recent,
        "sections": sections,
    }


def _sections(used: set[int]) -> list[dict]:
    """The newest of each section at the top of the tree, without the stories in `used`."""
    depth = PER_SECTION + SPARE
    listed = SectionListing.objects.filter(category=OuterRef("pk"), published_at__lte=timezone.now())
    newest = listed.exclude(article__in=used).order_by("-published_at", "-article").values("article")
    places = {f"newest_{place}": Subquery(newest[place : place + 1]) for place in range(depth)}
    top = Category.objects.filter(parent=None).order_by("position", "path")
    categories = list(top.annotate(**places)[:SECTIONS])
    keys = {category: [getattr(category, place) for place in places] for category in categories}
    stories = (
        Article.objects.published().for_cards().in_bulk({pk for row in keys.values() for pk in row})
    )
    blocks, used = [], set(used)
    for category, row in keys.items():
        chosen = [stories[pk] for pk in row if pk in stories and pk not in used][:PER_SECTION]
        used.update(story.pk for story in chosen)
        if chosen:
            blocks.append({"category": category, "stories": chosen})
    return blocks
