"""What a feed would say, without saying it: enough to know whether it is another one by now."""

import hashlib

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone
from taggit.models import TaggedItem

from articles.models import Article, Byline
from articles.querysets import ArticleQuerySet
from images.models import Image, PictureUse

# A story's own columns change `modified_at` or `live`; these are changed without.
_OF_STORIES = ("pk", "live", "modified_at", "correction_notes", "category__name", "lead_image")
_OF_PICTURES = ("pk", "file", "alt", "caption", "credit", "withheld_at", "stand_in", "renditions")


def state_of(stories: ArticleQuerySet, *told: object) -> str:
    """Return what is another text once the feed of some stories would be.

    Four queries, which read no text of a story.

    `told` is what else the feed says. The day is part of it: licences of pictures end with it.
    """
    rows = list(stories.values_list("published_at", "updated_at", *_OF_STORIES))
    keys = [row[2] for row in rows]
    article = ContentType.objects.get_for_model(Article)
    bylines = Byline.objects.filter(article__in=keys).order_by("article", "position", "pk")
    tags = TaggedItem.objects.filter(content_type=article, object_id__in=keys)
    places = [PictureUse.Place.TEXT, PictureUse.Place.LEAD]
    uses = PictureUse.objects.filter(content_type=article, object_id__in=keys, place__in=places)
    shown = Q(pk__in=uses.values("image")) | Q(pk__in={row[-1] for row in rows})
    known = [
        *(told, timezone.localdate(), rows),
        list(bylines.values_list("article", "author__name", "author__slug")),
        list(tags.order_by("object_id", "tag").values_list("object_id", "tag__name")),
        list(Image.objects.filter(shown).order_by("pk").values_list(*_OF_PICTURES)),
    ]
    return hashlib.sha256(repr(known).encode()).hexdigest()[:32]
