"""What comes after an answer: a report made meanwhile, and files offered in the person's own chat."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.doors.teams.consent import Consent
from bot.doors.teams.heard import Place
from bot.doors.teams.work import Done, Work
from commands.command import Reply
from commands.dispatch import Dispatch
from core.words import _, speaking

EVERY = 5.0  # seconds between two words of how far it is, at least

Shown = tuple[Place, str]
"""Where a message is, and which."""


class After:
    """Makes what a reply said comes later, off the loop, and offers files. `every` so many seconds it tells how far."""

    def __init__(self, dispatch: Dispatch, work: Work, consent: Consent, every: float) -> None:
        self._dispatch = dispatch
        self._work = work
        self._consent = consent
        self._every = every

    async def made(self, done: Done, tell: Callable[[Reply], Awaitable[Any]]) -> Reply:
        """The reply when it is made, the same where nothing is to come; `tell` is given others meanwhile."""
        said, reply = done
        if reply.later is None:
            return reply
        steps: deque[tuple[int, int, str]] = deque(maxlen=1)
        making = asyncio.create_task(
            self._work.in_thread(self._dispatch.finish, said.request, reply, lambda *step: steps.append(step))
        )
        while not (await asyncio.wait({making}, timeout=self._every))[0]:
            if steps:
                number, of, what = steps.pop()
                await tell(replace(reply, card=replace(reply.card, text=f"{what} ({number}/{of})")))
        return making.result()

    async def offered(self, done: Done, place: Place | None) -> Reply:
        """The reply, its files offered in that chat; one that says so where they were not."""
        said, reply = done
        if not reply.card.files or (place and await self._consent.offer(said, reply, place)):
            return reply
        with speaking(reply.language):
            lost = _(
                "The file could not be offered. Add me as an app of your own in Teams, and ask for it again."
            )
        text = "\n".join(filter(None, (reply.card.text, lost)))
        return replace(reply, card=replace(reply.card, text=text))
