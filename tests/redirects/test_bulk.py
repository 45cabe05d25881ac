"""Redirects from a file: all or none, no chains, no loops, every error with its line."""

import csv
import re
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from redirects import bulk
from redirects.models import MissingAddress, Redirect
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db

IMPORT, LIST = "/admin/redirects/redirect/import/", "/admin/redirects/redirect/"


def paths():
    return dict(Redirect.objects.values_list("old_path", "new_path"))


def look(client, content):
    file = SimpleUploadedFile("r.csv", content.encode() if isinstance(content, str) else content)
    return client.post(IMPORT, {"file": file})


def confirm(client, answer):
    text = answer.context["text"]
    return client.post(IMPORT, {"text": text, "confirm": "yes"}, follow=True)


def errors(text):
    return bulk.plan(text).errors


def test_preview_writes_nothing_and_confirming_writes_all(admin_client, client):
    MissingAddress.objects.create(path="/old/", first_seen=timezone.now(), last_seen=timezone.now())
    Redirect.objects.create(old_path="/b/", new_path="/x/")
    answer = look(admin_client, "old,new\n/old/,/latest/\nhttp://old.example/b/?p=1,/latest/\n/b/,/y/\n")
    assert answer.status_code == 200
    assert paths() == {"/b/": "/x/"}
    assert "This would write 3 redirects" in answer.text
    assert "1 of the old addresses leads somewhere else today" in answer.text

    answer = confirm(admin_client, answer)

    assert "Redirects written: 3." in answer.text
    assert paths() == {"/old/": "/latest/", "/b/?p=1": "/latest/", "/b/": "/y/"}
    assert client.get("/old/").headers["Location"] == "/latest/"
    assert not MissingAddress.objects.exists()


def test_preview_names_first_what_pages_stand_before(admin_client):
    live = ArticleFactory(published=True).get_absolute_url()
    lines = [f"/old-{number}/,/latest/" for number in range(600)]
    lines += [f"{live},/latest/", f"{live}?p=1,/latest/", "/?p=1,/x/"]
    answer = look(admin_client, "\n".join(lines))
    assert "There are pages at 2 of the old addresses" in answer.text
    first, second = re.findall(r"<td>([^<]*)</td><td>/latest/</td><td>–([^<]*)</td>", answer.text)[:2]
    assert (first, second) == ((live, " (a page stands here)"), (f"{live}?p=1", " (a page stands here)"))
    assert answer.text.count("(a page stands here)") == 2

    assert "of the old addresses:" not in look(admin_client, "/old/,/latest/\n").text


@pytest.mark.parametrize(
    "text",
    [
        "URL,Redirect\n/a/,/b/\n",
        "source_url;target_url\n/a/;/b/\n",
        "sep=;\r\nOld;New\r\n/a/;/b/\r\n",
        '"sep=\t"\n/a/\t/b/\n',
        "\n,,\nFrom,To\n/a/,/b/\n",
    ],
)
def test_headings_and_what_spreadsheets_say_first_are_left_out(text):
    found = bulk.plan(text)
    assert (found.redirects, found.errors) == ({"/a/": "/b/"}, [])
    assert bulk.plan(f"{text}/c/").errors[0][0] == text.count("\n") + 1


