"""Watches the work: every command and beat is counted, timed and told to the log under a code of its own."""

import logging
import secrets
import threading
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from commands.command import Reply, Request
from commands.dispatch import Dispatch
from core.errors import Refused

if TYPE_CHECKING:
    from bot.metrics import Metrics

log = logging.getLogger("somerad.commands")

# What every line of the log tells of the request it belongs to.
REQUEST: ContextVar[Mapping[str, str]] = ContextVar("request", default={})  # noqa: B039  (never written to)


class WatchedDispatch(Dispatch):
    """Dispatch whose answers are counted in `metrics`; the log names the command and the request's code."""

    metrics: "Metrics | None" = None
    _now = threading.local()

    def handle(self, request: Request) -> Reply:
        """As Dispatch's."""
        began, code = perf_counter(), secrets.token_hex(4)
        self._now.failed, name = False, self._name(request)
        before = REQUEST.set({"request": code, "command": name, "door": request.door})
        try:
            reply = super().handle(request)
            seconds = perf_counter() - began
            outcome = self._outcome(reply)
            log.info("%s: %s in %d ms", name or "?", outcome, seconds * 1000)
        finally:
            REQUEST.reset(before)
        if self.metrics:
            self.metrics.answered(name, outcome, seconds)
        return reply

    def _greeted(self, request: Request) -> Reply:
        try:
            return super()._greeted(request)
        except Refused:
            raise
        except Exception:
            self._now.failed = True
            raise

    def _name(self, request: Request) -> str:
        """The command's name; empty where it is none of ours, so that nobody's words become a label."""
        try:
            return self.shape(request).command.name
        except Exception:
            return ""

    def _outcome(self, reply: Reply) -> str:
        if self._now.failed:
            return "failed"
        return "ok" if reply.ok else "form" if reply.form else "refused"


class Pulse:
    """When the metronome last beat; a beat that comes late by more than one interval counts as missed ones."""

    def __init__(self, metrics: "Metrics", seconds: int) -> None:
        self._metrics = metrics
        self._seconds = seconds
        self._begun: datetime | None = None
        self.last: datetime | None = None

    def beat(self, step: Callable[[datetime], None], now: datetime, then: Callable[[], datetime]) -> None:
        """One beat at `now`; `then` tells when it is over."""
        late = (now - self._begun).total_seconds() // self._seconds - 1 if self._begun else 0
        if late > 0:
            self._metrics.ticks.labels("missed").inc(late)
        self._begun, began = now, perf_counter()
        try:
            step(now)
        except Exception:
            self._metrics.ticks.labels("failed").inc()
            raise
        self._metrics.ticks.labels("done").inc()
        self._metrics.tick_seconds.observe(perf_counter() - began)
        self.last = then()
        self._metrics.last_tick.set(self.last.timestamp())
