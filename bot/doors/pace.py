"""Chats take so many messages in a while in a conversation: who sends, waits for the conversation's turn."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock

Limits = Sequence[tuple[int, float]]
ONE_A_SECOND: Limits = ((1, 1.0),)
TEN_A_SECOND: Limits = ((10, 1.0),)


class Pace:
    """Turns per conversation, never more than `limits` (so many, within so many seconds), for any number of threads.

    Conversations that rest are forgotten.
    """

    def __init__(
        self,
        limits: Limits = ONE_A_SECOND,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._sleep = sleep
        self._most = max(count for count, _seconds in limits)
        self._longest = max(seconds for _count, seconds in limits)
        self._taken: dict[str, deque[float]] = {}
        self._lock = Lock()

    def wait(self, conversation: str) -> None:
        """Sleeps until the conversation's next turn, and takes it."""
        left = self.turn(conversation)
        if left > 0:
            self._sleep(left)

    def turn(self, conversation: str) -> float:
        """Takes the conversation's next turn, and returns how many seconds it is until then."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            taken = self._taken.setdefault(conversation, deque(maxlen=self._most))
            before = [taken[-count] + seconds for count, seconds in self._limits if len(taken) >= count]
            at = max([now, *before, *list(taken)[-1:]])
            taken.append(at)
            return at - now

    def _forget(self, now: float) -> None:
        rested = [name for name, taken in self._taken.items() if taken[-1] + self._longest <= now]
        for name in rested:
            del self._taken[name]
