"""What a bot that has been at it for long takes: how soon it acknowledges with work beside it, and how much memory."""

import re
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks import Result
from benchmarks.slack import ACCOUNTS, prepare, process, say_lines, served, warm

ROUNDS = 5
CALM = 4  # connections where only memory is measured: nothing is to be late


def run(*, short: bool) -> list[Result]:
    """Each server is a process of its own; the floor is Bolt that says what it heard."""
    accounts, commands, acks = (20, 200, 60) if short else (ACCOUNTS, 10_000, 600)
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        database = str(Path(folder) / "town.db")
        prepare(database, accounts)
        rounds = 1 if short else ROUNDS
        return [acknowledged(database, accounts, acks, rounds), *memory(database, accounts, commands)]


def lines(accounts: int, count: int) -> list[str]:
    """A question for every nine looks at an account."""
    return [f"{'konto visa' if n % 10 else 'fråga'} konto-{n % accounts}" for n in range(count)]


def acknowledged(database: str, accounts: int, count: int, rounds: int) -> Result:
    """One second over the 99th percentile of 16 connections' waiting, with a sweep and a report beside it."""
    said = lines(accounts, count)
    with served("busy", database) as ours, served("echo", database) as echo:
        warm(ours, said[:2])
        say_lines(ours, said), say_lines(echo, said)
        rates = [(_slowest(echo, said), _slowest(ours, said)) for _ in range(rounds)]
    floors, our = zip(*rates, strict=True)
    return Result("ack, 99th percentile", "a second", "echo, idle", "somerad, busy", floors, our, 1 / 4)


def _slowest(port: int, said: list[str]) -> float:
    return 1 / quantiles(say_lines(port, said), n=100)[-1]


def memory(database: str, accounts: int, count: int) -> list[Result]:
    """Resident megabytes after so many commands, beside the echo's; and beside its own half-way."""
    half, end = _resident("ours", database, accounts, count)
    _half, echo = _resident("echo", database, accounts, count)
    name = f"memory, {count} commands"
    return [
        Result(name, "1/MB", "echo", "somerad", (1 / echo,), (1 / end,), 1 / 2.5),
        Result(f"{name}, growth", "1/MB", "half-way", "at the end", (1 / half,), (1 / end,), 1 / 1.02),
    ]


def _resident(kind: str, database: str, accounts: int, count: int) -> tuple[float, float]:
    with process(kind, database) as (port, pid):
        said = lines(accounts, count // 2)
        warm(port, said[:2])
        megabytes = []
        for _half in range(2):
            say_lines(port, said, CALM)
            status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
            found = re.search(r"VmRSS:\s+(\d+) kB", status)
            assert found
            megabytes.append(int(found[1]) / 1024)
    return megabytes[0], megabytes[1]
