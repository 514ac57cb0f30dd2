"""What happens in the demo, numbered, for pages that follow it live; a page that was away hears what it missed."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What happened: a message came or changed, the clock moved, somebody came or went."""

    MESSAGE = "message"
    CLOCK = "clock"
    CAST = "cast"


@dataclass(frozen=True, slots=True)
class Event:
    """One happening: its number, and for a message which."""

    seq: int
    kind: Kind
    message: int = 0


class Feed:
    """The events in order. Published from any thread, followed from event loops."""

    def __init__(self) -> None:
        self._events: list[Event] = []
        self._followers: dict[asyncio.Event, asyncio.AbstractEventLoop] = {}
        self._closed = False

    @property
    def seq(self) -> int:
        """The number of the last event."""
        return len(self._events)

    def publish(self, kind: Kind, message: int = 0) -> None:
        """Tells every follower."""
        self._events.append(Event(self.seq + 1, kind, message))
        self._wake()

    def close(self) -> None:
        """Nothing more comes: followers go home."""
        self._closed = True
        self._wake()

    def _wake(self) -> None:
        for woken, loop in list(self._followers.items()):
            loop.call_soon_threadsafe(woken.set)

    async def follow(self, after: int) -> AsyncIterator[Event]:
        """The events after that number, and then each as it comes."""
        woken = asyncio.Event()
        self._followers[woken] = asyncio.get_running_loop()
        try:
            while not self._closed:
                woken.clear()
                for event in self._events[after:]:
                    yield event
                    after = event.seq
                await woken.wait()
        finally:
            del self._followers[woken]
