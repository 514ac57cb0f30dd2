"""The whole story, told in the terminal: a library gets an account, asks are answered, things go wrong, time passes."""

import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet
from typer.testing import CliRunner

from bot.cli import app
from tests.town import png


class Terminal:
    """`somerad` as a person types it, against one database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = str(folder / "falkoping.db")
        self.env = {
            "EVIDENCE_URL": f"file://{folder / 'evidence'}",
            "DATABASE_URL": "sqlite:///nowhere.db",
            "DATA_KEY": Fernet.generate_key().decode(),
        }

    def run(self, *words: str, code: int = 0) -> str:
        """What one call prints; it must end with `code`."""
        result = CliRunner().invoke(app, words, env=self.env)
        assert result.exit_code == code, (words, result.output, result.exception)
        return result.stdout

    def say(self, person: str, at: str, text: str, code: int = 0) -> dict[str, Any]:
        """The answer to one command, as JSON."""
        said = self.run("say", "--db", self.db, "--as", person, "--at", at, "--json", text, code=code)
        answer: dict[str, Any] = json.loads(said)
        assert answer["ok"] is (code == 0)
        return answer

    def tick(self, at: str, *more: str) -> list[dict[str, Any]]:
        """The reminders that come at a time."""
        reminders: list[dict[str, Any]] = json.loads(
            self.run("tick", "--db", self.db, "--at", at, "--json", *more)
        )
        return reminders


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A new workspace under Falköping's policy, with its people."""
    terminal = Terminal(tmp_path)
    terminal.run("init", "--db", terminal.db, "--policy", "falkoping")
    people = (
        "person ny rut roll=redaktör verksamhet=Bibliotek avdelning=Kultur",
        "person ny chefen roll=chef verksamhet=Bibliotek",
        "person ny kim roll=kommunikation",
    )
    for line in people:
        terminal.say("admin", "2026-09-01T08:00", line)
    return terminal


def open_account(terminal: Terminal) -> None:
    """The library's account, from request to active."""
    line = 'konto ny bibliotek-fb plattform=facebook verksamhet=Bibliotek syfte="Tips om böcker" ansvarig=rut'
    assert terminal.say("rut", "2026-09-01T09:00", line)["data"]["status"] == "requested"
    terminal.say("chefen", "2026-09-01T10:00", "konto godkänn bibliotek-fb")
    terminal.say("kim", "2026-09-01T11:00", "konto godkänn bibliotek-fb")
    terminal.say("kim", "2026-09-01T11:30", "person utbildad rut")
    terminal.say(
        "kim", "2026-09-01T12:00",
        "konto aktivera bibliotek-fb åtkomst=administratör url=https://www.facebook.com/bibliotek",
    )  # fmt: skip


def rules(reminders: list[dict[str, Any]], to: str) -> list[str]:
    """The rules of the reminders to one recipient."""
    return sorted(reminder["rule"] for reminder in reminders if reminder["to"] == to)


def test_an_account_is_born_only_with_two_approvals(terminal: Terminal) -> None:
    """F1, F2, F3, F4: asked for, reminded, approved by two, activated by communications; the gaps are told."""
    line = 'konto ny bibliotek-fb plattform=facebook verksamhet=Bibliotek syfte="Tips om böcker" ansvarig=rut'
    terminal.say("rut", "2026-09-01T09:00", line)
    waiting = terminal.tick("2026-09-01T09:05")
    assert rules(waiting, "chefen") == ["approval_waiting"]
    assert "approval_waiting" in rules(waiting, "kommunikation")
    refused = terminal.say("rut", "2026-09-01T09:10", "konto godkänn bibliotek-fb", code=1)
    assert "chefen" in json.dumps(refused, ensure_ascii=False) or refused["errors"]

    first = terminal.say("chefen", "2026-09-01T10:00", "konto godkänn bibliotek-fb")
    assert first["data"]["status"] == "requested"
    assert not terminal.say("chefen", "2026-09-01T10:01", "konto godkänn bibliotek-fb", code=1)["ok"]
    early = terminal.say(
        "kim", "2026-09-01T10:30", "konto aktivera bibliotek-fb åtkomst=administratör", code=1
    )
    assert "bibliotek-fb" in early["title"]
    second = terminal.say("kim", "2026-09-01T11:00", "konto godkänn bibliotek-fb")
    assert second["data"]["status"] == "approved"

    secret = terminal.say(
        "kim", "2026-09-01T12:00", 'konto aktivera bibliotek-fb åtkomst=deponerad plats="Sommar2026!"', code=1
    )
    assert list(secret["errors"]) == ["plats"]
    active = terminal.say(
        "kim", "2026-09-01T12:00",
        'konto aktivera bibliotek-fb åtkomst=deponerad plats="Kassaskåpet, rum 12" url=https://fb.example/b',
    )  # fmt: skip
    assert active["data"]["status"] == "active"
    assert active["data"]["gaps"] == ["training:rut"]
    terminal.say("kim", "2026-09-02T09:00", "person utbildad rut")
    assert terminal.say("rut", "2026-09-02T09:01", "konto visa bibliotek-fb")["data"]["gaps"] == []


