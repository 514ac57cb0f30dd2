"""The trial: reminders keep coming, replicas keep being killed; at the end, who got what how often."""

import asyncio
import logging
import multiprocessing
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from random import Random
from time import monotonic

from sqlmodel import Session, col, func, select

from bot import app as house
from bot.doors.slack.connect import connect
from core import outbox, people, presence, workspace
from core.database import Database, take_turn
from core.outbox import Reminder, State
from core.people import Person, Role
from core.scope import Scope
from core.sendings import Sending
from tests.bot.slack.standin import TEAM, standing_in
from tests.kill.replica import SPEED, Clock, beat
from tests.kill.storm import Storm
from tests.town import local

ADMINS, REPLICAS = 12, 2
BEGAN = local(2026, 11, 23, 8, 30)
PATIENCE = 600  # seconds until all must have been said, once nobody is killed any more


@dataclass
class Verdict:
    """What came of it. `lost` and `twice` hold (who, what)."""

    kills: int
    reminders: int = 0
    messages: int = 0
    found: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)
    twice: list[tuple[str, str]] = field(default_factory=list)
    not_sent: dict[str, int] = field(default_factory=dict)
    weather: dict[str, int] = field(default_factory=dict)
    seconds: float = 0

    @property
    def is_well(self) -> bool:
        """Everybody got everything, once."""
        return not (self.lost or self.twice or self.not_sent)


async def run(url: str, kills: int, seed: int = 1, *, blind: bool = False) -> Verdict:
    """Kills two replicas on an empty PostgreSQL database so often, at random moments."""
    chance, started = Random(seed), monotonic()
    slack = Storm(Random(seed))
    database = Database(url)
    _found(database)
    async with standing_in(slack):
        crowd = _Crowd(url, slack.api, blind)
        asked = await _kill(crowd, database, chance, kills)
        await asyncio.to_thread(crowd.start_all)
        await _until_said(database)
        crowd.end()
    verdict = _judge(database, slack, asked)
    verdict.kills, verdict.seconds = kills, monotonic() - started
    database.close()
    return verdict


class _Crowd:
    """The replicas. They come from one server process that has everything imported, so that they start at once."""

    def __init__(self, url: str, api: str, blind: bool) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["__main__", "tests.kill.warm"])
        self._arguments = (url, api, Clock(BEGAN, monotonic()))
        self._blind = blind
        self._running: list[BaseProcess] = []
        self.start_all()

    def start_all(self) -> None:
        """As many as there are to be."""
        while len(self._running) < REPLICAS:
            process = self._context.Process(target=beat, args=self._arguments, kwargs={"blind": self._blind})
            process.start()
            self._running.append(process)

    def kill(self, number: int) -> None:
        """SIGKILL."""
        process = self._running.pop(number)
        assert process.is_alive(), f"a replica ended by itself: {process.exitcode}"
        process.kill()
        process.join()

    def end(self) -> None:
        """All of them."""
        while self._running:
            self.kill(0)


async def _kill(crowd: _Crowd, database: Database, chance: Random, kills: int) -> list[str]:
    """Something new to say before every other kill; who was asked about."""
    asked = []
    for number in range(kills):
        if number % 2 == 0:
            asked.append(f"UNEW{number:04d}")
            await asyncio.to_thread(_stranger, database, asked[-1])
        await asyncio.sleep(chance.uniform(0.05, 0.9))
        await asyncio.to_thread(crowd.kill, chance.randrange(REPLICAS))
        await asyncio.to_thread(crowd.start_all)
    return asked


def _found(database: Database) -> None:
    house.make_workspace(database, BEGAN, "Falköpings kommun", "falkoping")
    connect(database, BEGAN, TEAM)
    with database.write() as session:
        home = workspace.find(session, "")
        take_turn(session, home.id)
        rules = house.policy_of(home)
        scope = Scope(session, home, rules, workspace.calendar_of(home, rules), BEGAN)
        presence.link(
            scope, _operator(scope), "slack", TEAM, "U0OPERATOR"
        )  # else others are told its reminders
        for number in range(ADMINS):
            admin = people.add(scope, f"admin-{number}", (Role.ADMIN,))
            presence.link(scope, admin, "slack", TEAM, f"U0ADMIN{number}")


def _operator(scope: Scope) -> Person:
    found = people.identify(scope.session, scope.workspace_id, "admin")
    assert found
    return found


def _stranger(database: Database, user: str) -> None:
    """Somebody nobody knows writes to the bot: every administrator is asked to link them."""
    with database.write() as session:
        home = workspace.find(session, "")
        take_turn(session, home.id)
        outbox.ask_to_link(session, home, "slack", TEAM, user, BEGAN)


async def _until_said(database: Database) -> None:
    ends = monotonic() + PATIENCE
    while monotonic() < ends and await asyncio.to_thread(_waits, database):  # noqa: ASYNC110  (others write)
        await asyncio.sleep(0.2)


def _waits(database: Database) -> bool:
    with database.read() as session:
        return bool(_count(session, State.PENDING) or session.exec(select(Sending)).first())


def _count(session: Session, *states: State) -> int:
    """How many reminders there are in those states."""
    return session.exec(select(func.count(col(Reminder.id))).where(col(Reminder.state).in_(states))).one()


def _judge(database: Database, slack: Storm, asked: list[str]) -> Verdict:
    """Every administrator has to have read of every stranger in exactly one message."""
    verdict = Verdict(0, len(asked) * ADMINS, weather=dict(slack.seen))
    assert slack.faults == []
    for number in range(ADMINS):
        messages = slack.channels[f"D0ADMIN{number}"]
        verdict.messages += len(messages)
        read = Counter(user for each in messages for user in asked if user in str(each["blocks"]))
        verdict.lost += [(f"admin-{number}", user) for user in asked if not read[user]]
        verdict.twice += [(f"admin-{number}", user) for user in asked if read[user] > 1]
    with database.read() as session:
        left = {state: _count(session, state) for state in State if state is not State.SENT}
    verdict.not_sent = {state: count for state, count in left.items() if count}
    return verdict


Report = Callable[[Verdict], str]


def in_words(verdict: Verdict) -> str:
    """The verdict in a few lines."""
    weather = ", ".join(f"{kind} {count}" for kind, count in sorted(verdict.weather.items()))
    return "\n".join((
        f"{verdict.kills} kills of {REPLICAS} replicas in {verdict.seconds:.0f} s, their clock {SPEED} times ours",
        f"{verdict.reminders} reminders to {ADMINS} people in {verdict.messages} messages",
        f"lost: {len(verdict.lost)}, twice: {len(verdict.twice)}, left in the outbox: {verdict.not_sent or 0}",
        f"the platform's answers: {weather}",
    ))  # fmt: skip


def quiet() -> None:
    """What is expected to fail is not shown."""
    logging.getLogger("somerad").setLevel(logging.CRITICAL)
