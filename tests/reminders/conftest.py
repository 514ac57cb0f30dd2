"""A town whose bot speaks: its worker, and a recorder of what it says."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlmodel import select

from bot import app as house
from core.outbox import Reminder
from reminders.worker import Worker
from tests.reminders.recorder import Recorder
from tests.town import Town


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
