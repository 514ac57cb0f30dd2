"""The metronome: beats at an interval, and soon after somebody wakes it. It stores nothing and decides nothing."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

log = logging.getLogger("somerad.metronome")


class Metronome:
    """Calls `step(clock())` in a thread of its own, every so many seconds and after `wake`; never twice at once."""

    def __init__(self, step: Callable[[datetime], None], clock: Callable[[], datetime], seconds: int) -> None:
        self._step, self._clock, self._seconds = step, clock, seconds
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="metronome")
        self._loop: asyncio.AbstractEventLoop | None = None
        self._beating = False
        self._again = False

    def start(self) -> None:
        """Starts beating, the first time at once. Called inside the running loop."""
        self._loop = asyncio.get_running_loop()
        self._scheduler.add_job(
            self._beat, "interval", id="beat", seconds=self._seconds, next_run_time=self._clock(),
            misfire_grace_time=None, coalesce=True, max_instances=1,
        )  # fmt: skip
        self._scheduler.start()

    async def stop(self) -> None:
        """Stops beating, when the step that is being done is done."""
        loop, self._loop = self._loop, None
        if loop is not None:
            self._scheduler.shutdown(wait=False)
            await loop.run_in_executor(None, self._thread.shutdown)

    def wake(self) -> None:
        """Beats soon: something has changed. May be called from any thread, also before the start."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._hurry, context=Context())  # not the waker's: the beat is nobody's

    def _hurry(self) -> None:
        if self._loop is None:
            return
        self._again = True
        if not self._beating:
            self._scheduler.modify_job("beat", next_run_time=self._clock())

    async def _beat(self) -> None:
        """One beat, and one more while it was woken during the last."""
        self._beating = self._again = True
        try:
            while self._again and self._loop is not None:
                self._again = False
                await asyncio.get_running_loop().run_in_executor(self._thread, self._do)
        finally:
            self._beating = False

    def _do(self) -> None:
        try:
            self._step(self._clock())
        except Exception:
            log.exception("the beat failed; the next one tries again")
