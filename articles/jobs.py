"""What the program does by itself at the times of stories, and every now and then."""

from django.utils import timezone

from articles import autosaves, indexing, pings, sitemap_parts
from articles.changes import Change, on_change
from articles.due import Kind, at, every
from articles.likeness import training
from articles.mail import tell_of_moment
from articles.models import Article, DueMoment
from articles.related import refresh_related
from images.withholding import settle_all
from masthead.models import SiteSettings
from redirects.workflow import lift_redirect


@at(Kind.WENT_LIVE, Kind.EXPIRED)
def tell_writers(moment: DueMoment) -> None:
    """Mail those who wrote a story that readers see it, or no longer do."""
    tell_of_moment(moment)


@at(Kind.WENT_LIVE)
def relate(moment: DueMoment) -> None:
    """Have other stories show one beside them whose time has come; until then it was none to choose."""
    if moment.article.modified_at < moment.due_at:  # it was not saved since, which does the same
        refresh_related(moment.article)


@at(Kind.WENT_LIVE, Kind.EXPIRED)
def note_ping(moment: DueMoment) -> None:
    """Have the services that follow the paper told that a story is there, or no longer."""
    pings.note(moment.article)


@at(Kind.WENT_LIVE, Kind.EXPIRED)
def note_in_sitemap(moment: DueMoment) -> None:
    """Let the index of the sitemap say that the part of a story changed."""
    sitemap_parts.touch(moment.article)


@at(Kind.WENT_LIVE)
def lift_its_redirect(moment: DueMoment) -> None:
    """Remove the redirect at the address of a story that readers see there now."""
    if moment.article.is_public:
        lift_redirect(moment.article.get_absolute_url())


@at(Kind.WENT_LIVE, Kind.EXPIRED)
def count_for_search(moment: DueMoment) -> None:
    """Have the search count the words of a story from its time on, and after its end no more."""
    indexing.index_stories([moment.article_id])


@on_change
def note_ping_of_change(story: Article, change: Change) -> None:
    """Have the services that follow the paper told of a change."""
    pings.note(story)


@every(minutes=1)
def send_pings() -> str:
    """Tell the WebSub hub and the search engines what has changed since the last time."""
    sent = pings.send_due()
    return f"addresses that other services were told of: {sent}" if sent else ""


@every(minutes=15)
def withhold_ended_pictures() -> str:
    """Take away the files of pictures whose licence has ended, as the command of that name does."""
    with timezone.override(SiteSettings.load().zone):
        changed = settle_all()
    return f"pictures withheld or served again: {changed}" if changed else ""


@every(minutes=1)
def update_search() -> str:
    """Index the stories anew that name something which was changed, where they were very many."""
    done = indexing.catch_up()
    return f"stories indexed anew for the search: {done}" if done else ""


@every(minutes=60)
def thin_out_autosaves() -> str:
    """Delete texts that were kept while somebody wrote, once nobody has asked for them for a month."""
    deleted = autosaves.thin()
    return f"old texts that were never saved, deleted: {deleted}" if deleted else ""


@every(minutes=10)
def learn_likeness() -> str:
    """Learn the words of the paper when it is time, and choose the stories beside others by them."""
    return training.advance()
