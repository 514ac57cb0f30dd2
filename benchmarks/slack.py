"""Commands over signed HTTP from 16 connections, beside a bare Bolt app on the same server with hand-written SQL."""

import asyncio
import hashlib
import hmac
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from benchmarks import Result, Side, compare, large_town
from benchmarks.bare import PATH, SECRET, TEAM, USER
from bot import app as house
from bot.clock import now
from bot.doors.slack.connect import connect
from bot.settings import Settings
from core import people, workspace
from core.scope import Scope

CONNECTIONS = 16
GOAL = 0.35
ACCOUNTS = 300


def run(*, short: bool) -> list[Result]:
    """`status KONTO`, and `fråga KONTO`: durable, with its audit row."""
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        database = str(Path(folder) / "town.db")
        prepare(database, 20 if short else ACCOUNTS)
        with served("ours", database) as ours, served("bare", database) as bare:
            return [
                _against(bare, ours, "read, status KONTO", "status", short=short),
                _against(bare, ours, "write, fråga KONTO", "fråga", short=short),
            ]


def prepare(database: str, accounts: int) -> None:
    """A town with a year behind it, connected to Slack, whose communicator is linked."""
    made = house.build(
        Settings(_env_file=None, database_url=database, evidence_url=f"file://{database}.evidence")
    )
    large_town.make(made.database, accounts)
    connect(made.database, large_town.NOW, TEAM)
    with made.database.write() as session:
        home = workspace.find(session, "")
        scope = Scope(session, home, house.policy_of(home), workspace.calendar_of(home), large_town.NOW)
        person = people.identify(session, home.id, large_town.COMMUNICATOR)
        assert person
        people.link_chat(scope, person, "slack", TEAM, USER)
    made.database.close()


@contextmanager
def served(kind: str, database: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    with process(kind, database) as (port, _pid):
        yield port


@contextmanager
def process(kind: str, database: str) -> Iterator[tuple[int, int]]:
    """The same, with the process's id."""
    module = "benchmarks.bare" if kind in {"bare", "echo"} else "benchmarks.serving"
    command = [sys.executable, "-m", module, kind, database]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as server:
        assert server.stdout
        try:
            yield int(server.stdout.readline()), server.pid
        finally:
            os.killpg(server.pid, signal.SIGKILL)  # with the process that presses reports


def _against(bare: int, ours: int, name: str, word: str, *, short: bool) -> Result:
    accounts, many = (20, 60) if short else (ACCOUNTS, 600)
    lines = [f"{word} konto-{n % accounts}" for n in range(many)]
    warm(bare, lines[:1]), warm(ours, lines[:1])
    say = {port: partial(say_lines, port, lines) for port in (bare, ours)}
    say[bare](), say[ours]()
    return compare(
        name, "requests", Side("bare Bolt, sqlite3", say[bare], many), Side("somerad", say[ours], many),
        goal=GOAL, rounds=1 if short else 7,
    )  # fmt: skip


_triggers = iter(range(10**9))


def request(line: str) -> bytes:
    """A slash command as Slack sends it, signed."""
    body = urlencode(
        {
            "token": "gone", "team_id": TEAM, "team_domain": "stora", "channel_id": "D0DIREKT",
            "channel_name": "directmessage", "user_id": USER, "user_name": "kommunikator", "command": "/some",
            "text": line, "api_app_id": "A0SOME", "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:1/commands", "trigger_id": f"1.{next(_triggers)}.{time.time_ns()}",
        }
    )  # fmt: skip
    at = str(int(now().timestamp()))
    signature = hmac.new(SECRET.encode(), f"v0:{at}:{body}".encode(), hashlib.sha256).hexdigest()
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {at}\r\nX-Slack-Signature: v0={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()


def warm(port: int, lines: list[str]) -> None:
    """Says each alone: what is loaded when it is first needed may take longer than Bolt waits."""
    for line in lines:
        with suppress(AssertionError):
            say_lines(port, [line], 1)


def say_lines(port: int, lines: list[str], connections: int = CONNECTIONS) -> list[float]:
    return asyncio.run(say_all(port, [request(line) for line in lines], connections))


async def say_all(port: int, requests: list[bytes], connections: int) -> list[float]:
    """Sends all over so many connections; the seconds each took. AssertionError when one is not answered well."""
    waiting, took = iter(requests), list[float]()

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for each in waiting:
            begun = time.perf_counter()
            writer.write(each)
            await _answer(reader)
            took.append(time.perf_counter() - begun)
        writer.close()

    await asyncio.gather(*(one() for _ in range(connections)))
    return took


async def _answer(reader: asyncio.StreamReader) -> bytes:
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    assert head.startswith(b"http/1.1 200"), head
    length = int(head.partition(b"content-length:")[2].partition(b"\r\n")[0])
    body = await reader.readexactly(length)
    assert body, "nothing was said"
    return body
