"""The bot's parts for a town in Slack, and a dispatch that waits."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

from bot import app as house
from bot.app import App
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
    given = {"slack_bot_token": BOT_TOKEN, "slack_signing_secret": SECRET, "slack_api_base_url": slack.api}
    return Settings(_env_file=None, **(given | more))


def app_of(town: Town, slack: StandIn, dispatch: Dispatch | None = None, **more: Any) -> App:
    """The bot's parts for a town."""
    return App(settings(slack, **more), town.database, town.store, dispatch or town.dispatch)
