"""Exports are read as they are meant, and no file can harm who reads it."""

import random

import pytest

from tests.wordpress.exports import HEAD, TAIL, author, category, cdata, comment, export, item
from wordpress import wxr


@pytest.fixture
def records(tmp_path):
    def records(text: str | bytes) -> list:
        path = tmp_path / "export.xml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return list(wxr.read(path))

    return records


def items(records) -> list[wxr.Item]:
    return [record for record in records if isinstance(record, wxr.Item)]


def problems(records) -> list[wxr.Problem]:
    return [record for record in records if isinstance(record, wxr.Problem)]


def test_an_item_is_read_with_its_terms_fields_and_comments(records):
    text = item(
        7,
        "First.\n\nSecond.",
        title="Rain & wind",
        terms=[("category", "weather", "Weather"), ("post_tag", "rain", "Rain")],
        meta=[("_thumbnail_id", "9"), ("_wp_old_slug", "a"), ("_wp_old_slug", "b")],
        inside=comment(3, "Yes", comment_parent=2) + comment(2, "No"),
    )
    found = records(export(author("maria", "María"), category("weather"), text))
    (read,) = items(found)
    assert (read.id, read.title, read.creator, read.parent) == ("7", "Rain & wind", "maria", "")
    assert read.content == "First.\n\nSecond."
    assert read.terms == [("category", "weather", "Weather"), ("post_tag", "rain", "Rain")]
    assert read.meta["_wp_old_slug"] == ["a", "b"]
    assert [(c.id, c.parent, c.content) for c in read.comments] == [("3", "2", "Yes"), ("2", "", "No")]
    assert read.line == 16
    sites = [record for record in found if isinstance(record, wxr.Site)]
    assert sites[-1].blog_url == "https://old.example"
    assert problems(found) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://wordpress.org/export/1.0/",
        "https://wordpress.org/export/1.1/",
        "http://wordpress.org/export/",
    ],
)
def test_every_version_of_the_namespace_is_the_same(records, address):
    found = records(export(item(1)).replace("http://wordpress.org/export/1.2/", address))
    assert items(found)[0].id == "1"


def test_a_foreign_namespace_under_the_usual_prefix_is_not_read(records):
    text = export(item(1)).replace("<item>", '<item xmlns:wp="http://elsewhere.example/">')
    assert items(records(text))[0].id == ""


def test_a_prefix_that_is_not_declared_means_what_it_always_means(records):
    text = "<rss><channel><item><title>T</title><wp:post_id>4</wp:post_id></item></channel></rss>"
    assert items(records(text))[0].id == "4"


def test_markup_that_is_not_in_cdata_is_kept_as_markup(records):
    text = export(item(1).replace(cdata("Some words."), "<p>Some <b>bold</b> words.</p>"))
    assert items(records(text))[0].content == "<p>Some <b>bold</b> words.</p>"


def test_entities_of_html_and_forbidden_characters_are_read_and_noted(records):
    text = export(item(1).replace(cdata("Some words."), "One&nbsp;two\x0b&unheardof;\x00"))
    found = records(text)
    assert items(found)[0].content == "One\xa0two&unheardof;"
    assert [problem.broken for problem in problems(found)] == [False, False, False]


def test_bytes_of_an_old_database_are_read_as_windows_1252(records):
    text = export(item(1, "Caf\u00e9 \u201cCentral\u201d")).encode()
    text = text.replace("\u00e9".encode(), b"\xe9").replace("\u201c".encode(), b"\x93")
    assert items(records(text))[0].content == "Café “Central”"


@pytest.mark.parametrize("encoding", ["iso-8859-1", "utf-16", "windows-1251"])
def test_the_declared_encoding_counts(records, encoding):
    words = "Обычный день" if encoding == "windows-1251" else "Café"
    text = export(item(1, words)).replace("UTF-8", encoding).encode(encoding)
    assert items(records(text))[0].content == words


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-32", "idna", "punycode", "rot13", "hex", "zlib", "undefined", "no-such"]
)
def test_an_encoding_that_the_file_cannot_be_in_does_not_count(records, encoding):
    text = export(item(1, "Café")).replace("UTF-8", encoding)
    assert items(records(text))[0].content == "Café"


