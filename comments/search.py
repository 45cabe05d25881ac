"""Searching comments by word, name, e-mail or network address, in a paper of any size.

Both databases answer along an index, in the order in which comments came in (their keys), and only
as many as a page shows: a word that stands in every comment costs as much as one that stands in one.
What is searched for are whole words, in any case and without accents; `harb*` finds what begins so,
and signs join words that have to follow each other: `amina@example.org`, `198.51.100`.
"""

import unicodedata

from django.db import connection

from comments.models import Comment

MOST_WORDS = 12
LONGEST_WORD = 100  # characters
SHORTEST_BEGINNING = 2  # characters before a star


def parts_of(text: str) -> list[tuple[str, bool]]:
    """Return what is searched for: texts without spaces, each with whether it is a word's beginning.

    What holds neither letter nor digit is left out, and so is what comes after a dozen.
    """
    parts = []
    text = text[: 10 * LONGEST_WORD].replace("\0", " ").encode("utf-8", "ignore").decode()
    for chunk in text.split()[: 2 * MOST_WORDS]:
        word = chunk[:LONGEST_WORD].rstrip("*")
        letters = sum(unicodedata.category(character)[0] in "LN" for character in word)
        if letters:
            is_beginning = chunk.endswith("*") and letters >= SHORTEST_BEGINNING
            parts.append((word, is_beginning))
    return parts[:MOST_WORDS]


def find(
    text: str,
    *,
    status: str = "",
    story: int | None = None,
    reported: bool = False,
    beyond: int | None = None,
    oldest: bool = False,
    limit: int,
) -> list[int]:
    """Return the keys of at most `limit` comments in which each word of `text` stands, newest first.

    They are narrowed down to a status, to the story of a key, to those with open reports; `beyond` is
    the key after which the page begins. Empty places are found by their status only. Nothing that is
    typed raises; without a word, nothing is found.
    """
    parts = parts_of(text)
    if not parts:
        return []
    marks = [status] if status else []
    marks += [f"story{story}"] if story is not None else []
    marks += ["reported"] if reported else []
    without = [] if status else [Comment.Status.REMOVED.value]
    search = _find_postgresql if connection.vendor == "postgresql" else _find_sqlite
    return search(parts, marks, without, beyond, oldest, limit)


def _find_sqlite(parts, marks, without, beyond, oldest, limit) -> list[int]:
    words = " AND ".join(
        '"{}"{}'.format(word.replace('"', " "), "*" if is_beginning else "")
        for word, is_beginning in parts
    )
    match = f"{{words}} : ({words})"
    if marks:
        match += " AND {{marks}} : ({})".format(" AND ".join(f'"{mark}"' for mark in marks))
    for mark in without:
        match = f'({match}) NOT {{marks}} : "{mark}"'
    return _keys("rowid", "comments_words MATCH %s", [match], beyond, oldest, limit)


def _find_postgresql(parts, marks, without, beyond, oldest, limit) -> list[int]:
    words = "phraseto_tsquery('simple', comments_words_fold(%s))"
    # Of some digits, such as those in circles, nothing is left to search for: then there is no star.
    beginning = f"coalesce(nullif({words}::text, '') || ':*', '')::tsquery"
    query = " && ".join(beginning if is_beginning else words for _, is_beginning in parts)
    named = [*(f"'={mark}'" for mark in marks), *(f"!'={mark}'" for mark in without)]
    query += " && %s::tsquery" * len(named)
    condition = f"words @@ ({query})"
    return _keys("comment_id", condition, [*(word for word, _ in parts), *named], beyond, oldest, limit)


def _keys(key: str, condition: str, parameters: list, beyond, oldest: bool, limit: int) -> list[int]:
    if beyond is not None:
        condition += f" AND {key} {'>' if oldest else '<'} %s"
        parameters = [*parameters, beyond]
    order = "ASC" if oldest else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key} FROM comments_words WHERE {condition} ORDER BY {key} {order} LIMIT %s",  # noqa: S608
            [*parameters, limit],
        )
        return [row[0] for row in cursor.fetchall()]