def test_one_wrong_line_and_nothing_is_written(admin_client):
    answer = look(admin_client, "/a/,/b/\n/c/\n/d/,javascript:alert(1)\n")
    assert "2 lines cannot be taken" in answer.text
    assert answer.context["errors"] == [
        (2, "Two addresses are needed, the old one and the new one."),
        (3, "“javascript:alert(1)” begins neither with / nor with https://."),
    ]
    confirm(admin_client, answer)
    assert paths() == {}


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("/a/,/a/", 1, "lead to itself"),
        ("/%61/,/a/", 1, "lead to itself"),
        ("/a/,/b/\n/a/,/c/", 2, "leads elsewhere on line 1"),
        ("/a/,/b/\n/b/,/a/", 1, "lead back to itself"),
        ("/a/,/b/\n/b/,/c/\n/c/,/a/", 2, "lead back to itself"),
        ("/x/,/y/\n/known/,/z/\n/end/,/known/\n/z/,/end/", 2, "lead back to itself"),
        ("//evil.example/,/b/", 1, "begins neither"),
        ("/a/,//evil.example/", 1, "begins neither"),
        ("a,b", 1, "begins neither"),
        ("/,/b/", 1, "front page"),
        ('/a/,/b/\n"/c/,/d/', 2, "quotation marks"),
        ("/a/,http://[", 1, "no address"),
        (f"/a/,/{'b' * 600}/", 1, "600 characters at most"),
        ("/a/\x01,/b/", 1, "cannot be printed"),
        ("/a/,https://x.example\x7f//", 1, "cannot be printed"),
        ("/a/,/b/\0", 1, "no text"),
    ],
)
def test_errors_name_their_line(text, line, said):
    assert any(number == line and said in sentence for number, sentence in errors(text))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("/alt/,/neu,mit,komma/", 1),
        ("/a/,/b/\n/alt/,/neu,mit/", 2),
        ("old,new\n/alt/,/neu,mit/", 2),
        ("old,new,note,\n/a/,/b/,note\n/c/,/d/,note,more", 3),
        ("/a/;/b/;/c/", 1),
    ],
)
def test_what_a_line_holds_beside_two_addresses_is_not_dropped_unseen(text, line):
    assert [number for number, _ in errors(text)] == [line]
    assert "more than two columns on this line" in errors(text)[0][1]


def test_address_that_holds_a_comma_is_taken_in_quotation_marks():
    assert bulk.plan('/alt/,"/neu,mit,komma/"').redirects == {"/alt/": "/neu,mit,komma/"}


@pytest.mark.parametrize(
    ("first", "second"), [("/a", "/a/"), ("/a/", "/a"), ("http://old.example/a", "/a/")]
)
def test_same_address_with_and_without_its_slash_leads_to_one_place(first, second):
    before, after = first.removeprefix("http://old.example"), second
    (said,) = errors(f"/x/,/y/\n{first},/b\n{second},/c")
    same = f"{after} is the same address as {before}, which leads elsewhere on line 2."
    assert said == (3, f"{same} Keep one of both.")
    assert bulk.plan(f"{first},/b\n{second},/b").redirects == {"/a": "/b", "/a/": "/b"}


def test_address_of_its_own_by_its_query_leads_where_it_wants():
    assert errors("/a/,/b/\n/a/?p=1,/c/\n/a?p=1,/d/") == []


def test_two_redirects_of_one_address_that_are_there_contradict_nothing():
    known = {"/a": "/b", "/a/": "/c"}
    for old, new in known.items():
        Redirect.objects.create(old_path=old, new_path=new)
    plan = bulk.plan("".join(bulk.exported()))
    assert (plan.redirects, plan.errors, plan.same) == ({}, [], 2)
    assert [line for line, _ in errors("/a,/b\n/a/,/d")] == [2]


def test_loop_with_what_is_there_is_refused():
    Redirect.objects.create(old_path="/b/", new_path="/a/")
    assert errors("/a/,/b/") == [(1, "/a/ would lead back to itself, by way of /a/.")]


@pytest.mark.parametrize(
    ("there", "text"),
    [
        (("/b/", "/a/#top"), "/a/,/b"),
        (("/b/", "/a"), "/a/,/b/?page=2"),
        (("/b/?page=2", "/a/"), "/a/,/b/?page=2#top"),
    ],
)
def test_loop_by_other_ways_to_write_an_address_is_refused(there, text):
    Redirect.objects.create(old_path=there[0], new_path=there[1])
    assert "would lead back to itself" in errors(text)[0][1]


@pytest.mark.parametrize("new", ["/a", "/a#top", "/a/?page=2", "/a/#top"])
def test_address_that_leads_to_itself_in_other_words_is_refused(new):
    assert errors(f"/a/,{new}") == [(1, "/a/ would lead to itself.")]


