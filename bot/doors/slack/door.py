"""The Slack door: hears, hands over to dispatch, shows what comes back, always within Slack's three seconds."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Protocol

from bot.doors import lines
from bot.doors.held import Held
from bot.doors.slack import answer, heard, inputs, modal
from bot.doors.slack.heard import Heard, Surface
from bot.doors.slack.show import Show
from bot.doors.slack.texts import Json, clip
from bot.doors.slack.web import Web
from bot.doors.slack.work import Done, Work
from commands.dispatch import Dispatch
from core.words import DEFAULT_LANGUAGE, speaking

TRIGGER_SECONDS = 2.5
LONGEST_NAME = 255
SHORT = 2  # drawings of a message: whole, and text alone


class Ack(Protocol):
    """Bolt's acknowledgement: what it is called with is sent back in the answer to Slack's own request."""

    async def __call__(self, answer: Json | str = "", /) -> object:
        """Answers Slack."""


class SlackDoor:
    """Hears Slack's payloads. Work that takes too long for the acknowledgement goes on, and its answer comes after.

    `settle_seconds` is waited after a late form's "Working…", so that the result is not overtaken by it.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        web: Web,
        work: Work,
        now: Callable[[], datetime],
        settle_seconds: float = 0.5,
    ) -> None:
        self._dispatch = dispatch
        self._web = web
        self._work = work
        self._now = now
        self._settle_seconds = settle_seconds
        self._show = Show(dispatch, web, work, now)

    async def slash(self, ack: Ack, body: Json) -> None:
        """`/some …`: a form at once when something is missing, else the answer; in the acknowledgement if it is short.

        Slack may refuse a long one, and of what is acknowledged it does not say so.
        """
        self._work.hold()
        said, begun = heard.slash(body, self._now()), monotonic()
        if self._work.lacks(said.request):
            await ack()
            return await self._fill_in(said)
        work = self._work.begin(said)
        if not await self._work.in_time(work):
            await ack(next(answer.working()))
            return await self._answer(await work, begun)
        done = work.result()
        drawings, reply = list(answer.messages(*done)), done[1]
        comes_after = reply.form or reply.later or reply.card.to_picture or reply.card.files
        if comes_after or len(drawings) > SHORT:
            await ack()
            return await self._answer(done, begun)
        await ack(drawings[0])
        return None

    async def line(self, body: Json) -> None:
        """A line in the bot's own conversation, or with its name in a channel; answered there, once."""
        self._work.hold()
        said = heard.line(body, self._now())
        if said is None or self._work.is_repeated(body["event_id"]):
            return
        for each in self._parts(said, heard.files_of(body)):
            done = await self._work.begin(each)
            await self._show.in_conversation(done)
            if lines.is_turned_away(done[0].request, done[1]):
                return

    def _parts(self, said: Heard, files: list[tuple[str, Held]]) -> Iterator[Heard]:
        """What was typed, with the file its command takes; of every other file it is asked what it is."""
        field = lines.file_field(self._dispatch, said.request)
        if field and files:
            (file, held), *files = files
            yield self._work.with_files(said, {field: held}, file)
        elif field is not None or not files:
            yield said
        for number, (file, held) in enumerate(files):
            key, data = f"{said.request.key}:{number}", {"name": clip(held.name, LONGEST_NAME)}
            request = replace(said.request, key=key, text="", command=lines.FILE, data=data)
            yield replace(said, request=request, file=file)

    async def press(self, ack: Ack, body: Json) -> None:
        """A button in a message, in a view or on the Home tab."""
        self._work.hold()
        await ack()
        said, begun = heard.press(body, self._now()), monotonic()
        if self._work.is_double(said.user, said.pressed):
            return None
        if said.pressed.kind == heard.MORE:
            return await self._go_on(said)
        if said.pressed.surface is Surface.CARD:
            return await self._press_in_card(said)
        if said.pressed.surface is not Surface.CHAT or self._wants_form(said):
            return await self._fill_in(said)
        work = self._work.begin(said)
        if not await self._work.in_time(work):
            await self._show.message(said, answer.working())
        return await self._answer(await work, begun)

    def _wants_form(self, said: Heard) -> bool:
        return said.request.asks or said.pressed.kind == heard.OPEN or self._work.lacks(said.request)

    async def shortcut(self, ack: Ack, body: Json) -> None:
        """An entry of a shortcut menu: its command's form."""
        self._work.hold()
        await ack()
        await self._fill_in(heard.shortcut(body, self._now()))

    async def submission(self, ack: Ack, body: Json) -> None:
        """A form sent in: field errors go to their fields, the next page or the card takes the form's place."""
        self._work.hold()
        work = self._work.begin(heard.submission(body, self._now(), self._work.files))
        if await self._work.in_time(work):
            await ack(answer.form_answer(*work.result()))
            await self._show.origin(work.result())
            return self._show.then(work.result())
        with speaking(DEFAULT_LANGUAGE):
            await ack({"response_action": "update", "view": modal.waiting()})
        done = await work
        await asyncio.sleep(self._settle_seconds)
        return await self._show.view(done[0].view, done)

    async def options(self, ack: Ack, body: Json) -> None:
        """What is typed in a picker: the choices that have it in them."""
        self._work.hold()
        request, field = heard.typing(body, self._now())
        found = await self._work.in_thread(self._dispatch.suggest, request, field)
        await ack(inputs.options(found))

    async def home(self, body: Json) -> None:
        """The Home tab opened: drawn as things are now."""
        self._work.hold()
        said = heard.opened_home(body, self._now())
        if said:
            await self._show.home(said)

    async def acknowledged(self, ack: Ack) -> None:
        """What needs no answer: a form closed; a file shared, which the line it came with tells of."""
        await ack()

    async def _fill_in(self, said: Heard) -> None:
        """Opens a view before anything else, as the trigger soon is spent, and fills it after."""
        is_over_a_form = said.pressed.surface is Surface.FORM
        with speaking(DEFAULT_LANGUAGE):
            opens = self._web.push if is_over_a_form else self._web.open
            view_id = await opens(said.trigger, modal.waiting())
        done = await self._work.begin(said)
        if view_id:
            await self._show.view(view_id, done)
        else:
            await self._show.chat(done)

    async def _press_in_card(self, said: Heard) -> None:
        work = self._work.begin(said)
        if not await self._work.in_time(work):
            with speaking(DEFAULT_LANGUAGE):
                await self._web.update(said.view, modal.waiting())
        await self._show.view(said.view, await work)

    async def _go_on(self, said: Heard) -> None:
        """The rest of a long answer: below its message, or in its view's place."""
        start = said.pressed.start
        if said.pressed.surface is Surface.HOME:
            return await self._show.home(said, start)
        done = await self._work.begin(said)
        if said.pressed.surface is Surface.CHAT:
            return await self._show.message(said, answer.messages(*done, start))
        return await self._show.view(said.view, done, start)

    async def _answer(self, done: Done, begun: float) -> None:
        """A form is opened while its trigger lives, else offered by a button; a card goes where it was asked for."""
        said, reply = done
        if reply.form and monotonic() - begun < TRIGGER_SECONDS:
            view = answer.next_view(said, reply)
            if view["callback_id"] == "form" and await self._web.open(said.trigger, view):
                return
        await self._show.chat(done)
