"""A sweep: what it costs with nothing due, however much is stored, and with much due."""

import shutil
import sqlite3
import time
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Result, Side, compare, large_town
from bot import app as house
from bot.server import settled
from core.database import Database
from core.watch import ACCOUNT_FAMILIES, Family
from reminders.worker import Worker

NOW = large_town.NOW
IDLE, GROWN, DUE = "tick, nothing due", "tick, ten times the accounts", "tick, all due"


def run(*, short: bool) -> list[Result]:
    """The towns are written straight to the database; due times are the sweep's own."""
    few, many, closed, waiting = (30, 300, 1000, 60) if short else (3000, 30_000, 1_000_000, 3000)
    rounds = 5 if short else 9
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        small, large = Path(folder) / "small.db", Path(folder) / "large.db"
        prepare(small, few, closed // 10, waiting)
        prepare(large, many, closed, waiting)
        with settled():
            return [idle(large, rounds), grown(small, large, rounds), due(small, waiting, rounds)]


def prepare(path: Path, accounts: int, closed: int, waiting: int) -> None:
    """A town with so many accounts and closed questions, and questions that wait, all to be looked at tomorrow."""
    database = Database(str(path))
    large_town.make(database, accounts, with_year=False)
    with sqlite3.connect(path) as connection:
        for first, count, answered in ((0, closed, NOW - timedelta(days=10)), (closed, waiting, None)):
            given = {"first": first, "last": first + count - 1, "answered": as_stored(answered)}
            connection.execute(
                _QUESTIONS, given | {"at": as_stored(NOW - timedelta(days=20)), "due": as_stored(_DUE)}
            )
        for family in ACCOUNT_FAMILIES:
            connection.execute(
                "INSERT INTO watch SELECT workspace_id, ?, id, ? FROM account", (family, as_stored(_TOMORROW))
            )
        arm(connection, _TOMORROW)
    Worker(database, house.policy_of).tick(NOW)  # what the town itself has to be looked at for
    database.close()


_DUE, _TOMORROW = NOW - timedelta(days=1), NOW + timedelta(days=1)
_QUESTIONS = """
    WITH RECURSIVE n(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM n WHERE n < :last)
    INSERT INTO question (workspace_id, number, account_id, recorded_by, recorded_at, door, kind, received_at, due_at,
        answered_at)
    SELECT a.workspace_id, 'F-' || n, a.id, a.responsible_id, :at, 'terminal', 'question', :at,
        strftime('%Y-%m-%d %H:%M:%f000', :due, '-' || (n % 480) || ' minutes'), :answered
    FROM n JOIN account a ON a.id = 1 + n % (SELECT count(*) FROM account)
"""


def as_stored(at: datetime | None) -> str | None:
    """A time as it is stored."""
    return at.replace(tzinfo=None).isoformat(" ", "microseconds") if at else None


def arm(connection: sqlite3.Connection, at: datetime) -> None:
    """All open questions are to be looked at then, and nothing has been said of them."""
    connection.execute("DELETE FROM reminder")
    connection.execute(
        "INSERT OR REPLACE INTO watch SELECT workspace_id, 'question', id, ? FROM question WHERE answered_at IS NULL",
        (as_stored(at),),
    )
    connection.commit()


def arming(path: Path, at: datetime) -> None:
    """As `arm`, by a connection of its own."""
    with sqlite3.connect(path) as connection:
        arm(connection, at)


def idle(path: Path, rounds: int) -> Result:
    """Nothing is due: beside as many indexed look-ups as there are families of rules."""
    database = Database(str(path))
    worker, connection = Worker(database, house.policy_of), sqlite3.connect(path)
    query = "SELECT subject_id FROM watch INDEXED BY ix_watch_next_check_at WHERE next_check_at <= ? AND family = ?"

    def look() -> None:
        for _ in range(100):
            for family in Family:
                assert not connection.execute(query, (as_stored(NOW), family)).fetchall()

    def tick() -> None:
        for _ in range(100):
            assert worker.tick(NOW) == 0

    tick()
    floor, ours = Side("a SELECT a family", look, 100), Side("tick", tick, 100)
    made = compare(IDLE, "sweeps", floor, ours, goal=1 / 4, rounds=rounds, clock=time.process_time)
    database.close()
    connection.close()
    return made


def grown(small: Path, large: Path, rounds: int) -> Result:
    """The same with a tenth of the accounts and the questions."""
    few, many = Database(str(small)), Database(str(large))

    def tick(database: Database) -> None:
        worker = Worker(database, house.policy_of)
        for _ in range(100):
            assert worker.tick(NOW) == 0

    floor = Side("a tenth of the town", partial(tick, few), 100)
    ours = Side("tick", partial(tick, many), 100)
    made = compare(GROWN, "sweeps", floor, ours, goal=1 / 2, rounds=rounds, clock=time.process_time)
    few.close()
    many.close()
    return made


def due(path: Path, waiting: int, rounds: int) -> Result:
    """Every open question is overdue: beside bare INSERTs of the rows that come of it, in one transaction."""
    database, bare = Database(str(path)), path.with_name("bare.db")
    connection = sqlite3.connect(path)
    arm(connection, NOW)
    Worker(database, house.policy_of).tick(NOW)
    rows = connection.execute("SELECT * FROM reminder").fetchall()
    assert len(rows) >= waiting
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(path, bare)
    floor = sqlite3.connect(bare)
    floor.execute("PRAGMA journal_mode=WAL"), floor.execute("PRAGMA synchronous=FULL")

    statement = f"INSERT INTO reminder VALUES ({', '.join('?' * len(rows[0]))})"  # noqa: S608

    def insert() -> None:
        for row in rows:
            floor.execute(statement, row)
        floor.commit()

    def clear() -> None:
        floor.execute("DELETE FROM reminder")
        floor.commit()

    made = compare(
        DUE, "reminders", Side("bare INSERTs", insert, len(rows), clear),
        Side("tick", lambda: Worker(database, house.policy_of).tick(NOW), len(rows), partial(arm, connection, NOW)),
        goal=1 / 4, rounds=min(rounds, 5), clock=time.process_time,
    )  # fmt: skip
    database.close()
    connection.close()
    floor.close()
    return made
