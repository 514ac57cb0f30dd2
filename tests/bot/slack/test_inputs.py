"""Any field of any form: Slack takes how it is drawn, and what was answered comes back however often it is redrawn."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.slack import inputs, modal
from bot.doors.slack.memo import Memo, Origin
from bot.doors.slack.texts import clean
from commands.command import FieldView, FormView, Kind, Option
from core.card import Card
from tests.bot.cards import ODDITIES, SHORT, TEXT
from tests.bot.slack import limits, models
from tests.bot.slack.client import submission

Json = dict[str, Any]

WORDS = st.text("abcåäö-_.0123456789", min_size=1, max_size=20)
ACCOUNT_LISTS = st.sampled_from([0, 5, 6, 99, 100, 101, 3_000]).map(
    lambda count: tuple(Option(f"konto-{number}", f"Konto {number}") for number in range(count))
)
OPTION_LISTS = st.one_of(
    st.lists(st.builds(Option, WORDS, TEXT), max_size=8).map(tuple),
    st.lists(st.builds(Option, TEXT, TEXT), max_size=3).map(tuple),
    ACCOUNT_LISTS,
)
VALUES = st.one_of(
    TEXT,
    st.sampled_from(
        [
            "", "ja", "nej", "12", "-7", "9" * 40, "2026-11-20", "2026-11-20 15:00", "2026-11-20 25:00", "2026-02-30",
            "0001-01-01", "igår 9", "U012AB3CD", "<@W012AB3CD|eva>", "C012AB3CD", "<#G012AB3CD|komm>", "konto-4",
            "Konto 4", "konto-4,konto-2, okänd", ",", "x" * 3_001,
        ]
    ),
)  # fmt: skip
FIELDS = st.builds(
    FieldView,
    name=st.sampled_from(["at", "account", "f"]),
    key=st.just("f"),
    label=TEXT,
    kind=st.sampled_from(Kind),
    required=st.booleans(),
    hint=TEXT,
    value=VALUES,
    options=OPTION_LISTS,
    max_length=st.sampled_from([5, 300, 3_000]),
    zone=st.sampled_from(["", "Europe/Stockholm", "America/New_York"]),
    has_more=st.booleans(),
)
FAULT = Card("Det går inte än", "Fält: fel")


def drawn(*fields: FieldView) -> Json:
    """The fields on a view."""
    return modal.of_form(FormView("moderation.new", "Registrera", 1, fields), {}, Origin("https://hooks"))


def sent(view: Json, state: Json | None = None) -> Json:
    """The view as it comes back: with what stood there, or with that state."""
    body: Json = submission(view, {}, "V0", "1.a")["view"]
    return body if state is None else {**body, "state": {"values": state}}


@given(FIELDS)
def test_any_field_is_drawn_within_the_limits(field: FieldView) -> None:
    """By Slack's limits and by its own models."""
    view = drawn(field)
    assert limits.of_view(view) == []
    assert models.faults(view) == []
    assert {inputs.field_of(block["block_id"]) for block in view["blocks"] if block["type"] == "input"} == {
        field.name
    }


@st.composite
def answers(make: st.DrawFn, view: Json) -> Json:
    """A state of the view such as a person can leave it in."""
    blocks = [block for block in view["blocks"] if block["type"] == "input"]
    return {
        block["block_id"]: {block["element"]["action_id"]: make(_answer(block["element"]))}
        for block in blocks
    }


def _answer(element: Json) -> st.SearchStrategy[Json]:
    kind = element["type"]
    known = element.get("options") or element.get("initial_options") or [element.get("initial_option")]
    offered = [option for option in known[:120] if option] or [_option("konto-4"), _option("konto-2")]
    one, many = st.sampled_from([None, *offered]), st.lists(st.sampled_from(offered), unique_by=str)

    def typed(text: str) -> str:
        return clean(text)[: element.get("max_length", 300)]

    answered: dict[str, tuple[str, st.SearchStrategy[Any]]] = {
        "plain_text_input": ("value", st.none() | (ODDITIES | SHORT).map(typed)),
        "number_input": ("value", st.none() | st.integers(-999, 999).map(str)),
        "datepicker": ("selected_date", st.none() | st.just("2026-11-21")),
        "timepicker": ("selected_time", st.none() | st.just("09:05")),
        "users_select": ("selected_user", st.none() | st.just("U0OTHER")),
        "conversations_select": ("selected_conversation", st.none() | st.just("C0OTHER")),
        "file_input": ("files", st.just([])),
        **dict.fromkeys(("static_select", "external_select", "radio_buttons"), ("selected_option", one)),
        **dict.fromkeys(
            ("multi_static_select", "multi_external_select", "checkboxes"), ("selected_options", many)
        ),
    }
    name, values = answered[kind]
    return st.fixed_dictionaries({"type": st.just(kind), name: values})


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value, "emoji": False}, "value": value}


