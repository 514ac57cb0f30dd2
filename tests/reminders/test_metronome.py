"""The metronome: beats at once and when woken, one beat at a time, and survives a beat that fails."""

import asyncio
import logging
import threading
from contextvars import ContextVar
from datetime import UTC, datetime

from bot.clock import now
from reminders.metronome import Metronome

HOUR = 3600


class Beats:
    """Counts beats, and lets a test wait for the next."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.times: list[datetime] = []
        self.heard: asyncio.Queue[int] = asyncio.Queue()
        self.fails = False
        self.hold = threading.Event()
        self.hold.set()

    def step(self, at: datetime) -> None:
        """One beat."""
        self.times.append(at)
        self.loop.call_soon_threadsafe(self.heard.put_nowait, len(self.times))
        self.hold.wait(10)
        if self.fails:
            raise RuntimeError("this beat fails")

    async def next(self) -> int:
        """Waits for a beat."""
        return await asyncio.wait_for(self.heard.get(), 10)


async def test_it_beats_at_once_and_when_woken() -> None:
    """With an hour between beats, nobody waits an hour."""
    beats = Beats()
    metronome = Metronome(beats.step, now, HOUR)
    metronome.wake()  # before the start: nothing to hurry
    metronome.start()
    assert await beats.next() == 1
    for count in (2, 3):
        await asyncio.to_thread(metronome.wake)
        assert await beats.next() == count
    assert all(at.tzinfo is UTC for at in beats.times)
    await metronome.stop()


async def test_what_wakes_it_during_a_beat_is_not_lost() -> None:
    """One beat at a time, and one more after it."""
    beats = Beats()
    metronome = Metronome(beats.step, now, HOUR)
    beats.hold.clear()
    metronome.start()
    await beats.next()
    for _ in range(5):
        metronome.wake()
    await asyncio.sleep(0)
    beats.hold.set()
    assert await beats.next() == 2
    await metronome.stop()
    assert len(beats.times) == 2


async def test_who_wakes_it_leaves_nothing_with_it() -> None:
    """A beat's lines in the log belong to no request."""
    seen: list[str] = []
    waker: ContextVar[str] = ContextVar("waker", default="nobody")
    done = asyncio.Event()

    class Hears(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            seen.append(waker.get())
            if "executed" in record.getMessage():
                done.set()

    hears = Hears()
    scheduler = logging.getLogger("apscheduler")
    scheduler.addHandler(hears)
    scheduler.setLevel(logging.INFO)
    beats = Beats()
    metronome = Metronome(beats.step, now, HOUR)
    metronome.start()
    await asyncio.wait_for(done.wait(), 10)
    done.clear()
    waker.set("eva")
    metronome.wake()
    await asyncio.wait_for(done.wait(), 10)
    heard = list(seen)
    scheduler.removeHandler(hears)
    scheduler.setLevel(logging.NOTSET)
    await metronome.stop()
    assert len(heard) >= 4
    assert set(heard) == {"nobody"}


async def test_a_beat_that_fails_is_not_the_last() -> None:
    """The next one tries again."""
    beats = Beats()
    beats.fails = True
    metronome = Metronome(beats.step, now, HOUR)
    metronome.start()
    await beats.next()
    metronome.wake()
    assert await beats.next() == 2
    await metronome.stop()
