"""What the index finds, told once for both databases; `python -m tests` runs it on each."""

import datetime as dt
from itertools import islice, product

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from search import index, tallies
from search.documents import Source
from search.engine import Question, search
from search.models import Document, Term
from tests.fuzzing import fuzzed

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
OLD = NOW - dt.timedelta(days=400)


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOW, tick=False):
        yield


def put(key, title="", text="", lead="", marks=(), at=OLD, until=None, code="en"):
    source = Source(key, title, lead, text, frozenset(marks), at, until)
    written = index.write([source], code)
    tallies.fold()
    return written


def found(text, **options) -> list[int]:
    return search(Question(text, **options)).keys


def test_words_of_every_field_are_found_and_the_title_weighs_most():
    put(1, text="The harbour is closed.", title="Storm")
    put(2, title="Harbour", text="It is closed.")
    put(3, lead="By the harbour", text="Something", title="Else")
    put(4, title="Nothing of it")

    assert found("harbour") == [2, 3, 1]


@pytest.mark.parametrize("query", ["ferries", "FERRY", "ferry's", "Férry", "fe\u0301rry", "ｆerry"])
def test_endings_case_accents_and_forms_of_letters_do_not_matter(query):
    put(1, "The ferry sails")

    assert found(query) == [1]


@pytest.mark.parametrize(
    ("code", "said", "asked"),
    [
        *(("de", "Die Häuser am Hafen", "haus"), ("fr", "Les élections régionales", "election")),
        *(("es", "Las canciones nuevas", "cancion"), ("ru", "Выборы в Москве", "москва")),
        *(
            ("zh-hans", "海港关闭了", "海港"),
            ("hi", "बंदरगाह बंद है", "बंदरगाह"),
            ("el", "Οι εκλογές", "εκλογη"),
        ),
        *(
            ("ar", "الانتخابات المحلية", "الانتخابات"),
            ("ja", "港が閉鎖された", "閉鎖"),
            ("th", "ท่าเรือ ปิด", "ท่าเรือ"),
        ),
    ],
)
def test_stems_are_those_of_the_language(code, said, asked):
    put(1, said, code=code)
    put(2, "Something else", code=code)

    assert found(asked, code=code) == [1]


def test_any_word_finds_and_more_words_come_first():
    put(1, "Ferry", text="to the island")
    put(2, "Island", text="life")
    put(3, "Ferry to the island")

    answer = search(Question("ferry island"))

    assert answer.keys[0] == 3
    assert set(answer.keys) == {1, 2, 3}
    assert answer.holds_all
    assert not search(Question("ferry volcano")).holds_all


def test_words_of_a_phrase_follow_one_another():
    put(1, "The night ferry")
    put(2, "A ferry at night")
    put(3, "Night", lead="ferry")

    assert found('"night ferry"') == [1]
    assert found("“night ferry”") == [1]
    assert found('"night ferry') == [1]
    assert set(found("night ferry")) == {1, 2, 3}


@pytest.mark.parametrize(
    "asked",
    ['("night ferry")', 'x ["night ferry"]', '+"night ferry"', 'x-"night ferry"', '"" "night ferry"'],
)
def test_a_phrase_begins_after_a_space_a_bracket_or_a_sign(asked):
    put(1, "The night ferry")
    put(2, "A ferry at night")

    assert found(asked) == [1]
    assert found('ferry -("night ferry")') == [2]


@pytest.mark.parametrize("asked", ['nig"ht ferry', 'night" ferry"', 'x"night ferry"', '"x"night ferry'])
def test_a_quotation_mark_in_a_word_begins_no_phrase(asked):
    put(1, "The ferry at ht night")

    assert found(asked) == [1]


