"""Teams and Slack in one process, behind one HTTP server: opened by settings, connected once, loaded where asked."""

import asyncio
import logging
import subprocess
import sys
from typing import Any

import aiohttp
import pytest

from bot import server
from bot.app import App, make_workspace
from bot.doors.teams.connect import connect
from bot.settings import Settings
from core.errors import Refused
from tests.bot.slack.standin import BOT_TOKEN, TEAM
from tests.bot.slack.standin import standing_in as slack_standing_in
from tests.bot.slack.wiring import SECRET
from tests.bot.teams.keyserver import CLIENT
from tests.bot.teams.standin import TENANT
from tests.bot.teams.wiring import settings
from tests.ports import free_port
from tests.records import audit_rows
from tests.town import FOUNDED, Town

OTHER = "99999999-1c2f-4d36-8a52-7c0f1e6a9b10"


def test_a_town_is_connected_to_its_tenant_once(small_town: Town) -> None:
    """S3."""
    assert [connect(small_town.database, FOUNDED, TENANT) for _twice in range(2)] == ["falköpings-kommun"] * 2
    assert [row.action for row in audit_rows(small_town)].count("workspace.connected") == 1


def test_a_town_stays_with_its_tenant_and_a_tenant_with_its_town(small_town: Town) -> None:
    """S8."""
    connect(small_town.database, FOUNDED, TENANT)
    make_workspace(small_town.database, FOUNDED, "Skövde", "falkoping")
    for tenant, slug in ((OTHER, "falköpings-kommun"), (TENANT, "skövde")):
        with pytest.raises(Refused) as refused:
            connect(small_town.database, FOUNDED, tenant, slug)
        assert refused.value.what_to_do


def test_without_teams_its_sdk_is_not_loaded() -> None:
    """It takes seconds, and as much memory as all the rest."""
    asked = "import sys, bot.server, bot.doctor, bot.cli; print([m for m in sys.modules if m.startswith('microsoft')])"
    assert (
        subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True).stdout.strip() == "[]"
    )


async def test_both_chats_run_in_one_process_behind_one_server(
    small_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """Each at its own path; what stops one stops both."""
    caplog.set_level("INFO", logger="somerad.server")
    port = free_port()
    hears = _Hears()
    server.log.addHandler(hears)
    async with slack_standing_in() as slack:
        given: dict[str, Any] = {
            "slack_bot_token": BOT_TOKEN, "slack_signing_secret": SECRET, "slack_api_base_url": slack.api,
            "listen_port": port,
        }  # fmt: skip
        app = App(settings(**given), small_town.database, small_town.store, small_town.dispatch)
        stop = asyncio.Event()
        running = asyncio.create_task(server.run(app, stop=stop, now=lambda: small_town.now))
        await _until_it_runs(running, hears)
        async with aiohttp.ClientSession(f"http://127.0.0.1:{port}") as http:
            statuses = {path: (await http.post(path, json={"type": "message"})).status
                        for path in ("/slack/events", "/api/messages")}  # fmt: skip
            assert statuses == {"/slack/events": 401, "/api/messages": 401}
            assert (await http.get("/healthz")).status == 200
        stop.set()
        await running
    server.log.removeHandler(hears)
    with small_town.database.read() as session:
        home = small_town.home(session)
        assert (home.slack_team, home.teams_tenant, home.doors) == (TEAM, TENANT, ("slack", "teams"))


class _Hears(logging.Handler):
    """Sets an event when the bot says that it runs."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        """One line of the log."""
        if record.getMessage() == "the bot is running":
            self.runs.set()


async def _until_it_runs(running: "asyncio.Task[None]", hears: _Hears) -> None:
    waiting = asyncio.create_task(hears.runs.wait())
    await asyncio.wait({running, waiting}, timeout=60, return_when=asyncio.FIRST_COMPLETED)
    assert hears.runs.is_set(), running


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"teams_client_id": CLIENT}, "all three"),
        ({"teams_tenant_id": "falkoping.se"}, "is no ID"),
        ({"teams_insecure_local": True, "teams_client_secret": "x"}, "believes anybody"),
        ({"teams_insecure_local": True, "listen_host": "0.0.0.0"}, "LISTEN_HOST"),  # noqa: S104
        ({"teams_card_bytes": 100}, "greater than or equal to 16000"),
    ],
)
def test_settings_that_can_t_be_used_are_refused(given: dict[str, Any], named: str) -> None:
    """At start, with how to mend them."""
    with pytest.raises(ValueError, match=named):
        Settings(_env_file=None, **given)
