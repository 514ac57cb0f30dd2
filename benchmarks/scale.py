"""How the bot grows with towns: `python -m benchmarks.scale [--towns 1,10,29] [--accounts 100] [--db URL]`; by hand."""

import argparse
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from sqlalchemy import insert
from sqlmodel import Session, col, func, select

from benchmarks import large_town
from benchmarks.large_town import COMMUNICATOR, NOW
from bot import app as house
from bot.doors.ticking import TerminalSender
from bot.storage import FileStore
from commands.command import Caller, Request
from commands.dispatch import Dispatch
from core import watch, workspace
from core.accounts import Account
from core.database import Database
from core.posts import Post
from core.questions import Question
from core.table import spanning
from core.watch import ACCOUNT_FAMILIES, Family, Watch
from reminders.worker import Worker

ROUNDS = 30
SAMPLE = (
    10  # new towns whose messages and digests are measured; one town's cost the same however many there are
)
Line = tuple[str, ...]
HEAD: Line = ("towns", "accounts", "posts", "questions", "made s", "first tick s", "matters/s", "message ms",
              "digest ms", "idle tick ms", "status ms", "status p95", "inlägg ms", "inlägg p95")  # fmt: skip


def main() -> None:
    """Grows one database from size to size, and prints a line for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--towns", default="1,10,29", help="sizes, growing; 290 is every municipality")
    parser.add_argument("--accounts", type=int, default=100, help="accounts of each town")
    parser.add_argument("--db", default="", help="an empty database; a SQLite file of its own when left out")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="somerad-scale-", ignore_cleanup_errors=True) as folder:
        database = Database(options.db or str(Path(folder) / "towns.db"))
        print("  ".join(HEAD), flush=True)
        made = 0
        for towns in map(int, options.towns.split(",")):
            began = perf_counter()
            for number in range(made, towns):
                large_town.make(database, options.accounts, f"Kommun {number}", number)
            seconds = perf_counter() - began
            print("  ".join(_measure(database, folder, made, towns, seconds)), flush=True)
            made = towns
        database.close()


def _measure(database: Database, folder: str, before: int, towns: int, made_in: float) -> Line:
    with database.read() as session:
        counts = [str(_count(session, kind)) for kind in (Account, Post, Question)]
    sample = range(before + 1, towns + 1, max(1, (towns - before) // SAMPLE))
    matters = _watch_everything(database)
    worker, sender = Worker(database, house.policy_of), TerminalSender()
    first = _seconds(lambda: worker.tick(NOW))
    messages = _seconds(lambda: _deliver(worker, sender, sample)) / max(1, len(sender.said))
    digests = [_digest(worker, database, home) for home in sample]
    idle = [_seconds(lambda: worker.tick(NOW)) for _ in range(ROUNDS)]
    dispatch = Dispatch(database, FileStore(f"file://{folder}/evidence"), house.policy_of)
    status = list(_commands(dispatch, towns, "status"))
    post = list(_commands(dispatch, towns, "inlägg konto-{n}"))
    figures = (made_in, first, matters / first)
    return (
        str(towns), *counts, *(f"{figure:.1f}" for figure in figures), _ms(messages),
        _ms(median(digests)), _ms(median(idle)),
        _ms(median(status)), _ms(quantiles(status, n=20)[-1]), _ms(median(post)), _ms(quantiles(post, n=20)[-1]),
    )  # fmt: skip


def _deliver(worker: Worker, sender: TerminalSender, homes: range) -> None:
    for home in homes:
        worker.deliver(NOW, sender, workspace_id=home)


def _digest(worker: Worker, database: Database, home: int) -> float:
    """A town's morning digest, from what is due to what is sent."""
    with database.write() as session:
        watch.look_at(session, home, Family.DIGEST, home, NOW)
    sender = TerminalSender()

    def step() -> None:
        worker.tick(NOW, home)
        worker.deliver(NOW, sender, workspace_id=home)

    seconds = _seconds(step)
    assert sender.said, "there was no digest"
    return seconds


def _count(session: Session, kind: type[Account] | type[Post] | type[Question]) -> int:
    return session.exec(spanning(select(func.count(col(kind.id))))).one()


def _watch_everything(database: Database) -> int:
    """Every account of every town is to be looked at now, as after a long stop; how many matters."""
    with database.write() as session:
        accounts = session.exec(spanning(select(Account.workspace_id, Account.id))).all()
        due = [
            {
                "workspace_id": home,
                "family": family,
                "subject_id": id,
                "next_check_at": NOW - timedelta(minutes=1),
            }
            for home, id in accounts
            for family in ACCOUNT_FAMILIES
        ]
        session.execute(spanning(Watch.__table__.delete()))  # type: ignore[attr-defined]
        session.execute(insert(Watch), due)
    return len(due)


def _commands(dispatch: Dispatch, towns: int, line: str) -> Iterator[float]:
    for number in range(ROUNDS):
        with dispatch.database.read() as session:
            home = workspace.everyone(session)[number * 7 % towns]
        request = Request(
            Caller(COMMUNICATOR), f"scale:{towns}:{line}:{number}", NOW, text=line.format(n=number % 10),
            workspace=home.slug,
        )  # fmt: skip
        began = perf_counter()
        reply = dispatch.handle(request)
        yield perf_counter() - began
        assert reply.ok, reply.card.title


def _seconds(work: Callable[[], object]) -> float:
    began = perf_counter()
    work()
    return perf_counter() - began


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


if __name__ == "__main__":
    main()
