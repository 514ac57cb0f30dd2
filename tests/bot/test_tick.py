"""`somerad tick`: one entry a reminder for scripts, one message a person for eyes; a dry run keeps nothing (C2)."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli import app
from core.workspace import Workspace
from tests.town import ACCOUNT, EDITOR, Town, local

Tick = Callable[..., Result]


@pytest.fixture
def tick(small_town: Town, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tick:
    """Runs `somerad tick` on the town's database, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def run(*options: str) -> Result:
        return CliRunner().invoke(app, ["tick", "--db", small_town.database.url, *options])

    return run


def entries(result: Result) -> list[dict[str, Any]]:
    """What the command printed as JSON."""
    assert result.exit_code == 0, result.output
    read: list[dict[str, Any]] = json.loads(result.stdout)
    return read


def ask(town: Town) -> None:
    """A question of a Friday afternoon, due on Monday 23 November at 15.00."""
    town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 11, 20, 15))


def test_each_reminder_is_an_entry(small_town: Town, tick: Tick) -> None:
    """F10: to whom, by which rule, about which account, with commands to run."""
    ask(small_town)
    said = entries(tick("--at", "2026-11-23T11:00", "--json"))
    due = next(entry for entry in said if entry["rule"] == "reply_due")
    assert (due["to"], due["account"]) == (EDITOR, ACCOUNT)
    assert due["key"] == f"reply_due:F-2026-0001:0@{EDITOR}"
    assert due["data"]["due_at"] == "2026-11-23T15:00:00+01:00"
    assert [button["command"] for button in due["buttons"]][:2] == ["svar F-2026-0001", "vidare F-2026-0001"]
    assert "F-2026-0001" in due["text"]
    assert {entry["to"] for entry in said if entry["rule"] == "digest"} == {"kommunikation"}
    assert entries(tick("--at", "2026-11-23T11:01", "--json")) == []


def test_a_dry_run_keeps_nothing(small_town: Town, tick: Tick) -> None:
    """The same reminders may be shown again and again."""
    ask(small_town)
    first = entries(tick("--at", "2026-11-23T11:00", "--json", "--dry-run"))
    assert first and entries(tick("--at", "2026-11-23T11:00", "--json", "--dry-run")) == first
    assert entries(tick("--at", "2026-11-23T11:00", "--json")) == first


def test_without_json_it_is_one_message_a_person(small_town: Town, tick: Tick) -> None:
    """S7."""
    ask(small_town)
    shown = tick("--at", "2026-11-23T11:00").stdout
    assert shown.count(f"→ {EDITOR}") == 1
    assert "[" in shown and "svar F-2026-0001" in shown


def test_a_reminder_of_the_week_is_answered_with_one_tap(small_town: Town, tick: Tick) -> None:
    """F9: the button's command is one the bot understands."""
    said = entries(tick("--at", "2026-09-14T09:00", "--json"))
    asked = next(entry for entry in said if entry["rule"] == "posting_count")
    commands = [button["command"] for button in asked["buttons"]]
    assert commands[3] == f"inlägg {ACCOUNT} antal=3 vecka=2026-W37 minst=ja"
    small_town.say(EDITOR, commands[3], local(2026, 9, 14, 9, 5))


def test_once_a_chat_is_connected_reminders_go_there(small_town: Town, tick: Tick) -> None:
    """Only a dry run at the time it is."""
    with small_town.database.write() as session:
        session.exec(select(Workspace)).one().slack_team = "T1"
    assert tick().exit_code == 1
    assert tick("--at", "2026-11-23T11:00", "--dry-run").exit_code == 1
    assert tick("--dry-run", "--json").exit_code == 0


def test_every_button_is_a_command_the_bot_understands(small_town: Town, tick: Tick) -> None:
    """A button is a command already typed."""
    ask(small_town)
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=hets åtgärd=dold", local(2026, 11, 20, 15))
    small_town.new_account("bibliotek-ig", local(2026, 11, 20, 15), active=False)
    said = entries(tick("--at", "2027-03-22T11:00", "--json"))
    assert len({entry["rule"] for entry in said}) > 5
    for command in (button["command"] for entry in said for button in entry["buttons"]):
        reply = small_town.try_say("admin", command, local(2027, 3, 22, 11))
        assert "hjälp" not in reply.card.text or reply.form, (command, reply.card)
