"""The floors: Bolt alone, on uvicorn alone, in a process that holds nothing of the house: as `benchmarks.serving`."""

import asyncio
import contextlib
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from statistics import median
from typing import Any

import uvicorn
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

SECRET, TEAM, USER, TOKEN = "0" * 32, "T0STORA", "U0KOMMUNIKATOR", "xoxb-benchmark"
PATH, NOW = "/slack/events", "2026-06-30 10:00:00.000000"


@contextlib.asynccontextmanager
async def echo(_database: str) -> AsyncIterator[ASGIApp]:
    """Bolt alone: says what it heard."""
    yield _bare(lambda text: text)


@contextlib.asynccontextmanager
async def bare(database: str) -> AsyncIterator[ASGIApp]:
    """Bolt and sqlite3: the simplest program that could do the job at all."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")

    def answer(text: str) -> str:
        word, slug = text.split()
        return _status(connection, slug) if word == "status" else _question(connection, slug)

    yield _bare(answer)


def _bare(answer: Callable[[str], str]) -> ASGIApp:
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token=TOKEN)

    bolt = AsyncApp(signing_secret=SECRET, authorize=authorize)

    @bolt.command("/some")
    async def heard(ack: Any, body: dict[str, Any]) -> None:
        await ack(answer(body["text"]))

    async def endpoint(request: Request) -> Response:
        made = to_async_bolt_request(request, await request.body())
        return to_starlette_response(await bolt.async_dispatch(made))

    return Starlette(routes=[Route(PATH, endpoint, methods=["POST"])])


BEGUN, WEEKS = (
    "2026-01-01 00:00:00.000000",
    ("2026-06-01 00:00:00.000000", "2026-W23"),
)  # the half-year, its last weeks
_OF_PERIOD = (
    "FROM question WHERE account_id = :id AND voided_at IS NULL AND received_at BETWEEN :begun AND :now"
)
_STATUS = {
    "entry": "SELECT status, platform, activated_at, url, access FROM account WHERE id = :id",
    "open": "SELECT count(*), sum(due_at < :now) FROM question WHERE account_id = :id AND answered_at IS NULL"
    " AND closed_at IS NULL AND voided_at IS NULL",
    "asked": "SELECT count(*), sum(answered_at IS NULL AND closed_at IS NOT NULL), sum(answered_at <= due_at),"
    f" sum(answered_at > due_at), sum(due_at IS NULL) {_OF_PERIOD}",
    "took": f"SELECT unixepoch(answered_at) - unixepoch(received_at) AS took {_OF_PERIOD} AND answered_at IS NOT NULL"
    " ORDER BY took",
    "moderation": "SELECT count(*), sum(file_id IS NULL AND place IS NULL AND diary_number IS NULL)"
    " FROM moderation_case WHERE account_id = :id AND voided_at IS NULL AND happened_at BETWEEN :begun AND :now",
    "posts": "SELECT published_at, count FROM post WHERE account_id = :id AND voided_at IS NULL"
    " AND published_at >= :since",
    "weeks": "SELECT week, count FROM week_answer WHERE account_id = :id AND week >= :week",
    "snapshot": "SELECT number, taken_at FROM snapshot WHERE account_id = :id AND voided_at IS NULL"
    " AND period = '2026-H1'",
    "editors": "SELECT p.id, p.away_since FROM person p WHERE p.left_at IS NULL AND (p.id ="
    " (SELECT responsible_id FROM account WHERE id = :id)"
    " OR p.id IN (SELECT person_id FROM account_editor WHERE account_id = :id))",
    "assigned": "SELECT person_id FROM assignment WHERE account_id = :id AND ended_at IS NULL",
    "trained": "SELECT t.person_id FROM training t JOIN account_editor e ON e.person_id = t.person_id"
    " WHERE e.account_id = :id",
    "read off": "SELECT kind, day, value FROM metric WHERE account_id = :id ORDER BY day",
    "crisis": "SELECT reason FROM crisis WHERE workspace_id = (SELECT workspace_id FROM account WHERE id = :id)"
    " AND ended_at IS NULL",
}  # fmt: skip


def _status(connection: sqlite3.Connection, slug: str) -> str:
    """How it stands with an account, each figure by a statement of its own."""
    (id,) = connection.execute("SELECT id FROM account WHERE folded = ?", (slug,)).fetchone()
    given = {"id": id, "now": NOW, "begun": BEGUN, "since": WEEKS[0], "week": WEEKS[1]}
    found = {name: connection.execute(sql, given).fetchall() for name, sql in _STATUS.items()}
    took = [each for (each,) in found.pop("took")]
    lines = [f"{name}: {', '.join(map(str, rows))}" for name, rows in found.items()]
    return "\n".join([*lines, f"median: {median(took) if took else 'nothing'}"])


_numbers = iter(range(10**9))


def _question(connection: sqlite3.Connection, slug: str) -> str:
    """One question, durable when it is acknowledged."""
    number, now = f"X-{next(_numbers)}", NOW
    connection.execute(
        "INSERT INTO question (workspace_id, number, account_id, recorded_by, recorded_at, door, kind, received_at)"
        " SELECT workspace_id, ?, id, responsible_id, ?, 'slack', 'question', ? FROM account WHERE folded = ?",
        (number, now, now, slug),
    )
    return number


async def serve(kind: str, database: str) -> None:
    """Serves until the process is ended."""
    async with {"bare": bare, "echo": echo}[kind](database) as app:
        listening = socket.create_server(("127.0.0.1", 0))
        print(listening.getsockname()[1], flush=True)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", server_header=False)
        await uvicorn.Server(config).serve([listening])


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
