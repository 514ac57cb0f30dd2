"""Told to stop, the bot is gone within ten seconds: after what is under way, or without it where that hangs."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import pytest

from bot.doors.slack.connect import connect
from tests.bot.slack.client import EDITOR as IN_SLACK
from tests.bot.slack.client import SECRET, Talk
from tests.bot.slack.standin import BOT_TOKEN, TEAM, StandIn, standing_in
from tests.ports import free_port
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, EDITOR, Town


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """Slack's Web API."""
    async with standing_in() as made:
        yield made


@asynccontextmanager
async def running(town: Town, slack: StandIn) -> AsyncIterator[tuple[asyncio.subprocess.Process, Talk]]:
    """`somerad run` in a process of its own, and the editor in Slack."""
    connect(town.database, town.now, TEAM)
    town.say(ADMIN, f"person koppla {EDITOR} chatt={IN_SLACK}")
    port = free_port()
    env = os.environ | {  # noqa: TID251
        "DATABASE_URL": town.database.url, "SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_BASE_URL": slack.api, "LISTEN_PORT": str(port), "EVIDENCE_URL": town.store.url,
        "LOG_FORMAT": "json", "DATA_KEY": "off",
    }  # fmt: skip
    somerad = Path(sys.executable).parent / "somerad"
    bot = await asyncio.create_subprocess_exec(somerad, "run", env=env, stderr=asyncio.subprocess.PIPE)
    try:
        async with aiohttp.ClientSession() as http:
            url = f"http://127.0.0.1:{port}"
            await _answers(http, f"{url}/readyz", bot)
            yield bot, Talk(http, url, slack)
    finally:
        if bot.returncode is None:
            bot.kill()
            await bot.wait()


async def _answers(http: aiohttp.ClientSession, url: str, bot: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(120):
        while bot.returncode is None:
            try:
                async with http.get(url) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.1)
    pytest.fail((await bot.communicate())[1].decode())


async def _told_by(bot: asyncio.subprocess.Process) -> str:
    """What is logged from SIGTERM to the end, which comes by itself."""
    bot.send_signal(signal.SIGTERM)
    _out, err = await asyncio.wait_for(bot.communicate(), 120)
    return err.decode()


async def test_it_stops_after_what_is_under_way(small_town: Town, slack: StandIn) -> None:
    async with running(small_town, slack) as (bot, talk):
        answer = await talk.slash(f"inlägg {ACCOUNT}")
        logged = await _told_by(bot)
    assert answer["status"] == 200
    assert bot.returncode == 0, logged
    assert len(contents(small_town.database)["post"]) == 1


async def test_a_call_that_hangs_does_not_hold_it(small_town: Town, slack: StandIn) -> None:
    """Slack takes the form and does not answer: the process is gone in time, and says what it left."""
    never = asyncio.Event()
    slack.tell("views.open", after=never)
    async with running(small_town, slack) as (bot, talk):
        asked = asyncio.create_task(talk.slash("moderera"))
        await slack.called("views.open")
        logged = await _told_by(bot)
        never.set()
        asked.cancel()
    assert bot.returncode in {0, 1}, logged
    assert "told to stop" in logged
