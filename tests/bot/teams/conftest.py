"""A town whose editor is in Teams, a stand-in for the connector, real keys, and the bot between them over real HTTP."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bot.doors.teams.connect import connect
from commands.dispatch import Dispatch
from tests.bot.teams.client import EDITOR, Talk
from tests.bot.teams.keyserver import KeyServer, serving_keys
from tests.bot.teams.standin import TENANT, StandIn, standing_in
from tests.bot.teams.wiring import Talking, door_of, over_http
from tests.town import ADMIN, Town
from tests.town import EDITOR as EVA


@pytest.fixture
def teams_town(small_town: Town) -> Town:
    """A town connected to Teams, whose editor is linked."""
    connect(small_town.database, small_town.now, TENANT)
    small_town.say(ADMIN, f"person koppla {EVA} chatt={EDITOR}")
    return small_town


@pytest.fixture
def keys() -> Iterator[KeyServer]:
    """The server of the connector's keys."""
    with serving_keys() as served:
        yield served


@pytest.fixture
async def teams() -> AsyncIterator[StandIn]:
    """Teams' connector; at the end nothing may have been sent that Teams would refuse."""
    async with standing_in() as made:
        yield made
        assert made.faults == []


@pytest.fixture
def talking(teams_town: Town, teams: StandIn, keys: KeyServer) -> Talking:
    """Opens the door over HTTP, with another dispatch or pace where a test needs it."""

    @asynccontextmanager
    async def opens(dispatch: Dispatch | None = None, **around: Any) -> AsyncIterator[Talk]:
        async with door_of(teams_town, keys, dispatch, **around) as door, over_http(door, teams) as talk:
            yield talk

    return opens


@pytest.fixture
async def talk(talking: Talking) -> AsyncIterator[Talk]:
    """The editor in Teams, talking to the bot."""
    async with talking() as made:
        yield made
