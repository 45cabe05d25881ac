"""Every kind of change that readers see, made in the way in which the program makes it.

tests.pagecache.test_freshness fails when a workflow of a room has a function that is neither called
here nor said to change no page.
"""

from django.db import connection
from django.utils import timezone
from taggit.models import Tag

from articles import content, corrections, listing, saving, sections, tagging, workflow, writing
from articles.models import FAQ, Article, Byline, Category, PinnedStory
from authors import workflow as authors_workflow
from authors.models import Author
from comments import deciding, removal, rewriting
from comments import workflow as comments_workflow
from comments.counting import recount
from comments.models import Comment
from comments.signatures import words_mark
from images import withholding
from images import workflow as images_workflow
from images.models import Image
from masthead import banner, menu
from masthead import pages as masthead_pages
from masthead.models import NavigationLink, SiteSettings, SocialLink, StandingPage
from newsroom.frontdesk import workflow as frontdesk_workflow
from newsroom.models import FrontBlock, FrontPin
from readership import ranking
from readership.models import HourlyViews
from tests.bulk import make_image
from tests.factories import ArticleFactory, AuthorFactory, CategoryFactory, CommentFactory
from tests.pagecache.paper import MINUTE, SOON, Paper

# Stories


def new_story_is_published(paper: Paper):
    ArticleFactory(headline="New pier", category=paper.asia, tagged=["Harbour"], published=True)


def draft_is_published(paper: Paper):
    workflow.publish(paper.draft)


def story_says_something_else(paper: Paper):
    text = content.read(paper.main) | {"headline": "Harbour closed", "standfirst": "No ships"}
    writing.save_content(paper.main, text, paper.main.head, paper.editor)
    workflow.publish_changes(paper.main, paper.editor)


def readers_are_told_of_an_update(paper: Paper):
    workflow.publish_changes(paper.main, paper.editor, tell_readers=True)


def story_moves_to_another_section(paper: Paper):
    def moved(text: dict) -> dict:
        return text | {"category": paper.society.pk}

    writing.change(paper.main, moved, paper.editor)
    if paper.main.has_pending_changes:
        workflow.publish_changes(paper.main, paper.editor)


def story_gets_another_slug(paper: Paper):
    paper.main.refresh_from_db()
    paper.main.slug = "harbour-elsewhere"
    saving.save(paper.main)
    saving.settle(paper.main)


def story_gets_another_kind(paper: Paper):
    Article.objects.filter(pk=paper.stories[1].pk).update(kind=Article.Kind.OPINION)


def many_stories_are_updated_at_once(paper: Paper):
    Article.objects.filter(pk__in=[one.pk for one in paper.stories]).update(standfirst="All the same")


def column_is_changed_by_hand(paper: Paper):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE articles_article SET headline = 'Typed in' WHERE id = %s", [paper.main.pk]
        )


def author_is_added_to_a_story(paper: Paper):
    Byline.objects.create(article=paper.main, author=AuthorFactory(name="Second Writer"), position=1)


def author_is_taken_off_a_story(paper: Paper):
    Byline.objects.filter(article=paper.stories[2]).delete()


def question_is_answered(paper: Paper):
    FAQ.objects.create(article=paper.main, question="And then?", answer="Then.", position=1)


def question_is_reworded(paper: Paper):
    FAQ.objects.filter(article=paper.main).update(answer="It had to be.")


def story_is_tagged(paper: Paper):
    paper.stories[1].tags.add("Ships")


def tag_is_taken_off(paper: Paper):
    paper.stories[1].tags.remove("Harbour")


def story_is_pinned_beside_another(paper: Paper):
    PinnedStory.objects.create(article=paper.main, story=paper.stories[7])


def story_is_withdrawn(paper: Paper):
    workflow.withdraw(paper.stories[6], paper.editor, reason="Wrong")


def story_is_reinstated(paper: Paper):
    workflow.reinstate(paper.stories[6], paper.editor)


def story_is_deleted(paper: Paper):
    paper.stories[7].delete()


