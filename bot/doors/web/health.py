"""What watches the bot asks: whether it is alive, and whether it can do its work."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app import check_schema
from core import workspace
from core.database import Database

log = logging.getLogger("somerad.health")

NEVER = {"Cache-Control": "no-store"}
PATIENCE = 5.0


@dataclass(frozen=True)
class State:
    """Whether the rest of the bot does its work, and what there is to tell of it."""

    ok: bool
    told: Mapping[str, str] = field(default_factory=dict)


class Health:
    """Whether the bot can work. A database that takes more than `patience` seconds does not answer."""

    def __init__(
        self,
        database: Database,
        patience: float = PATIENCE,
        state: Callable[[], State] = lambda: State(True),
    ) -> None:
        self._database = database
        self._state = state
        self._patience = patience
        self._looking: asyncio.Future[None] | None = None

    def routes(self) -> list[Route]:
        """`/healthz` and `/readyz`."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready)]

    async def alive(self, _request: Request) -> PlainTextResponse:
        """That the process lives."""
        return PlainTextResponse("ok", headers=NEVER)

    async def ready(self, _request: Request) -> PlainTextResponse:
        """Whether the database answers with a schema we can use, and the metronome beats; else 503."""
        try:
            await asyncio.wait_for(asyncio.shield(self._look()), self._patience)
        except Exception as trouble:
            log.warning("not ready: %s", type(trouble).__name__)
            return _said(False, {"database": "does not answer, or has another schema"})
        state = self._state()
        if not state.ok:
            log.warning("not ready: %s", dict(state.told))
        return _said(state.ok, {"database": "answers", **state.told})

    def _look(self) -> asyncio.Future[None]:
        """One look at a time, however many ask: a database that hangs holds one thread, not all."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(asyncio.to_thread(_look_at, self._database))
        return self._looking


def _said(ok: bool, told: Mapping[str, str]) -> PlainTextResponse:
    lines = ["ready" if ok else "not ready", *(f"{name}: {value}" for name, value in told.items())]
    return PlainTextResponse("\n".join(lines), 200 if ok else 503, headers=NEVER)


def _look_at(database: Database) -> None:
    check_schema(database)
    with database.read() as session:
        workspace.everyone(session)