@pytest.mark.parametrize("title", ['ארה"ב מול איראן', "ארה״ב מול איראן"])
def test_hebrew_abbreviations_are_words_also_in_phrases(title):
    put(1, title, code="he")
    put(2, "ארה מול איראן", code="he")

    for words in ('ארה"ב איראן', "ארה״ב איראן", 'ארה"ב'):
        assert found(words, code="he") == [1, 2]
    for phrase in ('"ארה"ב מול איראן"', "״ארה״ב מול איראן״", '("ארה״ב מול")'):
        assert found(phrase, code="he") == [1]
    assert found('איראן -"ארה"ב מול"', code="he") == [2]


def test_geresh_parts_no_question():
    put(1, "ז׳בוטינסקי", code="he")
    put(2, "דבר אחר", code="he")

    assert found("ז'בוטינסקי", code="he") == found("ז׳בוטינסקי", code="he") == [1]


def test_a_phrase_of_stop_words_alone_is_asked_as_words():
    put(1, "To be or not to be")
    put(2, "The ferry")

    assert found('"to be"') == [1]
    assert found('ferry "to be"') == [2]
    assert found('"the ferry"') == [2]


def test_what_has_a_minus_is_left_out():
    put(1, "Ferry strike")
    put(2, "Ferry sails")
    put(3, "Ferry strike ends", text="the night boat")

    assert found("ferry -strike") == [2]
    assert set(found('ferry -"night boat"')) == {1, 2}
    assert found('ferry -"strike ends" -sails') == [1]
    assert found("-strike") == []
    assert set(found("ferry - strike")) == {1, 2, 3}
    assert set(found("well-known ferry")) == {1, 2, 3}


def test_stop_words_are_found_when_there_is_nothing_else():
    put(1, "The WHO warns")
    put(2, "A ferry")

    assert found("who") == [1]
    assert found("the ferry") == [2]


def test_the_last_word_may_be_a_beginning_while_somebody_types():
    put(1, "Harbours")
    put(2, "The night harbour")

    assert set(found("harb", is_typing=True)) == {1, 2}
    assert search(Question("harb", is_typing=True)).meant == ""
    assert found("night harb", is_typing=True)[0] == 2
    assert found("night the", is_typing=True) == [2]
    assert found("harb") == []
    assert found("ha", is_typing=True) == []
    assert found("harb ", is_typing=True) == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(
            ("habour", "harbour"),
            ("harobur", "harbour"),
            ("harbourr", "harbour"),
            ("harvour", "harbour"),
        ),
        *(
            ("harboour fery", "harbour ferry"),
            ("HABOUR ferry", "harbour ferry"),
            ("harbuor's", "harbour's"),
        ),
        *(("harbrou", "harbour"), ('"nigt ferry" -strike', '"night ferry" -strike')),
    ],
)
def test_a_misspelt_word_finds_its_neighbour(typed, meant):
    for key in range(1, 4):
        put(key, "The harbour and the night ferry")

    assert search(Question(typed)).meant == meant


@pytest.mark.parametrize(
    ("code", "title", "typed", "meant"),
    [
        *(("ru", "Музейный мост", "музеный", "музейный"), ("de", "München ruft", "Münchren", "münchen")),
        *(("de", "Die Fähr\u00adverbindung", "fährverbndung", "fährverbindung"),),
        *(("de", "Straße", "Strasze", "straße"), ("en", "Muenchen", "Müenchren", "muenchen")),
        *(("pl", "ŁÓDŹKI", "lodzkii", "łódźki"), ("tr", "IŞIKLI", "isikkli", "ışıklı")),
    ],
)
def test_a_neighbour_is_told_as_it_is_written(code, title, typed, meant):
    put(1, title, code=code)
    put(2, title, code=code, at=NOW + dt.timedelta(hours=1))

    assert search(Question(typed, code=code)).meant == meant


@pytest.mark.parametrize("typed", ["harbour", "ferries", "har", "xyzxyz", "2024", "", "-habour"])
def test_nothing_is_suggested_without_need(typed):
    put(1, "The harbour and the ferry of 2025")

    assert search(Question(typed)).meant == ""


