"""The command as a person meets it: what it says, what it writes down, when it refuses."""

import errno
import io
import json
import sqlite3

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from articles.models import Article
from images.models import Image
from masthead.models import SiteSettings
from tests.wordpress.exports import HEAD, TAIL, attachment, author, category, comment, export, item
from tests.wordpress.snapshots import rows
from wordpress.importing.lock import AnotherImportError, only_import
from wordpress.importing.progress import Steps
from wordpress.importing.report import Report

pytestmark = pytest.mark.django_db

URL = "https://old.example/wp-content/uploads/2024/07/harbour.jpg"
EXPORT = export(
    author("maria", "María"),
    category("world"),
    item(
        7,
        "[unknown_code]",
        inside=comment(1) + comment(2, comment_type="pingback"),
        meta=[("_thumbnail_id", "20")],
    ),
    item(8, status="trash", title="Gone"),
    attachment(20, URL, title="Harbour"),
)


@pytest.fixture
def command(tmp_path):
    """Run the command on a text; return what it printed. CommandError is an exit with 1."""

    def command(text: str | bytes, *arguments) -> str:
        path = tmp_path / "export.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        out = io.StringIO()
        try:
            call_command("import_wordpress", str(path), *map(str, arguments), stdout=out)
        finally:
            command.printed = out.getvalue()
        return command.printed

    return command


def test_it_reports_counts_reasons_and_what_to_look_at(command):
    printed = command(EXPORT)
    assert "Posts" in printed
    assert "1 Posts: it is in the trash" in printed
    assert "1 Comments: it is a pingback or trackback" in printed
    assert "[unknown_code]" in printed
    counts = next(line for line in printed.splitlines() if line.startswith("Posts "))
    assert counts.split() == ["Posts", "2", "1", "0", "0", "1"]


def test_the_report_file_names_each_item_and_no_address(command, tmp_path):
    path = tmp_path / "report.json"
    command(EXPORT, "--report", path)
    report = json.loads(path.read_text())
    kinds = [(entry.get("kind"), entry["outcome"], entry["title"]) for entry in report["entries"]]
    assert ("Posts", "skipped", "Gone") in kinds
    assert ("Comments", "imported", "comment 1") in kinds
    assert report["counts"]["Posts"] == {
        "found": 2,
        "imported": 1,
        "updated": 0,
        "unchanged": 0,
        "skipped": 1,
    }
    assert "example.org" not in path.read_text()
    assert "203.0.113" not in path.read_text()


def test_nothing_in_an_export_moves_the_cursor_of_the_terminal(command, tmp_path):
    evil = "a\x9b2J &#27;[2J &amp;#27;]0;x&#7;\u202e\r\nLine"
    path = tmp_path / "report.txt"
    command(
        export(
            category(evil, evil, parent=f"no {evil}"),
            item(7, evil, title=evil, status=evil, terms=[(evil, evil, evil)]),
            item(8, title=evil, post_type=evil, inside=comment(evil)),
        ),
        "--report",
        path,
    )
    shown = command.printed + path.read_text()
    assert "2J" in shown
    assert not set("\x9b\x1b\x07\u202e\r") & set(shown)
    assert not any(line.startswith("Line\u201d") for line in shown.splitlines())
    assert Article.objects.get().headline == "a2J [2J &#27;]0;x\u202e Line"


def test_the_report_as_text(command, tmp_path):
    path = tmp_path / "report.txt"
    command(EXPORT, "--report", path)
    text = path.read_text()
    assert "skipped\tPosts “Gone”: it is in the trash" in text
    assert "Skipped:" in text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty."),
        ("   \n", "not an export of WordPress"),
        ("hello", "not an export of WordPress"),
        ("<html><body/></html>", "not an export of WordPress"),
        (
            "<rss><channel><title>News</title><item><title>x</title></item></channel></rss>",
            "an RSS feed",
        ),
        ('<!DOCTYPE x [<!ENTITY a "b">]><rss/>', "declares an XML entity on line 1"),
        (b"PK\x03\x04\x00\x00" + bytes(range(256)) * 50, "not an export of WordPress"),
    ],
)
def test_what_is_no_export_is_refused_and_nothing_is_written(command, text, message):
    before = rows()
    with pytest.raises(CommandError, match=message) as error:
        command(text)
    assert "Nothing was imported." in str(error.value)
    assert rows() == before


def test_a_missing_file_and_a_missing_folder(tmp_path):
    with pytest.raises(CommandError, match=r"is not a file\. Nothing was imported"):
        call_command("import_wordpress", str(tmp_path / "none.xml"))
    (tmp_path / "a.xml").write_text(EXPORT)
    with pytest.raises(CommandError, match=r"is not a folder\. Nothing was imported"):
        call_command("import_wordpress", str(tmp_path / "a.xml"), media=tmp_path / "none")
    with pytest.raises(CommandError, match="The report cannot be written"):
        call_command("import_wordpress", str(tmp_path / "a.xml"), report=tmp_path / "none" / "r.txt")


