"""What watches the bot asks: whether it is alive, and whether it can do its work."""

import asyncio
import logging

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from bot.app import check_schema
from core import workspace
from core.database import Database

log = logging.getLogger("somerad.health")

NEVER = {"Cache-Control": "no-store"}
PATIENCE = 5.0


class Health:
    """Whether the bot can work. A database that takes more than `patience` seconds does not answer."""

    def __init__(self, database: Database, patience: float = PATIENCE) -> None:
        self._database = database
        self._patience = patience
        self._looking: asyncio.Future[None] | None = None

    def routes(self) -> list[Route]:
        """`/healthz` and `/readyz`."""
        return [Route("/healthz", self.alive), Route("/readyz", self.ready)]

    async def alive(self, _request: Request) -> PlainTextResponse:
        """That the process lives."""
        return PlainTextResponse("ok", headers=NEVER)

    async def ready(self, _request: Request) -> PlainTextResponse:
        """Whether the database answers and has this version's schema; else 503."""
        try:
            await asyncio.wait_for(asyncio.shield(self._look()), self._patience)
        except Exception as trouble:
            log.warning("not ready: %s", type(trouble).__name__)
            return PlainTextResponse("not ready", 503, headers=NEVER)
        return PlainTextResponse("ready", headers=NEVER)

    def _look(self) -> asyncio.Future[None]:
        """One look at a time, however many ask: a database that hangs holds one thread, not all."""
        if self._looking is None or self._looking.done():
            self._looking = asyncio.ensure_future(asyncio.to_thread(_look_at, self._database))
        return self._looking


def _look_at(database: Database) -> None:
    check_schema(database)
    with database.read() as session:
        workspace.everyone(session)
