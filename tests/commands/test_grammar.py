"""The language of commands: tokens, keys in any order, times as people write them, and never anything but a refusal."""

import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from commands.command import Command
from commands.grammar import TimeProblem, Token, day, moment, nearest, quote, tokens, typed
from commands.reading import match, read_words
from commands.registry import COMMANDS
from core.errors import Refused
from core.slugs import fold
from core.worktime import Calendar
from tests.town import local

NOW = local(2026, 11, 20, 15, 0)
SWEDEN = Calendar()


def read(text: str) -> list[tuple[str, str]]:
    """The tokens as pairs of head and text."""
    return [(token.head, token.text) for token in tokens(text)]


# Tokens ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("", []),
        ("   ", []),
        ("konto visa bibliotek-fb", [("", "konto"), ("", "visa"), ("", "bibliotek-fb")]),
        ("a\tb\nc\u00a0d", [("", "a"), ("", "b"), ("", "c"), ("", "d")]),
        ("syfte=böcker", [("syfte", "böcker")]),
        ('syfte="Tips om böcker"', [("syfte", "Tips om böcker")]),
        ("syfte=“Tips om böcker”", [("syfte", "Tips om böcker")]),
        ("syfte=”Tips om böcker”", [("syfte", "Tips om böcker")]),
        ("syfte=„Tips om böcker”", [("syfte", "Tips om böcker")]),
        ("syfte=„Tips om böcker“", [("syfte", "Tips om böcker")]),
        ("syfte=«Tips om böcker»", [("syfte", "Tips om böcker")]),
        ("syfte=»Tips om böcker»", [("syfte", "Tips om böcker")]),
        ("syfte=»Tips om böcker«", [("syfte", "Tips om böcker")]),
        ("syfte='Tips om böcker'", [("syfte", "Tips om böcker")]),
        ("syfte=’Tips om böcker’", [("syfte", "Tips om böcker")]),
        ("syfte='vem's bok'", [("syfte", "vem's bok")]),
        ("vem's bok", [("", "vem's"), ("", "bok")]),
        ("'tis vem’s", [("", "'tis"), ("", "vem’s")]),
        ('"hela orden" sist', [("", "hela orden"), ("", "sist")]),
        ('text=""', [("text", "")]),
        ("text=", [("text", "")]),
        ("=b", [("", "=b")]),
        ("plats=C:\\tmp", [("plats", "C:\\tmp")]),
        ('plats="G:\\Mina filer\\"', [("plats", "G:\\Mina filer\\")]),
        ("länk=http://x?a=b&c=d", [("länk", "http://x?a=b&c=d")]),
        ('länk="http://x?a=b c"', [("länk", "http://x?a=b c")]),
        ('12" skärm', [("", '12"'), ("", "skärm")]),
        ('sa "hej"då', [("", "sa"), ("", "hej"), ("", "då")]),
    ],
)
def test_a_command_is_split_as_a_person_meant_it(text: str, pairs: list[tuple[str, str]]) -> None:
    assert read(text) == pairs


def test_a_quoted_equals_sign_makes_no_key() -> None:
    assert tokens('"a=b c"') == [Token("a=b c", quoted=True)]


def test_letters_are_the_same_however_they_are_composed() -> None:
    """A Mac sends å as two characters."""
    apart = unicodedata.normalize("NFD", 'fråga text="Åka båt"')
    assert read(apart) == read('fråga text="Åka båt"')


@pytest.mark.parametrize("text", ['text="aldrig slut', "text=“aldrig slut", '"aldrig', "«aldrig"])
def test_a_quote_that_is_never_closed_is_refused_with_what_to_do(text: str) -> None:
    with pytest.raises(Refused) as refused:
        tokens(text)
    assert "aldrig" in refused.value.text
    assert refused.value.what_to_do


KEYS = st.sampled_from(["text", "länk", "plats"])
VALUES = st.text(max_size=30).map(lambda text: unicodedata.normalize("NFC", text))


def can_be_quoted(value: str) -> bool:
    """Whether some pair of quotes is not in the value; a value with all of them loses one kind."""
    return any(not set(pair) & set(value) for pair in ('"', "“”", "«»"))


@given(st.dictionaries(KEYS, VALUES.filter(can_be_quoted)))
@example({"text": "\u0338x"})
@example({"text": '12" “x”', "plats": "G:\\"})
def test_what_a_button_carries_is_read_back(values: dict[str, str]) -> None:
    """A button is a command already typed."""
    command, *rest = tokens(typed("fråga", values))
    assert command.text == "fråga"
    assert {token.head: token.text for token in rest} == values


@given(VALUES)
def test_a_quoted_value_is_one_token(value: str) -> None:
    assert len(tokens(f"text={quote(value)}")) == 1


WORDS = st.sampled_from(
    [
        *(word for c in COMMANDS for word in f"{c.words} {c.english}".split()),
        "text=",
        "när=",
        '"',
        "“",
        "'",
        " ",
        "=",
        "F-2026-1",
    ]
)


