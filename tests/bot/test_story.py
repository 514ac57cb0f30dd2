"""The main job played at every door: what works in one works in all, and leaves the same rows as the terminal."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Any

import pytest

from tests.bot.slack import player as slack
from tests.bot.story import STORIES, Story, by_hand, rows
from tests.bot.teams import player as teams
from tests.town import Town, local

Playing = Callable[[Town], AbstractAsyncContextManager[Any]]
DOORS: dict[str, Playing] = {"slack": slack.playing, "teams": teams.playing}


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_each_way_leaves_the_same_rows(door: str, story: Story, small_town: Town, twin: Town) -> None:
    """F1, F3, F10, F11, F13, F14, C1: the doors decide nothing."""
    small_town.now = twin.now = local(2026, 9, 15, 9, 0)
    async with DOORS[door](small_town) as player:
        await story(player)
    by_hand(twin, player.link)
    assert rows(small_town) == rows(twin)
