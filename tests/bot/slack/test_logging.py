"""What the door logs at its most talkative: nothing that anybody wrote."""

import logging
from collections.abc import Iterator
from io import StringIO

import pytest

from bot import logs
from tests.bot.slack.wiring import Talking
from tests.town import ACCOUNT

WORDS = "Hej min dotter Hedvig mobbas av sin lärare"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Everything that is logged with LOG_LEVEL=DEBUG."""
    root, stream = logging.getLogger(), StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    before = root.handlers, root.level, {name: logging.getLogger(name).level for name in logs.QUIET}
    logs.set_up("DEBUG", "text")
    yield stream
    root.handlers, level, levels = before
    root.setLevel(level)
    for name, each in levels.items():
        logging.getLogger(name).setLevel(each)


async def test_at_debug_no_words_are_logged(written: StringIO, talking: Talking) -> None:
    """S5: neither by the bot nor by Bolt, which prints what it is sent where it may."""
    async with talking() as talk:
        answer = await talk.slash(f'fråga {ACCOUNT} text="{WORDS}"')
    assert "F-2026-0001" in answer["text"]
    logged = written.getvalue()
    assert "debug" in logged
    assert not any(word in logged for word in WORDS.split() if len(word) > 4)
