"""A server to measure in a process of its own: `python -m benchmarks.serving KIND DATABASE`; it prints its port."""

import asyncio
import contextlib
import json
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks import large_town
from bot import app as house
from bot.doors.slack.opening import opened
from bot.doors.web.site import site
from bot.server import serving
from bot.settings import Settings

SECRET, TEAM, USER, TOKEN = "0" * 32, "T0STORA", "U0KOMMUNIKATOR", "xoxb-benchmark"
PATH = "/slack/events"


class _Slack(BaseHTTPRequestHandler):
    """Answers whatever the bot asks of Slack's API with what it wants to hear."""

    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = {"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT", "user": {"id": USER}}
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_given: object) -> None:
        """Says nothing."""


@contextlib.asynccontextmanager
async def ours(database: str) -> AsyncIterator[ASGIApp]:
    """The bot's Slack door, as `somerad run` serves it."""
    slack = ThreadingHTTPServer(("127.0.0.1", 0), _Slack)
    threading.Thread(target=slack.serve_forever, daemon=True).start()
    settings = Settings(
        _env_file=None, database_url=database, evidence_url=f"file://{database}.evidence",
        slack_bot_token=TOKEN, slack_signing_secret=SECRET,
        slack_api_base_url=f"http://127.0.0.1:{slack.server_port}/api/",
    )  # fmt: skip
    async with opened(house.build(settings), now=lambda: large_town.NOW, ack_seconds=60) as door:
        yield site([Route(PATH, door.answer, methods=["POST"])], signed=frozenset({PATH}))
    slack.shutdown()


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


_STATUS = {
    "status": "SELECT status FROM account WHERE id = :id",
    "open": "SELECT count(*), sum(due_at < :now) FROM question WHERE account_id = :id AND answered_at IS NULL"
    " AND closed_at IS NULL AND voided_at IS NULL",
    "answered": "SELECT count(*), sum(answered_at <= due_at), count(due_at) FROM question WHERE account_id = :id"
    " AND answered_at IS NOT NULL AND voided_at IS NULL AND received_at >= :start",
    "posts": "SELECT sum(count) FROM post WHERE account_id = :id AND voided_at IS NULL AND published_at >= :weeks",
    "weeks": "SELECT count(*) FROM week_answer WHERE account_id = :id AND week >= '2026-W22'",
    "cases": "SELECT count(*), sum(file_id IS NULL AND place IS NULL AND diary_number IS NULL)"
    " FROM moderation_case WHERE account_id = :id AND voided_at IS NULL AND happened_at >= :start",
    "snapshots": "SELECT count(*) FROM snapshot WHERE account_id = :id AND period = '2026-H1' AND voided_at IS NULL",
    "gaps": "SELECT (responsible_id IS NULL) + (access IS NULL) + (url IS NULL) FROM account WHERE id = :id",
    "people": "SELECT count(*) - count(a.id) + count(*) - count(t.id) FROM account_editor e"
    " LEFT JOIN assignment a ON a.account_id = e.account_id AND a.person_id = e.person_id AND a.ended_at IS NULL"
    " LEFT JOIN training t ON t.person_id = e.person_id WHERE e.account_id = :id",
}


def _status(connection: sqlite3.Connection, slug: str) -> str:
    """The figures of an account, each by a statement of its own."""
    (id,) = connection.execute("SELECT id FROM account WHERE folded = ?", (slug,)).fetchone()
    now = large_town.NOW.replace(tzinfo=None)
    given = {
        "id": id, "now": now.isoformat(" "), "start": "2026-01-01 00:00:00",
        "weeks": (now - timedelta(weeks=4)).isoformat(" "),
    }  # fmt: skip
    figures = {name: connection.execute(sql, given).fetchone() for name, sql in _STATUS.items()}
    return "\n".join(f"{name}: {', '.join(map(str, figure))}" for name, figure in figures.items())


_numbers = iter(range(10**9))


def _question(connection: sqlite3.Connection, slug: str) -> str:
    """One question, durable when it is acknowledged."""
    number, now = f"X-{next(_numbers)}", large_town.NOW.replace(tzinfo=None).isoformat(" ")
    connection.execute(
        "INSERT INTO question (workspace_id, number, account_id, recorded_by, recorded_at, door, kind, received_at)"
        " SELECT workspace_id, ?, id, responsible_id, ?, 'slack', 'question', ? FROM account WHERE folded = ?",
        (number, now, now, slug),
    )
    return number


async def serve(kind: str, database: str) -> None:
    """Serves until the process is ended."""
    async with (
        {"ours": ours, "bare": bare, "echo": echo}[kind](database) as app,
        serving(app, "127.0.0.1", 0) as port,
    ):
        print(port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