@pytest.mark.parametrize("new", ["/%2Fevil.example/", "//evil.example/"])
def test_nobody_is_sent_to_another_site_unseen(new):
    assert len(errors(f"/a/,{new}")) == 1


def test_long_chain_is_followed_once(django_assert_max_num_queries):
    number = 20_000  # some minutes, if each line went the whole way
    Redirect.objects.create(old_path=f"/{number}/", new_path="/end/")
    with django_assert_max_num_queries(3 * number // bulk.BATCH + 10):
        plan = bulk.plan("\n".join(f"/{n}/,/{n + 1}/" for n in range(number)))
    assert not plan.errors
    assert set(plan.redirects.values()) == {"/end/"}


def test_chains_are_collapsed_in_the_file_and_with_what_is_there():
    Redirect.objects.create(old_path="/oldest/", new_path="/a/")
    Redirect.objects.create(old_path="/c/", new_path="/d/")
    plan = bulk.plan("/b/,/c/\n/a/,/b/")
    assert (plan.redirects, plan.collapsed) == ({"/a/": "/d/", "/b/": "/d/"}, 2)
    bulk.carry_out(plan)
    assert paths() == {"/oldest/": "/d/", "/a/": "/d/", "/b/": "/d/", "/c/": "/d/"}


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffFrom,To\r\n/ä/,/neu/\r\n",
        "/%C3%A4/;/neu/",
        "/ä/\t/neu/\n\n",
        '"https://www.old.example/ä/","http://127.0.0.1:8000/neu/"',
        "old,new,since,by\n/ä/,/neu/,2019-01-01,ignored\n/ä/,/neu/",
        "/ä/,/neu/,,\n",
    ],
)
def test_ways_to_write_it(text):
    assert bulk.plan(bulk.decode(text.encode())).redirects == {"/ä/": "/neu/"}


def test_other_hosts_stay_whole():
    assert bulk.plan("/a/,https://other.example/b?c=d#e").redirects == {
        "/a/": "https://other.example/b?c=d#e"
    }


def test_no_file_is_asked_for_one(admin_client):
    assert "Choose a file." in admin_client.post(IMPORT, {}).text


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"/a/,/b/\n/\xff/,/c/\n", "Line 2 is not UTF-8"),
        (b"x" * (bulk.LARGEST + 1), "more than 4 MB"),
        (b"\n\n", "the file has no redirect"),
        (b"old,new\n", "the file has no redirect"),
    ],
)
def test_files_that_are_none(admin_client, content, said):
    assert said in look(admin_client, content).text


def test_too_many_lines(monkeypatch):
    monkeypatch.setattr(bulk, "MOST_LINES", 3)
    assert errors("".join(f"/a{n}/,/b/\n" for n in range(9)))[-1][1].startswith(
        "The file has more than 3"
    )


def test_export_is_read_again(admin_client):
    known = {"/a,b/": "/x/", '/"q"/': "/ä/", "/?p=12": "https://other.example/"}
    for old, new in known.items():
        Redirect.objects.create(old_path=old, new_path=new)
    answer = admin_client.get("/admin/redirects/redirect/export/")
    assert "attachment" in answer["Content-Disposition"]
    text = b"".join(answer.streaming_content).decode()
    Redirect.objects.all().delete()
    bulk.carry_out(bulk.plan(text))
    assert paths() == known
    assert bulk.plan(text).same == 3


@pytest.mark.parametrize(
    ("line", "stored", "written"),
    [
        ("/?s=a%2526b,/n/", ("/?s=a%26b", "/n/"), "/?s=a%2526b,/n/"),
        ("/x%2541/,/n%2541/?q=%2541#%41", ("/x%41/", "/n%41/?q=%2541#%41"), None),
        ("/a%23b%20,/n%23b%20", ("/a#b ", "/n#b "), "/a%23b%20,/n%23b%20"),
        ("/a%3F,/n%3Fb%20", ("/a?", "/n?b "), "/a%3F,/n%3Fb%20"),
        ("/%2Fa/ b/,/n/ b/", ("//a/ b/", "/n/ b/"), "/%2Fa/%20b/,/n/%20b/"),
        ('"/ä,b/",https://o.example/%41?%42 c', ("/ä,b/", "https://o.example/%41?%42 c"), None),
    ],
)
def test_export_writes_addresses_so_that_they_are_read_as_the_same(line, stored, written):
    bulk.carry_out(bulk.plan(line))
    assert Redirect.objects.values_list("old_path", "new_path").get() == stored
    assert list(bulk.exported())[1] == f"{written or line}\r\n"