@given(st.lists(WORDS | st.text(max_size=8), max_size=12).map(" ".join) | st.text())
@example("/some " * 2000)
@example("")
def test_nothing_anybody_types_is_more_than_refused(text: str) -> None:
    try:
        command, rest = match(tokens(text))
        words = read_words(command, rest)
        assert words.keys() <= command.form.keys().keys()
    except Refused as refusal:
        assert refusal.text


@pytest.mark.parametrize(
    ("word", "near"),
    [("bibliotk-fb", "bibliotek-fb"), ("BIBLIOTEK", "bibliotek-fb"), ("skoln", "skolan"), ("xyz", "")],
)
def test_a_near_miss_finds_the_nearest(word: str, near: str) -> None:
    assert nearest(word, ["bibliotek-fb", "skolan", "badhuset"]) == near


# Times ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-11-20T15:00+01:00", local(2026, 11, 20, 15, 0)),
        ("2026-11-20T14:00Z", local(2026, 11, 20, 15, 0)),
        ("2026-11-20T15:00", local(2026, 11, 20, 15, 0)),
        ("2026-11-20 15:00", local(2026, 11, 20, 15, 0)),
        ("2026-11-20 15:00:30", local(2026, 11, 20, 15, 0, 30)),
        ("2026-11-20 kl 15", local(2026, 11, 20, 15, 0)),
        ("2026-11-20 kl. 15.30", local(2026, 11, 20, 15, 30)),
        ("2026-07-01 15:00", local(2026, 7, 1, 15, 0)),
        ("idag 14:30", local(2026, 11, 20, 14, 30)),
        ("i dag 14.30", local(2026, 11, 20, 14, 30)),
        ("Idag kl 9", local(2026, 11, 20, 9, 0)),
        ("today 9", local(2026, 11, 20, 9, 0)),
        ("igår 9", local(2026, 11, 19, 9, 0)),
        ("igar 09.05", local(2026, 11, 19, 9, 5)),
        ("i går kl. 9", local(2026, 11, 19, 9, 0)),
        ("yesterday 9:00", local(2026, 11, 19, 9, 0)),
        ("i förrgår 23:59", local(2026, 11, 18, 23, 59)),
        ("14:30", local(2026, 11, 20, 14, 30)),
        ("kl 14.30", local(2026, 11, 20, 14, 30)),
        ("0:00", local(2026, 11, 20, 0, 0)),
        ("nu", NOW),
        ("now", NOW),
        ("2026-03-29 03:00", local(2026, 3, 29, 3, 0)),
        ("2026-10-25T02:30+02:00", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-10-25T02:30+01:00", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("2000-01-01 00:00", local(2000, 1, 1, 0, 0)),
        ("2100-12-31 23:59", local(2100, 12, 31, 23, 59)),
    ],
)
def test_a_time_is_what_was_meant(text: str, meant: datetime) -> None:
    """Local unless it says otherwise; aware UTC comes out."""
    found = moment(text, NOW, SWEDEN)
    assert found == meant
    assert found.tzinfo is UTC


def test_today_is_the_towns_own_day() -> None:
    """At half past midnight in Falköping it is still yesterday in UTC."""
    assert moment("idag 0:10", local(2026, 11, 20, 0, 30), SWEDEN) == local(2026, 11, 20, 0, 10)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "5/6", "5/6 9:00", "20 nov 14:00", "i fredags kl 9", "9", "kl 9", "25:00", "14:60", "24:00", "idag",
        "igår", "2026-11-20", "20261120", "2026-W47", "2026-W47-5", "2026-11", "2026-13-01 10:00", "2026-02-30 10:00",
        "idag 25", "idag 14:30 ungefär", "2026-11-20 9 10", "T15:00", "15:00+01:00", "imorgon", "-1",
        "1999-12-31 23:59", "2101-01-01 00:00", "0001-01-01T00:00+14:00", "9999-12-31T23:59-12:00", "1000-01-01 12:00",
    ],
)  # fmt: skip
def test_a_time_that_could_mean_two_things_is_refused_with_examples(text: str) -> None:
    """A legal log does not guess; years nobody works in are slips of the pen."""
    with pytest.raises(TimeProblem, match="14:30"):
        moment(text, NOW, SWEDEN)


@pytest.mark.parametrize("text", ["2026-03-29 02:00", "2026-03-29T02:59"])
def test_an_hour_the_spring_skips_is_refused_with_examples(text: str) -> None:
    with pytest.raises(TimeProblem, match="14:30") as problem:
        moment(text, NOW, SWEDEN)
    assert text in str(problem.value)


def test_an_hour_the_autumn_repeats_is_refused_with_both() -> None:
    with pytest.raises(TimeProblem) as problem:
        moment("2026-10-25 02:30", NOW, SWEDEN)
    both = ("2026-10-25T02:30+02:00", "2026-10-25T02:30+01:00")
    assert all(text in str(problem.value) for text in both)
    assert [moment(text, NOW, SWEDEN).hour for text in both] == [0, 1]