def story_beside_others_is_withdrawn(paper: Paper):
    workflow.withdraw(paper.main, paper.editor)
    workflow.reinstate(paper.main, paper.editor)
    workflow.withdraw(paper.stories[1], paper.editor)


def scheduled_story_is_taken_off(paper: Paper):
    workflow.unschedule(paper.scheduled)


def story_is_scheduled_again(paper: Paper):
    workflow.schedule(paper.scheduled, paper.now + SOON)


def correction_is_published(paper: Paper):
    corrections.publish_correction(paper.stories[2], paper.editor, kind="clarification", text="At nine.")


def correction_is_edited(paper: Paper):
    corrections.edit_correction(
        paper.correction, paper.editor, kind="correction", text="It was Monday.", place="end"
    )


def correction_is_deleted(paper: Paper):
    corrections.delete_correction(paper.correction, paper.editor)


# What stands around them


def section_is_renamed(paper: Paper):
    paper.asia.name = "Asia and Pacific"
    sections.save_category(paper.asia)


def section_moves(paper: Paper):
    category = Category.objects.get(pk=paper.asia.pk)
    category.parent = paper.society
    sections.save_category(category)


def section_is_made(paper: Paper):
    CategoryFactory(name="Europe", slug="europe", parent=paper.world)


def section_says_what_it_is(paper: Paper):
    Category.objects.filter(pk=paper.world.pk).update(description="All over it.")


def tag_is_renamed(paper: Paper):
    tag = Tag.objects.get(name="Harbour")
    tag.name = "HARBOUR"
    tagging.save_tag(tag)


def tags_are_merged(paper: Paper):
    paper.stories[0].tags.add("Port")
    tagging.merge_tags([Tag.objects.get(name="Port")], Tag.objects.get(name="HARBOUR"))


def author_is_renamed(paper: Paper):
    author = Author.objects.get(pk=paper.author.pk)
    author.name, author.slug = "Renamed Writer", "renamed"
    authors_workflow.save_author(author)


def picture_is_described(paper: Paper):
    picture = Image.objects.get(pk=paper.picture.pk)
    picture.alt = "Another harbour"
    images_workflow.save_words(picture, ["alt"])


def focal_point_moves(paper: Paper):
    Image.objects.filter(pk=paper.picture.pk).update(renditions=[], focal_x=0.2)


def picture_is_withheld(paper: Paper):
    withholding.withhold(paper.portrait)


def picture_is_released(paper: Paper):
    withholding.release(paper.portrait)


def picture_is_replaced_by_another(paper: Paper):
    other = make_image(alt="A stand-in")
    Image.objects.filter(pk=paper.picture.pk).update(
        withheld_at=timezone.now(), withheld_for="licence", replacement=other
    )


def standing_page_is_edited(paper: Paper):
    page = StandingPage.objects.get(pk=paper.about.pk)
    page.content, page.title, page.url = "<p>We print daily.</p>", "About the paper", "/the-paper/"
    masthead_pages.save_page(page)


def standing_page_is_added(paper: Paper):
    masthead_pages.save_page(
        StandingPage(url="/imprint/", title="Imprint", content="<p>Who we are.</p>")
    )


def standing_page_is_deleted(paper: Paper):
    masthead_pages.delete_pages(StandingPage.objects.filter(url="/imprint/"))


def paper_is_renamed(paper: Paper):
    SiteSettings.objects.filter(pk=1).update(name="The New Meridian")


def paper_speaks_another_language(paper: Paper):
    SiteSettings.objects.filter(pk=1).update(language="de", time_zone="Asia/Karachi")


def link_is_added(paper: Paper):
    menu.show_link("/section/world/", "World", NavigationLink.Place.HEADER)


def link_is_renamed(paper: Paper):
    menu.rename_link("/section/world/", "World", "The world")
    menu.move_link("/section/world/", "/section/society/")


def link_is_hidden(paper: Paper):
    menu.hide_link("/section/society/")


