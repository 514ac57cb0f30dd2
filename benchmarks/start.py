"""From the start of the process to the answer: `somerad say`, beside a Python that only imports."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import Result, Side, compare
from bot import app as house
from core.database import Database

GOAL = 1 / 1.1
SOMERAD = str(Path(sys.executable).parent / "somerad")
FLOOR = [sys.executable, "-c", "import slack_bolt.async_app, sqlmodel"]
LINES = (("a read, status", "status"), ("a write, person ny", "person ny {name} roll=råd"))


def run(*, short: bool) -> list[Result]:
    """A read and a write; the floor imports the two largest libraries."""
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        db = str(Path(folder) / "town.db")
        database = Database(db)
        house.make_workspace(database, datetime(2026, 9, 1, 8, tzinfo=UTC), "Stad", "falkoping")
        database.close()
        return [against(name, line, db, rounds=1 if short else 9) for name, line in LINES]


def against(name: str, line: str, db: str, rounds: int) -> Result:
    """Starts a second of each, in alternating rounds."""
    called = 0

    def say() -> None:
        nonlocal called
        called += 1
        subprocess.run(
            [SOMERAD, "say", "--db", db, line.format(name=f"person-{called}")],
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def import_only() -> None:
        subprocess.run(FLOOR, check=True)

    say(), import_only()
    return compare(
        f"somerad say, {name}", "starts",
        Side("import slack_bolt, sqlmodel", import_only, 1), Side("somerad say", say, 1), rounds=rounds, goal=GOAL,
    )  # fmt: skip