@given(st.data(), st.lists(FIELDS, max_size=3, unique_by=lambda field: field.name))
def test_what_was_answered_stays_however_often_it_is_wrong(
    data: st.DataObject, shown: list[FieldView]
) -> None:
    """Answered, drawn again with what was wrong, sent as it stands: the same words, twice over."""
    view = drawn(*shown)
    first = sent(view, data.draw(answers(view)))
    said = inputs.words(first)
    again = first
    for _twice in range(2):
        view = modal.again(again, FAULT, {})
        assert limits.of_view(view) == []
        assert models.faults(view) == []
        again = sent(view)
        assert inputs.words(again) == said
    assert Memo.load(view["private_metadata"]).origin == Origin("https://hooks")


@given(FIELDS.filter(lambda field: field.kind is not Kind.FILE), ACCOUNT_LISTS)
def test_what_was_given_comes_back_as_given(any_field: FieldView, options: tuple[Option, ...]) -> None:
    """Sent as it stands, a field says what was typed for it before the form opened: at most in another spelling."""
    field = replace(any_field, options=options)
    (word,) = inputs.words(sent(drawn(field))).values()
    assert _spelled(field, word) == _spelled(field, field.value)


def _spelled(field: FieldView, word: str) -> object:
    """A word as its field reads it, without what Slack can't hold."""
    text = clean(word)[:3_000].strip()
    if field.kind is Kind.YES:
        return {"ja": "yes", "true": "yes", "nej": "no", "false": "no"}.get(text, text)
    if field.kind in {Kind.MEMBER, Kind.CHANNEL}:
        return text.strip("<>@#").split("|")[0]
    if field.kind in {Kind.CHOICE, Kind.CHOICES}:
        by_label = {option.label: option.value for option in field.options}
        words = text.split(",") if field.kind is Kind.CHOICES else [text]
        return {by_label.get(each.strip(), each.strip()) for each in words} - {""}
    return text


def test_a_time_is_a_day_and_a_time_of_day_in_the_towns_zone() -> None:
    """Said so; and what it means to leave one out."""
    field = FieldView("at", "när", "När", Kind.TIME, False, "Nu, om du lämnar tomt.", "2026-11-20 15:00")
    day, clock = inputs.draw(replace(field, zone="Europe/Stockholm"), 2)
    assert [block["block_id"] for block in (day, clock)] == ["at@2", "at:clock@2"]
    assert [block["label"]["text"] for block in (day, clock)] == ["När (dag)", "När (klockslag)"]
    assert day["element"] == {"action_id": "value", "type": "datepicker", "initial_date": "2026-11-20"}
    assert clock["element"]["initial_time"] == "15:00"
    assert clock["element"]["timezone"] == "Europe/Stockholm"
    assert day["hint"]["text"] == "Nu, om du lämnar tomt. I dag, om du bara anger klockslag."
    assert clock["hint"]["text"] == "Svensk tid."


def test_a_time_that_must_be_given_says_nothing_of_leaving_it_out() -> None:
    """It can't be; elsewhere the zone is named."""
    field = FieldView("at", "när", "När", Kind.TIME, True, "Nu, om du lämnar tomt.", "2026-11-20")
    day, clock = inputs.draw(replace(field, zone="Europe/Helsinki"), 1)
    assert "hint" not in day
    assert clock["hint"]["text"] == "Tid i Europe/Helsinki."
    assert "initial_time" not in clock["element"]
    assert [block["optional"] for block in (day, clock)] == [False, False]


@pytest.mark.parametrize(
    ("day", "clock", "word"),
    [
        ("2026-11-20", "15:00", "2026-11-20 15:00"),
        (None, "15:00", "15:00"),
        ("2026-11-20", None, "2026-11-20"),
        (None, None, ""),
    ],
)
def test_a_time_comes_back_as_one_word(day: str | None, clock: str | None, word: str) -> None:
    """In whichever order Slack names the blocks."""
    view = drawn(FieldView("at", "när", "När", Kind.TIME, False))
    state = {
        "at:clock@1": {"value": {"type": "timepicker", "selected_time": clock}},
        "at@1": {"value": {"type": "datepicker", "selected_date": day}},
    }
    assert inputs.words(sent(view, state)) == {"at": word}


def test_a_text_too_long_for_slack_says_that_its_end_is_gone() -> None:
    """Nothing is cut without a word."""
    (block,) = inputs.draw(FieldView("f", "f", "Fält", Kind.LONG, True, value="x" * 3_001), 1)
    assert len(block["element"]["initial_value"]) == 3_000
    assert "3000" in block["hint"]["text"]


@given(OPTION_LISTS)
def test_any_list_answers_a_search(found: tuple[Option, ...]) -> None:
    """At most 100, and no word Slack can't hold."""
    assert limits.of_options(inputs.options(found)) == []


def test_a_search_is_answered_in_order() -> None:
    """The best first; a word of 151 characters is left out."""
    found = [Option("b", "B"), Option("x" * 151, "X"), Option("a", "A" * 80)]
    said = [(option["value"], option["text"]["text"]) for option in inputs.options(found)["options"]]
    assert said == [("b", "B"), ("a", "A" * 74 + "…")]
