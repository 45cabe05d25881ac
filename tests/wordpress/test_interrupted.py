"""An import that is killed anywhere is finished by the next one."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from PIL import Image

from tests.conftest import REPOSITORY
from tests.wordpress.exports import attachment, author, category, comment, export, item, tag

STORIES = 60
FOLDER = re.compile(r"pictures/\d+/\d+/\w+/")

# What of each table must be the same, however often the import was cut short; keys and the moments
# of writing differ.
TABLES = {
    "articles_article": "headline, slug, body, excerpt, summary, search_text, status, "
    "published_at, url_month, "
    "updated_at, comment_count, lead_image_id IS NULL, kind, category_id IS NULL",
    "articles_category": "path, trail, name",
    "authors_author": "name, slug",
    "taggit_tag": "name, slug",
    "images_image": "title, alt, sha256",
    "django_flatpage": "url, title, content",
    "masthead_navigationlink": "place, label, url, position",
    "redirects_redirect": "old_path, new_path",
    "wordpress_importeditem": "site, kind, key, source_digest, belongs_to, is_unresolved, needs_related",
    "wordpress_oldaddress": "site, path",
}
JOINED = {
    "comments": "SELECT c.name, c.body, c.status, c.created_at, c.reply_count, p.body, t.body, a.slug "
    "FROM comments_comment c JOIN articles_article a ON a.id = c.article_id "
    "LEFT JOIN comments_comment p ON p.id = c.parent_id LEFT JOIN comments_comment t ON t.id = "
    "c.thread_id",
    "listings": "SELECT c.path, a.slug, l.published_at FROM articles_sectionlisting l "
    "JOIN articles_category c ON c.id = l.category_id JOIN articles_article a ON a.id = l.article_id",
    "bylines": "SELECT a.slug, w.slug, b.position FROM articles_byline b "
    "JOIN articles_article a ON a.id = b.article_id JOIN authors_author w ON w.id = b.author_id",
    "related": "SELECT a.slug, s.slug, r.position FROM articles_relatedstory r "
    "JOIN articles_article a ON a.id = r.article_id JOIN articles_article s ON s.id = r.story_id",
    "tagged": "SELECT a.slug, t.slug FROM taggit_taggeditem i JOIN articles_article a ON a.id = "
    "i.object_id "
    "JOIN taggit_tag t ON t.id = i.tag_id",
}


@pytest.fixture(scope="module")
def material(tmp_path_factory):
    folder = tmp_path_factory.mktemp("material")
    (folder / "uploads").mkdir()
    parts = [author("maria", "María"), category("asia", parent="world"), category("world"), tag("rain")]
    for number in range(1, STORIES + 1):
        terms = [("category", "asia" if number % 2 else "world", "x"), ("post_tag", "rain", "Rain")]
        meta = [("_thumbnail_id", str(900 + number % 3))]
        text = f'Story {number}, <a href="/?p={number + 1}">next</a>, <a href="/about/">us</a>.'
        first, word = number * 10, ("rain", "harbour", "council")[number % 3] + "abcdefghij"[number % 10]
        inside = comment(first + 1, f"Answer {number}", comment_parent=first) + comment(
            first, f"Question {number}"
        )
        parts.append(
            item(
                number,
                text,
                terms=terms,
                meta=meta,
                inside=inside,
                title=f"The {word}{number} of {word} {number} today",
            )
        )
    parts.append(item(800, "We", post_type="page", post_name="about", link="https://old.example/about/"))
    for number in range(900, 903):
        Image.new("RGB", (40, 40), (number % 256, 9, 9)).save(folder / "uploads" / f"{number}.png")
        parts.append(attachment(number, f"https://old.example/wp-content/uploads/{number}.png"))
    (folder / "export.xml").write_text(export(*parts))
    return folder


def start(material, data, *arguments) -> subprocess.Popen:
    environment = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"} | {"DATA_DIR": str(data)}
    command = [sys.executable, str(REPOSITORY / "manage.py"), *arguments]
    return subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def import_all(material, data) -> subprocess.Popen:
    return start(
        material,
        data,
        "import_wordpress",
        str(material / "export.xml"),
        "--media",
        str(material / "uploads"),
    )


def finish(process: subprocess.Popen) -> str:
    printed, _ = process.communicate(timeout=300)
    assert process.returncode == 0, printed
    return printed


def new_site(material, data):
    data.mkdir()
    finish(start(material, data, "migrate", "--verbosity=0"))


def contents(data) -> dict[str, list]:
    """Return what the database of a site holds; folders of pictures have a name made by chance."""
    with sqlite3.connect(data / "newsroom.sqlite3") as database:
        queries = {table: f"SELECT {columns} FROM {table}" for table, columns in TABLES.items()} | JOINED
        found = {
            name: sorted(FOLDER.sub("pictures/", json.dumps(row)) for row in database.execute(query))
            for name, query in queries.items()
        }
    database.close()
    return found


def test_killed_at_any_point_and_run_again_it_ends_as_if_it_had_never_been(material, tmp_path):
    whole = tmp_path / "whole"
    new_site(material, whole)
    started = time.monotonic()
    finish(import_all(material, whole))
    length = time.monotonic() - started
    expected = contents(whole)
    assert len(expected["articles_article"]) == STORIES
    assert len(expected["related"]) >= STORIES

    cut = tmp_path / "cut"
    new_site(material, cut)
    chance = random.Random(7)
    killed = 0
    for _ in range(6):
        process = import_all(material, cut)
        time.sleep(length * chance.uniform(0.25, 0.9))
        killed += process.poll() is None
        process.send_signal(signal.SIGKILL)
        process.communicate()
    finish(import_all(material, cut))
    assert killed >= 1
    assert contents(cut) == expected
    printed = finish(import_all(material, cut))
    counts = next(line for line in printed.splitlines() if line.startswith("Posts "))
    assert counts.split()[1:] == [str(STORIES), "0", "0", str(STORIES), "0"]
