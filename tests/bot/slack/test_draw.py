"""Drawing: any card finds room in Slack, nothing it says is parsed, nothing is lost without a word."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.doors.slack import draw, modal
from bot.doors.slack.memo import Origin
from core.card import Button, Card, Fact, Section, Style, Table
from core.policy import built_in
from core.words import speaking
from core.worktime import Calendar
from reminders.texts.log import posting_count
from tests.bot.cards import AGAIN, CARDS
from tests.bot.slack import limits, models
from tests.bot.slack.client import buttons, said

STARTS = st.sampled_from([0, 1, 2, 7, 40, 3_000])


@given(CARDS, AGAIN, STARTS, st.sampled_from(["", "F012AB3CD", "F" * 300]))
def test_any_card_is_a_message_slack_takes(card: Card, again: str, start: int, file: str) -> None:
    """In every size, by Slack's limits and by its own models."""
    for drawn in draw.sizes(card, again=again, start=start, prefix="remind", file=file):
        message = drawn.as_message()
        assert limits.of_message(message) == []
        assert models.faults(message) == []
    assert drawn.blocks == []


@given(CARDS, AGAIN, STARTS)
def test_any_card_is_a_view_slack_takes(card: Card, again: str, start: int) -> None:
    """As a modal, and as App Home."""
    for view in (
        modal.of_card(card, Origin(), again=again, start=start),
        modal.home(card, again=again, start=start),
    ):
        assert limits.of_view(view) == []
        assert models.faults(view) == []


@pytest.mark.parametrize("rows", [0, 1, 40, 2000])
def test_rows_are_shown_or_counted(rows: int) -> None:
    """Every row is either there or in "+ n till", which has a button that shows the rest."""
    table = Table(("Konto", "Plattform"), tuple((f"konto-{n:05}", "facebook") for n in range(rows)))
    drawn = draw.message(Card("Konton", table=table, more="konto lista sida=2")).as_message()
    text = said(drawn)
    shown = text.count("konto-")
    assert buttons(drawn)[0]["value"] == "konto lista sida=2"
    with speaking("en"):
        left = rows - shown
        english = said(draw.message(Card("Konton", table=table, more="konto lista sida=2")).as_message())
    assert (f"+ {left} more" in english) == (left > 0)
    assert shown == rows or rows == 2000


def test_a_long_text_is_split_not_cut() -> None:
    """Slack takes 3 000 characters in a block, and several blocks."""
    text = " ".join(f"ord{n}" for n in range(1000))
    shown = " ".join(block["text"]["text"] for block in draw.message(Card("T", text)).blocks[1:])
    assert shown.split() == text.split()


def test_facts_stand_side_by_side_in_plain_text() -> None:
    """A person's words are never parsed."""
    (section,) = draw.blocks(Card("", facts=(Fact("Länk", "<!channel> *nu*"),)))
    assert [field["type"] for field in section["fields"]] == ["mrkdwn", "plain_text"]
    assert section["fields"][1]["text"] == "<!channel> *nu*"


def test_a_sections_words_look_as_they_were_written() -> None:
    """Marks that would format are replaced by their likes; those inside words stay."""
    (section,) = draw.blocks(Card("", sections=(Section("<@U1> *nu* a_b_c", heading="Rubrik"),)))
    assert section["text"]["text"] == "*Rubrik*\n&lt;@U1&gt; ∗nu∗ a_b_c"


def test_a_dangerous_button_asks_first() -> None:
    """With Slack's own dialog."""
    (row,) = draw.blocks(
        Card("", buttons=(Button("Avsluta", "konto avsluta x", Style.DANGER, "Det går inte att ångra."),))
    )
    (button,) = row["elements"]
    assert button["style"] == button["confirm"]["style"] == "danger"
    assert button["confirm"]["text"]["text"] == "Det går inte att ångra."
    assert button["value"] == "konto avsluta x"


def test_a_command_too_long_for_a_button_is_told() -> None:
    """Never a button that does half of what it says."""
    drawn = draw.message(Card("T", buttons=(Button("Spara", "x" * 2001),))).as_message()
    assert buttons(drawn) == []
    assert "Spara" in said(drawn)


def test_control_characters_are_left_out() -> None:
    """They hide or break what is shown."""
    assert "a b" not in json.dumps(draw.message(Card("a\x00b\x1b[31m")).blocks)
    assert draw.message(Card("a\x00b")).blocks[0]["text"]["text"] == "ab"


def test_the_weekly_question_finds_room_as_often_as_the_policy_groups() -> None:
    """S7: what is marked as sent is seen, with its one-tap buttons, also for the longest names."""
    most = built_in("falkoping").reminders.most_in_message.value
    data = {"account": "a" * 60, "week": "2026-W47"}
    own = (
        Button("Klart", "påminnelse klar P-123456"),
        Button("Påminn mig senare", "påminnelse vänta P-123456"),
    )
    asked = posting_count(data, Calendar(), "1")
    section = replace(asked, buttons=(*asked.buttons, *own))
    drawn = draw.message(Card(f"{most} påminnelser", sections=(section,) * most, more="mina"))
    presses = [e for block in drawn.blocks if block["type"] == "actions" for e in block["elements"]]
    assert len(presses) == most * len(section.buttons) + 1
