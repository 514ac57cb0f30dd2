"""Carries reminders to Teams: to a person's own chat with the bot, or to the department's channel."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import TimeoutError as TooLate
from typing import Any, TypeVar

import httpx
from sqlmodel import Session

from bot.doors.teams.draw import Drawer, Drawn
from bot.doors.teams.heard import DOOR, Place
from bot.doors.teams.web import TROUBLE, Web, is_of_message, reason, seconds
from core import conversations, people, workspace
from core.card import Card
from core.database import Database
from core.outbox import DEPARTMENT
from core.words import N_
from core.workspace import Workspace
from reminders.sending import SendError, Sent

T = TypeVar("T")

LONGEST = 50.0  # seconds for a message, with its turn and its tries; shorter than the worker's LEASE_LEFT
GONE = frozenset({403, 404})
# No message has left the bot: there was no token (the SDK's ValueError), or nobody to hand it to.
UNSENT = (ValueError, httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
# What people are told of somebody who can't be written to; a msgid.
NOT_MET = N_(
    "has not added the bot in Teams, or has removed it. Ask them to add the app, or have Teams' administrator install "
    "it for them"
)


class TeamsSender:
    """reminders.sending.Sender over the connector, for one tenant, from any thread but that of `loop`.

    `lost` is told of a conversation or a person that Teams takes nothing for any more.
    """

    door = DOOR

    def __init__(
        self,
        web: Web,
        loop: asyncio.AbstractEventLoop,
        database: Database,
        tenant: str,
        drawer: Drawer,
        lost: Callable[[str], None] = lambda _address: None,
    ) -> None:
        self._web = web
        self._loop = loop
        self._database = database
        self._tenant = tenant
        self._drawer = drawer
        self._lost = lost

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """A person's conversation, or their object id before the bot has met them; the department's channel."""
        if home.teams_tenant != self._tenant:
            return None
        if recipient == DEPARTMENT:
            channel = home.department_channel
            return channel if channel and workspace.chat_of_channel(channel) == DOOR else None
        user = people.chat_user(session, int(recipient), DOOR) if recipient.isdecimal() else None
        met = conversations.with_person(session, home.id, DOOR, user) if user else None
        return met.conversation if met else user

    def send(self, address: str, card: Card, _name: str) -> Sent:
        """Posts the card; nothing unseen can go with it. Raises SendError."""
        place = self._place(address)
        if place.kind == UNMET:
            place = self._call(self._web.open(address, place.service_url), address)
        return Sent(place.conversation, self._call(self._web.post(place, self._drawn(card)), address))

    def find(self, _address: str, _name: str, _after: str) -> Sent | None:
        """Raises SendError: a bot can't read back in Teams what it has sent."""
        raise SendError("Teams: conversations are not read", permanent=True)

    def update(self, channel: str, message: str, card: Card) -> None:
        """Draws a message again. Raises SendError."""
        self._call(self._web.put(self._place(channel), message, self._drawn(card)), "")

    def withdraw(self, channel: str, message: str) -> None:
        """Deletes a message of the bot's own. Raises SendError."""
        self._call(self._web.remove(self._place(channel), message), "")

    def _drawn(self, card: Card) -> Iterable[Drawn]:
        return self._drawer.sizes(card)

    def _place(self, address: str) -> Place:
        """Where an address is served; who has never been met, where others are."""
        with self._database.read() as session:
            home = workspace.by_team(session, DOOR, self._tenant)
            if home is None:
                raise SendError("Teams: not connected", permanent=True)
            found = conversations.find(session, home.id, DOOR, address)
            served = found or conversations.latest(session, home.id, DOOR)
        url = served.service_url if served else ""
        is_unmet = found is None and ":" not in address
        return Place(address, url or SERVED_FROM, UNMET if is_unmet else "personal")

    def _call(self, call: Coroutine[Any, Any, T], address: str) -> T:
        """What a call gives, made in the door's loop. Raises SendError."""
        made = asyncio.run_coroutine_threadsafe(call, self._loop)
        try:
            return made.result(LONGEST)
        except TooLate:
            made.cancel()
            raise SendError("Teams: timeout", in_doubt=True) from None
        except TROUBLE as trouble:
            raise self._classified(trouble, address) from None

    def _classified(self, trouble: Exception, address: str) -> SendError:
        """What is wrong with the target stays wrong until they return; the connector's own trouble passes."""
        if not isinstance(trouble, httpx.HTTPStatusError):
            return SendError(f"Teams: {reason(trouble)}", in_doubt=not isinstance(trouble, UNSENT))
        status = trouble.response.status_code
        if status == 429:
            return SendError("Teams: HTTP 429", retry_after=seconds(trouble.response, 30.0))
        if status in GONE and address:
            self._lost(address)
            is_channel = workspace.chat_of_channel(address) == DOOR
            why = f"Teams: {reason(trouble)}" if is_channel else NOT_MET
            return SendError(why, permanent=True, gone=is_channel)
        if is_of_message(trouble):
            return SendError(f"Teams: {reason(trouble)}", permanent=True, of_message=True)
        return SendError(f"Teams: {reason(trouble)}", permanent=status in GONE, in_doubt=status >= 500)


UNMET, SERVED_FROM = "unmet", "https://smba.trafficmanager.net/teams"