def account_elsewhere_is_linked(paper: Paper):
    SocialLink.objects.create(site_id=1, label="Mastodon", url="https://example.org/@meridian")


def robots_are_told_more(paper: Paper):
    SiteSettings.objects.filter(pk=1).update(robots_txt="User-agent: Some\nDisallow: /")


def banner_is_shown(paper: Paper):
    version = SiteSettings.load().banner_version
    banner.show_banner(version, "Storm warning", "", paper.now - MINUTE, paper.now + SOON)


def banner_is_ended(paper: Paper):
    banner.end_banner(SiteSettings.load().banner_version)


def front_page_is_saved(paper: Paper):
    version = frontdesk_workflow.current_version()
    frontdesk_workflow.save(paper.editor, version, [], Article.objects.all())


def story_is_pinned_to_the_front(paper: Paper):
    FrontPin.objects.create(
        slot="feature", position=2, article=paper.stories[4], starts_at=paper.now - MINUTE
    )


def front_block_is_chosen(paper: Paper):
    FrontBlock.objects.create(category=paper.society, position=1, size=2)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE newsroom_frontpage SET has_chosen_blocks = %s", [True])


def readers_read_something_else(paper: Paper):
    hour = paper.now.replace(minute=0, second=0, microsecond=0)
    HourlyViews.objects.create(article=paper.stories[5], hour=hour, views=99)
    ranking.refresh()


# Comments


def comment_is_posted_at_once(paper: Paper):
    SiteSettings.objects.filter(pk=1).update(comment_moderation="none")
    comment = Comment(article=paper.main, name="Reader", email="r@example.org", body="I agree fully.")
    comments_workflow.post_comment(comment, SiteSettings.load())


def comment_is_approved(paper: Paper):
    comments_workflow.approve([paper.waiting], paper.editor)


def comment_is_edited(paper: Paper):
    comments_workflow.edit(paper.waiting, paper.editor, body="Let me in, please.")


def writer_rewrites_a_comment(paper: Paper):
    comment = CommentFactory(article=paper.main, body="As I saw it.")
    rewriting.rewrite(comment, "As I see it.", words_mark(comment), SiteSettings.load())


def writer_takes_a_comment_back(paper: Paper):
    comment = Comment.objects.get(body="As I see it.")
    rewriting.take_back(comment, SiteSettings.load())


def newsroom_replies(paper: Paper):
    comments_workflow.reply_as_newsroom(paper.comment, paper.editor, "Noted.")


def comment_is_picked(paper: Paper):
    deciding.pick(paper.comment, paper.editor)


def comment_is_not_picked_any_more(paper: Paper):
    deciding.unpick(paper.comment, paper.editor)


def comment_is_marked_as_spam(paper: Paper):
    comments_workflow.move([paper.waiting], "spam", paper.editor)


def comment_is_restored(paper: Paper):
    comments_workflow.move([paper.waiting], "restored", paper.editor)
    comments_workflow.approve([paper.waiting], paper.editor)


def comment_with_replies_goes_to_the_trash(paper: Paper):
    comments_workflow.move([paper.comment], "trashed", paper.editor)


def comment_is_removed_for_good(paper: Paper):
    removal.remove([paper.comment.pk], paper.editor)


def comment_is_deleted(paper: Paper):
    comments_workflow.delete([paper.waiting])


def comments_are_recounted(paper: Paper):
    Article.objects.filter(pk=paper.main.pk).update(comment_count=77)
    recount(paper.main.pk)


def count_is_wrong(paper: Paper):
    Article.objects.filter(pk=paper.main.pk).update(comment_count=78)


def comments_of_a_story_are_closed(paper: Paper):
    Article.objects.filter(pk=paper.main.pk).update(comments_open=False)


def comments_of_the_paper_are_closed(paper: Paper):
    SiteSettings.objects.filter(pk=1).update(comments_open=False)


