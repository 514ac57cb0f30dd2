"""A town whose editor is in Slack, a stand-in for Slack's Web API, and the bot between them over real HTTP."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from bot.doors.slack.connect import connect
from bot.doors.slack.opening import opened
from bot.server import serving
from commands.dispatch import Dispatch
from tests.bot.slack.client import EDITOR, Talk
from tests.bot.slack.standin import TEAM, StandIn, standing_in
from tests.bot.slack.wiring import Talking, app_of
from tests.town import ADMIN, Town
from tests.town import EDITOR as EVA


@pytest.fixture
def slack_town(small_town: Town) -> Town:
    """A town connected to Slack, whose editor is linked."""
    connect(small_town.database, small_town.now, TEAM)
    small_town.say(ADMIN, f"person koppla {EVA} chatt={EDITOR}")
    return small_town


@pytest.fixture
async def slack() -> AsyncIterator[StandIn]:
    """Slack's Web API; at the end nothing may have been sent that Slack would refuse."""
    async with standing_in() as made:
        yield made
        assert made.faults == []


@pytest.fixture
def talking(slack_town: Town, slack: StandIn) -> Talking:
    """Opens the door over HTTP, with another dispatch or pace where a test needs it."""

    @asynccontextmanager
    async def over_http(dispatch: Dispatch | None = None, **pace: Any) -> AsyncIterator[Talk]:
        app = app_of(slack_town, slack, dispatch)
        async with opened(app, now=lambda: slack_town.now, **({"settle_seconds": 0} | pace)) as door:
            routes = [Route("/slack/events", door.answer, methods=["POST"])]
            async with (
                serving(Starlette(routes=routes), "127.0.0.1", 0) as port,
                aiohttp.ClientSession() as http,
            ):
                yield Talk(http, f"http://127.0.0.1:{port}", slack)

    return over_http


@pytest.fixture
async def talk(talking: Talking) -> AsyncIterator[Talk]:
    """The editor in Slack, talking to the bot."""
    async with talking() as made:
        yield made
