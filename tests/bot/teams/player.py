"""Somebody who plays the story in Teams: over HTTP with real tokens, with cards and dialogs."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from bot.app import policy_of
from bot.doors.teams.connect import connect
from bot.doors.teams.opening import Opened
from reminders.worker import Worker
from tests.bot.teams.client import COMMUNICATORS, MANAGERS, Json, Talk, card, content, limits, own, said
from tests.bot.teams.client import EDITOR as IN_TEAMS
from tests.bot.teams.keyserver import serving_keys
from tests.bot.teams.payloads import payload
from tests.bot.teams.standin import TENANT, StandIn, standing_in
from tests.bot.teams.wiring import door_of, over_http
from tests.town import ADMIN, COMMUNICATOR, EDITOR, MANAGER, Town

USERS = {EDITOR: IN_TEAMS, MANAGER: MANAGERS, COMMUNICATOR: COMMUNICATORS}


@dataclass
class TeamsPlayer:
    """Plays the story."""

    talk: Talk
    teams: StandIn
    door: Opened
    town: Town
    link: str = payload("extension_fetch")["value"]["messagePayload"]["linkToMessage"]

    async def say(self, line: str, person: str = EDITOR) -> Json:
        """A line in one's own chat."""
        return await self.talk.say(line, user=USERS[person])

    async def home(self, person: str = EDITOR) -> Json:
        """The bot's name alone."""
        return await self.say("/some", person)

    async def act(self, shown: Json, label: str, *pages: Json, person: str = EDITOR) -> Json:
        """A button pressed, and its dialog filled in; without one the card in its place, or the message below."""
        before = len(self.teams.messages(own(USERS[person])))
        answer = await self.talk.press(shown, label, user=USERS[person])
        if "task" in answer:
            return await self._filled_in(answer, pages, person)
        assert not pages, f"{label} opened no dialog"
        if isinstance(answer["value"], dict):
            taken: Json = answer["value"]
            return taken
        return card(await self.teams.written(before + 1, own(USERS[person])))

    async def choose(self, command: str, *pages: Json) -> None:
        """An entry of a message's menu."""
        value = payload("extension_fetch")["value"] | {"commandId": command}
        task = await self.talk.send("extension_fetch", value=value)
        await self._filled_in(task, pages, EDITOR, name="extension_submit")

    async def _filled_in(self, task: Json, pages: tuple[Json, ...], person: str, **how: Any) -> Json:
        for answers in pages:
            task = await self.talk.submit(task, answers, user=USERS[person], **how)
        shown = content(task)
        assert not any(part["type"].startswith("Input.") for part in limits.elements(shown)), said(shown)
        return shown

    async def reminded(self, person: str, command: str) -> tuple[Json, str]:
        """A sweep, and the last message to them."""
        worker = Worker(self.town.database, policy_of)
        await asyncio.to_thread(worker.run, self.town.now, self.door.sender)
        sent = card(self.teams.messages(own(USERS[person]))[-1])
        offered = limits.actions(sent)
        return sent, next(a["title"] for a in offered if (a.get("data") or {}).get("line") == command)


@asynccontextmanager
async def playing(town: Town) -> AsyncIterator[Any]:
    """The town in Teams, with everybody of the story linked, and the bot installed for them."""
    connect(town.database, town.now, TENANT)
    for person, user in USERS.items():
        town.say(ADMIN, f"person koppla {person} chatt={user}")
    with serving_keys() as keys:
        async with standing_in() as teams, door_of(town, keys) as door, over_http(door, teams) as talk:
            for user in USERS.values():
                await talk.send("install_add", user=user)
            yield TeamsPlayer(talk, teams, door, town)
        assert teams.faults == []
