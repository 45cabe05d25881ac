"""Words of languages that are written with accents and signs, told once for both databases."""

import datetime as dt

import pytest

from search import index, tallies
from search.documents import Source
from search.engine import Question, newest_holding, search
from search.snippets import mark
from search.words import fold, language

pytestmark = pytest.mark.django_db

WHEN = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)


def put(key, title, code, text="", lead=""):
    index.write([Source(key, title, lead, text, frozenset(), WHEN)], code)
    tallies.fold()


def found(text, code, **options):
    return search(Question(text, code=code, **options)).keys


def marked(title, asked, code):
    terms = search(Question(asked, code=code)).terms
    return [piece.text for piece in mark(title, terms, language(code)) if piece.is_marked]


FORMS = [
    *(("ru", "Новый мост", word) for word in ("новая", "нового", "новый", "новыи", "НОВЫЙ", "мосты")),
    *(
        ("fr", "Une banquière condamnée", word)
        for word in ("condamné", "condamnés", "condamner", "condamnée", "condamnee", "condamne")
    ),
    *(("fr", "Une lettre publiée", word) for word in ("publié", "publiees", "PUBLIÉE", "publier")),
]


@pytest.mark.parametrize(("code", "title", "asked"), FORMS)
def test_forms_of_words_with_accents_are_found_and_marked(code, title, asked):
    put(1, title, code)
    put(2, "Something else", code)

    assert found(asked, code) == [1]
    assert found(asked, code, by_date=True) == [1]
    assert newest_holding(asked, code, 10) == ([1], True)
    assert len(marked(title, asked, code)) == 1


@pytest.mark.parametrize(
    "asked",
    [
        *('"banquière condamnée"', '"banquiere condamnee"', '"banquière condamner"'),
        *('"banquière condamnee"', "“BANQUIÈRES condamnés”"),
    ],
)
def test_phrases_hold_in_other_forms_and_without_accents(asked):
    put(1, "Une banquière condamnée", "fr")
    put(2, "Condamnée, une banquière", "fr")

    assert found(asked, "fr") == [1]
    assert found(f"une banquière -{asked}", "fr") == [2]


@pytest.mark.parametrize(
    "asked", ['"condamnee libérés"', '"condamnés liberee"', '"libérer publiee président"']
)
def test_each_word_of_a_phrase_is_taken_with_its_accents_or_without(asked):
    put(1, "Condamnée, libérée", "fr", "Elle fut libérée, publiée, présidente")
    put(2, "Libérée, condamnée", "fr", "Condamnée : publiée, libérée ! Présidente, libérée")

    assert found(asked, "fr") == [1]
    assert found(f"présidente -{asked}", "fr") == [2]


@pytest.mark.parametrize("asked", ["condamné", "condamnée", "condamnee", "condamner"])
def test_what_is_left_out_is_left_out_in_every_form(asked):
    put(1, "Une banquière condamnée", "fr")
    put(2, "Une banquière", "fr")

    assert found(f"banquière -{asked}", "fr") == [2]


@pytest.mark.parametrize("asked", ["conda", "condamn", "condamné", "condamnee"])
def test_a_beginning_finds_words_with_accents(asked):
    put(1, "Une banquière condamnée", "fr")

    assert found(asked, "fr", is_typing=True) == [1]


def test_words_with_two_terms_count_once():
    """A story that says a word twice comes before one that says it once, however it is typed."""
    for key in range(10, 40):
        put(key, "Autre chose", "fr", text="rien")
    put(1, "Une histoire", "fr", text="La banquière condamnée, et rien de plus à dire aujourd’hui")
    put(2, "Une histoire", "fr", text="Un banquier condamné, condamner encore, à dire aujourd’hui")

    for asked in ("condamnée", "condamner", "condamnés"):
        assert found(asked, "fr", newer_first=False) == [2, 1]
    assert found("condamnee", "fr") == [1]
    assert tallies.frequencies(["condamne", "condamn"]) == {"condamne": 1, "condamn": 2}


def test_a_story_counts_what_it_says_by_each_of_two_terms():
    put(1, "Condamnée", "fr")
    index.remove([1])
    tallies.fold()

    assert tallies.frequencies(["condamne", "condamn", "'condamnee"]) == {}


ALIKE = [
    *(("ar", "محمّد في البيت", "محمد"), ("ar", "محمد في البيت", "محمّد"), ("ar", "محـــمد", "محمد")),
    *(("ar", "كِتَابٌ", "كتاب"), ("ar", "هٰذا", "هذا"), ("he", "שָׁלוֹם עולם", "שלום")),
    *(("he", "שלום עולם", "שָׁלוֹם"), ("he", "בֵּית־סֵפֶר", "ספר"), ("he", "\u200fשלום\u200e עולם", "שלום")),
    *(("dv", "ދިވެހި", "ދިވެހި"), ("fa", "می\u200cخواهم", "میخواهم"), ("fa", "میخواهم", "می\u200cخواهم")),
    *(("fa", "کتاب\u200cها", "کتاب"), ("bn", "র\u200d্যাব", "র্যাব"), ("ml", "ന\u0d4d\u200d", "ന\u0d4d")),
    *(
        ("de", "Die Fähr\u00adverbindung", "Fährverbindung"),
        ("de", "Fährverbindung", "Fähr\u00adverbindung"),
    ),
    *(("en", "ferry\u200bboat", "ferryboat"), ("en", "ferry\u2060boat", "ferryboat")),
    *(("en", "\ufeffferry", "ferry"), ("en", "fer\u202ary", "ferry"), ("en", "ferry", "fer\u200dry")),
    *(("km", "កម្ពុជា\u200bប្រទេស", "ប្រទេស"), ("ja", "東\u2060京", "東京")),
]


