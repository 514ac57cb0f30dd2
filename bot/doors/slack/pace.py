"""Slack takes about one message a second in a channel: who sends, waits for the channel's turn."""

import time
from collections.abc import Callable
from threading import Lock


class Pace:
    """Turns per channel, `seconds` apart, for any number of threads. Channels that rest are forgotten."""

    def __init__(
        self,
        seconds: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._sleep = sleep
        self._next: dict[str, float] = {}
        self._lock = Lock()

    def wait(self, channel: str) -> None:
        """Sleeps until the channel's next turn, and takes it."""
        left = self.turn(channel)
        if left > 0:
            self._sleep(left)

    def turn(self, channel: str) -> float:
        """Takes the channel's next turn, and returns how many seconds it is until then."""
        with self._lock:
            now = self._clock()
            self._next = {name: at for name, at in self._next.items() if at > now}
            at = max(now, self._next.get(channel, now))
            self._next[channel] = at + self._seconds
            return at - now
