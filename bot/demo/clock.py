"""The demo's time: it passes when somebody lets it, and every sweep that would have come comes, in order."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import app as house
from bot.app import App
from bot.doors.ticking import TerminalSender
from core import outbox, watch, workspace, worktime
from core.card import Card
from core.database import Database
from core.errors import Refused
from core.words import _
from core.workspace import Workspace
from core.worktime import Calendar
from reminders.sending import Sender
from reminders.worker import Worker

MINUTE = timedelta(minutes=1)
MAX_AHEAD = timedelta(days=400)


@dataclass(frozen=True)
class Message:
    """Something the bot said by itself: when, to whom (a short name), and what."""

    at: datetime
    to: str
    card: Card


def home_of(database: Database) -> Workspace:
    """The sample municipality. Refused where there is a real one: its time is not played with."""
    with database.read() as session:
        homes = workspace.everyone(session)
    if not homes or not all(home.is_demo for home in homes):
        raise Refused(
            _("This is no demo's database: time is not played with where people work."),
            _("Start the demo on its own: somerad demo"),
        )
    return homes[0]


def calendar_of(home: Workspace) -> Calendar:
    """The municipality's calendar."""
    return workspace.calendar_of(home, house.policy_of(home))


def next_working_day(now: datetime, calendar: Calendar) -> datetime:
    """When the office opens on the next working day."""
    day = calendar.local(now).date() + worktime.DAY
    while not calendar.is_working_day(day):
        day += worktime.DAY
    return calendar.at(day, calendar.office_open)


class Clock:
    """Lets time pass: every sweep that would have come, in order, with what the bot then says."""

    def __init__(self, app: App) -> None:
        self.database = app.database
        self.worker = Worker(app.database, house.policy_of)

    def advance(self, start: datetime, until: datetime) -> Iterator[Message]:
        """What is said after `start`, until and including `until`."""
        now = start
        while now < until:
            now = self.next(now, until)
            yield from self.sweep(now)

    def sweep(self, now: datetime) -> Iterator[Message]:
        """What is said at one time."""
        sender = TerminalSender()
        self.send(now, sender)
        for to, card in sender.said:
            yield Message(now, to, card)

    def send(self, now: datetime, sender: Sender) -> None:
        """Has a sender say what is said at one time."""
        self.worker.run(now, sender)

    def next(self, now: datetime, until: datetime) -> datetime:
        """The next time at which something may be due; at least a minute on, and not after `until`."""
        with self.database.read() as session:
            found = [at for at in (watch.next_due(session), outbox.next_due(session)) if at is not None]
        return min(max(min(found, default=until), now + MINUTE), until)