@pytest.mark.parametrize(("code", "title", "asked"), ALIKE)
def test_vowel_signs_and_what_is_not_seen_part_no_word(code, title, asked):
    put(1, title, code)
    put(2, "Something else", code)

    assert found(asked, code) == [1]
    assert found(f'"{asked}"', code) == [1]
    assert len(marked(title, asked, code)) == 1


def test_a_word_is_marked_with_the_hyphen_that_is_not_seen():
    title = "Die Fähr\u00adverbindung ruht"
    put(1, title, "de")

    assert marked(title, "Fährverbindung", "de") == ["Fähr\u00adverbindung"]


@pytest.mark.parametrize("sign", ["\u200f", "\ufeff", "\u2066"])
def test_marks_of_direction_hide_no_phrase_and_no_minus(sign):
    put(1, "The night ferry", "en")
    put(2, "A ferry at night", "en")

    assert found(f'{sign}"night ferry"', "en") == [1]
    assert found(f'ferry {sign}-"night ferry"', "en") == [2]


@pytest.mark.parametrize(
    ("code", "title", "asked"),
    [
        *(
            ("ja", "佐々木朗希が登板", "佐々木"),
            ("ja", "二〇二六年の株価", "二〇二六年"),
            ("ja", "株価が上昇", "株"),
        ),
        *(
            ("ja", "新株", "株"),
            ("zh-hans", "海港关闭了", "关"),
            ("ja", "株", "株"),
            ("ja", "バスが来た", "ﾊﾞｽ"),
        ),
        *(
            ("ja", "ハ\u3099スが来た", "バス"),
            ("ko", "한국 축구", "한국"),
            ("ko", "한국 축구", "\u1112\u1161\u11ab국"),
        ),
        *(("th", "ไม้ งาม", "ไม้"), ("hi", "कर्म प्रधान", "कर्म")),
    ],
)
def test_words_of_asia_are_found_and_marked(code, title, asked):
    put(1, title, code)
    put(2, "Something else", code)

    assert found(asked, code) == [1]
    assert found(asked, code, by_date=True) == [1]
    assert newest_holding(asked, code, 10) == ([1], True)
    assert search(Question(asked, code=code)).holds_all
    assert marked(title, asked, code)


def test_a_character_is_marked_by_itself_and_counts_as_often_as_it_stands():
    put(1, "株価と新株", "ja")
    put(2, "株価", "ja")
    put(3, "海港", "ja")

    assert marked("株価と新株", "株", "ja") == ["株", "株"]
    assert set(found("株", "ja")) == {1, 2}
    assert found("海港 -株", "ja") == [3]
    index.remove([1, 2])
    tallies.fold()
    assert tallies.frequencies(["株", "新", "海"]) == {"海": 1}


@pytest.mark.parametrize(
    ("code", "title", "asked"),
    [
        *(("ja", "パスを出す", "バス"), ("ja", "ハスの花", "バス"), ("th", "ไม่ งาม", "ไม้")),
        *(("hi", "करम प्रधान", "कर्म"), ("hi", "कल", "काल")),
    ],
)
def test_marks_that_make_another_letter_make_another_word(code, title, asked):
    put(1, title, code)

    assert found(asked, code) == []


LETTERS = [
    *(
        ("pl", "Pożar w Łodzi, Łódź", "Lodz"),
        ("da", "København", "Kobenhavn"),
        ("fr", "Une œuvre", "oeuvre"),
    ),
    *(
        ("sr", "Novak Đoković", "Dokovic"),
        ("en", "Novak Đoković", "dokovic"),
        ("is", "Þórður", "Thordur"),
    ),
    *(("mt", "Ħamrun", "hamrun"), ("da", "Ærø", "aero"), ("pl", "Lodz", "ŁÓDŹ")),
    *(("tr", "DIŞARI", "dışarı"), ("tr", "Dışarı", "DIŞARI"), ("tr", "İstanbul", "istanbul")),
    *(
        ("tr", "istanbul", "İSTANBUL"),
        ("tr", "Diyarbakır", "DIYARBAKIR"),
        ("tr", "KADINLAR", "kadınlar"),
    ),
    *(("tr", "ışık", "isik"), ("tr", "ISTANBUL", "istanbul")),
]


@pytest.mark.parametrize(("code", "title", "asked"), LETTERS)
def test_letters_are_found_as_they_are_typed_by_those_who_lack_them(code, title, asked):
    put(1, title, code)
    put(2, "Something else", code)

    assert found(asked, code) == [1]
    assert marked(title, asked, code)


def test_folded_text_is_composed():
    assert fold("ﾊﾞｽ 한국 Ŭǔ") == "バス 한국 uu"