def test_cdata_inside_cdata_is_mended_with_its_line(records):
    broken = item(2, "x").replace("<![CDATA[x]]>", "<![CDATA[a <![CDATA[ b ]]> c ]]>")
    found = records(export(item(1), broken, item(3)))
    assert [read.id for read in items(found)] == ["1", "2", "3"]
    assert items(found)[1].content == "a <![CDATA[ b ]]> c "
    (problem,) = problems(found)
    assert problem.broken
    line = HEAD.count("\n") + item(1).count("\n") + broken[: broken.index("]]> c")].count("\n") + 1
    assert problem.line == line
    assert "mended" in problem.message


def test_bare_ampersands_are_mended(records):
    broken = item(2).replace(
        cdata("https://old.example/2024/07/post-2/"), "https://old.example/?a=1&b=2"
    )
    found = records(export(broken, item(3)))
    assert items(found)[0].link == "https://old.example/?a=1&b=2"
    assert items(found)[1].id == "3"


def test_an_item_that_cannot_be_mended_is_left_out_and_the_others_are_read(records):
    broken = item(2).replace("</wp:post_id>", "")
    found = records(export(item(1), broken, item(3), item(4)))
    assert [read.id for read in items(found)] == ["1", "3", "4"]
    (problem,) = problems(found)
    assert "“Post 2”" in problem.message
    assert "not taken" in problem.message


def test_an_item_without_its_end_before_another_one_is_kept(records):
    broken = item(2).removesuffix("</item>\n")
    found = records(export(item(1), broken, item(3)))
    assert [read.id for read in items(found)] == ["1", "2", "3"]


def test_of_a_file_that_is_cut_off_everything_before_the_cut_is_read(records):
    text = export(item(1), item(2), item(3))
    cut = text.index("Post 3") + 40
    found = records(text[:cut])
    assert [read.id for read in items(found)] == ["1", "2"]
    assert "ends inside the <item> “Post 3”" in problems(found)[-1].message


def test_a_broken_head_does_not_hide_what_follows(records):
    text = export(item(1)).replace("All that fits", "All & <that fits")
    found = records(text)
    assert items(found)[0].id == "1"
    assert [r for r in found if isinstance(r, wxr.Site)][-1].blog_url == "https://old.example"


def test_wherever_a_file_is_cut_or_damaged_reading_ends_without_a_crash(records):
    text = export(author("maria"), category("a"), item(1), item(2, "x" * 500), item(3)).encode()
    chance = random.Random(20240715)
    for _ in range(150):
        damaged = bytearray(text)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(damaged))
            damaged[at : at + chance.randrange(0, 12)] = chance.randbytes(chance.randrange(0, 4))
        found = records(bytes(damaged[: chance.randrange(1, len(damaged) + 1)]))
        lines = damaged.count(b"\n") + 1
        assert all(1 <= problem.line <= lines + 1 for problem in problems(found))


def test_declared_entities_are_refused(records):
    bomb = '<!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(wxr.RefusedError, match="line 2"):
        records(export(item(1, "x")).replace("<rss", f"{bomb}<rss", 1))


def test_external_entities_are_not_fetched(records, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hush")
    doctype = f'<!DOCTYPE rss [<!ENTITY leak SYSTEM "file://{secret}">]>'
    with pytest.raises(wxr.RefusedError):
        records(export(item(1)).replace("<rss", f"{doctype}<rss", 1))
    assert "hush" not in repr(
        records(export(item(1)).replace("<rss", f'<!DOCTYPE rss SYSTEM "{secret}"><rss', 1))
    )


def test_elements_inside_each_other_without_end_are_a_problem_of_that_item(records):
    deep = item(2).replace("</item>", "<a>" * 5000 + "</a>" * 5000 + "</item>")
    found = records(export(item(1), deep, item(3)))
    assert [read.id for read in items(found)] == ["1", "3"]


def test_an_item_too_large_is_left_out_in_bounded_memory(records, monkeypatch):
    monkeypatch.setattr("wordpress.wxr.reader.LARGEST_ELEMENT", 300_000)
    found = records(export(item(1), item(2, "word\n" * 500_000), item(3)))
    assert [read.id for read in items(found)] == ["1", "3"]
    assert "larger than" in problems(found)[0].message
    assert items(found)[1].line == export(item(1), item(2, "word\n" * 500_000)).count("\n") - 1


@pytest.mark.parametrize(
    "text", ["", " \n ", "PK\x03\x04 rubbish", "<html><body>No</body></html>", "{}"]
)
def test_what_is_no_xml_or_another_xml_has_no_records(records, text):
    assert items(records(text)) == []


def test_an_attribute_without_end_is_no_danger(records):
    found = records(HEAD + '<item x="' + "y" * 2_000_000 + TAIL)
    assert items(found) == []
    assert problems(found)
