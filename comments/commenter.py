"""What is known of one person who comments: handing it out, and erasing it, as the law lets them ask."""

import datetime as dt
import json
import re
from dataclasses import dataclass

from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.db.models import Min, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from comments.blocks import with_plain_domain
from comments.counting import BATCH, lock_stories
from comments.models import Block, Comment, Decision, MailAddress, ReaderMail, Report, Subscription
from comments.reasons import sentence
from comments.removal import forget_former_words, forget_sender, remove
from comments.search_index import forget_what_is_gone
from comments.subscriptions import digest, is_off, normalised, turn_off
from desk.rollback import rolled_back

FORMAT = "newsroom-commenter/1"
OWN_STEPS = {Decision.Action.REWRITTEN, Decision.Action.TAKEN_BACK}
GONE = "[removed]"  # stands where the address stood in what is kept


def comments_of(email: str) -> QuerySet[Comment]:
    """Return the comments of an address, however it is written; answers of the newsroom are none."""
    written = spellings(Comment.objects.all(), email)
    return Comment.objects.filter(email__in=written, user=None).order_by("created_at", "pk")


def spellings(rows: QuerySet, email: str) -> list[str]:
    """Return how an address is written in `email` of rows: in any case, its domain in either form.

    Compared here, as SQLite knows no case beyond ASCII.
    """
    near = rows.filter(email__icontains=_constant_part(email)).order_by()
    return [
        written
        for written in near.values_list("email", flat=True).distinct()
        if with_plain_domain(normalised(written)) == with_plain_domain(normalised(email))
    ]


def export(email: str) -> dict:
    """Return all that is stored of the person with an address, as docs/comments.md lays it out."""
    email = normalised(email)
    rows = comments_of(email).select_related("article").prefetch_related("decisions")
    rows = rows.defer("article__body", "article__search_text")
    addresses = _mail_addresses(email)
    first = addresses.aggregate(asked=Min("created_at"), confirmed=Min("confirmed_at"))
    return {
        "format": FORMAT,
        "address": email,
        "exported_at": _time(timezone.now()),
        "comments": [_comment(comment) for comment in rows.iterator(chunk_size=BATCH)],
        "mail": {
            "wants_none": any(map(is_off, _forms(email))),
            "asked_at": _time(first["asked"]),
            "confirmed_at": _time(first["confirmed"]),
            "follows": _follows(addresses),
            "mails": _mails(addresses),
        },
        "blocks": [
            {"effect": block.effect, "since": _time(block.created_at), "until": _time(block.until)}
            for block in _blocks(email)
        ],
    }


def _comment(comment: Comment) -> dict:
    story = comment.article
    return {
        "id": comment.pk,
        # Of a story that readers do not see nothing is told here either.
        "story": {"headline": story.headline, "url": _url(story)} if story.is_public else None,
        "url": _url(comment) if comment.is_visible and story.is_public else None,
        "in_reply_to": comment.parent_id,
        "written_at": _time(comment.created_at),
        "edited_at": _time(comment.edited_at),
        "status": comment.status,
        "name": comment.name,
        "email": comment.email,
        "website": comment.website,
        "words": comment.body,
        "network_address": comment.ip_address,
        "network": comment.network,
        "browser": comment.user_agent,
        "held_for": [sentence(held) for held in comment.held_for],
        "spam_score": comment.spam_score,
        "decisions": [_decision(decision) for decision in comment.decisions.all()],
    }


def _decision(decision: Decision) -> dict:
    """Return what was done to a comment; who of the newsroom did it is no data of its writer."""
    return {
        "action": decision.action,
        "by": "writer"
        if decision.action in OWN_STEPS
        else "newsroom"
        if decision.by_name
        else "program",
        "at": _time(decision.at),
        "before": decision.was,
    }


def _follows(addresses: QuerySet[MailAddress]) -> list[dict]:
    rows = Subscription.objects.filter(address__in=addresses).order_by("pk")
    return [{"comment": row.comment_id, "since": _time(row.created_at)} for row in rows]


def _mails(addresses: QuerySet[MailAddress]) -> list[dict]:
    rows = ReaderMail.objects.filter(subscription__address__in=addresses).order_by("pk")
    return [
        {
            "kind": row.kind,
            "of_reply": row.reply_id,
            "created_at": _time(row.created_at),
            "sent_at": _time(row.sent_at),
            "network": row.network,
        }
        for row in rows
    ]


@dataclass
class Erasure:
    """What an erasure changes: numbers of rows."""

    deleted: int = 0
    emptied: int = 0
    kept: int = 0  # comments whose words stay, without their writer
    struck: int = 0  # comments and reports of others, and former words, that named the address
    reports: int = 0  # whose network is forgotten
    followed: int = 0
    blocks: int = 0
    log_entries: int = 0
    replies: int = 0  # of the newsroom, which lose the address only


def foresee(email: str, *, keep_words: bool = False) -> Erasure:
    """Return what `erase` would do now, and do nothing."""
    with transaction.atomic(), rolled_back():
        return erase(email, keep_words=keep_words)


