"""Somebody who plays the story in Slack: over signed HTTP, with views and the Home tab."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from bot.app import policy_of
from bot.doors.slack.connect import connect
from bot.doors.slack.sender import SlackSender
from reminders.worker import Worker
from tests.bot.slack.client import EDITOR as IN_SLACK
from tests.bot.slack.client import Json, Talk, buttons, said
from tests.bot.slack.standin import BOT_TOKEN, RESPONSE_URL, TEAM, StandIn, standing_in
from tests.bot.slack.wiring import talking_to
from tests.town import ADMIN, COMMUNICATOR, EDITOR, MANAGER, Town

USERS = {EDITOR: IN_SLACK, MANAGER: "U0MANAGER", COMMUNICATOR: "U0KOMM"}
_hashes = count(1)


@dataclass(frozen=True)
class Shown:
    """A message, or the Home tab."""

    drawn: Json
    is_home: bool = False


@dataclass
class SlackPlayer:
    """Plays the story."""

    talk: Talk
    slack: StandIn
    town: Town
    link: str = "https://falkoping.slack.com/archives/C0BIBLIOTEK/p1795430400000400"

    async def say(self, line: str, person: str = EDITOR) -> Shown:
        """`/some …` typed; what the acknowledgement says."""
        answer = await self.talk.slash("" if line == "hem" else line, user=USERS[person])
        assert answer.get("blocks"), line
        return Shown(answer)

    async def home(self, person: str = EDITOR) -> Shown:
        """The Home tab opened."""
        before = len(self.slack.made("views.publish"))
        await self.talk.open_home(user=USERS[person])
        return Shown((await self.slack.called("views.publish", before + 1))["view"], is_home=True)

    async def act(self, shown: Shown, label: str, *pages: Json, person: str = EDITOR) -> Shown:
        """A button pressed, and its view filled in; without one the answer below."""
        views, answers = len(self.slack.drawn), len(self.slack.made(RESPONSE_URL))
        if shown.is_home:
            await self.talk.push_at_home(label, user=USERS[person])
        else:
            await self.talk.push(shown.drawn, label, user=USERS[person])
        if pages or shown.is_home:
            published = len(self.slack.made("views.publish"))
            done = await self._filled_in(views, pages, person)
            if shown.is_home:
                await self.slack.called("views.publish", published + 1)
            return done
        return Shown(await self.slack.called(RESPONSE_URL, answers + 1))

    async def choose(self, command: str, *pages: Json) -> None:
        """An entry of a message's menu."""
        views = len(self.slack.drawn)
        await self.talk.choose(command, message=True)
        await self._filled_in(views, pages, EDITOR)

    async def _filled_in(self, before: int, pages: tuple[Json, ...], person: str) -> Shown:
        """A view that was opened, page after page; it ends with a card."""
        view_id, view = await self.slack.next_drawn(before)
        for answers in pages:
            assert view["callback_id"] == "form", said(view)
            given = {"view_id": view_id, "hash": f"{next(_hashes)}.x", "user": USERS[person]}
            done = await self.talk.submit(view, answers, **given)
            assert done["response_action"] == "update", done
            view = done["view"]
        assert view["callback_id"] == "card", said(view)
        return Shown(view)

    async def reminded(self, person: str, command: str) -> tuple[Shown, str]:
        """A sweep, and the last message to them."""
        sender = SlackSender(BOT_TOKEN, self.slack.api, TEAM)
        await asyncio.to_thread(Worker(self.town.database, policy_of).run, self.town.now, sender)
        channel = "D" + USERS[person][1:]
        sent = next(m for m in reversed(self.slack.made("chat.postMessage")) if m["channel"] == channel)
        return Shown(sent), next(b["text"]["text"] for b in buttons(sent) if b["value"] == command)


@asynccontextmanager
async def playing(town: Town) -> AsyncIterator[Any]:
    """The town in Slack, with everybody of the story linked."""
    connect(town.database, town.now, TEAM)
    for person, user in USERS.items():
        town.say(ADMIN, f"person koppla {person} chatt={user}")
    async with standing_in() as slack, talking_to(town, slack) as talk:
        yield SlackPlayer(talk, slack, town)
        assert slack.faults == []
