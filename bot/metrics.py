"""What is counted for whoever watches the bot, in Prometheus' form: names, codes and times, nobody's words."""

import hmac
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from time import perf_counter
from typing import TypeVar

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from sqlmodel import Session
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from core import outbox
from core.card import Card
from core.database import Database
from core.workspace import Workspace
from reminders.sending import Sender, SendError, Sent

T = TypeVar("T")

SOON = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10)


class Metrics:
    """The counters of one process."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.commands = Counter(
            "somerad_commands",
            "Commands, by name and outcome",
            ("command", "outcome"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "somerad_command_seconds", "How long a command takes", ("command",), buckets=SOON,
            registry=self.registry,
        )  # fmt: skip
        self.ack = Histogram(
            "somerad_ack_seconds", "How long a chat platform waits for its answer", ("door",), buckets=SOON,
            registry=self.registry,
        )  # fmt: skip
        self.messages = Counter(
            "somerad_messages", "Messages sent by the bot itself, by door and outcome", ("door", "outcome"),
            registry=self.registry,
        )  # fmt: skip
        self.ticks = Counter(
            "somerad_ticks", "Beats of the metronome, by outcome", ("outcome",), registry=self.registry
        )
        self.tick_seconds = Histogram(
            "somerad_tick_seconds",
            "How long a beat takes",
            buckets=(*SOON, 30, 60, 300),
            registry=self.registry,
        )
        self.last_tick = Gauge(
            "somerad_last_tick_timestamp_seconds", "When the last beat ended", registry=self.registry
        )

    def answered(self, command: str, outcome: str, seconds: float) -> None:
        """A command was answered: ok, form, refused or failed."""
        self.commands.labels(command or "none", outcome).inc()
        self.seconds.labels(command or "none").observe(seconds)

    def timed(
        self, door: str, answer: Callable[[Request], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """The same answer, with its time noted."""

        async def noted(request: Request) -> Response:
            began = perf_counter()
            try:
                return await answer(request)
            finally:
                self.ack.labels(door).observe(perf_counter() - began)

        return noted

    def route(self, database: Database, now: Callable[[], datetime], token: str) -> Route:
        """`/metrics`, for who has the token."""
        self.registry.register(_Outbox(database, now))

        def read(request: Request) -> Response:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(given.encode(), token.encode()):
                return Response("", 401, headers={"WWW-Authenticate": "Bearer"})
            return Response(
                generate_latest(self.registry), media_type="text/plain; version=0.0.4; charset=utf-8",
                headers={"Cache-Control": "no-store"},
            )  # fmt: skip

        return Route("/metrics", read)


class _Outbox:
    """Looked at when it is asked for: what waits though its time has come, and since when."""

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database = database
        self._now = now

    def describe(self) -> list[GaugeMetricFamily]:
        """Nothing: to register asks no database."""
        return []

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Depth and age; nothing when the database does not answer."""
        now = self._now()
        try:
            with self._database.read() as session:
                depth, oldest = outbox.overdue(session, now)
        except Exception:
            return
        age = (now - oldest).total_seconds() if oldest else 0.0
        yield GaugeMetricFamily("somerad_outbox_depth", "Reminders that are due and not sent", depth)
        yield GaugeMetricFamily("somerad_outbox_age_seconds", "How long the oldest of them has been due", age)


class Counted:
    """A sender whose outcomes are counted."""

    def __init__(self, sender: Sender, metrics: Metrics) -> None:
        self._sender = sender
        self._metrics = metrics
        self.door = sender.door

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """As the sender's."""
        return self._sender.can_reach(session, home, recipient)

    def send(self, address: str, card: Card, name: str) -> Sent:
        """As the sender's; raises what it raises."""
        return self._counted("sent", lambda: self._sender.send(address, card, name))

    def find(self, address: str, name: str, after: str) -> Sent | None:
        """As the sender's; raises what it raises."""
        return self._counted("looked_for", lambda: self._sender.find(address, name, after))

    def update(self, channel: str, message: str, card: Card) -> None:
        """As the sender's; raises what it raises."""
        self._counted("redrawn", lambda: self._sender.update(channel, message, card))

    def withdraw(self, channel: str, message: str) -> None:
        """As the sender's; raises what it raises."""
        self._counted("withdrawn", lambda: self._sender.withdraw(channel, message))

    def _counted(self, well: str, work: Callable[[], T]) -> T:
        try:
            done = work()
        except SendError as error:
            outcome = "failed" if error.permanent else "in_doubt" if error.in_doubt else "retried"
            self._metrics.messages.labels(self.door, outcome).inc()
            raise
        self._metrics.messages.labels(self.door, well).inc()
        return done