def test_words_of_the_file_are_escaped(admin_client):
    answer = look(admin_client, "/<script>x</script>/,/latest/\n<b>,/x/\n")
    assert "<script>x" not in answer.text
    assert "<b>,"[:3] not in re.sub(r"<b>\s*</b>", "", answer.text.partition("What is wrong")[2])


def test_many_redirects_are_few_statements(django_assert_max_num_queries):
    text = "".join(f"/old-{n}/,/new-{n}/\n" for n in range(2000))
    with django_assert_max_num_queries(60):
        bulk.carry_out(bulk.plan(text))
    assert Redirect.objects.count() == 2000


def test_list_leads_to_import_and_export(admin_client):
    page = admin_client.get(LIST).text
    assert f'href="{IMPORT}"' in page
    assert 'href="/admin/redirects/redirect/export/"' in page


def test_list_leads_nobody_to_import_who_may_not(client):
    user = UserFactory(is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_redirect"))
    client.force_login(user)
    page = client.get(LIST).text
    assert IMPORT not in page
    assert 'href="/admin/redirects/redirect/export/"' in page


def test_who_may_not_change_redirects_may_not_import(client):
    user = UserFactory(is_staff=True)
    client.force_login(user)
    assert client.get(IMPORT).status_code == 403
    assert client.post(IMPORT, {"text": "/a/,/b/", "confirm": "yes"}).status_code == 403
    assert client.get("/admin/redirects/redirect/export/").status_code == 403
    assert paths() == {}


# What stands at the ends of addresses, raw, encoded, and encoded twice.
ENDS = st.lists(
    st.sampled_from(
        [*"/a?#&=+,;\"' %ä\xa0", "%2", "%20", "%23", "%25", "%26", "%3F", "%41", "%2541", "%252541"]
    )
    | st.characters(exclude_categories=["Cc", "Cs"]),
    max_size=8,
).map("".join)
SOME = st.sampled_from(["/a/", "/b/", "/c/", "/d/", "/e/"])


class Files(TestCase):
    """Whatever a file says: no chain, no loop, or nothing at all."""

    @given(before=st.dictionaries(SOME, SOME), lines=st.lists(st.tuples(SOME, SOME), max_size=6))
    @settings(deadline=None, max_examples=60)
    def test_no_chains_and_no_loops(self, before, lines):
        for old, new in before.items():
            if old != new and new not in before:
                Redirect.objects.create(old_path=old, new_path=new)
        known = paths()
        plan = bulk.plan("".join(f"{old},{new}\n" for old, new in lines))
        if plan.can_be_done:
            bulk.carry_out(plan)
        else:
            assert paths() == known
        left = paths()
        assert not left.keys() & set(left.values())

    @given(
        pairs=st.lists(st.tuples(ENDS, ENDS, st.sampled_from(["", "https://other.example"])), max_size=4)
    )
    @settings(deadline=None, max_examples=200)
    def test_importing_the_export_changes_nothing(self, pairs):
        lines = StringIO()
        csv.writer(lines).writerows((f"/{old}", f"{host}/new{new}") for old, new, host in pairs)
        for line in lines.getvalue().split("\r\n"):
            plan = bulk.plan(line)  # each alone: one that cannot be taken costs no other
            if plan.can_be_done:
                bulk.carry_out(plan)
        known = paths()
        plan = bulk.plan("".join(bulk.exported()))
        assert (plan.redirects, plan.errors, plan.same) == ({}, [], len(known))
