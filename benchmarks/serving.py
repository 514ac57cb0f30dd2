"""A server to measure in a process of its own: `python -m benchmarks.serving KIND DATABASE`; it prints its port."""

import asyncio
import contextlib
import itertools
import json
import sqlite3
import sys
import threading
from collections.abc import AsyncIterator, Callable
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
from commands.command import Caller
from commands.command import Request as CommandRequest
from reminders.worker import Worker

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
async def busy(database: str) -> AsyncIterator[ASGIApp]:
    """The same, while a sweep follows on another and a report on another in the same process."""
    beside = house.build(
        Settings(_env_file=None, database_url=database, evidence_url=f"file://{database}.evidence")
    )
    stopped = threading.Event()
    works = [
        threading.Thread(target=work, args=(beside, stopped), daemon=True) for work in (_sweeps, _reports)
    ]
    async with ours(database) as app:
        for work in works:
            work.start()
        try:
            yield app
        finally:
            stopped.set()


def _sweeps(app: house.App, stopped: threading.Event) -> None:
    worker = Worker(app.database, house.policy_of)
    while not stopped.is_set():
        worker.tick(large_town.NOW)
        stopped.wait(0.05)


def _reports(app: house.App, stopped: threading.Event) -> None:
    for number in itertools.count():
        if stopped.wait(0.2):
            return
        caller = Caller(large_town.COMMUNICATOR)
        order = CommandRequest(caller, f"report:{number}", large_town.NOW, text="rapport 2026-H1")
        app.dispatch.finish(order, app.dispatch.handle(order))


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
        {"ours": ours, "busy": busy, "bare": bare, "echo": echo}[kind](database) as app,
        serving(app, "127.0.0.1", 0) as port,
    ):
        print(port, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
