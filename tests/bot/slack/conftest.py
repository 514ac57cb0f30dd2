"""A town whose editor is in Slack, a stand-in for Slack's Web API, and the bot between them over real HTTP."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from bot.doors.slack.connect import connect
from tests.bot.slack.client import EDITOR, Talk
from tests.bot.slack.standin import TEAM, StandIn, standing_in
from tests.bot.slack.wiring import Talking, talking_to
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

    return partial(talking_to, slack_town, slack)


@pytest.fixture
async def talk(talking: Talking) -> AsyncIterator[Talk]:
    """The editor in Slack, talking to the bot."""
    async with talking() as made:
        yield made
