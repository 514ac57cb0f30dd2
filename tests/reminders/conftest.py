"""A town whose bot speaks: its worker, and a recorder of what it says."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import select

from bot import app as house
from core.outbox import Reminder
from reminders.worker import Worker
from tests.reminders.recorder import Recorder
from tests.town import ACCOUNT, EDITOR, Town, local

ASKED = local(2026, 11, 20, 15)
SETTLED = local(2026, 11, 19, 16)  # everything older is said and done by then


@dataclass
class Speaking:
    """A town, its worker and what it has said."""

    town: Town
    worker: Worker
    heard: Recorder

    def beat(self, at: datetime) -> None:
        """One beat of the metronome."""
        self.worker.run(at, self.heard)

    def quietly(self, at: datetime) -> None:
        """As `beat`, and forgets what was said before."""
        self.heard.clear()
        self.beat(at)

    def outbox(self) -> list[Reminder]:
        """Every reminder there is, in order."""
        with self.town.database.read() as session:
            return list(session.exec(select(Reminder).order_by(Reminder.id)))  # type: ignore[arg-type]


@pytest.fixture
def speaking(town: Town) -> Speaking:
    """On each database."""
    return Speaking(town, Worker(town.database, house.policy_of), Recorder())


@pytest.fixture
def small(small_town: Town) -> Speaking:
    """On SQLite only."""
    return Speaking(small_town, Worker(small_town.database, house.policy_of), Recorder())


@pytest.fixture
def asked(speaking: Speaking) -> Speaking:
    """On Friday afternoon a question came to the only editor's account; all is said up to Monday morning."""
    return _asked(speaking)


@pytest.fixture
def small_asked(small: Speaking) -> Speaking:
    """As `asked`, on SQLite only."""
    return _asked(small)


def _asked(speaking: Speaking) -> Speaking:
    speaking.beat(SETTLED)
    speaking.town.say(EDITOR, f"inlägg {ACCOUNT}", ASKED)
    speaking.town.say(EDITOR, f"fråga {ACCOUNT}", ASKED)
    speaking.quietly(ASKED)
    speaking.quietly(local(2026, 11, 23, 9))
    return speaking
