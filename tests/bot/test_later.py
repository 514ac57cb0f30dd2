"""What comes later, in the terminal: a bar meanwhile, the file where one is, under a name that overwrites nothing."""

import json
import os
import select
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from subprocess import PIPE

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.report.press import Press
from commands.command import Caller, Later, Progress, Reply, Request
from commands.dispatch import Dispatch
from core.card import Card
from core.errors import Refused
from tests.bot.exchange.messy import register
from tests.town import COMMUNICATOR, Town


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    """A terminal in an empty folder, with a workspace."""
    monkeypatch.chdir(tmp_path)
    made = CliRunner()
    assert made.invoke(app, ["init", "--db", "t.db", "--policy", "falkoping"]).exit_code == 0
    return made


def test_a_report_is_written_where_one_is(shell: CliRunner, tmp_path: Path) -> None:
    """C2: and again beside it; scripts read where."""
    for name in ("rapport-2026-H1.csv", "rapport-2026-H1-2.csv"):
        said = shell.invoke(app, ["say", "--db", "t.db", "--json", "rapport 2026-H1 format=csv"])
        assert json.loads(said.stdout)["data"]["files"] == [name]
        assert (tmp_path / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_an_import_and_an_export_at_the_command_line(shell: CliRunner, tmp_path: Path) -> None:
    """F6: a dry run first; a file with faults ends with 1; everything comes out again."""
    register(tmp_path / "konton.xlsx", count=20)
    dry = shell.invoke(app, ["import", "konton.xlsx", "--db", "t.db", "--dry-run", "--json"])
    assert (dry.exit_code, json.loads(dry.stdout)["done"]) == (0, False)
    done = shell.invoke(app, ["import", "konton.xlsx", "--db", "t.db"])
    assert (done.exit_code, done.stdout.splitlines()[-1]) == (0, "Klart.")
    (tmp_path / "fel.csv").write_text("Konto;Plattform\nx;brevduva\n", encoding="utf-8")
    assert shell.invoke(app, ["import", "fel.csv", "--db", "t.db"]).exit_code == 1
    assert shell.invoke(app, ["import", "saknas.csv", "--db", "t.db"]).exit_code == 1
    assert shell.invoke(app, ["export", "ut", "--db", "t.db"]).exit_code == 0
    assert (tmp_path / "ut" / "konton.csv").is_file()


class Broken:
    """A maker that fails as it is told to."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def __call__(self, _enter: object, _later: Later, progress: Progress) -> Card:
        progress(1, 2, "halvvägs")
        raise self._error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Refused("Inte nu.", "Vänta."), "Inte nu."),
        (RuntimeError("x"), "Något gick fel och det blev inget av det."),
    ],
)
def test_what_fails_later_is_told_as_what_fails_at_once(
    small_town: Town, error: Exception, said: str
) -> None:
    """C2: with what to do, or a reference; the order stands without a file."""
    dispatch = Dispatch(
        small_town.database, small_town.store, small_town.dispatch.policy_of, makers={"report": Broken(error)}
    )
    seen: list[tuple[int, int, str]] = []
    reply = _made(dispatch, small_town, seen)
    assert (reply.ok, reply.card.title, seen) == (False, said, [(1, 2, "halvvägs")])
    assert reply.card.text


def _made(dispatch: Dispatch, town: Town, seen: list[tuple[int, int, str]]) -> Reply:
    request = Request(Caller(COMMUNICATOR), "once", town.now, text="rapport 2026-H2")
    return dispatch.finish(request, dispatch.handle(request), lambda *told: seen.append(told))


def test_a_press_that_died_is_started_anew() -> None:
    """C2: a process that goes down takes its job with it, and no other."""
    press = Press()
    with pytest.raises(BrokenProcessPool):
        press.run(os._exit, 1)
    assert press.run(abs, -1) == 1
    press.close()


def test_the_press_ends_with_a_bot_that_was_killed() -> None:
    """Killed, the bot tells nobody."""
    starts = "import os; from bot.report.press import PRESS; print(PRESS.run(os.getpid), flush=True); input()"
    with subprocess.Popen([sys.executable, "-c", starts], stdin=PIPE, stdout=PIPE) as bot:
        assert bot.stdout
        press = os.pidfd_open(int(bot.stdout.readline()))
        bot.kill()
    ends, _writes, _faults = select.select([press], [], [], 60)
    os.close(press)
    assert ends
