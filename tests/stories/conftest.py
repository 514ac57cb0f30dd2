"""A town a story: its own database, made by its own guideline."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.telling import Story


@pytest.fixture
def tell(tmp_path: Path) -> Iterator[Callable[..., Story]]:
    """Begins a story under a guideline, by its name or by a file's text."""
    told: list[Story] = []

    def begin(policy: str, text: str | None = None) -> Story:
        told.append(Story(tmp_path, policy, text))
        return told[-1]

    yield begin
    for story in told:
        story.database.close()
