"""Writing to everybody: 3 000 reminders to 500 people, by a chat that takes its time and has its rates."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import local

from benchmarks import Result, Side, compare
from benchmarks.platform import A_TEAM, LATENCY
from benchmarks.sweep import NOW, arm, as_stored, prepare
from bot import app as house
from bot.doors.pace import Pace
from bot.doors.slack.connect import connect
from bot.doors.slack.sender import SlackSender
from bot.server import AT_ONCE, settled
from core import people, workspace
from core.database import Database
from core.scope import Scope
from reminders.worker import Worker

TEAM = "T0STORA"
ANY = ((1_000_000, 1.0),)
DELIVERY, BY_RATE = "delivery, a rate a channel", "delivery, a rate a team too"


def run(*, short: bool) -> list[Result]:
    """The town is written straight to the database; its reminders are the sweep's own."""
    waiting, everybody, rounds = (60, 10, 2) if short else (3000, 500, 5)
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "town.db"
        prepare(path, waiting, waiting, waiting)
        ask(path, everybody)
        with settled():
            return [written(path, everybody, rounds), by_rate(path, everybody, 1 if short else 3)]


def ask(path: Path, everybody: int) -> None:
    """Six questions each to so many people, who are all in Slack, soon to be answered: only they are reminded yet."""
    database = Database(str(path))
    connect(database, NOW, TEAM)
    with database.write() as session:
        home = workspace.find(session, "")
        scope = Scope(session, home, house.policy_of(home), workspace.calendar_of(home), NOW)
        for number in range(everybody):
            person = people.identify(session, home.id, f"person-{number}")
            assert person
            people.link_chat(scope, person, "slack", TEAM, f"U{number}")
    database.close()
    with sqlite3.connect(path) as connection:
        first = "(SELECT min(id) FROM person WHERE slug = 'person-0')"
        connection.execute(f"UPDATE account SET responsible_id = {first} + id % ?", (everybody,))  # noqa: S608
        connection.execute("DELETE FROM account_editor")
        soon = as_stored(NOW + timedelta(hours=2))
        connection.execute("UPDATE question SET due_at = ? WHERE answered_at IS NULL", (soon,))


@contextmanager
def standing_in(a_team: int) -> Iterator[int]:
    """The port of the stand-in, in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.platform", str(a_team)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline())
        finally:
            server.kill()


@contextmanager
def writing(
    path: Path, port: int, together: Pace | None = None
) -> Iterator[tuple[Callable[[], object], Callable[[], int]]]:
    """What makes the reminders due, and what writes to all, as the running bot does; all conversations are known."""
    database, connection = Database(str(path)), sqlite3.connect(path)
    worker = Worker(database, house.policy_of, at_once=AT_ONCE)
    sender = SlackSender("xoxb-benchmark", f"http://127.0.0.1:{port}/api/", TEAM, together=together)

    def say() -> None:
        connection.execute("DELETE FROM delivery")
        arm(connection, NOW)
        worker.tick(NOW)

    say()
    worker.deliver(NOW, sender)
    try:
        yield say, lambda: worker.deliver(NOW, sender)
    finally:
        database.close()
        connection.close()


def written(path: Path, everybody: int, rounds: int) -> Result:
    """A message to each person, beside as many sent over as many connections by a program that does nothing else."""
    with standing_in(0) as port, writing(path, port, Pace(ANY)) as (say, deliver):
        floor = Side(
            f"{AT_ONCE} connections, {LATENCY * 1000:g} ms", partial(post, port, everybody), everybody
        )
        ours = Side("deliver", partial(_all, deliver, everybody), everybody, say)
        return compare(DELIVERY, "messages", floor, ours, goal=1 / 1.3, rounds=rounds)


def by_rate(path: Path, everybody: int, rounds: int) -> Result:
    """The same where the team has a rate too, beside the schedule that it allows, reckoned."""
    seconds = (everybody - 1) // A_TEAM + LATENCY
    with standing_in(A_TEAM) as port, writing(path, port) as (say, deliver):
        ours = Side("deliver", partial(_all, deliver, everybody), everybody, say)
        schedule = Side("reckoned", lambda: None, everybody)
        made = compare(BY_RATE, "messages", schedule, ours, goal=1 / 1.3, rounds=rounds)
    return Result(
        made.name, made.unit, f"reckoned, {A_TEAM} a second", made.ours, (everybody / seconds,) * rounds,
        made.our_rates, made.goal,
    )  # fmt: skip


def _all(deliver: Callable[[], int], everybody: int) -> None:
    assert deliver() == everybody, "not everybody was written to"


_channels = count()


def post(port: int, messages: int) -> None:
    """So many messages of three kilobytes, each to a channel of its own."""
    text, own = "x" * 3000, local()

    def one(channel: int) -> None:
        if not hasattr(own, "connection"):
            own.connection = HTTPConnection("127.0.0.1", port)
        body = json.dumps({"channel": f"C{channel}", "text": text})
        own.connection.request("POST", "/api/chat.postMessage", body, {"Content-Type": "application/json"})
        answer = own.connection.getresponse()
        answer.read()
        assert answer.status == 200, answer.status

    with ThreadPoolExecutor(AT_ONCE) as threads:
        list(threads.map(one, [next(_channels) for _ in range(messages)]))
