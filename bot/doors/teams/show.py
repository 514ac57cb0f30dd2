"""Shows replies in Teams: where they were asked for, or in one's own chat; and what they changed, as it is now."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

from bot.doors import lines
from bot.doors.teams import answer
from bot.doors.teams.after import After, Shown
from bot.doors.teams.answer import Answer
from bot.doors.teams.draw import Drawn
from bot.doors.teams.heard import Heard, Place
from bot.doors.teams.web import TROUBLE, Web, reason
from bot.doors.teams.work import Done, Work
from bot.doors.texts import Json
from commands.command import Reply, Request
from core.card import Audience
from core.words import _, speaking

log = logging.getLogger("somerad.teams")

Own = Callable[[str], Awaitable[Place | None]]


class Show:
    """Puts what was answered where it belongs. `own` finds the bot's own conversation with somebody, if any.

    `after` goes on with what comes later and with files, once the answer is shown.
    """

    def __init__(
        self, web: Web, work: Work, draws: Answer, own: Own, after: After, now: Callable[[], datetime]
    ) -> None:
        self._web = web
        self._work = work
        self._draws = draws
        self._own = own
        self._after = after
        self._now = now

    async def message(self, done: Done, start: int = 0) -> None:
        """Where it was asked for, if that is one's own chat or it is for all; else in one's own chat."""
        shown = await self._message(done, start)
        if not start:
            self._then(done, shown)

    async def _message(self, done: Done, start: int = 0) -> Shown | None:
        said, reply = done
        drawings = self._draws.messages(said, reply, start)
        if said.place.is_own or _is_for_all(reply):
            return await self._posted(said.place, drawings)
        return await self._privately(said, reply, drawings)

    async def _posted(self, place: Place, drawings: list[Drawn]) -> Shown | None:
        message = await self._tried(self._web.post(place, drawings))
        return (place, message) if message else None

    async def _privately(self, said: Heard, reply: Reply, drawings: list[Drawn]) -> Shown | None:
        """In one's own chat; where it was asked, only that it is there, or how to have one."""
        place = await self.own_place(said)
        sent = await self._posted(place, drawings) if place else None
        with speaking(reply.language):
            text = (
                _("I have answered you in our own chat.")
                if sent
                else _(
                    "What I have to say is for you alone. Add me as an app of your own in Teams, and ask again."
                )
            )
        await self._tried(self._web.post(said.place, [Drawn(text, None)]))
        return sent

    async def own_place(self, said: Heard) -> Place | None:
        """The bot's own conversation with who asked, opened where there is none yet."""
        if said.place.is_own:
            return said.place
        if known := await self._own(said.user):
            return known
        opened: Place | None = await self._tried(self._web.open(said.user, said.place.service_url))
        return opened

    def _then(self, done: Done, shown: Shown | None) -> None:
        """What comes later, and files: gone on with, in the place of what is `shown` if anything."""
        if done[1].later or done[1].card.files:
            self._work.go_on(self._go_on(done, shown))

    async def _go_on(self, done: Done, shown: Shown | None) -> None:
        """The answer with what came later, and its files offered in one's own chat."""
        said = done[0]
        made = await self._after.made(done, lambda reply: self._instead((said, reply), shown))
        place = await self.own_place(said) if made.card.files else None
        told = said, await self._after.offered((said, made), place)
        if told != done and not await self._instead(told, shown):
            await self._message(told)

    async def _instead(self, done: Done, shown: Shown | None) -> bool:
        """Whether it took the place of what was shown before."""
        if shown is None:
            return False
        return bool(await self._tried(self._web.put(*shown, self._draws.messages(*done))))

    async def below(self, done: Done) -> None:
        """As a message, for a dialog that could not wait; and what it came from as it is now."""
        if done[1].later:
            await self.chat(done)
            return
        await self.message(done)
        await self.origin(done)

    async def beside(self, done: Done) -> None:
        """What a dialog that has its answer came from, as it is now; what a dialog can't show comes in the chat."""
        if done[1].later:
            await self.chat(done)
            return
        await self.origin(done)
        self._then(done, None)

    async def chat(self, done: Done) -> None:
        """In the place of what was decided, else below it; a list it stood in is drawn as it is now."""
        if self.replaces(done):
            await self._redraw(done)
            self._then(done, (done[0].place, done[0].origin.message))
            return
        await self.message(done)
        if done[0].origin.again:
            await self.origin(done)
        return

    def replaces(self, done: Done) -> bool:
        """Whether what came of a press takes the place of what it stood in."""
        said, reply = done
        is_seen = said.place.is_own or _is_for_all(reply)
        return said.origin.replaces and not said.origin.again and lines.changed(reply) and is_seen

    def pressed(self, done: Done) -> Json:
        """The answer to a press, at once: the new card, or that it was done."""
        said, reply = done
        if self.replaces(done):
            return answer.replaced(self._draws.card(said, reply))
        return answer.told(reply.card.title or reply.card.text)

    async def origin(self, done: Done) -> None:
        """What the dialog or the button stood in, as it is now that something has changed, or had before."""
        said, reply = done
        if said.origin.replaces and said.origin.again and (lines.changed(reply) or lines.refused(reply)):
            await self._redraw(await self._again(said))
        elif self.replaces(done):
            await self._redraw(done)

    async def _again(self, said: Heard) -> Done:
        request = Request(
            said.request.caller, "", self._now(), text=said.origin.again, door=said.request.door
        )
        return await self._work.begin(Heard(request, said.place, said.origin, viewer=said.viewer))

    async def _redraw(self, done: Done) -> None:
        said, reply = done
        if said.place.is_own or _is_for_all(reply):
            await self._tried(
                self._web.put(said.place, said.origin.message, self._draws.messages(said, reply))
            )

    async def typing(self, said: Heard) -> None:
        """That the bot is at it."""
        await self._tried(self._web.typing(said.place))

    async def _tried(self, call: Awaitable[Any]) -> Any:
        """What a call gives; None where it did not get through."""
        try:
            return await call
        except TROUBLE as trouble:
            log.warning("an answer did not get through: %s", reason(trouble))
        return None


def _is_for_all(reply: Reply) -> bool:
    return reply.ok and reply.card.audience is Audience.CHANNEL
