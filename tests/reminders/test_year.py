"""A simulated year: no reminder repeats, none comes outside its window, none is missed (F1-F14, C1, C2, S7)."""

from collections import Counter
from datetime import datetime, timedelta
from random import Random

import pytest
from sqlmodel import func, select

from core.outbox import Reminder, State
from core.watch import Watch
from tests.reminders.calendar import may_speak
from tests.reminders.conftest import Speaking
from tests.reminders.life import END, START, Life
from tests.reminders.oracle import expected

SEEDS = (20260901,)
MOST = 6  # reminders in a message
HALF = timedelta(days=182)


def next_due(speaking: Speaking) -> datetime:
    """The next instant at which something can fall due."""
    with speaking.town.database.read() as session:
        look = session.exec(select(func.min(Watch.next_check_at))).one()
        send = session.exec(
            select(func.min(Reminder.next_try_at)).where(Reminder.state == State.PENDING)
        ).one()
    return min((at for at in (look, send) if at), default=END)


def live(
    speaking: Speaking, life: Life, others: list[datetime], *, ticked: bool, until: datetime = END
) -> dict[str, datetime]:
    """Lives the year, beating at `others`; if `ticked`, also at each act and whenever something falls due."""
    said: dict[str, datetime] = {}
    acts, now = list(life.acts), START
    while now < until:
        while acts and acts[0][0] <= now:
            at, _n, act = acts.pop(0)
            act(speaking.town, at)
        beat(speaking, now, said)
        coming = [at for at in others if at > now][:1]
        coming += [next_due(speaking), *(act[0] for act in acts[:1])] if ticked else []
        now = min([at for at in coming if at > now], default=END)
    return said


def beat(speaking: Speaking, now: datetime, said: dict[str, datetime]) -> None:
    """One beat: what it says comes in the window, once, in no more messages a person than it takes."""
    speaking.quietly(now)
    assert not speaking.heard.sent or may_speak(now), now
    for to, count in Counter(to for to, _card in speaking.heard.sent).items():
        assert (count - 1) * MOST < len(speaking.heard.entries(to)) <= count * MOST, (now, to)
    for entry in speaking.heard.entries():
        assert entry["key"] not in said, (now, entry["key"], said[entry["key"]])
        said[entry["key"]] = now


def some(random: Random, count: int) -> list[datetime]:
    """Random instants of the year."""
    seconds = (END - START).total_seconds()
    return sorted(START + timedelta(seconds=random.randrange(int(seconds))) for _ in range(count))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reminder_of_a_year_comes_once_and_in_time(small: Speaking, seed: int) -> None:
    """S7: ticked at every instant where something can fall due, and at random ones between."""
    life = Life(seed)
    said = live(small, life, some(Random(seed), 40), ticked=True)
    wanted = expected(life)
    assert {key: at for key, at in said.items() if wanted.get(key) != at} == {}
    assert {key: at for key, at in wanted.items() if key not in said} == {}
    rules = {key.partition(":")[0] for key in said}
    assert rules >= {
        "reply_due", "reply_overdue", "posting_count", "posting_minimum", "inactivity_warning",
        "inactivity_close", "snapshot_due", "approval_waiting", "follow_up", "gap", "digest",
    }  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
def test_a_bot_that_sleeps_says_nothing_twice_and_nothing_stale(small: Speaking, seed: int) -> None:
    """S7: it beats at random instants only; what it says was due, and still holds."""
    life = Life(seed + 1)
    said = live(small, life, some(Random(seed), 150), ticked=False, until=START + HALF)
    wanted = expected(life)
    asked = {question.number: question for question in life.questions}
    for key, at in said.items():
        assert key not in wanted or at >= wanted[key], key
        rule, number = key.split(":")[:2]
        if rule.startswith("reply"):
            assert at < asked[number].end
            assert (at < asked[number].due) == (rule == "reply_due")
