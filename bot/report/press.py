"""Where reports are made: a process of its own, so that nobody waits for it and its memory goes with it."""

import multiprocessing
import os
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

P = ParamSpec("P")
T = TypeVar("T")


def _end_with_parent() -> None:
    """The process ends when the bot does, also where the bot is killed and tells nobody."""
    parent = multiprocessing.parent_process()
    assert parent  # noqa: S101

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


class Press:
    """One process, started when it is first needed; one job at a time."""

    def __init__(self) -> None:
        self._pool: ProcessPoolExecutor | None = None
        self._lock = threading.Lock()

    def run(self, work: Callable[P, T], *arguments: P.args, **more: P.kwargs) -> T:
        """What the work gives, done over there. A process that died takes its job with it; the next gets a new one."""
        from concurrent.futures.process import BrokenProcessPool

        try:
            return self._started().submit(work, *arguments, **more).result()
        except BrokenProcessPool:
            self.close()
            raise

    def _started(self) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor

        with self._lock:
            if self._pool is None:
                # Not forked: threads and database connections of this process are not to be copied.
                self._pool = ProcessPoolExecutor(1, multiprocessing.get_context("spawn"), _end_with_parent)
            return self._pool

    def close(self) -> None:
        """Lets the process go."""
        with self._lock:
            if self._pool:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None


PRESS = Press()  # the one of this process
