"""The bot's parts for a town in Slack, and a dispatch that waits."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
from starlette.applications import Starlette
from starlette.routing import Route

from bot import app as house
from bot.app import App
from bot.doors.slack.opening import opened
from bot.server import serving
from bot.settings import Settings
from commands.command import Reply, Request
from commands.dispatch import Dispatch
from tests.bot.slack.client import SECRET, Talk
from tests.bot.slack.standin import BOT_TOKEN, StandIn
from tests.town import Town

Talking = Callable[..., AbstractAsyncContextManager[Talk]]


class Held(Dispatch):
    """A dispatch whose work waits until `go` is set."""

    def __init__(self, town: Town) -> None:
        super().__init__(town.database, town.store, house.policy_of)
        self.go = threading.Event()
        self._has_come = threading.Event()

    async def reached(self) -> None:
        """Waits until a request has come."""
        assert await asyncio.to_thread(self._has_come.wait, 10), "no request came"

    def handle(self, request: Request) -> Reply:
        """As Dispatch's, when it may."""
        self._has_come.set()
        assert self.go.wait(10), "nobody let the work go on"
        return super().handle(request)


def settings(slack: StandIn, **more: Any) -> Settings:
    """Settings for the stand-in."""
    given = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": SECRET, "slack_api_base_url": slack.api,
             "data_key": "off"}  # fmt: skip
    return Settings(_env_file=None, **(given | more))


def app_of(town: Town, slack: StandIn, dispatch: Dispatch | None = None, **more: Any) -> App:
    """The bot's parts for a town."""
    return App(settings(slack, **more), town.database, town.store, dispatch or town.dispatch)


@asynccontextmanager
async def talking_to(
    town: Town, slack: StandIn, dispatch: Dispatch | None = None, **pace: Any
) -> AsyncIterator[Talk]:
    """Somebody who talks over HTTP to the open door of a town."""
    app = app_of(town, slack, dispatch)
    async with opened(app, now=lambda: town.now, **({"settle_seconds": 0, "ack_seconds": 30} | pace)) as door:
        routes = [Route("/slack/events", door.answer, methods=["POST"])]
        async with serving(Starlette(routes=routes), "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
            yield Talk(http, f"http://127.0.0.1:{port}", slack)
