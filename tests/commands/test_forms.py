"""Forms as doors get them: what was given, written so that a picker can show it."""

from datetime import datetime

import pytest

from commands.command import Caller, FieldView, Kind, Reply, Request
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town, local

FRIDAY = local(2026, 11, 20, 15, 0)


def field(reply: Reply, name: str) -> FieldView:
    """A field of the form that came back."""
    assert reply.form
    return next(each for each in reply.form.fields if each.name == name)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("igår 9", "2026-11-19 09:00"),
        ("14:30", "2026-11-20 14:30"),
        ("nu", "2026-11-20 15:00"),
        ("2026-11-20T14:30:59", "2026-11-20 14:30"),
        ("2026-11-20T14:30+00:00", "2026-11-20 15:30"),
        ("igår", "2026-11-19"),
        ("2026-11-19", "2026-11-19"),
        ("5/6", "5/6"),
        ("2026-10-25T02:30+01:00", "2026-10-25T02:30+01:00"),
    ],
)
def test_a_time_is_shown_as_the_towns_day_and_clock(small_town: Town, typed: str, shown: str) -> None:
    """A day alone keeps its day; what can't be read, or would mean two instants, stays as typed."""
    reply = small_town.try_say(EDITOR, f'moderera {ACCOUNT} när="{typed}"', FRIDAY)
    assert field(reply, "at").value == shown
    assert field(reply, "at").zone == "Europe/Stockholm"
    assert field(reply, "account").zone == ""
    assert reply.form
    assert reply.form.values["at"] == shown


@pytest.mark.parametrize(
    ("typed", "shown"), [("igår", "2026-11-19"), ("2026-11-19", "2026-11-19"), ("5/6", "5/6")]
)
def test_a_day_is_shown_as_a_day(small_town: Town, typed: str, shown: str) -> None:
    """So that it means the same tomorrow."""
    reply = small_town.try_say(COMMUNICATOR, f"person utbildad datum={typed}", FRIDAY)
    assert field(reply, "held_on").value == shown


def test_a_day_without_its_time_of_day_is_told_so(small_town: Town) -> None:
    """On the field itself, with how to write it."""
    reply = small_town.try_say(EDITOR, f"fråga {ACCOUNT} när=2026-11-19", FRIDAY)
    assert reply.errors == {"at": "Ange klockslag också, till exempel 2026-11-20 15:00, idag 14:30, igår 9."}
    assert field(reply, "at").value == "2026-11-19"


def test_a_clock_alone_is_today(small_town: Town) -> None:
    """As a form says it where only the time of day was picked."""
    request = Request(
        Caller(EDITOR), "k", FRIDAY, command="question.new", data={"account": ACCOUNT, "at": "14:00"}
    )
    reply = small_town.dispatch.handle(request)
    due_at = datetime.fromisoformat(str(reply.card.data["due_at"]))
    assert due_at == local(2026, 11, 23, 14, 0)


def test_members_and_channels_are_kinds_of_their_own(small_town: Town) -> None:
    """The terminal types their ids."""
    assert field(small_town.try_say(ADMIN, f"person koppla {EDITOR}"), "chat").kind is Kind.MEMBER
    asked = small_town.try_say(COMMUNICATOR, "inställningar kanal")
    assert {field(asked, name).kind for name in ("department", "council")} == {Kind.CHANNEL}
    said = small_town.say(COMMUNICATOR, "inställningar kanal avdelning=<#C012AB3CD|komm>")
    assert said.card.data["department_channel"] == "C012AB3CD"
