"""Which pages wait for changes of comments: `comments:12` of those under a story, `comments` of any."""

from articles.models import Article
from comments.models import Comment
from pagecache.watching import stands_for, watch

# What only moderators see, or what other columns tell already.
UNSEEN = ("held_for", "spam_score", "gist", "report_count")

watch(
    Comment,
    "'comments:' || {row}.article_id",
    "'comments'",
    when="{row}.status = 'approved' OR {row}.listed",
    ignoring=UNSEEN,
)
watch(Article, "'comments:' || {row}.id", when="{row}.status = 'published'", only=("comment_count",))
stands_for("comments", Comment)
