"""A tenant's life: who is met and where, who lets the bot go and is back, channels that are gone; made true."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.doors.teams import heard
from bot.doors.teams.heard import DOOR, Heard, Place
from bot.doors.teams.told import each, part, word
from bot.doors.texts import Json
from commands.dispatch import Dispatch
from core import channels, conversations, people, presence, workspace
from core.database import take_turn
from core.people import Person
from core.scope import Scope
from core.workspace import Workspace

REMEMBERED = 1_000
_GONE = frozenset({"channelDeleted", "teamDeleted", "teamHardDeleted", "teamArchived"})
_BACK = frozenset({"channelRestored", "teamRestored", "teamUnarchived"})


class Life:
    """Hears what happens in the tenant. What it hears again changes nothing."""

    def __init__(self, dispatch: Dispatch, tenant: str, now: Callable[[], datetime]) -> None:
        self._dispatch = dispatch
        self._tenant = tenant
        self._now = now
        self._last: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    async def meet(self, body: Json) -> None:
        """Where the bot may write: kept from every activity, and written only where it is news."""
        place, told = heard.place_of(body), _told(body)
        if not (place.conversation and place.service_url) or _is_goodbye(body):
            return
        if not self._is_as_before(place.conversation, *told.values()):
            await asyncio.to_thread(self._keep, told)

    def _is_as_before(self, what: str, *told: str) -> bool:
        """Whether that was told the same when it was told last, while the bot runs."""
        before = self._last.get(what)
        self._last[what] = told
        self._last.move_to_end(what)
        if len(self._last) > REMEMBERED:
            self._last.popitem(last=False)
        return before == told

    def _keep(self, told: dict[str, str]) -> None:
        with self._dispatch.database.read() as session:
            home = workspace.by_team(session, DOOR, self._tenant)
            if home is None or _is_kept(session, home, told):
                return
        with self._dispatch.database.write() as session:
            home = workspace.by_team(session, DOOR, self._tenant)
            if home:
                take_turn(session, home.id)
                conversations.keep(session, home.id, DOOR, self._now(), **told)
                self._back(self._scope(session, home), told["user"])
        self._dispatch.wake()

    async def answered(self, said: Heard) -> None:
        """Somebody linked was answered: what Teams calls them is what they are called here."""
        caller = said.request.caller
        if not caller.guest and not self._is_as_before(f"name of {said.user}", caller.name):
            await asyncio.to_thread(self._true, lambda scope: self._follow(scope, said.user, caller.name))

    async def happened(self, body: Json) -> None:
        """The app was added or removed, or a channel or team is gone or back."""
        event = word(part(body, "channelData"), "eventType")
        if _is_goodbye(body):
            self._last.clear()
            await asyncio.to_thread(self._true, lambda scope: self._removed(scope, body))
        elif event in _GONE:
            await asyncio.to_thread(self._true, lambda scope: self._lost(scope, body, event))
        elif event in _BACK:
            await asyncio.to_thread(self._true, lambda scope: self._found(scope, body))

    def lost(self, address: str) -> None:
        """Teams takes nothing for a person any more, by their conversation or object id: until they return.

        Called from the thread that sends.
        """
        self._last.clear()
        self._true(lambda scope: self._let_go(scope, address))

    async def own(self, user: str) -> Place | None:
        """The bot's own conversation with a person, where it has one."""
        return await asyncio.to_thread(self._own, user)

    def _own(self, user: str) -> Place | None:
        with self._dispatch.database.read() as session:
            home = workspace.by_team(session, DOOR, self._tenant)
            found = home and conversations.with_person(session, home.id, DOOR, user)
        return Place(found.conversation, found.service_url) if found else None

    def _true(self, happens: Callable[[Scope], None]) -> None:
        with self._dispatch.database.write() as session:
            home = workspace.by_team(session, DOOR, self._tenant)
            if home is None:
                return
            take_turn(session, home.id)
            happens(self._scope(session, home))
        self._dispatch.wake()

    def _scope(self, session: Session, home: Workspace) -> Scope:
        policy = self._dispatch.policy_of(home)
        calendar = workspace.calendar_of(home, policy)
        return Scope(session, home, policy, calendar, self._now(), door=DOOR)

    def _back(self, scope: Scope, user: str) -> None:
        """Somebody who could not be reached is there again."""
        identity = people.identity(scope.session, DOOR, self._tenant, user) if user else None
        if identity:
            presence.back(scope, identity)

    def _follow(self, scope: Scope, user: str, name: str) -> None:
        identity = people.identity(scope.session, DOOR, self._tenant, user)
        if identity:
            presence.follow(scope, scope.session.get_one(Person, identity.person_id), name=name)

    def _let_go(self, scope: Scope, address: str) -> None:
        found = conversations.find(scope.session, scope.workspace_id, DOOR, address)
        user = found.user if found else address
        if found:
            conversations.drop(scope.session, scope.workspace_id, DOOR, address)
        identity = people.identity(scope.session, DOOR, self._tenant, user)
        if identity:
            presence.gone(scope, identity)

    def _removed(self, scope: Scope, body: Json) -> None:
        """The app was removed from a chat, or from a team with all its channels."""
        told = _told(body)
        if told["user"]:
            self._let_go(scope, told["conversation"])
            return
        self._lose(scope, told["group"], told["conversation"])

    def _lost(self, scope: Scope, body: Json, event: str) -> None:
        if event == "channelDeleted":
            channel = word(part(body, "channelData", "channel"), "id")
            conversations.drop(scope.session, scope.workspace_id, DOOR, channel)
            channels.lose(scope, channel)
            return
        self._lose(scope, _told(body)["group"], "")

    def _lose(self, scope: Scope, group: str, conversation: str) -> None:
        """Every channel the bot knows of that team."""
        of_team = conversations.of_group(scope.session, scope.workspace_id, DOOR, group) if group else []
        for channel in {*(known.conversation for known in of_team), conversation} - {""}:
            conversations.drop(scope.session, scope.workspace_id, DOOR, channel)
            channels.lose(scope, channel)

    def _found(self, scope: Scope, body: Json) -> None:
        channel = word(part(body, "channelData", "channel"), "id")
        if channel:
            channels.found(scope, channel)


def _told(body: Mapping[str, Any]) -> dict[str, str]:
    """What an activity tells of where it happened, as the columns of a conversation."""
    place = heard.place_of(body)
    return {
        "conversation": place.conversation.partition(";")[0],
        "service_url": place.service_url,
        "user": heard.user_of(body) if place.is_own else "",
        "group": word(part(body, "channelData", "team"), "id"),
    }


def _is_kept(session: Session, home: Workspace, told: dict[str, str]) -> bool:
    """Whether a conversation stands as it is told, and who it is with is not away."""
    found = conversations.find(session, home.id, DOOR, told["conversation"])
    identity = people.identity(session, DOOR, home.teams_tenant or "", told["user"]) if told["user"] else None
    is_away = identity is not None and identity.gone_at is not None
    return not is_away and found is not None and all(getattr(found, name) == told[name] for name in told)


def _is_goodbye(body: Mapping[str, Any]) -> bool:
    """Whether the app was removed: said in two ways, of which either may come."""
    if body["type"] == "installationUpdate":
        return word(body, "action").startswith("remove")
    bot = part(body, "recipient").get("id")
    return any(member.get("id") == bot for member in each(body, "membersRemoved"))
