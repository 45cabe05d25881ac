"""`{% load comments %}{% comments %}`: the conversation under a story, by one query."""

import datetime as dt
import zlib
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.formats import get_format, number_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, ngettext

from articles.models import Article
from comments import cards
from comments.forms import CommentForm, find_parent
from comments.moderation import accepts_comments, closes_at
from comments.paging import Order, Reading, whole_number
from comments.signatures import new_stamp
from comments.subscriptions import offers_mail
from comments.text import render_text
from comments.threads import Conversation, Entry, read_conversation
from pagecache.showing import shows, until

AVATARS = 12  # colours, as the classes avatar-0 to avatar-11

register = template.Library()


@register.inclusion_tag("comments/section.html", takes_context=True)
def comments(context) -> dict:
    """Show the comments under the story of the page, and the form.

    Reads from the context `article` and `request`, and what comments.views adds: `comment_form`,
    a form that was sent; `comment_problem`, why it was refused; `own_comment`, which its writer sees
    as their own, with `own_token` and `own_until`, when the time to change it ends; `conversation_at`,
    the page of the comments to show in place of the one in the query.
    A preview says by `comments_open` whether there is a form, whatever the story's state says.
    """
    request, article, own = context["request"], context["article"], context.get("own_comment")
    site = request.site_settings
    reading = context.get("conversation_at") or Reading.asked_by(request.GET, site)
    conversation = read_conversation(article, reading, own)
    shows(f"comments:{article.pk}", instead_of="comments")
    until(closes_at(article, site))
    is_open = context.get("comments_open", accepts_comments(article, site))
    story = article.get_absolute_url()
    here = conversation.reading.query()
    shown = {
        "article": article,
        "conversation": conversation,
        "own": own,
        "own_until": context.get("own_until"),
        "own_query": urlencode({"mine": context.get("own_token", "")}),
        "is_open": is_open,
        "problems": [context["comment_problem"]] if context.get("comment_problem") else [],
        "offers_mail": offers_mail(site),
        "policy": site.comment_policy,
        "story": story,
        "here": f"{story}?{here}&" if here else f"{story}?",
    }
    if form := context.get("comment_form"):
        return shown | _sent_form(form, shown["problems"])
    return shown | _new_form(article, conversation, request.GET.get("replytocom", ""))


@register.simple_tag(takes_context=True)
def comment_card(context, entry: Entry) -> SafeString:
    """Show a comment of the conversation, and to its writer what can be done with it."""
    own, comment = None, entry.comment
    if comment == context["own"]:
        names = ("own", "own_until", "own_query", "story")
        own = render_to_string("comments/own.html", {name: context[name] for name in names})
    return cards.comment_card(
        entry,
        context["story"],
        context["here"],
        is_open=context["is_open"],
        is_among_picks=context["conversation"].reading.picks,
        own=own,
    )


@register.simple_tag
def reading_url(story: str, reading: Reading) -> str:
    """Return the address of a page of a story's comments."""
    query = reading.query()
    return f"{story}?{query}#comments" if query else f"{story}#comments"


@register.simple_tag
def thread_url(story: str, reading: Reading, thread: int) -> str:
    """Return the address of the page of one thread under a story."""
    return reading_url(story, replace(reading, thread=thread, cursor=None))


@register.filter
def orders(conversation: Conversation) -> list[dict]:
    """Return the orders that a reader may choose, as `label`, `reading` and `is_current`."""
    reading = conversation.reading
    usual = Reading(usual=reading.usual, order=reading.usual)
    choices = [
        {
            "label": label,
            "reading": replace(usual, order=order),
            "is_current": order == reading.order and not reading.picks,
        }
        for order, label in (
            (Order.NEWEST, gettext("Newest")),
            (Order.OLDEST, gettext("Oldest")),
            (Order.REPLIES, gettext("Most replied")),
        )
    ]
    if conversation.has_picks:
        picks = replace(usual, picks=True)
        label = gettext("Editors’ picks")
        choices.append({"label": label, "reading": picks, "is_current": reading.picks})
    return choices


def _sent_form(form: CommentForm, problems: list[str]) -> dict:
    """Return what the template shows of a form that comes back to who has sent it."""
    problems = [*problems, *form.non_field_errors()]
    focused = form.focus_first_error()
    return {
        "form": form,
        "replied_to": form.replied_to,
        "stamp": form.data["stamp"],
        "problems": problems,
        "focus_problem": bool(problems) and not focused,
    }


def _new_form(article: Article, conversation: Conversation, parent: str) -> dict:
    """Return what the template shows of an empty form; for a reply if `parent` is a visible comment."""
    return {
        "replied_to": conversation.find(whole_number(parent)) or find_parent(article, parent),
        "stamp": new_stamp(article),
        "fields": _empty_fields(get_language()),
    }


@cache
def _empty_fields(language: str) -> SafeString:
    """Return the fields of an empty form, which are the same under all stories."""
    return render_to_string("comments/fields.html", {"form": CommentForm()})


@register.filter
def comment_heading(number: int) -> str:
    """Return the heading above so many comments."""
    heading = ngettext("%(number)s COMMENT", "%(number)s COMMENTS", number)
    return heading % {"number": number_format(number, use_l10n=True, force_grouping=True)}


@register.filter
def more_replies(number: int) -> str:
    """Return what the link says that leads to so many further replies."""
    label = ngettext("%(number)s more reply", "%(number)s more replies", number)
    return label % {"number": number_format(number, use_l10n=True, force_grouping=True)}


@register.filter
def report_label(name: str) -> str:
    """Return what the link says, to those who hear it alone, that reports a comment."""
    return gettext("Report the comment by %(name)s") % {"name": name}


@register.filter
def reply_label(name: str) -> str:
    """Return what the link says, to those who hear it alone, that replies to a comment."""
    return gettext("Reply to %(name)s") % {"name": name}


@register.filter
def comment_time(moment: dt.datetime) -> str:
    """Return when a comment was written, such as `July 15, 2024 at 3:04 PM`.

    The language says how dates and times are written; months are spelled out, and the hour of
    English is followed by AM or PM.
    """
    date = format_date(timezone.localtime(moment), get_format("DATE_FORMAT").replace("N", "F"))
    return gettext("%(date)s at %(time)s") % {"date": date, "time": clock_time(moment)}


@register.filter
def clock_time(moment: dt.datetime) -> str:
    """Return the time of day of a moment, such as `3:04 PM`."""
    time_format = get_format("TIME_FORMAT").replace("P", "g:i A")
    return format_date(timezone.localtime(moment), time_format)


@register.filter
def machine_time(moment: dt.datetime) -> str:
    """Return a moment as a `datetime` attribute takes it, which knows no microseconds."""
    return moment.isoformat(timespec="seconds")


@register.filter
def comment_text(text: str) -> SafeString:
    """Return the words of a comment as HTML."""
    return render_text(text)


@register.filter
def initials(name: str) -> str:
    """Return the first letter of the first and of the last word of a name, as an avatar shows them."""
    words = [letters for word in name.split() if (letters := [c for c in word if c.isalnum()])]
    return "".join(
        letters[0] for letters in ([words[0], words[-1]] if len(words) > 1 else words)
    ).upper()


@register.filter
def avatar_colour(name: str) -> int:
    """Return the number of the colour that stands for a name: always the same, from 0 to 11."""
    return zlib.crc32(name.casefold().encode()) % AVATARS