def test_a_hint_tells_nothing_that_readers_cannot_read():
    put(1, "Zargonites land", at=NOW + dt.timedelta(hours=1))
    put(2, "Vexillology", until=NOW - dt.timedelta(hours=1))

    assert search(Question("zargonitse")).meant == ""
    assert search(Question("vexilology")).meant == ""
    with time_machine.travel(NOW + dt.timedelta(hours=1)):
        assert put(1, "Zargonites land", at=NOW + dt.timedelta(hours=1)) == 1
        assert search(Question("zargonitse")).meant == "zargonites"


ASKED = [
    *("zorbanal", "zorbanall", "zorbaneel", "matters zorbanal", "zorbanel matters", "zorbanal resi"),
    *("zorbanel -zorbanal", '"zorbanel resigns"', "zorba", "zorbana"),
]


def told() -> list:
    """Return all that a reader is told, however it is asked."""
    options = [{"is_typing": True}, {"by_date": True}, {"newer_first": False}, {"marks": ("c1",)}, {}]
    answers = [search(Question(text, **each)) for text in ASKED for each in options]
    return [
        (answer.keys, answer.marks, answer.is_whole, answer.holds_all, answer.meant, answer.terms)
        for answer in answers
    ]


@pytest.mark.parametrize(
    "times",
    [{"at": NOW + dt.timedelta(hours=1)}, {"until": NOW - dt.timedelta(hours=1)}],
    ids=["scheduled", "expired"],
)
def test_what_readers_cannot_read_changes_no_answer(monkeypatch, times):
    from search import candidates

    monkeypatch.setattr(candidates, "MOST", 20)
    for key in range(1, 6):
        put(key, f"Zorbanel resigns number {key}", marks={"c1"})
    for key in range(6, 36):
        put(key, f"Other matters {key}", marks={"c1", "c2"})
    before = told()

    put(
        40,
        "Zorbanal arrested",
        lead="matters of Zorbanel",
        text="zorbanoo resigns",
        marks={"c1"},
        **times,
    )
    put(41, "Zorbanal arrested", lead="other matters", text="zorbanall", marks={"c1"}, **times)

    assert told() == before


def test_words_count_for_readers_from_the_time_of_a_document_until_its_end():
    times = {"at": NOW + dt.timedelta(hours=1), "until": NOW + dt.timedelta(hours=2)}
    counts = []
    for hour in range(3):
        with time_machine.travel(NOW + dt.timedelta(hours=hour)):
            assert put(1, "Harbour", **times) == 1
            assert put(1, "Harbour", **times) == 0
            counts.append((tallies.frequencies(["harbour"]), tallies.frequencies(["harbour"], True)))
    index.remove([1])
    tallies.fold()

    assert counts == [({}, {"harbour": 1}), ({"harbour": 1}, {"harbour": 1}), ({}, {"harbour": 1})]
    assert not Term.objects.exists()


def test_found_from_its_hour_until_it_expires():
    put(1, "Ferry", at=NOW + dt.timedelta(seconds=1), until=NOW + dt.timedelta(minutes=1))

    assert found("ferry") == []
    with time_machine.travel(NOW + dt.timedelta(seconds=1)):
        assert found("ferry") == [1]
    with time_machine.travel(NOW + dt.timedelta(minutes=1)):
        assert found("ferry") == []


def test_marks_narrow_down_and_are_counted():
    put(1, "Ferry", marks={"c1", "y2025"})
    put(2, "Ferry", marks={"c1", "c2", "y2024"})
    put(3, "Train", marks={"c2", "y2024"})

    answer = search(Question("ferry"))

    assert answer.marks == {"c1": 2, "c2": 1, "y2025": 1, "y2024": 1}
    assert found("ferry", marks=("c2",)) == [2]
    assert found("ferry", marks=("c1", "y2025")) == [1]
    assert found("ferry", marks=("c2", "y2025")) == []