def test_the_report_never_replaces_the_export(tmp_path):
    path = tmp_path / "export.xml"
    path.write_text(EXPORT)
    (tmp_path / "link.txt").symlink_to(path)
    for report in (path, tmp_path / "link.txt"):
        with pytest.raises(CommandError, match=r"would replace the export\. Nothing was imported"):
            call_command("import_wordpress", str(path), report=report)
    assert path.read_text() == EXPORT


def test_a_report_that_the_disk_has_no_space_for(command, tmp_path, monkeypatch):
    def close(report):
        report.file.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Report, "close", close)
    with pytest.raises(CommandError, match=r"report .* is not whole: No space left on device"):
        command(EXPORT, "--report", tmp_path / "report.txt")
    assert Article.objects.exists()


def test_of_a_broken_file_the_line_is_said_and_the_rest_is_kept(command):
    broken = item(8, title="Broken").replace("</wp:post_id>", "")
    with pytest.raises(CommandError, match="not well-formed"):
        command(HEAD + item(7) + broken + item(9) + TAIL)
    assert set(Article.objects.values_list("slug", flat=True)) == {"post-7", "post-9"}
    line = HEAD.count("\n") + item(7).count("\n") + broken.count("\n")
    assert f"Line {line}: Not well-formed" in command.printed
    assert "“Broken”" in command.printed
    assert "was not taken" in command.printed


def test_of_a_file_that_was_cut_off_nothing_is_half_written(command):
    text = export(item(7), item(8, inside=comment(1) + comment(2)))
    with pytest.raises(CommandError, match="not well-formed"):
        command(text[: text.index("<wp:comment_id><![CDATA[2]]")])
    assert set(Article.objects.values_list("slug", flat=True)) == {"post-7"}
    assert "The file ends inside" in command.printed


@pytest.mark.parametrize("given", [True, False])
def test_a_dry_run_reports_the_same_and_writes_nothing(command, media, settings, given):
    arguments = ["--media", media] if given else []
    SiteSettings.objects.get_or_create(pk=1)
    before = rows()
    dry = command(EXPORT, "--dry-run", *arguments)
    assert rows() == before
    assert not list(settings.MEDIA_ROOT.rglob("*")) if settings.MEDIA_ROOT.exists() else True
    wet = command(EXPORT, *arguments)
    assert "This was a dry run: nothing was written." in dry
    assert dry.split("This was")[0].strip() == wet.strip()
    assert Image.objects.count() == given


def test_a_dry_run_refuses_the_pictures_that_a_real_one_would(command, media):
    (media / "2024" / "07" / "harbour.jpg").write_bytes(b"no picture")
    dry = command(EXPORT, "--dry-run", "--media", media)
    assert "not a picture" in dry


def test_stopped_by_hand_it_says_how_to_go_on(command, monkeypatch):
    def stop(story, related):
        raise KeyboardInterrupt

    monkeypatch.setattr("wordpress.importing.stories.settle", stop)
    with pytest.raises(CommandError, match="the same command goes on") as error:
        command(EXPORT)
    assert error.value.returncode == 130
    assert not Article.objects.exists()
    monkeypatch.undo()
    command(EXPORT)
    assert Article.objects.exists()


def test_progress_is_a_bar_on_a_terminal_and_lines_elsewhere():
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    shown = {}
    for stream in (Terminal(), io.StringIO()):
        with Steps(stream).step("Reading the file", 200) as progress:
            for done in range(0, 201, 20):
                progress(done)
        shown[stream.isatty()] = stream.getvalue()
    assert "100 %" in shown[True]
    assert shown[False].splitlines()[-1] == "Reading the file: 100 %"
    assert len(shown[False].splitlines()) == 6


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_one_refuses_with_a_sentence(command, tmp_path, monkeypatch):
    if connection.vendor == "postgresql":
        import psycopg

        other = psycopg.connect(
            **{
                k: v
                for k, v in connection.get_connection_params().items()
                if k in {"dbname", "user", "password", "host", "port"}
            }
        )
        other.execute("SELECT pg_advisory_lock(7236415091)")
    else:
        monkeypatch.setattr(connection, "is_in_memory_db", lambda: False)
        monkeypatch.setitem(connection.settings_dict, "NAME", str(tmp_path / "site.sqlite3"))
        other = sqlite3.connect(tmp_path / "site.sqlite3-import", isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(AnotherImportError), only_import():
        pass
    with pytest.raises(CommandError, match=r"Another import is running\. Nothing was imported"):
        command(EXPORT)
    if connection.vendor == "postgresql":
        other.execute("SELECT pg_advisory_unlock_all()")  # the server ends a connection a moment later
    other.close()
    with only_import():
        pass
