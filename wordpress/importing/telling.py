"""What a person should look at after a post was written: everything that is not quite as it was."""

from articles.models import Article
from wordpress.content import Converted
from wordpress.content.plain import one_line
from wordpress.importing.fitting import fit
from wordpress.importing.job import Job
from wordpress.importing.story import Story
from wordpress.importing.survey import terms_of
from wordpress.importing.translation import STATUS
from wordpress.wxr import Item

Status = Article.Status


def tell(job: Job, item: Item, wanted: Story, article: Article, converted: Converted) -> None:
    """Note on the report what differs between the post and the story that was made of it."""
    title = fit(article.headline, 80)
    for message in [*_state(item, article), *_words(item, wanted, article), *_text(job, converted)]:
        job.report.note(item.line, title, message)


def _state(item: Item, article: Article):
    if item.password:
        yield "It had a password. It is a draft, which nobody sees but editors."
    elif item.status == "private":
        yield "It was private. It is a draft, which nobody sees but editors."
    elif item.status not in STATUS:
        yield f"Its state was “{item.status[:40]}”. It is a draft."
    elif STATUS[item.status] == Status.PUBLISHED != article.status:
        yield "It was published, but the file says no time. It is a draft."
    if item.sticky == "1":
        yield "It was sticky, which there is no word for here."


def _words(item: Item, wanted: Story, article: Article):
    if len(one_line(item.title)) > 250:
        yield "The headline was longer than 250 characters and is cut."
    elif not one_line(item.title):
        yield "It had no title; the headline is made from its text."
    if len(one_line(item.excerpt)) > 600:
        yield "The excerpt was longer than 600 characters and is cut."
    if item.slug and wanted.slug != article.slug:
        yield f"Another story of the month has its address; this one ends in “{article.slug}”."
    if len(terms := {taxonomy for taxonomy, _, _ in terms_of(item)} - _KNOWN):
        yield f"Terms of {', '.join(sorted(terms))[:200]} were not taken."


_KNOWN = {"category", "post_tag", "author", "post_format"}


def _text(job: Job, converted: Converted):
    if converted.unknown_shortcodes:
        names = " ".join(f"[{name}]" for name in converted.unknown_shortcodes[:10])
        yield f"It has shortcodes that are not known here; they stand in the text: {names}"
    if converted.dynamic_blocks:
        names = ", ".join(converted.dynamic_blocks[:10])
        yield f"Blocks that WordPress filled by itself were left out: {names}"
    if converted.missing_pictures and (job.media or job.download):
        missing = list(dict.fromkeys(converted.missing_pictures))
        names = ", ".join(missing[:2])
        more = f" and {len(missing) - 2} more" if len(missing) > 2 else ""
        yield f"Pictures that are not here, to which it links instead: {names}{more}"
