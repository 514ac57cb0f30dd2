"""The bot's parts for a town in Teams."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import aiohttp
from microsoft_teams.api.auth.cloud_environment import PUBLIC, with_overrides
from starlette.applications import Starlette
from starlette.routing import Route

from bot.app import App
from bot.doors.pace import Pace
from bot.doors.teams.opening import PATH, Opened, opened
from bot.server import serving
from bot.settings import Settings
from commands.dispatch import Dispatch
from tests.bot.teams import keyserver
from tests.bot.teams.client import Talk
from tests.bot.teams.keyserver import CLIENT, KeyServer
from tests.bot.teams.standin import TENANT, StandIn
from tests.town import Town

Talking = Callable[..., AbstractAsyncContextManager[Talk]]
QUICK = ((10_000, 1.0),)


async def at_once(_seconds: float) -> None:
    """Waits for nothing."""


def settings(**more: Any) -> Settings:
    """Settings for the stand-in."""
    given = {
        "teams_client_id": CLIENT,
        "teams_client_secret": "hemligt",
        "teams_tenant_id": TENANT,
        "data_key": "off",
    }
    return Settings(_env_file=None, **(given | more))


def app_of(town: Town, dispatch: Dispatch | None = None, **more: Any) -> App:
    """The bot's parts for a town."""
    return App(settings(**more), town.database, town.store, dispatch or town.dispatch)


@asynccontextmanager
async def door_of(
    town: Town,
    keys: KeyServer,
    dispatch: Dispatch | None = None,
    given: dict[str, Any] | None = None,
    **around: Any,
) -> AsyncIterator[Opened]:
    """The open door of a town, between the stand-ins; `given` are other settings."""
    stands = {
        "now": lambda: town.now, "cloud": with_overrides(PUBLIC, openid_metadata_url=keys.url),
        "token": lambda _scope, _tenant: keyserver.token(aud="connector"), "sleep": at_once, "pace": Pace(QUICK),
        "hosts": (".localhost",), "scheme": "http", "ack_seconds": 10,
    }  # fmt: skip
    async with opened(app_of(town, dispatch, **(given or {})), **(stands | around)) as door:
        yield door


@asynccontextmanager
async def over_http(door: Opened, teams: StandIn) -> AsyncIterator[Talk]:
    """Somebody who talks to the door over HTTP."""
    routes = [Route(PATH, door.answer, methods=["POST"])]
    async with serving(Starlette(routes=routes), "127.0.0.1", 0) as port, aiohttp.ClientSession() as http:
        yield Talk(http, f"http://127.0.0.1:{port}", teams)
