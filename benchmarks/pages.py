"""How long a page takes with 500 accounts and a year of data, beside a page with nothing on it, through one client."""

import re
from dataclasses import replace
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time

from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from benchmarks import Result, Side, compare, large_town
from bot import app as house
from bot import server
from bot.doors.web.lage.pages import LagePages
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from bot.settings import Settings
from commands.command import Caller, Request

GOAL_MS = 50  # of a page, the client's share in it; as a ratio it follows from what an empty page takes here
HERE = "http://testserver"


async def _empty(_request: HttpRequest) -> Response:
    return HTMLResponse("<!doctype html><title>x</title>")


def run(*, short: bool) -> list[Result]:
    """The register, and the council's status page."""
    with TemporaryDirectory(prefix="somerad-benchmark-", ignore_cleanup_errors=True) as folder:
        settings = Settings(
            _env_file=None, database_url=str(Path(folder) / "town.db"), evidence_url=f"file://{folder}",
            public_url=HERE, page_key="k" * 40,
        )  # fmt: skip
        app = house.build(settings)
        large_town.make(app.database, 100 if short else 500)
        rounds, floor = 1 if short else 15, TestClient(Starlette(routes=[Route("/", _empty)]))
        with floor, TestClient(_pages(app), base_url=HERE) as pages:
            _enter(app, pages)
            with server.settled():
                made = [_against(floor, pages, path, rounds) for path in ("/konton", "/lage")]
        app.database.close()
        return made


def _pages(app: house.App) -> Starlette:
    register = RegisterPages(app.database, house.policy_of, "", HERE)
    lage = LagePages(app.database, house.policy_of, app.settings, lambda: large_town.NOW)
    return site([*register.routes(), *lage.routes()])  # type: ignore[return-value]


def _enter(app: house.App, pages: TestClient) -> None:
    """Opens the status page by the link the bot gives."""
    caller = Caller(large_town.COMMUNICATOR)
    reply = app.dispatch.handle(Request(caller, "benchmark", large_town.NOW, text="lägesbild"))
    way_in = reply.card.buttons[0].url
    token = re.search('name="csrf" value="([^"]+)"', pages.get(way_in).text)
    assert token
    assert pages.post(way_in, data={"csrf": token[1]}).status_code == 200


def _against(floor: TestClient, pages: TestClient, path: str, rounds: int) -> Result:
    def read(client: TestClient, path: str, times: int) -> None:
        for _ in range(times):
            assert client.get(path).status_code == 200

    read(pages, path, 1)
    found = compare(
        f"page {path}", "pages",
        Side("an empty Starlette page", partial(read, floor, "/", 50), 50),
        Side("with a year of data", partial(read, pages, path, 2), 2), rounds=rounds, goal=0,
        clock=process_time,
    )  # fmt: skip
    return replace(found, goal=1000 / median(found.floor_rates) / GOAL_MS)
