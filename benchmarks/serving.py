"""A server to measure in a process of its own: `python -m benchmarks.serving KIND DATABASE`; it prints its port."""

import asyncio
import contextlib
import itertools
import json
import sys
import threading
from collections.abc import AsyncIterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from starlette.routing import Route
from starlette.types import ASGIApp

from benchmarks import large_town
from benchmarks.bare import PATH, SECRET, TEAM, TOKEN, USER
from bot import app as house
from bot.doors.slack.opening import opened
from bot.doors.web.site import site
from bot.server import serving, settled
from bot.settings import Settings
from commands.command import Caller
from commands.command import Request as CommandRequest
from reminders.worker import Worker


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


async def serve(kind: str, database: str) -> None:
    """Serves until the process is ended."""
    async with (
        {"ours": ours, "busy": busy}[kind](database) as app,
        serving(app, "127.0.0.1", 0) as port,
    ):
        print(port, flush=True)
        with settled():
            await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
