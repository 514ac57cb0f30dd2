"""What `somerad run` serves: pages where PUBLIC_URL is set, Slack beside them, and what watches it."""

import asyncio
import gc
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text
from sqlmodel import Session
from starlette.testclient import TestClient

from bot import server
from bot.app import App, make_workspace
from bot.doctor import examine
from bot.doors.slack.connect import connect
from bot.doors.web.guard import HEADERS
from bot.doors.web.health import Health
from bot.doors.web.site import site
from bot.metrics import Metrics
from bot.settings import Settings
from bot.watching import Pulse
from core.database import Database
from core.errors import Refused
from core.migrations import HEAD
from tests.bot.slack.client import EDITOR as IN_SLACK
from tests.bot.slack.client import SECRET, Talk
from tests.bot.slack.standin import BOT_TOKEN, TEAM, StandIn, standing_in
from tests.ports import free_port
from tests.town import ACCOUNT, ADMIN, EDITOR, FOUNDED, Town

PAGES = {"public_url": "https://some.example"}


@pytest.fixture
def slack_town(small_town: Town) -> Town:
    """A town connected to Slack, whose editor is linked."""
    connect(small_town.database, FOUNDED, TEAM)
    small_town.say(ADMIN, f"person koppla {EDITOR} chatt={IN_SLACK}")
    return small_town


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """Slack's Web API."""
    async with standing_in() as made:
        yield made


def over_http(slack: StandIn) -> dict[str, str]:
    """The settings of Slack over HTTP."""
    return {
        "slack_bot_token": BOT_TOKEN,
        "slack_signing_secret": SECRET,
        "slack_api_base_url": slack.api,
    }


def app_of(town: Town, **settings: Any) -> App:
    """The bot's parts, listening on a free port."""
    made = Settings(_env_file=None, listen_port=free_port(), data_key="off", **settings)
    return App(made, town.database, town.store, town.dispatch)


@asynccontextmanager
async def running(app: App, home: str = "") -> AsyncIterator[aiohttp.ClientSession]:
    """Somebody who asks the bot over HTTP while it runs."""
    stop = asyncio.Event()
    bot = asyncio.create_task(server.run(app, home, stop, lambda: FOUNDED))
    url = f"http://127.0.0.1:{app.settings.listen_port}"
    async with aiohttp.ClientSession(url) as http:
        await _until_up(bot, http)
        if not bot.done():
            yield http
            stop.set()
    await bot


async def _until_up(bot: asyncio.Task[None], http: aiohttp.ClientSession) -> None:
    async with asyncio.timeout(10):
        while True:
            if bot.done() or await _answers(http):
                return
            await asyncio.sleep(0)


async def _answers(http: aiohttp.ClientSession) -> bool:
    with suppress(aiohttp.ClientConnectionError):
        async with http.get("/healthz") as answer:
            return await answer.text() == "ok"
    return False


@pytest.mark.parametrize(("key", "status"), [("", 404), ("a-key-that-signs", 403)])
async def test_the_status_page_is_there_where_links_to_it_can_be_signed(
    small_town: Town, key: str, status: int
) -> None:
    """C2: and closed to who comes without one."""
    async with running(app_of(small_town, **PAGES, page_key=key)) as http, http.get("/lage") as answer:
        assert answer.status == status


async def test_pages_need_no_chat(small_town: Town) -> None:
    """F6: PUBLIC_URL alone. HEAD tells what GET would; the server does not tell what it is made with."""
    async with running(app_of(small_town, **PAGES)) as http:
        async with http.get("/konton.json") as answer:
            assert [a["account"] for a in (await answer.json())["accounts"]] == [ACCOUNT]
            length = answer.headers["content-length"]
        async with http.head("/konton.json") as answer:
            assert (answer.status, answer.headers["content-length"], await answer.read()) == (
                200,
                length,
                b"",
            )
            assert "server" not in answer.headers
        async with http.get("/konton") as answer:
            assert HEADERS.items() <= {(name, answer.headers[name]) for name in HEADERS}
        async with http.get("/readyz") as answer:
            assert answer.status == 200
        async with http.post("/slack/events") as answer:
            assert answer.status == 404