def test_a_question_is_answered_in_time_and_signed(terminal: Terminal) -> None:
    """F10, F11: due Monday 15.00, reminded at 11.00, answered, signed; after that silence."""
    open_account(terminal)
    asked = terminal.say(
        "rut", "2026-11-20T16:10",
        'fråga bibliotek-fb när=2026-11-20T15:00 länk=https://fb.example/b/1 text="När öppnar ni?"',
    )  # fmt: skip
    assert asked["data"]["due_at"] == "2026-11-23T15:00:00+01:00"
    assert asked["data"]["reason"] == "fre 15.00 + 24 h; lördag och söndag räknas inte → mån 15.00"

    assert not [r for r in terminal.tick("2026-11-23T10:59") if r["rule"].startswith("reply")]
    [reminder] = [r for r in terminal.tick("2026-11-23T11:00") if r["rule"] == "reply_due"]
    assert (reminder["to"], reminder["account"]) == ("rut", "bibliotek-fb")
    assert "När öppnar ni" not in json.dumps(reminder, ensure_ascii=False)
    assert {"svar F-2026-0001", "vidare F-2026-0001"} <= {button["command"] for button in reminder["buttons"]}
    assert not [r for r in terminal.tick("2026-11-23T11:05") if r["rule"] == "reply_due"]

    answered = terminal.say("rut", "2026-11-23T14:00", 'svar F-2026-0001 namn="Rut R" avdelning=Kultur')
    assert answered["data"]["in_time"] is True
    later = terminal.tick("2026-11-24T16:00")
    assert not [r for r in later if "F-2026-0001" in json.dumps(r)]


def test_a_question_that_is_missed_escalates_once(terminal: Terminal) -> None:
    """F10, S7: to the editor when the time is up, to manager and department four hours later, never again."""
    open_account(terminal)
    terminal.say("rut", "2026-11-17T09:30", "fråga bibliotek-fb när=2026-11-17T09:00")
    overdue = [r for r in terminal.tick("2026-11-18T09:00") if r["rule"] == "reply_overdue"]
    assert [r["to"] for r in overdue] == ["rut"]
    escalated = [r for r in terminal.tick("2026-11-18T13:00") if r["rule"] == "reply_overdue"]
    assert sorted(r["to"] for r in escalated) == ["chefen", "kommunikation"]
    assert not [r for r in terminal.tick("2026-11-20T13:00") if r["rule"] == "reply_overdue"]
    late = terminal.say("rut", "2026-11-20T14:00", "svar F-2026-0001")
    assert late["data"]["in_time"] is False


def test_a_crime_is_removed_at_once_and_followed_up(terminal: Terminal) -> None:
    """F13, S9, S10: never held up; evidence and police report are asked for until they are there."""
    open_account(terminal)
    case = terminal.say("rut", "2026-11-17T09:00", "moderera bibliotek-fb kategori=hets åtgärd=borttagen")
    assert case["data"]["case"] == "M-2026-0001"
    assert case["data"]["follow_ups"] == ["evidence", "police_report"]
    [reminder] = [r for r in terminal.tick("2026-11-18T09:00") if r["rule"] == "follow_up"]
    assert reminder["to"] == "rut"

    picture = terminal.folder / "skärmdump.png"
    picture.write_bytes(png())
    line = f'moderering komplettera M-2026-0001 underlag="{picture}" polisanmälan=5000-K1-26'
    assert terminal.say("rut", "2026-11-18T10:00", line)["data"]["follow_ups"] == []
    assert not [r for r in terminal.tick("2026-11-20T10:00") if r["rule"] == "follow_up"]

    abuse = f'moderera bibliotek-fb kategori=barnpornografi åtgärd=borttagen underlag="{picture}"'
    assert list(terminal.say("rut", "2026-11-18T11:00", abuse, code=1)["errors"]) == ["underlag"]


