"""How long an import takes and how much memory it needs, for exports of growing size.

    .venv/bin/python benchmarks/wxr_import.py [--posts 1000 10000]

Writes exports of made-up posts, imports each into a SQLite database of its own, twice, and prints
for each run the time, the CPU time, the peak of resident memory and the size of the export.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SENTENCE = "the city council voted late on tuesday to delay a plan that would have moved the railway"
TOPICS = "water budget harbour minister report border village school hospital market energy climate"
WORDS = f"{SENTENCE} {TOPICS}".split()

HEAD = """<?xml version="1.0" encoding="UTF-8" ?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
  xmlns:content="http://purl.org/rss/1.0/modules/content/"
  xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>Made up</title><description>Nothing of it is true</description>
<wp:wxr_version>1.2</wp:wxr_version>
<wp:base_site_url>https://old.example</wp:base_site_url>
<wp:base_blog_url>https://old.example</wp:base_blog_url>
"""
ITEM = """<item><title>{title}</title>
<link>https://old.example/{year}/{month:02}/{slug}/</link>
<dc:creator><![CDATA[writer{writer}]]></dc:creator>
<content:encoded><![CDATA[{content}]]></content:encoded>
<excerpt:encoded><![CDATA[]]></excerpt:encoded>
<wp:post_id>{number}</wp:post_id>
<wp:post_date>{year}-{month:02}-{day:02} 09:30:00</wp:post_date>
<wp:post_date_gmt>{year}-{month:02}-{day:02} 09:30:00</wp:post_date_gmt>
<wp:comment_status>open</wp:comment_status>
<wp:post_name>{slug}</wp:post_name><wp:status>publish</wp:status>
<wp:post_parent>0</wp:post_parent><wp:post_type>post</wp:post_type>
<category domain="category" nicename="section-{section}"><![CDATA[Section {section}]]></category>
<category domain="post_tag" nicename="tag-{tag}"><![CDATA[Tag {tag}]]></category>
{comments}</item>
"""
COMMENT = """<wp:comment><wp:comment_id>{number}</wp:comment_id>
<wp:comment_author><![CDATA[Reader {number}]]></wp:comment_author>
<wp:comment_author_email>reader{number}@example.org</wp:comment_author_email>
<wp:comment_date>{year}-{month:02}-{day:02} 10:00:00</wp:comment_date>
<wp:comment_date_gmt>{year}-{month:02}-{day:02} 10:00:00</wp:comment_date_gmt>
<wp:comment_content><![CDATA[{content}]]></wp:comment_content>
<wp:comment_approved>1</wp:comment_approved><wp:comment_type>comment</wp:comment_type>
<wp:comment_parent>{parent}</wp:comment_parent></wp:comment>
"""


def write_export(path: Path, posts: int, paragraphs: int = 8, comments: int = 2, seed: int = 1) -> None:
    """Write an export of `posts` posts with so many paragraphs and comments each.

    Every post links to two others, before and after it; of two comments one answers the other.
    """
    chance = random.Random(seed)  # noqa: S311

    def sentence(words):
        return " ".join(chance.choices(WORDS, k=words)).capitalize() + "."

    with path.open("w", encoding="utf-8") as file:
        file.write(HEAD)
        for number in range(1, posts + 1):
            date = {"year": 2005 + number % 19, "month": number % 12 + 1, "day": number % 28 + 1}
            texts = [" ".join(sentence(12) for _ in range(6)) for _ in range(paragraphs)]
            for other in (number - 1, number + 1):
                texts.append(f'See <a href="https://old.example/?p={other}">the other story</a>.')
            said = "".join(
                COMMENT.format(
                    number=number * 100 + place,
                    parent=number * 100 + place - 1 if place % 2 else 0,
                    content=sentence(20),
                    **date,
                )
                for place in range(comments)
            )
            file.write(
                ITEM.format(
                    number=number,
                    title=sentence(7),
                    slug=f"story-{number}",
                    content="\n\n".join(texts),
                    writer=number % 20,
                    section=number % 30,
                    tag=number % 300,
                    comments=said,
                    **date,
                )
            )
        file.write("</channel></rss>\n")


def run(*arguments: str, data: Path) -> tuple[float, float, int]:
    """Run manage.py in a process of its own; return (seconds, CPU seconds, peak MiB)."""
    environment = os.environ | {"DATA_DIR": str(data)}
    environment.pop("DATABASE_URL", None)
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # ru_maxrss is in bytes there, in KiB elsewhere
    return time.monotonic() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit // 2**20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--posts", type=int, nargs="+", default=[1_000, 10_000])
    parser.add_argument("--paragraphs", type=int, default=8)
    options = parser.parse_args()
    print(f"{'posts':>8} {'MB':>7} {'run':>7} {'seconds':>9} {'of CPU':>9} {'MiB peak':>9}")
    for posts in options.posts:
        with tempfile.TemporaryDirectory() as folder:
            export = Path(folder) / "export.xml"
            write_export(export, posts, options.paragraphs)
            size = export.stat().st_size / 1e6
            run("migrate", "--verbosity=0", data=Path(folder))
            for name in ("first", "second"):
                seconds, of_cpu, memory = run("import_wordpress", str(export), data=Path(folder))
                print(f"{posts:>8} {size:>7.1f} {name:>7} {seconds:>9.1f} {of_cpu:>9.1f} {memory:>9}")


if __name__ == "__main__":
    main()