@given(
    st.text(max_size=20)
    | st.from_regex(r"[0-9]{1,5}-[0-9]{1,2}-[0-9]{1,2}[T ][0-9:+.Z-]{0,14}", fullmatch=True)
)
def test_any_other_text_is_a_time_or_a_problem(text: str) -> None:
    try:
        assert 1998 < moment(text, NOW, SWEDEN).astimezone(UTC).year < 2102
    except TimeProblem as problem:
        assert str(problem)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2100, 12, 30), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_iso_time_with_its_offset_comes_back(at: datetime) -> None:
    """What `data` holds can be typed again."""
    assert moment(SWEDEN.local(at).isoformat(), NOW, SWEDEN) == at


@pytest.mark.parametrize(
    ("text", "meant"),
    [("2026-11-19", "2026-11-19"), ("idag", "2026-11-20"), ("igår", "2026-11-19"), ("i går", "2026-11-19")],
)
def test_a_day_is_what_was_meant(text: str, meant: str) -> None:
    assert day(text, NOW, SWEDEN).isoformat() == meant


@pytest.mark.parametrize("text", ["", "5/6", "2026-02-30", "idag 9", "2026-W47", "0001-01-01", "2101-01-01"])
def test_a_day_that_could_mean_two_things_is_refused_with_examples(text: str) -> None:
    with pytest.raises(TimeProblem, match="2026-11-20"):
        day(text, NOW, SWEDEN)


# Reading --------------------------------------------------------------------------------------------------


def command_of(text: str) -> str:
    """The name of the command a text opens with."""
    return match(tokens(text))[0].name


def words_of(text: str) -> dict[str, str]:
    """A text's words by field name."""
    return read_words(*match(tokens(text)))


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_command_is_heard_in_both_languages(command: Command) -> None:
    """Swedish first, English for all, accents and case left out, the slash command's own name in front."""
    for words in (command.words, command.english):
        said = words.replace("*", "2026-0001")
        for text in (said, said.upper(), fold(said), f"some {said}", f"/some {said}"):
            assert command_of(text) == command.name, text


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_every_example_can_be_read(command: Command) -> None:
    """An example in help is typed as it stands."""
    for line in command.examples:
        found, rest = match(tokens(line))
        assert found.name == command.name, line
        read_words(found, rest)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
def test_no_two_keys_of_a_form_are_the_same_word(command: Command) -> None:
    """Accents aside, else one of them could never be given."""
    spoken = [{fold(key.sv), fold(key.en), fold(name)} for name, key in command.form.keys().items()]
    assert sum(map(len, spoken)) == len(set().union(*spoken)) if spoken else True


@pytest.mark.parametrize(
    "line",
    [
        'moderera bibliotek-fb kategori=hets åtgärd=dold länk=http://x?a=b plats="G:\\A B"',
        'moderera länk=http://x?a=b kategori=hets plats="G:\\A B" åtgärd=dold bibliotek-fb',
        'moderate åtgärd=dold bibliotek-fb category=hets LINK=http://x?a=b place="G:\\A B"',
        'MODERERA bibliotek-fb Kategori=hets atgard=dold lank=http://x?a=b Plats="G:\\A B"',
    ],
)
def test_keys_come_in_any_order_and_either_language(line: str) -> None:
    assert words_of(line) == {
        "account": "bibliotek-fb", "category": "hets", "action": "dold", "link": "http://x?a=b", "place": "G:\\A B",
    }  # fmt: skip


def test_free_words_fall_into_the_field_that_takes_them() -> None:
    assert words_of("konto avslå ungdom-ig använd a=b i stället") == {
        "account": "ungdom-ig", "reason": "använd a=b i stället",
    }  # fmt: skip


def test_only_a_forms_own_keys_are_keys() -> None:
    """A link with `=` in it is a word."""
    assert words_of("konto visa http://x?a=b") == {"account": "http://x?a=b"}


def test_a_key_given_twice_is_refused_unless_it_takes_many() -> None:
    assert words_of("person ny nils roll=chef roll=redaktör")["roles"] == "chef,redaktör"
    with pytest.raises(Refused):
        words_of("person ny nils titel=a titel=b")


@pytest.mark.parametrize(
    ("line", "near"),
    [("moderra bibliotek-fb", "moderera"), ("knto ny", "konto"), ("persn visa eva", "person")],
)
def test_a_near_miss_of_a_command_suggests_it(line: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        match(tokens(line))
    assert near in refused.value.what_to_do


@pytest.mark.parametrize(
    ("line", "near"),
    [
        ("moderera bibliotek-fb kategrori=hets åtgärd=dold", "kategori="),
        ("person visa eva extra", "hjälp person"),
        ("konto visa bibliotek-fb extra", "hjälp konto"),
    ],
)
def test_what_is_left_over_is_refused_with_what_is_near(line: str, near: str) -> None:
    with pytest.raises(Refused) as refused:
        words_of(line)
    assert near in refused.value.what_to_do
