"""The floors: Bolt alone, on uvicorn alone, in a process that holds nothing of the house: as `benchmarks.serving`."""

import asyncio
import contextlib
import socket
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
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
        *words, slug = text.split()
        return _entry(connection, slug) if words[0] == "konto" else _question(connection, slug)

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


_ENTRY = {
    "entry": "SELECT status, platform, unit, purpose, url, access, activated_at FROM account WHERE id = :id",
    "responsible": "SELECT name, title FROM person WHERE id = (SELECT responsible_id FROM account WHERE id = :id)",
    "editors": "SELECT group_concat(p.name) FROM account_editor e JOIN person p ON p.id = e.person_id"
    " WHERE e.account_id = :id AND p.left_at IS NULL",
    "assigned": "SELECT count(*) FROM assignment WHERE account_id = :id AND ended_at IS NULL",
    "trained": "SELECT count(*) FROM training t JOIN account_editor e ON e.person_id = t.person_id"
    " WHERE e.account_id = :id",
    "last post": "SELECT max(published_at) FROM post WHERE account_id = :id AND voided_at IS NULL",
    "last week": "SELECT max(week) FROM week_answer WHERE account_id = :id AND count > 0",
}


def _entry(connection: sqlite3.Connection, slug: str) -> str:
    """What is known of an account, each by a statement of its own."""
    (id,) = connection.execute("SELECT id FROM account WHERE folded = ?", (slug,)).fetchone()
    found = {name: connection.execute(sql, {"id": id}).fetchone() for name, sql in _ENTRY.items()}
    return "\n".join(f"{name}: {', '.join(map(str, row or ()))}" for name, row in found.items())


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
