"""The audit chain from outside: breaks are named, a head on paper proves it, two processes keep one chain (S3)."""

import hashlib
import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot import app as house
from bot.cli import app as cli
from core import audit, chain
from reminders.worker import Worker
from tests.core.test_audit import run
from tests.records import audit_rows, chain_faults
from tests.reminders.recorder import Recorder
from tests.town import ADMIN, COMMUNICATOR, EDITOR, Town

WRITER = """
import sys
from pathlib import Path
from bot.storage import FileStore
from core.database import Database
from tests.town import ADMIN, FOUNDED, Town
town = Town(Database(sys.argv[1]), FileStore(sys.argv[2]), FOUNDED)
print("ready", flush=True)
sys.stdin.readline()
for number in range(8):
    town.say(ADMIN, f"person ny {sys.argv[3]}-{number} roll=råd")
"""


@pytest.mark.parametrize(
    ("statement", "seq", "kind"),
    [
        ("UPDATE audit SET payload = REPLACE(payload, 'admin', 'adam') WHERE seq = 5", 5, "payload"),
        ("UPDATE audit SET action = 'account.closed' WHERE seq = 12", 12, "columns"),
        ("UPDATE audit SET digest = 'x' || SUBSTR(digest, 2) WHERE seq = 12", 12, "row"),
        ("UPDATE audit SET previous = 'x' || SUBSTR(previous, 2) WHERE seq = 12", 12, "order"),
        ("DELETE FROM audit WHERE seq = 12", 12, "missing"),
        ("UPDATE audit_head SET seq = 3", None, "end"),
    ],
)
def test_the_first_broken_row_and_how(small_town: Town, statement: str, seq: int | None, kind: str) -> None:
    """S3."""
    last = audit_rows(small_town)[-1].seq
    run(small_town, statement)
    with small_town.database.read() as session:
        first = audit.verify(session, small_town.home(session).id)[0]
    assert (first.seq, first.kind) == (seq or last + 1, kind)


def test_two_processes_keep_one_chain(town: Town, tmp_path: Path) -> None:
    """S3: as two replicas do, on each database."""
    before = len(audit_rows(town))
    url = town.database.engine.url.render_as_string(hide_password=False)
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, url, f"file://{tmp_path}/evidence", name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2],
        )
        for name in ("ett", "två")
    ]  # fmt: skip
    for writer in writers:
        assert writer.stdout and writer.stdout.readline() == "ready\n"
    for writer in writers:
        assert writer.stdin
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [writer.wait(120) for writer in writers] == [0, 0]
    for writer in writers:
        writer.communicate()
    assert len(audit_rows(town)) == before + 16
    assert chain_faults(town) == []


def test_it_holds_while_others_write(town: Town) -> None:
    """A row that is committed between the rows and the head is no break."""
    with town.database.read() as session:
        home = town.home(session).id
        begun = audit._end(session, home)
    town.say(ADMIN, "person ny nils-ny roll=råd")
    with town.database.read() as session:
        assert audit._end(session, home)[0] == begun[0] + 1
        assert audit.verify(session, home) == []


def verified(town: Town, *options: str) -> tuple[int, str]:
    """What `somerad audit verify` says."""
    url = town.database.engine.url.render_as_string(hide_password=False)
    result = CliRunner().invoke(cli, ["audit", "verify", "--db", url, *options])
    return result.exit_code, result.output


def test_the_command_says_that_it_holds_or_where_not(small_town: Town) -> None:
    """S3: by its exit code too."""
    last = audit_rows(small_town)[-1]
    assert verified(small_town) == (
        0,
        f"falköpings-kommun: {last.seq} rader, allt stämmer. Kontrollsumma: {last.hash}\n",
    )
    run(small_town, "DELETE FROM audit WHERE seq = 12")
    code, said = verified(small_town)
    assert code == 1 and "rad 12: en rad saknas här (2 fel" in said


def test_a_head_on_paper_proves_that_history_was_not_rewritten(small_town: Town) -> None:
    """S3: who can write everywhere can make a chain that holds anew, but not one with the head in the minutes."""
    part = next(p for p in _report(small_town).splitlines() if "--head" in p)
    printed = part.split('--head "')[1].split('"')[0]
    small_town.say(COMMUNICATOR, f"person utbildad {EDITOR}")
    assert verified(small_town, "--head", printed)[0] == 0
    _rewrite(small_town)
    assert chain_faults(small_town) == []
    code, said = verified(small_town, "--head", printed)
    assert code == 1 and "Ingen rad har den kontrollsumman" in said


def _report(town: Town) -> str:
    from bot.report.findings import gather
    from bot.report.sections import log
    from core import periods

    with town.database.read() as session:
        scope = town.scope(session)
        period = periods.named("2026-H2", scope.calendar)
        assert period
        return "\n".join(log(gather(scope, period)).text)


def _rewrite(town: Town) -> None:
    """Changes a row in the middle and reckons every hash after it anew, as who has the database could."""
    with town.database.write() as session:
        previous = audit.START
        for row in sorted(audit_rows(town), key=lambda each: each.seq):
            row = session.merge(row)
            if row.seq == 9:
                row.payload = (row.payload or "").replace("terminal", "slack")
            row.digest = audit.digest_of(row.salt or "", row.payload or "")
            row.previous, row.hash = (
                previous,
                audit.link(row.workspace_id, row.seq, row.version, row.digest, previous),
            )
            previous = row.hash
        head = session.get_one(audit.AuditHead, town.home(session).id)
        head.hash = previous


def test_the_bot_checks_daily_and_tells_the_administrators_once(small_town: Town) -> None:
    """S3: a chain that was written anew too, against the last check."""
    heard, worker = Recorder(), Worker(small_town.database, house.policy_of)
    small_town.say(ADMIN, "person ny ada-admin roll=admin")
    worker.check(small_town.now)
    _rewrite(small_town)
    for days in (1, 2, 3):
        worker.run(small_town.now + timedelta(days=days), heard)
    told = [(to, card) for to, card in heard.sent if "Loggen håller inte vid rad" in repr(card)]
    assert [to for to, _card in told].count("ada-admin") == 1
    assert "omskriven" in repr(told[0][1])


def test_nothing_is_said_while_it_holds(small_town: Town) -> None:
    """S7."""
    worker = Worker(small_town.database, house.policy_of)
    worker.check(small_town.now)
    with small_town.database.read() as session:
        assert chain.due(session, small_town.now + timedelta(hours=23)) == []
        assert len(chain.due(session, small_town.now + timedelta(hours=24))) == 1
        assert chain.holds(session, small_town.home(session).id)


def test_the_lines_can_be_checked_without_the_bot(small_town: Town) -> None:
    """S3: docs/records.md says how; a payload deleted under a decision leaves its line."""
    run(small_town, "UPDATE audit SET payload = NULL, salt = NULL WHERE seq = 3")
    with small_town.database.read() as session:
        rows = [json.loads(line) for line in chain.lines(session, small_town.home(session).id)]
    previous = "0" * 64
    for row in rows:
        if row["payload"] is not None:
            assert row["digest"] == sha256(f"{row['salt']}\n{row['payload']}")
            assert json.loads(row["payload"])["action"] == row["action"]
        parts = (row["version"], row["workspace"], row["seq"], row["digest"], previous)
        assert row["previous"] == previous and row["hash"] == sha256("\n".join(map(str, parts)))
        previous = row["hash"]
    assert rows[2]["payload"] is None and len(rows) == len(audit_rows(small_town))


def sha256(text: str) -> str:
    """In hex."""
    return hashlib.sha256(text.encode()).hexdigest()
