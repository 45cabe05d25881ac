"""Repeats the stories of a paper until there are as many as are wanted, in the database itself.

A copy has the text and the place of one story, the headline of another, and the tags and authors of a
third, which are others each time: so those that stand near each other in the paper are different.
"""

# ruff: noqa: S608  what is put into statements are numbers and names of this file

STRIDES = {"headline": 7919, "filed": 104_729}  # primes: from a copy's number to the story it is from

# How a time is reckoned, in the words of each database.
TIMES = {
    "sqlite": {
        "at": "datetime('now', '-' || {seconds} || ' seconds')",
        "month": "date('now', '-' || {seconds} || ' seconds', 'start of month')",
        "key": "lower(hex(randomblob(16)))",
    },
    "postgresql": {
        "at": "now() - {seconds} * interval '1 second'",
        "month": "date_trunc('month', now() - {seconds} * interval '1 second')::date",
        "key": "gen_random_uuid()",
    },
}
AT_ONCE = 50_000


def repeat_stories(distinct: int, number: int) -> None:
    """Give the paper, which has `distinct` stories, all keys up to `number`, and times anew to all."""
    from django.db import connection, transaction

    from benchmarks.large_paper.stories import YEARS

    says = TIMES[connection.vendor]

    def time(name: str, key: str) -> str:
        seconds = f"cast(({number} - {key}) * {YEARS.total_seconds() / number} AS integer)"
        return says[name].format(seconds=seconds)

    with connection.cursor() as cursor:
        values = f"published_at = {time('at', 'id')}, url_month = {time('month', 'id')}"
        cursor.execute(f"UPDATE articles_article SET {values}")
        cursor.execute(f"UPDATE articles_storyplace SET published_at = {time('at', 'article_id')}")
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE")  # or it reads a whole table for each copy
    for start in range(distinct, number, AT_ONCE):
        numbers = (
            f"WITH RECURSIVE numbers(n) AS (SELECT CAST({start + 1} AS bigint) UNION ALL "
            f"SELECT n + 1 FROM numbers WHERE n < {min(start + AT_ONCE, number)}) "
        )
        model = f"(n - 1) % {distinct} + 1"
        headline, filed = (
            f"((n - 1) * {stride} + (n - 1) / {distinct}) % {distinct} + 1"
            for stride in STRIDES.values()
        )
        with transaction.atomic(), connection.cursor() as cursor:
            times = time("at", "n"), time("month", "n")
            for statement in _statements(*times, model, headline, filed, says["key"]):
                cursor.execute(statement.replace("INSERT", f"{numbers} INSERT", 1))


def _statements(at: str, month: str, model: str, headline: str, filed: str, key: str):
    from django.db import connection

    from articles.models import Article

    quote = connection.ops.quote_name
    given = {
        "id": "n",
        "slug": "'story-' || n",
        "status": "CASE WHEN n % 40 = 0 THEN 'draft' ELSE 'published' END",
        "published_at": at,
        "url_month": month,
        **{name: f"h.{name}" for name in ("headline", "standfirst", "summary")},
    }
    columns = [field.column for field in Article._meta.concrete_fields]
    values = ", ".join(given.get(column, f"m.{quote(column)}") for column in columns)
    yield (
        f"INSERT INTO articles_article ({', '.join(map(quote, columns))}) SELECT {values} FROM numbers "
        f"JOIN articles_article m ON m.id = {model} JOIN articles_article h ON h.id = {headline}"
    )
    yield (
        "INSERT INTO taggit_taggeditem (content_type_id, object_id, tag_id) SELECT content_type_id, n, "
        f"tag_id FROM numbers JOIN taggit_taggeditem ON object_id = {filed}"
    )
    yield (
        f"INSERT INTO articles_byline (id, article_id, author_id, credit, position) SELECT {key}, "
        f"n, author_id, credit, position FROM numbers JOIN articles_byline ON article_id = {filed}"
    )
    yield (
        "INSERT INTO articles_storyplace (space_id, article_id, cell, published_at, vector) SELECT "
        f"space_id, n, cell, {at}, vector FROM numbers JOIN articles_storyplace ON article_id = {model} "
        "WHERE n % 40 <> 0"
    )
    yield (
        "INSERT INTO articles_storysketch (article_id, sketch) SELECT n, sketch FROM numbers "
        f"JOIN articles_storysketch ON article_id = {model} WHERE n % 40 <> 0"
    )


def list_stories(number: int) -> None:
    """List all stories where they stand, and put some beside each, from all over the paper."""
    from django.db import connection, transaction

    from articles.related import KEPT

    for rows, column, source in (
        (
            "sectionlisting",
            "category_id",
            "(SELECT id AS article_id, category_id FROM articles_article)",
        ),
        ("taglisting", "tag_id", "(SELECT object_id AS article_id, tag_id FROM taggit_taggeditem)"),
        ("authorlisting", "author_id", "articles_byline"),
    ):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO articles_{rows} ({column}, article_id, published_at) "
                f"SELECT placed.{column}, placed.article_id, a.published_at FROM {source} placed "
                "JOIN articles_article a ON a.id = placed.article_id WHERE a.status = 'published'"
            )
    for position in range(KEPT):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO articles_relatedstory (article_id, story_id, position) "
                "SELECT id, (id + %s) %% %s + 1, %s FROM articles_article WHERE status = 'published'",
                [(position + 1) * (number // 11) + position, number, position],
            )
