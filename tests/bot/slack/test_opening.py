"""Starting and stopping: which town a team is, what doctor says, the bot as a whole."""

import asyncio
import signal
import socket

import aiohttp
import pytest

from bot import app as house
from bot import server
from bot.doors.slack.connect import connect
from bot.doors.slack.opening import opened
from core.errors import Refused
from tests.bot.slack.client import Talk, buttons
from tests.bot.slack.standin import APP_TOKEN, TEAM, StandIn
from tests.bot.slack.wiring import app_of
from tests.ports import free_port
from tests.town import ACCOUNT, EDITOR, Town, local


async def test_the_first_start_connects_the_only_town(small_town: Town, slack: StandIn) -> None:
    """With a row in the log; the second start changes nothing (S3)."""
    for _ in range(2):
        async with opened(app_of(small_town, slack)):
            pass
    with small_town.database.read() as session:
        from sqlmodel import select

        from core.audit import AuditRow

        assert small_town.home(session).slack_team == TEAM
        rows = session.exec(select(AuditRow).where(AuditRow.action == "workspace.connected")).all()
    assert len(rows) == 1


def test_a_town_stays_with_its_team(small_town: Town) -> None:
    """Another team's token opens nothing."""
    connect(small_town.database, small_town.now, TEAM)
    with pytest.raises(Refused):
        connect(small_town.database, small_town.now, "T0OTHER")
    house.make_workspace(small_town.database, small_town.now, "Grannbyns kommun", "falkoping")
    assert connect(small_town.database, small_town.now, TEAM) == "falköpings-kommun"
    with pytest.raises(Refused):
        connect(small_town.database, small_town.now, TEAM, "grannbyns-kommun")
    assert connect(small_town.database, small_town.now, "T0OTHER", "grannbyns-kommun") == "grannbyns-kommun"


@pytest.mark.parametrize(
    ("method", "setting"), [("auth.test", "SLACK_BOT_TOKEN"), ("apps.connections.open", "SLACK_APP_TOKEN")]
)
async def test_a_token_slack_does_not_take_is_told(
    small_town: Town, slack: StandIn, method: str, setting: str
) -> None:
    """With what to do."""
    slack.tell(method, body={"ok": False, "error": "invalid_auth"})
    with pytest.raises(Refused) as refused:
        async with opened(app_of(small_town, slack, slack_app_token=APP_TOKEN)):
            pass
    assert "invalid_auth" in refused.value.text
    assert setting in refused.value.text


async def test_a_slack_out_of_reach_is_told(small_town: Town, slack: StandIn) -> None:
    """Not a trace of calls, and the token is not to blame."""
    with pytest.raises(Refused) as refused:
        async with opened(app_of(small_town, slack, slack_api_base_url="http://127.0.0.1:1/api/")):
            pass
    assert "SLACK_BOT_TOKEN" not in refused.value.text


async def test_stray_client_settings_change_nothing(
    slack: StandIn, slack_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bolt would drop the bot's token for an installation's when it finds these."""
    monkeypatch.setenv("SLACK_CLIENT_ID", "1.2")
    monkeypatch.setenv("SLACK_CLIENT_SECRET", "stray")
    await _whole(slack, slack_town)


async def test_the_whole_bot_answers_and_stops(slack: StandIn, slack_town: Town) -> None:
    """HTTP and Socket Mode at once; it stops at SIGTERM."""
    await _whole(slack, slack_town)


async def test_a_reminder_goes_out_by_itself(slack: StandIn, slack_town: Town) -> None:
    """F10: to the editor's own conversation, with a button that is a command."""
    slack_town.say(EDITOR, f'fråga {ACCOUNT} text="Stänger ni <!channel> i jul?"', local(2026, 9, 17, 9, 0))
    slack_town.now = local(2026, 9, 18, 8, 5)
    stop = asyncio.Event()
    app = app_of(slack_town, slack, slack_app_token=APP_TOKEN, slack_signing_secret="")
    running = asyncio.create_task(server.run(app, stop=stop, now=lambda: slack_town.now))
    message = await slack.called("chat.postMessage")
    stop.set()
    await running
    assert message["channel"] == "D0EDITOR"
    assert "F-2026-0001" in message["text"]
    assert any("F-2026-0001" in button["value"] for button in buttons(message))


async def _whole(slack: StandIn, town: Town) -> None:
    port = free_port()
    app = app_of(town, slack, slack_app_token=APP_TOKEN, listen_port=port)
    running = asyncio.create_task(server.run(app, now=lambda: town.now))
    await slack.socket()
    async with aiohttp.ClientSession() as http:
        url = f"http://127.0.0.1:{port}"
        await _healthy(http, url)
        answer = await Talk(http, url, slack).slash(f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
    assert "M-2026-0001" in answer["text"]
    signal.raise_signal(signal.SIGTERM)
    async with asyncio.timeout(10):
        await running


async def _healthy(http: aiohttp.ClientSession, url: str) -> None:
    async with asyncio.timeout(10):
        while True:
            try:
                async with http.get(f"{url}/healthz") as answer:
                    assert await answer.text() == "ok"
                    return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0)


async def test_without_a_door_it_says_what_is_missing(small_town: Town, slack: StandIn) -> None:
    """It does not run for nothing."""
    app = app_of(small_town, slack, slack_bot_token="", slack_signing_secret="")
    with pytest.raises(server.NoDoor) as refused:
        await server.run(app)
    assert "SLACK_BOT_TOKEN" in refused.value.what_to_do


async def test_a_port_that_is_taken_is_told(slack: StandIn, slack_town: Town) -> None:
    """With its number and its setting; what was opened before is closed."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refused) as refused:
            await server.run(app_of(slack_town, slack, listen_port=port), now=lambda: slack_town.now)
    assert str(port) in refused.value.text
    assert "LISTEN_PORT" in refused.value.what_to_do
