"""Stories as documents of the search.

A story is in the index as long as its status says that it is published; whether its hour has come
or gone by, the search asks of the document itself. `articles.saving.settle` writes it, in the
transaction of the change. What a story only names (authors, tags, pictures, sections) marks the
stories that name it as out of date, in articles.receivers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from taggit.models import TaggedItem

from articles.models import FAQ, Article, Byline, SectionListing
from images.models import Image
from masthead.models import SiteSettings
from richtext.text import plain_text
from search import index, stale
from search.documents import Source

AT_ONCE = 50  # stories that are held together
AFTER_COMMIT = 200  # stories that whoever renamed something waits for

_FIGURE = re.compile(r'<figure data-image="([0-9]{1,15})">(.*?)</figure>', re.DOTALL)
_FIELDS = (
    *("headline", "standfirst", "excerpt", "body", "lead_caption", "lead_image", "status"),
    *("published_at", "expires_at"),
)


@transaction.atomic
def index_stories(keys: Iterable[int], then_fold: bool = True) -> int:
    """Make the index say what the rows of stories say. Return how many documents were not so.

    The rows are held, so that of two who do this the later one reads the newer text. For
    `then_fold` see search.index.write.
    """
    keys = list(keys)
    stories = Article.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=keys)
    held = list(stories.only(*_FIELDS).order_by("pk"))
    published = [story for story in held if story.status == Article.Status.PUBLISHED]
    gone = set(keys) - {story.pk for story in published}
    if gone:
        index.remove(gone)
    if not published:
        return len(gone)
    paper = SiteSettings.load()
    return index.write(_documents(published, paper), language_of(paper), then_fold)


def forget_story(key: int) -> None:
    """Take a story that is deleted out of the index."""
    index.remove([key])


def language_of(paper: SiteSettings) -> str:
    """Return the code of the language that the paper's stories are written in."""
    return paper.language or settings.LANGUAGE_CODE


def mark_stale(keys: Iterable[int]) -> None:
    """Have stories indexed anew after the commit, all that are many by the job `update_search`."""
    if stale.mark(keys):
        transaction.on_commit(lambda: catch_up(AFTER_COMMIT), robust=True)


def catch_up(most: int | None = None) -> int:
    """Index what is marked as out of date, at most so many stories; return how many there were."""
    done = 0
    while most is None or done < most:
        with transaction.atomic():
            keys = stale.claim(AT_ONCE)
            if keys:
                index_stories(keys)
        done += len(keys)
        if len(keys) < AT_ONCE:
            break
    return done


def index_what_waits(using: str = "default", **kwargs) -> None:
    """Index, once the tables are made or changed, what a migration has marked as out of date."""
    connection = connections[using]
    with connection.cursor() as cursor:
        is_there = "search_stale" in connection.introspection.table_names(cursor)
    if is_there and using == DEFAULT_DB_ALIAS:
        catch_up()


def _documents(stories: list[Article], paper: SiteSettings) -> list[Source]:
    """Return stories as documents, by a number of queries that does not grow with theirs."""
    keys = [story.pk for story in stories]
    names, marks = defaultdict(list), defaultdict(set)
    for story, author, name in _rows(Byline.objects, "article", keys, "author", "author__name"):
        names[story].append(name)
        marks[story].add(f"a{author}")
    kind = ContentType.objects.get_for_model(Article)
    tagged = TaggedItem.objects.filter(content_type=kind)
    for story, tag, name in _rows(tagged, "object_id", keys, "tag", "tag__name"):
        names[story].append(name)
        marks[story].add(f"t{tag}")
    for story, category in _rows(SectionListing.objects, "article", keys, "category"):
        marks[story].add(f"c{category}")
    texts = defaultdict(list)
    for story, question, answer in _rows(FAQ.objects, "article", keys, "question", "answer"):
        texts[story] += [question, answer]
    shown = {story.pk: _with_own_captions(story) for story in stories}
    pictures = {picture for group in shown.values() for picture in group}
    captions = dict(Image.objects.filter(pk__in=pictures).values_list("pk", "caption"))
    for story in stories:
        texts[story.pk] += [story.lead_caption, *(captions.get(each, "") for each in shown[story.pk])]
        marks[story.pk].add(f"y{story.published_at.astimezone(paper.zone).year}")
    return [
        Source(
            key=story.pk,
            title=story.headline,
            lead="\n".join([story.standfirst or story.excerpt, *names[story.pk]]),
            text="\n".join([plain_text(story.body), *texts[story.pk]]),
            marks=frozenset(marks[story.pk]),
            published_at=story.published_at,
            expires_at=story.expires_at,
        )
        for story in stories
    ]


def _with_own_captions(story: Article) -> list[int]:
    """Return the pictures of a story below which it says nothing, so that their own captions stand."""
    lead = [story.lead_image_id] if story.lead_image_id and not story.lead_caption else []
    return [*lead, *(int(key) for key, said in _FIGURE.findall(story.body) if not plain_text(said))]


def _rows(rows, story: str, keys: list[int], *columns: str):
    """Return columns of the rows that hang on stories, in one order, whichever database reads them."""
    return rows.filter(**{f"{story}__in": keys}).order_by("pk").values_list(story, *columns)
