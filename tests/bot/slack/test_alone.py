"""A card as text alone: the last drawing, which Slack takes when it takes nothing else."""

import pytest
from hypothesis import given

from bot.doors.slack import alone, draw
from core.card import Button, Card, Fact, Section, Table
from tests.bot.cards import CARDS
from tests.bot.slack import limits

CARD = Card(
    "Svara i dag",
    "Två frågor väntar.",
    facts=(Fact("Konto", "bibliotek-fb"),),
    table=Table(("Nummer", "Senast"), (("F-2026-0001", "måndag"),)),
    sections=(Section("<!channel> *nu*", (Button("Besvarad", "svar F-2026-0001"),), heading="F-2026-0001"),),
    buttons=(Button("Klart", "påminnelse klar P-12"),),
    more="mina",
)


def test_every_button_is_a_command_to_type() -> None:
    """Where it stood; nothing a person wrote is read by Slack."""
    assert alone.text(CARD).splitlines() == [
        "Svara i dag",
        "Två frågor väntar.",
        "Konto: bibliotek-fb",
        "Nummer — Senast",
        "F-2026-0001 — måndag",
        "F-2026-0001",
        "&lt;!channel&gt; ∗nu∗",
        "Besvarad: `/some svar F-2026-0001`",
        "Visa mer: `/some mina`",
        "Klart: `/some påminnelse klar P-12`",
    ]


@given(CARDS)
def test_any_card_finds_room(card: Card) -> None:
    """4 000 characters, escaped."""
    assert limits.of_message({"text": alone.text(card)}) == []


def test_a_long_text_is_cut_before_a_command_is() -> None:
    """The command decides the matter; of the text there is a beginning."""
    text = alone.text(Card("Rubrik", "&" * 9_000, buttons=(Button("Klart", "påminnelse klar P-12"),)))
    assert text.endswith("Klart: `/some påminnelse klar P-12`")
    assert "&amp;…" in text
    assert len(text) > 3_500


@pytest.mark.parametrize("rows", [10, 900])
def test_what_finds_no_room_is_counted(rows: int) -> None:
    """Row by row."""
    table = Table(("Konto",), tuple((f"konto-{number:05}",) for number in range(rows)))
    lines = alone.text(Card("Konton", table=table)).splitlines()
    shown = [line for line in lines if line.startswith("konto-")]
    assert (lines[-1] == f"+ {rows - len(shown)} till") == (rows > len(shown))
    assert len(shown) == rows or rows == 900


@pytest.mark.parametrize("command", ["status `x`", 'fråga bibliotek-fb text="två\nrader"'])
def test_a_command_that_slack_s_marks_can_t_hold_stands_bare(command: str) -> None:
    """It is typed as it reads."""
    assert alone.text(Card("", buttons=(Button("Visa", command),))) == f"Visa: /some {command}"


def test_the_last_size_is_text_alone() -> None:
    """Without blocks the message has none at all."""
    *_larger, last = draw.sizes(CARD)
    assert last.as_message() == {"text": alone.text(CARD)}
