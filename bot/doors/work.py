"""What is under way in a door: requests handed to dispatch in threads, never cancelled, all waited for."""

import asyncio
import logging
from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Any, Generic, Protocol, TypeVar

from commands.command import Reply, Request
from commands.dispatch import Dispatch
from core.card import Card
from core.errors import Refused

log = logging.getLogger("somerad.doors")

T = TypeVar("T")

CLOSING_SECONDS = 8
REMEMBERED = 1000
WORKERS = 4
DOUBLE_TAP = 2.0  # seconds


class Heard(Protocol):
    """What a door heard: a request, with where it came from."""

    @property
    def request(self) -> Request:
        """What dispatch is to do."""


class Press(Protocol):
    """A button pressed: `button` names this one among all there are, `at` is when (epoch seconds, the chat's)."""

    @property
    def button(self) -> str:
        """Which."""

    @property
    def at(self) -> float:
        """When."""


H = TypeVar("H", bound=Heard)


class Work(Generic[H]):
    """Begins work and waits for it. `pool` is shared with others, who close it."""

    def __init__(
        self,
        dispatch: Dispatch,
        *,
        name: str,
        ack_seconds: float,
        pool: ThreadPoolExecutor | None = None,
    ) -> None:
        self._dispatch = dispatch
        self._ack_seconds = ack_seconds
        self._under_way: set[asyncio.Task[Any]] = set()
        self._events: OrderedDict[str, None] = OrderedDict()
        self._pressed: dict[str, Press] = {}
        self._own_pool = None if pool else ThreadPoolExecutor(WORKERS, thread_name_prefix=name)
        self._pool = pool or self._own_pool

    @abstractmethod
    async def made_whole(self, said: H) -> H:
        """What was heard, with what only the chat knows. Raises Refused."""

    @abstractmethod
    async def answered(self, said: H) -> None:
        """Somebody was answered."""

    def hold(self) -> None:
        """Makes `close` wait for what is being answered now."""
        task = asyncio.current_task()
        if task:
            self.keep(task)

    async def close(self) -> None:
        """Waits for work under way, for its answers, and for what these bring with them."""
        ends = monotonic() + CLOSING_SECONDS
        while self._under_way and (left := ends - monotonic()) > 0:
            await asyncio.wait(self._under_way, timeout=left)
        if self._own_pool:
            await asyncio.to_thread(self._own_pool.shutdown)

    def is_repeated(self, event_id: str) -> bool:
        """Whether the event came before: a chat sends one again when it has not heard that it came."""
        repeated = event_id in self._events
        self._events[event_id] = None
        if len(self._events) > REMEMBERED:
            self._events.popitem(last=False)
        return repeated

    def is_double(self, user: str, now: Press) -> bool:
        """Whether the same person pressed the same button a moment before: two taps of a hasty finger are one press."""
        before = self._pressed.get(user)
        self._pressed[user] = now
        return before is not None and before.button == now.button and abs(now.at - before.at) < DOUBLE_TAP

    def begin(self, said: H) -> "asyncio.Task[tuple[H, Reply]]":
        """Hands the request to dispatch; the task gives the reply, with what was heard made whole."""
        task = asyncio.create_task(self._work(said))
        self.keep(task)
        return task

    async def finished(self, done: tuple[H, Reply]) -> Reply:
        """What was to come later, made."""
        return await self.in_thread(self._dispatch.finish, done[0].request, done[1])

    async def in_time(self, work: "asyncio.Task[Any]") -> bool:
        """Whether the work is done within the acknowledgement; it goes on either way."""
        done, _still_working = await asyncio.wait({work}, timeout=self._ack_seconds)
        return bool(done)

    async def in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """What blocking work gives."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def go_on(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on with something when the chat has its answer; what fails is logged, without what people wrote."""
        self.keep(asyncio.create_task(self._logged(work)))

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            log.exception("an answer failed")

    def keep(self, task: "asyncio.Task[Any]") -> None:
        """Makes `close` wait for a task."""
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _work(self, said: H) -> tuple[H, Reply]:
        try:
            whole = await self.made_whole(said)
        except Refused as refusal:
            return said, Reply(False, Card(refusal.text, refusal.what_to_do), errors={"": refusal.text})
        reply = await self.in_thread(self._dispatch.handle, whole.request)
        self.keep(asyncio.create_task(self.answered(said)))
        return whole, reply
