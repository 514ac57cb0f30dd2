"""Many Slack teams in one bot: each has a door, a token and a life of its own, opened when it is first heard of."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from time import monotonic
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult

from bot.app import App
from bot.doors.slack import web
from bot.doors.slack.door import Ack, SlackDoor
from bot.doors.slack.files import Files
from bot.doors.slack.heard import DOOR
from bot.doors.slack.life import Life
from bot.doors.slack.texts import Json
from bot.doors.slack.work import Work
from bot.keyring import Keyring
from core import installations
from core.errors import Refused
from core.installations import Installation

log = logging.getLogger("somerad.slack")

LOOK_AGAIN = 60.0  # seconds until another replica's changes are seen
WORKERS = 8


@dataclass
class Team:
    """One team's door, as it was installed."""

    installed_at: datetime
    identity: AuthorizeResult
    door: SlackDoor
    life: Life
    work: Work
    looked_at: float


class Teams:
    """The doors, by team. It has the door's own methods: each payload goes to the door of the team it came from."""

    def __init__(
        self, app: App, http: aiohttp.ClientSession, now: Callable[[], datetime], **pace: Any
    ) -> None:
        self._app = app
        self._http = http
        self._now = now
        self._ack_seconds = pace.pop("ack_seconds", 2.0)
        self._pace = pace
        self._keys = Keyring(app.settings.token_keys)
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="slack")
        self._open: dict[str, Team] = {}
        self._closing: set[asyncio.Task[None]] = set()

    async def authorize(self, team_id: str) -> AuthorizeResult | None:
        """Who the bot is in a team; None where it is not installed."""
        team = await self.of(team_id)
        return team.identity if team else None

    async def of(self, team_id: str) -> Team | None:
        """The team's door; None where the bot is not installed there."""
        known = self._open.get(team_id)
        if known and monotonic() - known.looked_at < LOOK_AGAIN:
            return known
        row = await asyncio.to_thread(self._installation, team_id)
        if known and row and row.installed_at == known.installed_at:
            known.looked_at = monotonic()
            return known
        if known:
            self.forget(team_id)
        if row is None:
            return None
        self._open[team_id] = self._opened(row)
        return self._open[team_id]

    def forget(self, team_id: str) -> None:
        """Closes a team's door, when what is under way there is done."""
        if gone := self._open.pop(team_id, None):
            task = asyncio.create_task(gone.work.close())
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)

    async def close(self) -> None:
        """All of them."""
        for team_id in list(self._open):
            self.forget(team_id)
        if self._closing:
            await asyncio.wait(self._closing)
        await asyncio.to_thread(self._pool.shutdown)

    def _installation(self, team_id: str) -> Installation | None:
        with self._app.database.read() as session:
            return installations.of_team(session, DOOR, team_id)

    def _opened(self, row: Installation) -> Team:
        """Raises Refused where the token can't be read."""
        token, base = self._keys.unlock(row.token), self._app.settings.slack_api_base_url
        slack, dispatch = web.client(token, base, self._http), self._app.dispatch
        calls = web.Web(slack, self._http)
        life = Life(dispatch, slack, row.team, row.bot_user, self._now, row.installed_at)
        files, seconds = Files(token, base), self._ack_seconds
        work = Work(dispatch, calls, files, life.met, ack_seconds=seconds, pool=self._pool)
        life.hold_with(work.hold)
        door = SlackDoor(dispatch, calls, work, self._now, **self._pace)
        identity = AuthorizeResult(
            enterprise_id=None, team_id=row.team, bot_token=token, bot_user_id=row.bot_user
        )
        return Team(row.installed_at, identity, door, life, work, monotonic())

    async def _heard(self, body: Json, then: Callable[[Team], Coroutine[Any, Any, None]]) -> None:
        team_id = str(body.get("team_id") or (body.get("team") or {}).get("id") or "")
        try:
            team = await self.of(team_id)
        except Refused as refusal:
            log.error("team %s: %s %s", team_id, refusal.text, refusal.what_to_do)
            return
        if team:
            await then(team)

    async def slash(self, ack: Ack, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.slash(ack, body))

    async def press(self, ack: Ack, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.press(ack, body))

    async def shortcut(self, ack: Ack, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.shortcut(ack, body))

    async def submission(self, ack: Ack, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.submission(ack, body))

    async def options(self, ack: Ack, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.options(ack, body))

    async def line(self, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.line(body))

    async def home(self, body: Json) -> None:
        """As SlackDoor's."""
        await self._heard(body, lambda team: team.door.home(body))

    async def acknowledged(self, ack: Ack) -> None:
        """As SlackDoor's."""
        await ack()

    async def happened(self, body: Json) -> None:
        """As Life's `heard`; a team that lets the bot go is forgotten, and no other."""

        async def live(team: Team) -> None:
            await team.life.heard(body)
            if team.life.closed.is_set():
                self.forget(str(team.identity.team_id))

        await self._heard(body, live)
