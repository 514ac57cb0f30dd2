"""Drawing: any card is one that Teams takes and shows, nothing it says is parsed, nothing is lost without a word."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.held import Held
from bot.doors.teams.draw import Drawer
from bot.doors.teams.pieces import Buttons
from core.card import Card, Fact, Section, Table
from core.words import speaking
from tests.bot.cards import AGAIN, CARDS
from tests.bot.teams import limits
from tests.bot.teams.limits import MOST, actions, texts

STARTS = st.sampled_from([0, 1, 2, 7, 40, 3_000])
FILES = st.sampled_from([None, Held("bild\x00\ud800.png", "https://falkoping.sharepoint.com/bild.png")])


def asks(line: str) -> bool:
    """As the bot's own: a question wants an account."""
    return line.startswith("fråga")


@given(CARDS, AGAIN, STARTS, FILES)
def test_any_card_is_a_message_teams_takes(card: Card, again: str, start: int, file: Held | None) -> None:
    """In every size, by the schema of Adaptive Cards and within 25 KB: a 413 can't be."""
    for drawn in Drawer(MOST, Buttons(asks, again=again, file=file), viewer="29:1abc").sizes(card, start):
        if drawn.card is not None:
            assert limits.of_card(drawn.card) == []
        assert 0 < len(drawn.text.encode()) <= MOST
    assert drawn.card is None


@given(CARDS, AGAIN, STARTS)
def test_any_card_is_a_dialog_teams_takes(card: Card, again: str, start: int) -> None:
    shown = Drawer(MOST, Buttons(asks, again=again, in_dialog=True)).card(card, start)
    content = {"title": "T", "card": {"content": shown}}
    assert limits.of_dialog({"type": "continue", "value": content}) == []


def said(card: Card) -> str:
    """All text of a card drawn."""
    return "\n".join(texts(Drawer(MOST, Buttons(asks)).card(card)["body"]))


@pytest.mark.parametrize("rows", [0, 1, 40, 2000])
def test_rows_are_shown_or_counted(rows: int) -> None:
    """Every row is either there or in "+ n till", which has a button that shows the rest."""
    table = Table(("Konto", "Plattform"), tuple((f"konto-{n:05}", "facebook") for n in range(rows)))
    card = Card("Konton", table=table, more="konto lista sida=2")
    with speaking("en"):
        shown = said(card)
    left = rows - shown.count("konto-0")
    assert "konto lista sida=2" in shown
    assert (f"+ {left} more" in shown) == (left > 0)
    assert left == 0 or rows == 2000


@pytest.mark.parametrize(
    "odd",
    [
        "*fet* och 2*3*4",
        "[här](https://ont.example)",
        "{{DATE(2026-11-20)}}",
        "1. ett",
        "# rubrik",
        r"C:\*",
        "&lt;b&gt;",
    ],
)
def test_nothing_a_person_wrote_is_parsed(odd: str) -> None:
    """As title, as fact, as text, as section; and it still looks as it was written."""
    shown = Drawer(MOST, Buttons(asks)).card(
        Card(odd, odd, (Fact("Länk", odd),), sections=(Section(odd, heading=odd),))
    )
    assert limits.of_card(shown) == []
    bare = json.dumps(shown, ensure_ascii=False).replace("⁠", "").replace("∗", "*")
    assert bare.count(json.dumps(odd, ensure_ascii=False)[1:-1]) >= 5


def test_a_line_that_lacks_something_opens_its_form_at_once() -> None:
    """Teams can't open a dialog after a press: it must know before."""
    from core.card import Button

    card = Card(
        "T",
        buttons=(
            Button("Ny", "fråga"),
            Button("Visa", "mina"),
            Button("Ta bort", "stäng 1", confirm="Säkert?"),
        ),
    )
    new, show, remove = actions(Drawer(MOST, Buttons(asks)).card(card))
    assert new["data"]["msteams"] == remove["data"]["msteams"] == {"type": "task/fetch"}
    assert remove["data"]["confirm"] == "Säkert?"
    assert (show["type"], show["verb"]) == ("Action.Execute", "press")


def test_a_card_that_can_be_given_again_is_drawn_anew_for_its_viewer() -> None:
    """Action.Execute's refresh, which Teams asks for by itself when the card comes into sight."""
    shown = Drawer(MOST, Buttons(asks, again="mina"), viewer="29:1abc").card(Card("Att göra"))
    assert shown["refresh"]["userIds"] == ["29:1abc"]
    assert shown["refresh"]["action"]["data"] == {"do": "again", "line": "mina"}
    assert "refresh" not in Drawer(MOST, Buttons(asks)).card(Card("Att göra"))
