"""The sample municipality, made once; each test plays in a copy of it, at a page of its own."""

import copy
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from bot import app as house
from bot.app import App
from bot.demo import history, run
from bot.doors.web.demo.opening import address_of, choose_port
from bot.doors.web.demo.pages import DemoPages
from bot.doors.web.demo.play import Play
from bot.doors.web.demo.room import Room, RoomSender
from bot.settings import Settings
from tests.bot.web.browser import reading, served
from tests.bot.web.demo.visitor import Visitor

SETTINGS = Settings(_env_file=None, page_key="k" * 32)  # type: ignore[call-arg]


@dataclass
class Sample:
    """A sample municipality and its conversations."""

    app: App
    room: Room


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    """The sample municipality; what was due before the weekend has been said in the room."""
    room = Room(history.LAST_SWEEP)
    app = run.make(SETTINGS, tmp_path_factory.mktemp("sample"), RoomSender(room))
    room.now = history.NOW
    yield Sample(app, room)
    app.database.close()


@pytest.fixture
def sample(made: Sample, tmp_path: Path, port: int) -> Iterator[Sample]:
    """A copy of it."""
    with sqlite3.connect(str(made.app.database.engine.url.database)) as source:
        source.execute("VACUUM INTO ?", (str(tmp_path / "copy.db"),))
    urls = {
        "database_url": str(tmp_path / "copy.db"),
        "evidence_url": f"file://{tmp_path / 'evidence'}",
        "public_url": address_of(port),
    }
    app = house.build(SETTINGS.model_copy(update=urls))
    yield Sample(app, copy.deepcopy(made.room))
    app.database.close()


@pytest.fixture
def port() -> int:
    """Where the demo will be open: the bot's links lead there."""
    return choose_port(0)


@pytest.fixture
def address(sample: Sample, port: int) -> Iterator[str]:
    """Where the demo is open; its reminders come without a pause between."""
    with served(DemoPages(Play(sample.app, sample.room, pause=0)).app, port) as url:
        yield url


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """A browser's page there, where nothing may fail."""
    with reading(browser, address, viewport={"width": 1280, "height": 860}) as page:
        page.set_default_timeout(5_000)
        yield page


@pytest.fixture
def visitor(page: Page) -> Visitor:
    """Somebody at it."""
    return Visitor(page)
