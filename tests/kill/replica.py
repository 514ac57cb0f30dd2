"""A replica: a process of its own that beats as the metronome does, on a clock that runs faster than ours."""

import os
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from time import monotonic

from bot import app as house
from bot.doors.pace import Pace
from bot.doors.slack.sender import SlackSender
from core.database import Database
from reminders.sending import SendError, Sent
from reminders.worker import Worker
from tests.bot.slack.standin import BOT_TOKEN, TEAM

SPEED = 12  # seconds of theirs in one of ours
TIME_OUT = 0.5
QUICK = ((100, 1.0),)
AT_ONCE = 4


@dataclass(frozen=True)
class Clock:
    """The time it is for all replicas: `began` was at `zero` of the machine's monotonic clock."""

    began: datetime
    zero: float

    def __call__(self) -> datetime:
        return self.began + timedelta(seconds=(monotonic() - self.zero) * SPEED)


class Blind(SlackSender):
    """Knows nothing of what it has sent: to see that the test would notice."""

    def find(self, _address: str, _name: str, _after: str) -> Sent | None:
        """Can't be known."""
        raise SendError("", permanent=True)


def beat(url: str, api: str, clock: Clock, *, blind: bool = False) -> None:
    """Beats until it is killed, or told to stop by the end of its parent."""
    database, parent, pause = Database(url), os.getppid(), threading.Event()
    kind = Blind if blind else SlackSender
    sender = kind(BOT_TOKEN, api, TEAM, Pace(QUICK), Pace(QUICK), seconds=TIME_OUT)
    worker = Worker(database, house.policy_of, clock, AT_ONCE)
    while os.getppid() == parent:
        worker.run(clock(), sender)
        pause.wait(0.02)