def test_new_documents_come_a_little_earlier_unless_age_is_not_asked_for():
    put(1, "Ferry", text="The ferry sails", at=NOW - dt.timedelta(days=3650))
    put(2, "Ferry", text="The ferry sails on and on to the island", at=NOW)

    assert found("ferry", newer_first=True) == [2, 1]
    assert found("ferry", newer_first=False) == [1, 2]


def test_sorted_by_date_they_hold_every_word():
    put(1, "Ferry to the island", at=OLD)
    put(2, "Island", text="the ferry", at=NOW)
    put(3, "Ferry", at=NOW)

    assert found("ferry island", by_date=True) == [2, 1]


def test_a_change_leaves_nothing_of_what_was_said_before():
    put(1, "Harbour", text="closed", marks={"c1"})
    assert put(1, "Harbour", text="closed", marks={"c1"}) == 0
    assert put(1, "Airport", text="open", marks={"c2"}) == 1

    assert found("harbour") == []
    assert found("airport") == [1]
    assert found("airport", marks=("c1",)) == []
    counts = dict(Term.objects.values_list("term", "documents"))
    assert counts["'airport"] == counts["airport"] == counts["=c2"] == counts["=documents"] == 1
    assert not {"harbour", "'harbour", "!harbour", "=c1"} & counts.keys()


def test_what_is_removed_is_gone_and_can_come_back():
    put(1, "Harbour")
    index.remove([1, 2])
    tallies.fold()

    assert found("harbour") == []
    assert not Term.objects.exists()
    put(1, "Harbour")
    assert found("harbour") == [1]
    index.clear()
    assert found("harbour") == []
    assert not Document.objects.exists()


def test_common_words_are_looked_for_in_what_is_new(monkeypatch):
    """With bounds that three dozen documents exceed, as a million do the real ones."""
    from search import backends, candidates

    monkeypatch.setattr(backends, "BUCKET", 4)
    monkeypatch.setattr(candidates, "BUCKET", 4)
    monkeypatch.setattr(candidates, "MOST_POSTINGS", 6)
    monkeypatch.setattr(candidates, "WINDOW", 8)
    monkeypatch.setattr(candidates, "FEW", 2)
    for key in range(1, 37):
        at = NOW - dt.timedelta(days=40 - key)
        put(key, f"Number {key}", text="harbour ferry" if key % 2 else "harbour", at=at, marks={"c1"})
    put(40, "Volcano", text="harbour", at=OLD)

    newest = found("harbour", by_date=True)
    assert newest[:3] == [36, 35, 34]
    assert len(newest) < 36
    assert found("volcano harbour")[0] == 40
    assert set(found("ferry", marks=("c1",))) <= set(range(1, 37, 2))
    assert found("volcano", marks=("c1",)) == []
    assert found('"harbour ferry"')
    assert search(Question("harbuor")).meant == "harbour"


def test_a_phrase_is_looked_for_in_more_documents_once_few_of_the_best_hold_it(monkeypatch):
    from search import candidates

    monkeypatch.setattr(candidates, "MOST", 8)
    put(1, "The night ferry")
    for key in range(2, 22):
        put(key, "Ferry at night", text="night")

    assert found('"night ferry"') == [1]
    assert len(found("night ferry")) == 8


def test_a_question_is_bounded():
    put(1, "Ferry")

    answer = search(Question("ferry " * 5000))
    words = search(Question(" ".join(f"word{number}" for number in range(300)))).query

    assert answer.keys == [1]
    assert answer.query.too_long
    assert len(answer.query.terms) == len(words.terms) == 32
    assert words.too_long
    assert not search(Question("ferry " * 32)).query.too_long
    assert search(Question('"' * 100_000)).keys == []


