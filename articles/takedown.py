"""Withdrawing a story completely: its pictures too, and a look at every address that it had."""

import logging
from dataclasses import asdict
from time import monotonic
from urllib.parse import unquote

from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape

from articles.asking import Answer, ask
from articles.history import name_of
from articles.models import Article, Takedown
from articles.pictures import withhold_pictures
from articles.surfaces import Expected, Surface
from images.withholding import names

logger = logging.getLogger(__name__)

MOST_CHECKED = 200  # addresses
LONGEST = 20  # seconds that a look may take


def take_down(story: Article, surfaces: list[Surface], by: AbstractBaseUser | None) -> Takedown:
    """Withhold the pictures of a story that is withdrawn, and write down what is to be checked.

    To be called in the transaction that withdraws it, once its state is saved; `surfaces` were found
    while readers saw it.
    """
    pictures = withhold_pictures(story)
    files = [
        Surface(default_storage.url(name), f"A file of “{picture}”", Expected.MISSING)
        for picture in pictures
        for name in sorted(names(picture))
    ]
    wanted = [*surfaces, *files]
    takedown = Takedown.objects.create(
        article=story,
        surfaces=[asdict(each) for each in wanted[:MOST_CHECKED]],
        left_out=max(len(wanted) - MOST_CHECKED, 0),
        by=by,
        by_name=name_of(by),
    )
    takedown.pictures.set(pictures)
    return takedown


def check(takedown: Takedown) -> None:
    """Ask for every address as a reader, and write down what was found.

    What is not reached in LONGEST seconds is left unchecked. In a transaction nothing is asked: what
    it has not committed is not what readers see.
    """
    if transaction.get_connection().in_atomic_block:
        return
    article = takedown.article
    traces = _traces(takedown)
    began, results = monotonic(), []
    for each in takedown.surfaces:
        if monotonic() - began > LONGEST:
            break
        try:
            found, ok = _judge(Expected(each["expected"]), each["url"], article, traces)
        except Exception:  # whatever a page does, the report goes on and names it
            logger.exception("The takedown of story %s could not ask for a page", article.pk)
            found, ok = "an error", False
        results.append(each | {"found": found, "ok": ok})
    takedown.results, takedown.checked_at = results, timezone.now()
    # No save: the story, and this report with it, may have been deleted while pages were asked for.
    found = {"results": takedown.results, "checked_at": takedown.checked_at}
    Takedown.objects.filter(pk=takedown.pk).update(**found)


def _judge(expected: Expected, url: str, article: Article, traces: set[str]) -> tuple[str, bool]:
    """Return what was found at an address, in words, and whether it is right."""
    if not url.startswith("/") or url.startswith("//"):  # files on another host: look where they lie
        name = unquote(url.removeprefix(default_storage.url("")))
        is_there = default_storage.exists(name)
        return ("the file is still there" if is_there else "no such file"), not is_there
    answer = ask(url)
    if expected == Expected.MISSING:
        return str(answer.status), answer.status == 404
    if expected == Expected.GONE:
        return _gone(answer, article)
    if expected == Expected.LEADS_TO_IT:
        leads = unquote(answer.location).endswith(unquote(article.get_absolute_url()))
        to = f" to {answer.location}" if answer.location else ""
        return f"{answer.status}{to}", leads or answer.status in (404, 410)
    shown = any(trace in answer.text for trace in traces)
    words = "its address or a picture of it is still there" if shown else "not there"
    return f"{answer.status}, {words}", answer.status < 500 and not shown


def _gone(answer: Answer, article: Article) -> tuple[str, bool]:
    if answer.status != 410:
        return str(answer.status), False
    lines = escape(article.withdrawal_reason).splitlines()
    if all(line.strip() in answer.text for line in lines):
        return "410 with the reason" if lines else "410", True
    return "410 without the reason", False


def _traces(takedown: Takedown) -> set[str]:
    """What a page that still shows the story would have in its HTML: its address, its pictures."""
    address = takedown.article.get_absolute_url()
    traces = {address, escape(unquote(address))}
    for picture in takedown.pictures.all():
        traces |= names(picture)
    return traces
