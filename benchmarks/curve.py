"""What things cost by how many accounts there are, as a picture: `python -m benchmarks.curve FILE.svg`; by hand."""

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

import typst

from benchmarks import large_town
from benchmarks.sweep import NOW, arming, prepare
from bot import app as house
from bot.server import settled
from bot.storage import FileStore
from commands.command import Caller, Request
from commands.dispatch import Dispatch
from core.database import Database
from reminders.worker import Worker

SIZES = "30,100,300,1000,3000,10000,30000"
CLOSED = 10  # questions an account has behind it, to one that waits
HEAD = ("accounts", "tick, nothing due", "tick, a reminder that is due", "konto visa")
ROUNDS, COMMANDS = 5, 30


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of processor time in a town of so many accounts, the medians."""

    accounts: int
    idle: float
    due: float
    read: float


def main() -> None:
    """Measures each size, prints a line for it, and draws them all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curve", description=__doc__)
    parser.add_argument("file", type=Path, metavar="FILE", help="the picture, .svg or .png")
    parser.add_argument("--sizes", default=SIZES, help=f"accounts, growing; {SIZES} when left out")
    options = parser.parse_args()
    print("  ".join(HEAD), flush=True)
    costs = []
    for accounts in map(int, options.sizes.split(",")):
        with TemporaryDirectory(prefix="somerad-curve-", ignore_cleanup_errors=True) as folder:
            costs.append(_measured(Path(folder), accounts))
        print(*(f"{figure:.3g}" for figure in _figures(costs[-1])), sep="  ", flush=True)
    draw(costs, options.file)


def _figures(cost: Cost) -> tuple[float, ...]:
    return cost.accounts, cost.idle, cost.due, cost.read


def _measured(folder: Path, accounts: int) -> Cost:
    """A town where each account has a question that waits, and ten that are closed."""
    path = folder / "town.db"
    prepare(path, accounts, accounts * CLOSED, accounts)
    database = Database(str(path))
    with settled():
        idle, due = _ticks(path, Worker(database, house.policy_of), accounts)
        dispatch = Dispatch(database, FileStore(f"file://{folder}/evidence"), house.policy_of)
        read = [_milliseconds(partial(_read, dispatch, n % accounts)) for n in range(COMMANDS)]
    database.close()
    return Cost(accounts, idle, due, median(read))


def _ticks(path: Path, worker: Worker, accounts: int) -> tuple[float, float]:
    """One with nothing due; and one with all due, by the reminder."""
    worker.tick(NOW)
    idle = [_milliseconds(lambda: [worker.tick(NOW) for _ in range(20)]) / 20 for _ in range(ROUNDS)]
    due, made = [], list[int]()
    for _ in range(ROUNDS if accounts <= 3000 else 2):
        arming(path, NOW)
        spent = _milliseconds(lambda: made.append(worker.tick(NOW)))
        due.append(spent / made[-1])
    return median(idle), median(due)


_keys = count()


def _read(dispatch: Dispatch, number: int) -> None:
    caller, text = Caller(large_town.COMMUNICATOR), f"konto visa konto-{number}"
    reply = dispatch.handle(Request(caller, f"curve:{next(_keys)}", NOW, text=text))
    assert reply.ok, reply.card.title


def _milliseconds(work: Callable[[], object]) -> float:
    began = process_time()
    work()
    return (process_time() - began) * 1000


def draw(costs: list[Cost], file: Path) -> None:
    """The costs as curves, both axes by powers of ten."""
    series = [
        {"label": label, "points": [[cost.accounts, _figures(cost)[place]] for cost in costs]}
        for place, label in enumerate(HEAD)
        if place
    ]
    source = Path(__file__).with_name("curve.typ").read_bytes()
    with TemporaryDirectory(prefix="somerad-curve-") as folder:
        (Path(folder) / "curve.typ").write_bytes(source)
        (Path(folder) / "data.json").write_text(json.dumps(series), encoding="utf-8")
        made = typst.compile(
            Path(folder) / "curve.typ", root=folder, ignore_system_fonts=True,
            format="png" if file.suffix == ".png" else "svg", ppi=144,
        )  # fmt: skip
    file.write_bytes(made)


if __name__ == "__main__":
    main()
