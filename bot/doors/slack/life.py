"""A Slack team's life: people go and come back, channels close, the app is removed; made true in the records."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.doors.slack import web
from bot.doors.slack.heard import DOOR
from bot.doors.slack.texts import Json
from commands.dispatch import Dispatch
from core import channels, installations, people, presence, workspace
from core.database import take_turn
from core.people import Person
from core.scope import Scope

log = logging.getLogger("somerad.slack")

Happens = Callable[["Life", Scope, Json], None]


class Life:
    """Hears what happens to a team whose bot is the user `bot`, `since` then. What it hears again changes nothing.

    `closed` is set when Slack takes no more from the bot: the door is then to be closed.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        slack: AsyncWebClient,
        team: str,
        bot: str,
        now: Callable[[], datetime],
        since: datetime | None = None,
    ) -> None:
        self.closed = asyncio.Event()
        self._dispatch = dispatch
        self._slack = slack
        self._team = team
        self._bot = bot
        self._now = now
        self._since = since or now()
        self._met: set[str] = set()
        self._hold: Callable[[], None] = lambda: None

    def listen(self, bolt: AsyncApp, hold: Callable[[], None]) -> None:
        """Hears every event of HAPPENS; as `hold_with` besides."""
        self.hold_with(hold)
        for event in HAPPENS:
            bolt.event(event)(self.heard)

    def hold_with(self, hold: Callable[[], None]) -> None:
        """`hold` makes whoever closes the door wait for the task it is called in."""
        self._hold = hold

    async def heard(self, body: Json) -> None:
        """An event. Slack has its answer already, and tells it only once."""
        self._hold()
        event = body["event"]
        if event["type"] == "user_change" and not await asyncio.to_thread(self._knows, event["user"]["id"]):
            return
        if event["type"] in CLOSING and not self._is_closing(body):
            return
        await asyncio.to_thread(self._make_true, HAPPENS[event["type"]], event)
        if event["type"] in CLOSING:
            log.error("Slack has let the bot go. Install the app again, set SLACK_BOT_TOKEN, start the bot")
            self.closed.set()

    async def met(self, user: str) -> None:
        """Asks Slack who a linked user is by now, once while the bot runs or since they were gone.

        A failure is logged by its code.
        """
        if user in self._met:
            return
        self._met.add(user)
        if not await asyncio.to_thread(self._knows, user):
            self._met.discard(user)
            return
        try:
            answer = await self._slack.users_info(user=user, include_locale=True)
        except web.TROUBLE as trouble:
            log.warning("users.info: %s", web.reason(trouble))
            if not isinstance(trouble, SlackApiError):
                self._met.discard(user)
            return
        if found := answer.get("user"):
            await asyncio.to_thread(self._make_true, Life.changed, {"user": found})

    def _knows(self, user: str) -> bool:
        """Whether the user is linked: a large team changes all day, and a town is a few of its people."""
        with self._dispatch.database.read() as session:
            return people.identity(session, DOOR, self._team, user) is not None

    def _is_closing(self, body: Json) -> bool:
        """Whether it is this team's bot that was let go, not only a person's own token; and since it came.

        Slack may tell again, later, of what was before the app was installed anew.
        """
        is_bots = body["event"]["type"] != "tokens_revoked" or bool(body["event"]["tokens"].get("bot"))
        is_ours = body.get("team_id") == self._team
        return is_bots and is_ours and int(body["event_time"]) >= int(self._since.timestamp())

    def _make_true(self, happens: Happens, event: Json) -> None:
        with self._dispatch.database.write() as session:
            home = workspace.by_team(session, DOOR, self._team)
            if home is None:
                return
            take_turn(session, home.id)
            policy = self._dispatch.policy_of(home)
            calendar = workspace.calendar_of(home, policy)
            happens(self, Scope(session, home, policy, calendar, self._now(), door=DOOR), event)
        self._dispatch.wake()

    def changed(self, scope: Scope, event: Json) -> None:
        """A user was deactivated, is back, or is called or lives otherwise."""
        user = event["user"]
        identity = people.identity(scope.session, DOOR, self._team, user["id"])
        if identity is None:
            return
        if user.get("deleted"):
            self._met.discard(user["id"])
            presence.gone(scope, identity)
            return
        presence.back(scope, identity)
        person = scope.session.get_one(Person, identity.person_id)
        presence.follow(scope, person, **_said_of(user))

    def lost(self, scope: Scope, event: Json) -> None:
        """A channel was archived or deleted, or the bot is out of it."""
        channels.lose(scope, event["channel"])

    def found(self, scope: Scope, event: Json) -> None:
        """A channel is open again."""
        channels.found(scope, event["channel"])

    def joined(self, scope: Scope, event: Json) -> None:
        """Somebody came into a channel: only the bot's own coming matters."""
        if event["user"] == self._bot:
            channels.found(scope, event["channel"])

    def removed(self, scope: Scope, _event: Json) -> None:
        """The app was uninstalled or its token revoked."""
        workspace.close_chat(scope)
        installations.drop(scope)


def _said_of(user: Mapping[str, Any]) -> dict[str, str]:
    profile = user.get("profile") or {}
    said = {
        "name": profile.get("real_name") or user.get("real_name"),
        "zone": user.get("tz"),
        "locale": user.get("locale"),
    }
    return {field: str(value or "") for field, value in said.items()}


CLOSING = frozenset({"tokens_revoked", "app_uninstalled"})

HAPPENS: Mapping[str, Happens] = {
    "user_change": Life.changed,
    "channel_archive": Life.lost,
    "channel_deleted": Life.lost,
    "channel_left": Life.lost,
    "group_archive": Life.lost,
    "group_deleted": Life.lost,
    "group_left": Life.lost,
    "channel_unarchive": Life.found,
    "group_unarchive": Life.found,
    "member_joined_channel": Life.joined,
    "tokens_revoked": Life.removed,
    "app_uninstalled": Life.removed,
}