STORIES = (
    *(new_story_is_published, draft_is_published, story_says_something_else),
    *(readers_are_told_of_an_update, story_moves_to_another_section, story_gets_another_slug),
    *(story_gets_another_kind, many_stories_are_updated_at_once, column_is_changed_by_hand),
    *(author_is_added_to_a_story, author_is_taken_off_a_story, question_is_answered),
    *(question_is_reworded, story_is_tagged, tag_is_taken_off, story_is_pinned_beside_another),
    *(story_is_withdrawn, story_is_reinstated, story_is_deleted, story_beside_others_is_withdrawn),
    *(scheduled_story_is_taken_off, story_is_scheduled_again, correction_is_published),
    *(correction_is_edited, correction_is_deleted),
)
SURROUNDINGS = (
    *(section_is_renamed, section_moves, section_is_made, section_says_what_it_is, tag_is_renamed),
    *(tags_are_merged, author_is_renamed, picture_is_described, focal_point_moves),
    *(picture_is_withheld, picture_is_released, picture_is_replaced_by_another),
    *(standing_page_is_edited, standing_page_is_added, standing_page_is_deleted, paper_is_renamed),
    *(paper_speaks_another_language, link_is_added, link_is_renamed, link_is_hidden),
    *(account_elsewhere_is_linked, robots_are_told_more, banner_is_shown, banner_is_ended),
    *(front_page_is_saved, story_is_pinned_to_the_front, front_block_is_chosen),
    readers_read_something_else,
)
COMMENTS = (
    *(comment_is_posted_at_once, comment_is_approved, comment_is_edited, writer_rewrites_a_comment),
    *(writer_takes_a_comment_back, newsroom_replies, comment_is_picked, comment_is_not_picked_any_more),
    *(comment_is_marked_as_spam, comment_is_restored, comment_with_replies_goes_to_the_trash),
    *(comment_is_removed_for_good, comment_is_deleted, comments_are_recounted, count_is_wrong),
    *(comments_of_a_story_are_closed, comments_of_the_paper_are_closed),
)

WORKFLOWS = [
    *(workflow, corrections, listing, sections, tagging, writing, authors_workflow),
    comments_workflow,
    *(deciding, rewriting, removal, menu, banner, masthead_pages, frontdesk_workflow),
    *(images_workflow, withholding, ranking),
]
# Functions of these modules that are not called above.
ONLY_TELL = {
    "articles.corrections": "told_on",
    "articles.listing": "with_ancestors",
    "articles.sections": "linked_paths shown_to_readers",
    "articles.tagging": "parse_names format_names find_fault current_names tag_url",
    "articles.writing": "time_asked",
    "comments.deciding": "state_of hold possible meanwhile sentence",
    "comments.rewriting": "changeable_until takeable_until is_gone is_taken_back",
    "images.withholding": "storage_of names",
    "images.workflow": "find_image digest check_size title_from_file_name lacks_renditions prepare",
    "masthead.menu": "linked_urls",
    "masthead.pages": "free_url belongs_to_the_site url_is_taken",
    "newsroom.frontdesk.workflow": "log",
    "readership.ranking": "most_read",
}
CHANGE_WHAT_READERS_DO_NOT_SEE = {
    "articles.workflow": "submit request_changes approve discard_changes",
    "articles.writing": "begin_story open_story advance restore",
    "comments.deciding": "dismiss_reports",
    "comments.removal": "forget_sender forget_former_words",
    "images.workflow": "store_image take_in keep",
    "masthead.menu": "connect lock_links",
}
# They take the same steps as those above, for several rows or as one part of a step.
STAND_BEHIND_THE_OTHERS = {
    "articles.listing": "refresh_listings",
    "articles.writing": "rewriting write_rows keep_rows take_up_pending",
    "comments.deciding": "decide undo",
    "comments.workflow": "put_back add",
    "images.withholding": "settle_licence settle_all settle_files move_again",
    "images.workflow": "rebuild_renditions",
    "masthead.menu": "rebuild_menu",
    "newsroom.frontdesk.workflow": "set_banner end_banner",
}