@pytest.mark.parametrize("text", ["harvor{}", "{}harvor", "harbour{}", '"harbour {}"', "-harvor{}"])
def test_many_words_ask_no_more_queries_than_few(django_assert_max_num_queries, text):
    for key in range(3):
        put(key, "Harbour and ferry", text="harvest marvel carver favor")
    words = ("".join(letters) for letters in product("abcdefgh", repeat=3))

    with django_assert_max_num_queries(MOST_QUERIES):
        search(Question(" ".join(text.format(word) for word in islice(words, 500)), is_typing=True))


# What a question may ask of the database: what it looks for and whether that is misspelt.
MOST_QUERIES = 45

HOSTILE = [
    *("", " ", "*", '"', "'", '"""', "(", ")", "AND", "OR", "NOT", "NEAR(a b)", "-", "--", "-a", "^a"),
    *("'; DROP TABLE search_document; --", "%", "%s", "%(a)s", "\\", "\\'", "a\\", ":*", "&", "|"),
    *("\0", "a\0b", "\ud800", "a\ud800", "\U0001f600", "\u202e", "ﷺ", "İ", "ß", "ſ", "ⅷ", "²", "١٢"),
    *("e" + "\u0301" * 500, "\u0301", "\U00020000" * 300, "क्ष", "가나다", "가", "_", "a_b", "'b", "=c1"),
    *("!a", "a:b", "\u09a6\u09be"),
    *("a" * 10_000, "a " * 5_000, '"a ' * 2_000, "-" * 5_000, "é" * 3_000, "“„”", "\U0001d504"),
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_written_and_asked_is_taken(text):
    put(1, text, text=text, lead=text)
    put(1, "Changed", text=text)

    for options in ({}, {"is_typing": True}, {"by_date": True}, {"marks": ("c1",)}):
        assert search(Question(text, **options)).keys in ([], [1])
    index.remove([1])


WORDS = st.sampled_from(
    ["ferry", "harbour", "-", '"', "*", "(", ":", "é", "海", "\0", "'", "the", " ", "!", "="]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(WORDS, max_size=60).map("".join))


@fuzzed(max_examples=150)
@given(text=TEXTS, is_typing=st.booleans(), by_date=st.booleans())
def test_every_question_has_an_answer(django_assert_max_num_queries, text, is_typing, by_date):
    put(1, "The ferry leaves the harbour", text="海港 é")

    with django_assert_max_num_queries(MOST_QUERIES):
        answer = search(Question(text, is_typing=is_typing, by_date=by_date))

    assert answer.keys in ([], [1])


@fuzzed(max_examples=50)
@given(text=st.text(max_size=300))
def test_every_word_that_is_written_is_found_by_itself(text):
    put(1, text)

    for word in text.split()[:5]:
        answer = search(Question(word.replace('"', " ").lstrip("-−‐‑–—")))
        assert not answer.query or answer.keys == [1]
    index.remove([1])


def test_terms_of_a_document_are_bounded():
    """PostgreSQL would take more than a mebibyte of them, and find other documents by them."""
    words = [f"{'щ' * 34}{number:05}" for number in range(20_000)]
    put(1, "Harbour", text=" ".join(words), marks={"c1"})

    assert found("harbour", marks=("c1",)) == found(words[0]) == found(words[11_000]) == [1]
    assert found(words[-1]) == []
    put(1, "Airport")
    assert found(words[0]) == []
    index.remove([1])
    tallies.fold()
    assert not Term.objects.exists()


def test_it_asks_few_queries(django_assert_max_num_queries):
    for key in range(30):
        put(key, "Ferry", text="harbour island")

    with django_assert_max_num_queries(6):
        search(Question('ferry harbour "night" -strike', is_typing=True, marks=("c1",)))
    assert connection.vendor in ("sqlite", "postgresql")


@pytest.mark.django_db(transaction=True)
def test_emptied_tables_leave_nothing_to_be_found_under_a_key_that_comes_again():
    put(1, "Harbour")
    call_command("flush", interactive=False, verbosity=0)
    put(1, "Airport")

    assert found("harbour") == []
    assert found("airport") == [1]
