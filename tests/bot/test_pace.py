"""The chats' rates: so many messages in a while in a conversation, however many threads send."""

import threading

from bot.doors.pace import Limits, Pace
from tests.records import together


class Clock:
    """A clock that moves only when told; sleeping is written down."""

    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []
        self._lock = threading.Lock()

    def sleep(self, seconds: float) -> None:
        """Nothing but a note of it."""
        with self._lock:
            self.slept.append(seconds)


def _pace(clock: Clock, limits: Limits = ((1, 1.0),)) -> Pace:
    return Pace(limits, lambda: clock.now, clock.sleep)


def test_the_second_message_in_a_channel_waits_a_second() -> None:
    """The first goes at once, the third waits two."""
    clock = Clock()
    pace = _pace(clock)
    for _each in range(3):
        pace.wait("C0KOMM")
    assert clock.slept == [1.0, 2.0]


def test_another_channel_waits_for_nobody() -> None:
    """Each has its own rate."""
    clock = Clock()
    pace = _pace(clock)
    for channel in ("C0KOMM", "D0EDITOR", "D0MANAGER"):
        pace.wait(channel)
    assert clock.slept == []


def test_a_channel_that_has_rested_waits_no_more_and_is_forgotten() -> None:
    """The books are as long as the last second."""
    clock = Clock()
    pace = _pace(clock)
    for number in range(50):
        pace.wait(f"C{number}")
    clock.now += 1.0
    assert pace.turn("C0") == 0.0
    assert len(pace._taken) == 1


def test_half_a_second_later_there_is_half_a_second_left() -> None:
    """A turn is reckoned from the one before, not from now."""
    clock = Clock()
    pace = _pace(clock)
    pace.wait("C0KOMM")
    clock.now += 0.5
    assert pace.turn("C0KOMM") == 0.5


def test_threads_take_turns() -> None:
    """Nobody gets another's."""
    clock = Clock()
    pace = _pace(clock)
    together(*[lambda: pace.wait("C0KOMM")] * 8)
    assert sorted(clock.slept) == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_several_limits_hold_at_once() -> None:
    """Two in a second, and three in ten: the third waits for the first, the fourth for the other."""
    clock = Clock()
    pace = _pace(clock, ((2, 1.0), (3, 10.0)))
    for _each in range(5):
        pace.wait("19:a")
    assert clock.slept == [1.0, 10.0, 10.0]


def test_nobody_overtakes_who_waits() -> None:
    """A turn is never before the one that was given last."""
    clock = Clock()
    pace = _pace(clock, ((1, 1.0), (2, 5.0)))
    turns = [pace.turn("19:a") for _each in range(4)]
    assert turns == sorted(turns)
