"""Exactly one message a reminder, though replicas die: a sample. All 200: `uv run python -m tests.kill 200`."""

import pytest

from core.database import Database
from tests.kill.trial import in_words, run


@pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
async def test_killed_replicas_lose_nothing_and_say_nothing_twice(empty_database: Database) -> None:
    """SIGKILL at random moments, two replicas, a platform that answers 429, 500, hangs and drops connections."""
    verdict = await run(empty_database.engine.url.render_as_string(hide_password=False), kills=8, seed=7)
    assert verdict.is_well, in_words(verdict)
    assert sum(count for kind, count in verdict.weather.items() if kind != "well") > 5
