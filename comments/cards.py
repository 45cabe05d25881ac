"""Comments as they stand under a story, by their values alone (rendering.fragments)."""

import datetime as dt
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from comments.text import LINK_REL
from comments.threads import Entry
from rendering.fragments import fragments

TEMPLATE = "comments/comment.html"


class Card(NamedTuple):
    """What a comment shows; `story` is its address, `here` that of the page with an open query."""

    pk: int
    name: str
    web_address: str
    is_newsroom: bool
    is_pick: bool
    is_visible: bool
    created_at: dt.datetime
    edited_at: dt.datetime | None
    body: str
    parent_url: str  # and name, where the page says in words what is answered
    parent_name: str
    is_among_picks: bool  # so that its place in the conversation is on another page
    is_open: bool  # can be answered
    story: str
    here: str
    own: SafeString | None = None  # what its writer can do with it
    link_rel: str = LINK_REL


def comment_card(
    entry: Entry, story: str, here: str, *, is_open: bool, is_among_picks: bool, own: SafeString | None
) -> SafeString:
    """Return a comment as HTML. `own` is None for everybody but its writer."""
    comment = entry.comment
    card = Card(
        pk=comment.pk,
        name=comment.name,
        web_address=comment.web_address,
        is_newsroom=bool(comment.user_id),
        is_pick=bool(comment.picked_at),
        is_visible=comment.is_visible,
        created_at=comment.created_at,
        edited_at=comment.edited_at,
        body=comment.body,
        parent_url=_parent_url(entry, story) if entry.names_parent else "",
        parent_name=entry.parent_name if entry.names_parent else "",
        is_among_picks=is_among_picks,
        is_open=is_open,
        story=story,
        here=here,
        own=own,
    )
    if own is None:
        return fragments.render(TEMPLATE, card)
    return render_to_string(TEMPLATE, card._asdict())


def _parent_url(entry: Entry, story: str) -> str:
    if entry.is_away:
        return f"{story}comments/{entry.comment.parent_id}/"
    return f"#comment-{entry.parent.key}"