@transaction.atomic
def erase(email: str, *, keep_words: bool = False) -> Erasure:
    """Erase who wrote the comments of an address, and with it the words, unless they are kept.

    A comment is deleted, or emptied where replies stand below it (comments.removal). What follows
    from the address is gone as well: mail and subscriptions, blocks, lines of the admin's log, the
    networks of reports from where it wrote, and where others wrote it down. That the address wants
    no mail stays, as a keyed hash. All or nothing; to be called again does no harm.
    """
    email = normalised(email)
    done = Erasure()
    rows = list(comments_of(email).values_list("pk", "article", "network"))
    keys = [pk for pk, *_ in rows]
    lock_stories(article for _, article, _ in rows)
    networks = {network for *_, network in rows} - {""}
    done.reports = Report.objects.filter(network__in=networks).update(network="")
    done.log_entries = _replace(LogEntry.objects.all(), email, "object_repr", "change_message")
    done.blocks = len(blocks := [block.pk for block in _blocks(email)])
    Block.objects.filter(pk__in=blocks).delete()
    done.followed = _forget_mail(email)
    if keep_words:
        done.kept = forget_sender(keys)
    else:
        removal = remove(keys)
        done.deleted, done.emptied = removal.deleted, removal.emptied
    answers = Comment.objects.filter(email__in=spellings(Comment.objects.all(), email))
    done.replies = answers.update(email="")
    done.struck = _strike_out(email)
    forget_what_is_gone()
    return done


def _forget_mail(email: str) -> int:
    """Delete an address with its subscriptions and mail; return how many comments it followed."""
    for form in filter(is_off, _forms(email)):  # under the key of today, whichever it was noted under
        turn_off(digest(form))
    addresses = _mail_addresses(email)
    list(addresses.select_for_update())  # before what belongs to them goes, as nobody may add to it
    return addresses.delete()[1].get(Subscription._meta.label, 0)


def _mail_addresses(email: str) -> QuerySet[MailAddress]:
    return MailAddress.objects.filter(email__in=spellings(MailAddress.objects.all(), email))


def _blocks(email: str) -> list[Block]:
    part, is_named = _constant_part(email), _pattern(email).search
    near = Block.objects.filter(Q(value__icontains=part) | Q(note__icontains=part))
    return [block for block in near if is_named(f"{block.value} {block.note}")]


def _forms(email: str) -> set[str]:
    """Return an address as it is, and with its domain in ASCII and in letters (IDNA)."""
    plain = with_plain_domain(email)
    local, at, domain = plain.rpartition("@")
    try:
        return {email, plain, f"{local}{at}{domain.encode().decode('idna')}"}
    except UnicodeError:
        return {email, plain}


def _constant_part(email: str) -> str:
    """Return what stands in an address however it is written, for the database to look for.

    Letters beyond ASCII, and quotes, are others in JSON; SQLite finds no others in another case.
    """
    is_one_form = len(_forms(email)) == 1
    said = email if is_one_form else f"{email.rpartition('@')[0]}@"
    return max(re.findall(r"[!#-\[\]-~]+", said), key=len)


def _pattern(email: str) -> re.Pattern:
    """Find an address in any form, also as JSON has it, and no longer one that ends or begins with it.

    Some scripts have no spaces: only letters that go on in an address tell that it is longer.
    """
    forms = "|".join("".join(map(_letter, form)) for form in _forms(email))
    begins = r"(?<![A-Za-z0-9_.+-])|(?<=\\u[0-9a-f]{4})|(?<=\\[nrt])"
    return re.compile(rf"(?:{begins})(?:{forms})(?![A-Za-z0-9]|[.-][A-Za-z0-9])", re.IGNORECASE)


def _letter(letter: str) -> str:
    """Return the pattern of a letter of an address, as it is and as JSON has it."""
    in_json = (json.dumps(case)[1:-1] for case in (letter, letter.upper()))
    return f"(?:{'|'.join(map(re.escape, {letter, *in_json}))})"


def _strike_out(email: str) -> int:
    """Take the address out of what is left of comments, reports and former words; return how many."""
    said = Decision.objects.annotate(said=Cast("was", TextField()))
    rows = said.filter(said__icontains=_constant_part(email)).values_list("comment", "said")
    is_named = _pattern(email).search
    former = {comment for comment, text in rows if is_named(text)}
    forget_former_words(former)
    struck = _replace(Comment.objects.all(), email, "body", "name", "website")
    return len(former) + struck + _replace(Report.objects.all(), email, "words")


def _replace(rows: QuerySet, email: str, *fields: str) -> int:
    """Put GONE in place of an address wherever it stands in fields of rows; return how many rows."""
    named = Q()
    for name in fields:
        named |= Q(**{f"{name}__icontains": _constant_part(email)})
    is_named, changed = _pattern(email), 0
    for row in list(rows.filter(named).order_by().values("pk", *fields)):
        pk = row.pop("pk")
        limits = {name: rows.model._meta.get_field(name).max_length for name in row}
        texts = {name: is_named.sub(GONE, text)[: limits[name]] for name, text in row.items()}
        if texts != row:
            rows.filter(pk=pk).update(**texts)
            changed += 1
    return changed


def _url(row) -> str:
    return f"{settings.SITE_URL}{row.get_absolute_url()}"


def _time(moment: dt.datetime | None) -> str | None:
    return moment.isoformat() if moment else None
