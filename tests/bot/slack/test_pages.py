"""Pages of a card too long for one: everything can be reached, nothing comes twice."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.slack import draw, modal
from bot.doors.slack.memo import Origin
from core.card import Button, Card, Fact, Section, Table
from tests.bot.slack import limits
from tests.bot.slack.client import buttons, said

Json = dict[str, Any]
Page = Callable[[Card, str, int], Json]

MARK = re.compile(r"(?:rad|fakta|del|ord|knapp|egen)-\d{5}")
FILL = st.sampled_from(["", "x", '"' * 90, "ö " * 300, "&" * 1_500])


def _message(card: Card, again: str, start: int) -> Json:
    return draw.message(card, again=again, start=start).as_message()


def _smaller(card: Card, again: str, start: int) -> Json:
    """As it is drawn when Slack refuses the whole."""
    return list(draw.sizes(card, again=again, start=start))[-2].as_message()


def _modal(card: Card, again: str, start: int) -> Json:
    return modal.of_card(card, Origin(), again=again, start=start)


def _home(card: Card, again: str, start: int) -> Json:
    return modal.home(card, again=again, start=start)


def pages(page: Page, card: Card, again: str) -> list[Json]:
    """Every page, as somebody gets them who presses *Visa resten* until there is no more."""
    found = [page(card, again, 0)]
    while forth := [b for b in buttons(found[-1]) if re.fullmatch(r"more:[1-9]\d*", b["action_id"])]:
        assert forth[0]["value"] == again
        found.append(page(card, again, int(forth[0]["action_id"].partition(":")[2])))
        assert len(found) < 1_000, "the pages never end"
    return found


@st.composite
def marked(make: st.DrawFn) -> tuple[Card, list[str], list[str]]:
    """A card whose parts bear marks, those of its body, and those of its own buttons."""
    fill = make(st.lists(FILL, min_size=1, max_size=5))
    names = {
        kind: [f"{kind}-{number:05}" for number in range(make(st.integers(0, most)))]
        for kind, most in (("rad", 60), ("fakta", 20), ("del", 8), ("egen", 60), ("ord", 500))
    }

    def padded(name: str) -> str:
        return f"{name} {fill[sum(map(ord, name)) % len(fill)]}"

    presses = {name: name.replace("del", "knapp") for name in names["del"]}
    card = Card(
        padded("Rubrik"),
        " ".join(names["ord"]),
        facts=tuple(Fact(padded(name), "x") for name in names["fakta"]),
        table=Table(("Konto", "Status"), tuple((padded(name), "x") for name in names["rad"])),
        sections=tuple(
            Section(padded(name), (Button("Svara", padded(presses[name])[:2_000]),), heading="Rubrik")
            for name in names["del"]
        ),
        buttons=tuple(Button("Visa", padded(name)[:2_000]) for name in names["egen"]),
    )
    body = [name for kind in ("rad", "fakta", "del", "ord") for name in names[kind]]
    return card, [*body, *presses.values()], names["egen"]


@given(
    marked(),
    st.sampled_from(["status", "konto lista", '"' * 240, '"' * 2_000]),
    st.sampled_from([_message, _smaller, _modal, _home]),
)
def test_everything_can_be_reached_and_nothing_comes_twice(
    made: tuple[Card, list[str], list[str]], again: str, page: Page
) -> None:
    """Rows, facts, sections with their buttons, and text; the card's own buttons stand on some page too."""
    card, body, own = made
    shown = pages(page, card, again)
    marks = sorted(mark for each in shown for mark in MARK.findall(said(each)))
    assert [mark for mark in marks if not mark.startswith("egen")] == sorted(body)
    assert {mark for mark in marks if mark.startswith("egen")} == set(own)
    for each in shown:
        assert (limits.of_view(each) if "type" in each else limits.of_message(_tagged(each, again))) == []


def _tagged(message: Json, again: str) -> Json:
    """The message as the door sends it: its rows of buttons say which command it answers, where that finds room."""
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    for number, row in enumerate(rows):
        if len(again) <= 240:
            row["block_id"] = f"again:{number}:{again}"
    return message


def test_a_page_says_how_much_is_left_and_the_last_one_nothing() -> None:
    """So does its button."""
    rows = tuple((f"rad-{number:05}",) for number in range(700))
    first, *_others, last = pages(_message, Card("Konton", table=Table(("Konto",), rows)), "konto lista")
    here = len(MARK.findall(said(first)))
    assert f"+ {700 - here} till" in said(first)
    assert [b["text"]["text"] for b in buttons(first)] == ["Visa resten"]
    assert "till" not in said(last)
    assert "Konton" in said(last)


@pytest.mark.parametrize(("page", "back"), [(_message, []), (_modal, ["more:0"]), (_home, ["more:0"])])
def test_a_view_leads_back_to_the_beginning(page: Page, back: list[str]) -> None:
    """A message's first page still stands above."""
    card = Card("Konton", "ord " * 20_000)
    assert [b["action_id"] for b in buttons(pages(page, card, "konto lista")[-1])] == back


def test_a_card_that_has_shrunk_is_shown_from_the_beginning() -> None:
    """Somebody pressed *Visa resten* of what is no longer so long."""
    card = Card("Konton", "Ett konto.")
    assert _message(card, "konto lista", 40) == _message(card, "konto lista", 0)


def test_a_list_that_has_shrunk_to_just_what_was_shown_is_shown_from_the_beginning() -> None:
    """Not a page with its title alone."""
    first = _message(Card("Konton", "ord " * 20_000), "konto lista", 0)
    (shown,) = (int(b["action_id"].partition(":")[2]) for b in buttons(first))
    card = Card("Konton", facts=tuple(Fact("x" * 251, "x") for _ in range(shown)))
    assert _message(card, "konto lista", shown) == _message(card, "konto lista", 0)


@pytest.mark.parametrize("again", ["", "  ", "\x00", "x" * 2_001])
def test_a_card_that_can_t_be_asked_for_again_says_what_is_left(again: str) -> None:
    """And leads to what its command gives as more."""
    shown = _message(Card("Konton", "ord " * 20_000, more="konto lista sida=2"), again, 7)
    assert re.search(r"\+ \d+ till", said(shown))
    assert [(b["action_id"], b["value"]) for b in buttons(shown)] == [("press:0", "konto lista sida=2")]


def test_buttons_are_named_by_what_they_do() -> None:
    """Pressed, shown as a form first, with the file along, or the decision of a reminder."""
    card = Card(
        "Vad är bilden?",
        sections=(
            Section("Fråga", (Button("Svara", "svar F-2026-0001", asks=True),), heading="F-2026-0001"),
        ),
        buttons=(Button("Skärmdump", "skärmdump", file="file"), Button("Hjälp", "hjälp")),
    )
    ids = [b["action_id"] for b in buttons(draw.message(card, file="F012AB3CD").as_message())]
    assert ids == ["press:0:asks", "file:1:file:F012AB3CD", "press:2"]
    ids = [b["action_id"] for b in buttons(draw.message(card, prefix="remind").as_message())]
    assert ids == ["remind:0:asks", "remind:1", "remind:2"]