async def test_it_stops_without_a_word(small_town: Town, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing is left behind for the event loop to complain of."""
    async with running(app_of(small_town, **PAGES)):
        pass
    gc.collect()
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


async def test_what_stays_is_not_searched_for_garbage(small_town: Town) -> None:
    """A full search of all that is loaded would hold up the answer it comes in; afterwards it is as it was."""
    frozen, threshold = gc.get_freeze_count(), gc.get_threshold()
    async with running(app_of(small_town, **PAGES)):
        assert gc.get_freeze_count() > 10 * len(gc.get_objects(2))
    assert (gc.get_freeze_count(), gc.get_threshold()) == (frozen, threshold)


async def test_pages_and_slack_share_the_address(slack_town: Town, slack: StandIn) -> None:
    """Slack posts from elsewhere, signed: the guard leaves that to Bolt, and guards the rest."""
    app = app_of(slack_town, **over_http(slack), **PAGES)
    async with running(app) as http:
        url = f"http://127.0.0.1:{app.settings.listen_port}"
        talk = Talk(http, url, slack, headers={"Sec-Fetch-Site": "cross-site"})
        answer = await talk.slash(f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
        assert "M-2026-0001" in answer["text"]
        async with http.get("/konton") as page:
            assert ACCOUNT in await page.text()
        async with http.post("/slack/events", data="unsigned") as refused:
            assert refused.status == 401


async def test_without_pages_slack_is_served_alone(slack_town: Town, slack: StandIn) -> None:
    """No PUBLIC_URL, no register; but whether it lives is told."""
    async with running(app_of(slack_town, **over_http(slack))) as http:
        async with http.get("/konton") as answer:
            assert answer.status == 404
        async with http.get("/readyz") as answer:
            assert answer.status == 200


async def test_which_workspace_is_asked_at_start(small_town: Town) -> None:
    """Not at the first visit; the one named is shown."""
    make_workspace(small_town.database, FOUNDED, "Osby kommun", "falkoping")
    with pytest.raises(Refused, match="arbetsytor"):
        async with running(app_of(small_town, **PAGES)):
            pytest.fail("it should not have started")
    async with (
        running(app_of(small_town, **PAGES), "osby-kommun") as http,
        http.get("/konton.json") as answer,
    ):
        assert (await answer.json())["municipality"] == "Osby kommun"


async def test_nothing_to_serve_is_said(small_town: Town) -> None:
    """Neither chat nor pages: it does not run for nothing."""
    with pytest.raises(server.NoDoor) as refused:
        await server.run(app_of(small_town))
    assert "PUBLIC_URL" in refused.value.what_to_do


def test_ready_means_that_the_database_answers_with_its_schema(town: Town, tmp_path: Path) -> None:
    """503 otherwise, and ready again when it does; alive all the time. Neither is kept by a cache."""
    client = TestClient(site(Health(town.database).routes()))
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]
    with town.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = 'older'"))
    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    with town.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": HEAD})
    assert client.get("/readyz").status_code == 200
    assert client.get("/readyz").headers["cache-control"] == "no-store"
    gone = TestClient(site(Health(Database(str(tmp_path / "gone.db"))).routes()))
    assert gone.get("/readyz").status_code == 503


def test_ready_tells_the_doors_and_the_last_beat(small_town: Town) -> None:
    """F2: a bot that has a chat and does not beat reminds nobody; one with pages only has nothing to beat for."""
    at = FOUNDED

    def client(**settings: Any) -> TestClient:
        app = app_of(small_town, **PAGES, **settings)
        state = server.state_of(app, pulse, lambda: at)
        return TestClient(site(Health(small_town.database, state=state).routes()))

    pulse = Pulse(Metrics(), 30)
    chat, alone = client(teams_insecure_local=True), client()
    at += timedelta(minutes=10)
    assert chat.get("/readyz").status_code == 200
    pulse.beat(lambda _at: None, at, lambda: at)
    at += timedelta(minutes=10)
    assert chat.get("/readyz").text.splitlines() == [
        "ready", "database: answers", "doors: teams pages", "last tick: 600 s",
    ]  # fmt: skip
    at += timedelta(seconds=1)
    assert (chat.get("/readyz").status_code, alone.get("/readyz").status_code) == (503, 200)


class Hanging(Database):
    """A database that answers when it may."""

    asked = 0

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.may = threading.Event()

    def read(self) -> AbstractContextManager[Session]:
        """As Database's, when it may."""
        self.asked += 1
        assert self.may.wait(10)
        return super().read()


def test_a_database_that_hangs_holds_one_thread(small_town: Town) -> None:
    """However many ask: each is told after its patience, and the database is asked once."""
    hanging = Hanging(small_town.database.url)
    with TestClient(site(Health(hanging, patience=0.05).routes())) as client:
        assert [client.get("/readyz").status_code for _ in range(5)] == [503] * 5
        assert hanging.asked == 1
        assert client.get("/healthz").status_code == 200
        hanging.may.set()
    hanging.close()
    with TestClient(site(Health(hanging).routes())) as client:
        assert client.get("/readyz").status_code == 200
    hanging.close()


@pytest.mark.parametrize(
    ("settings", "well", "named"),
    [
        ({}, True, ["PUBLIC_URL"]),
        ({"public_url": "http://some.example"}, False, ["http://some.example", "https"]),
        ({"public_url": "http://127.0.0.1:8080"}, True, ["http://127.0.0.1:8080/konton", "PAGE_KEY"]),
        ({"public_url": "https://some.example"}, True, ["https://some.example/konton", "PAGE_KEY"]),
    ],
)
def test_doctor_looks_at_the_pages(
    small_town: Town, settings: dict[str, str], *, well: bool, named: list[str]
) -> None:
    """Where they are, and what is missing; an address without encryption is wrong, but not on this machine."""
    findings = list(examine(app_of(small_town, **settings), small_town.now))
    said = "\n".join(finding.text for finding in findings)
    assert all(name in said for name in named)
    assert all(finding.ok for finding in findings) is well