def test_silence_on_an_account_is_asked_about_and_then_proposed_for_closing(terminal: Terminal) -> None:
    """F5, F8, F9, S6: the week is asked for; six months without known activity is a proposal, never an act."""
    open_account(terminal)
    asked = [r for r in terminal.tick("2026-09-14T09:00") if r["rule"] == "posting_count"]
    assert [button["command"] for button in asked[0]["buttons"]][:1] == [
        "inlägg bibliotek-fb antal=0 vecka=2026-W37"
    ]
    terminal.say("rut", "2026-09-14T09:05", "inlägg bibliotek-fb antal=2 vecka=2026-W37")

    warned = [r for r in terminal.tick("2027-02-15T09:00") if r["rule"] == "inactivity_warning"]
    assert [r["to"] for r in warned] == ["rut"]
    closing = [r for r in terminal.tick("2027-03-15T09:00") if r["rule"] == "inactivity_close"]
    assert [r["to"] for r in closing] == ["kommunikation"]
    assert terminal.say("kim", "2027-03-15T09:01", "konto visa bibliotek-fb")["data"]["status"] == "active"

    asked_for = terminal.say("rut", "2027-03-15T10:00", 'konto avsluta bibliotek-fb orsak="Används inte"')
    assert asked_for["data"]["status"] == "closing"
    closed = terminal.say("kim", "2027-03-15T11:00", 'konto avsluta bibliotek-fb orsak="Används inte"')
    assert closed["data"]["status"] == "closed"
    assert not [r for r in terminal.tick("2027-03-16T11:00") if r["account"] == "bibliotek-fb"]


def test_the_half_year_s_snapshot(terminal: Terminal) -> None:
    """C1: reminded in November, kept by its hash, then silence until May."""
    open_account(terminal)
    [reminder] = [r for r in terminal.tick("2026-11-02T08:00") if r["rule"] == "snapshot_due"]
    assert reminder["to"] == "rut"
    picture = terminal.folder / "bibliotek.png"
    picture.write_bytes(png(9, 9))
    kept = terminal.say("rut", "2026-11-03T09:00", f'skärmdump bibliotek-fb fil="{picture}"')
    assert kept["data"]["period"] == "2026-H2"
    assert len(kept["data"]["sha256"]) == 64
    assert not [r for r in terminal.tick("2026-11-26T09:00") if r["rule"] == "snapshot_due"]
    assert [r for r in terminal.tick("2027-05-03T09:00") if r["rule"] == "snapshot_due"]


def test_the_digest_comes_each_working_day_at_eight_and_only_with_something_to_say(
    terminal: Terminal,
) -> None:
    """C2, F5: nothing to say, nothing sent."""
    open_account(terminal)
    terminal.tick("2026-09-02T08:00")
    assert terminal.tick("2026-09-03T08:00") == []
    terminal.say("rut", "2026-09-03T09:00", 'konto avsluta bibliotek-fb orsak="Flyttar"')
    digest = [r for r in terminal.tick("2026-09-04T08:00") if r["rule"] == "digest"]
    assert [r["to"] for r in digest] == ["kommunikation"]
    assert digest[0]["key"].startswith("digest:2026-09-04")
    assert terminal.tick("2026-09-05T08:00") == []


def test_a_dry_run_writes_nothing(terminal: Terminal) -> None:
    open_account(terminal)
    terminal.say("rut", "2026-11-17T09:30", "fråga bibliotek-fb när=2026-11-17T09:00")
    first = terminal.tick("2026-11-18T09:00", "--dry-run")
    assert first
    assert terminal.tick("2026-11-18T09:00", "--dry-run") == first
    assert {r["key"] for r in terminal.tick("2026-11-18T09:00")} == {r["key"] for r in first}


def test_a_person_leaves_and_the_account_gets_a_new_responsible(terminal: Terminal) -> None:
    """F2: or becomes a gap."""
    open_account(terminal)
    left = terminal.say("kim", "2026-10-01T09:00", "person sluta rut")
    assert left["data"]["without_responsible"] == ["bibliotek-fb"]
    assert "responsible" in terminal.say("kim", "2026-10-01T09:01", "konto visa bibliotek-fb")["data"]["gaps"]
    assert not terminal.say("rut", "2026-10-01T09:02", "mina", code=1)["ok"]


def test_wrong_usage_says_so(terminal: Terminal) -> None:
    terminal.run("say", "--db", terminal.db, code=2)
    terminal.run("tick", "--db", terminal.db, "--at", "i fredags", code=1)
    missing = terminal.say("rut", "2026-09-01T09:00", "konto ny nytt-ig", code=1)
    assert set(missing["errors"]) == {"plattform", "verksamhet", "syfte", "ansvarig"}
    terminal.run("init", "--db", terminal.db, "--policy", "atlantis", code=1)


def test_the_log_holds_afterwards(terminal: Terminal) -> None:
    """S3: the doctor finds the chain whole."""
    open_account(terminal)
    assert "FEL" not in terminal.run("doctor", "--db", terminal.db)
