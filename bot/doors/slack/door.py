"""The Slack door: hears, hands over to dispatch, shows what comes back, always within Slack's three seconds."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Any, Protocol

from bot.doors.slack import draw, heard, inputs, modal
from bot.doors.slack.files import Files
from bot.doors.slack.heard import Heard
from bot.doors.slack.memo import Memo, TooMuch
from bot.doors.slack.texts import Json, clip
from bot.doors.slack.web import Web
from commands.command import Reply, Request
from commands.dispatch import Dispatch
from commands.grammar import typed
from commands.registry import COMMANDS
from core.card import Audience, Button, Card, Style
from core.errors import Refused
from core.words import DEFAULT_LANGUAGE, _, speaking

log = logging.getLogger("somerad.slack")

TRIGGER_SECONDS = 2.5
CLOSING_SECONDS = 30


class Ack(Protocol):
    """Bolt's acknowledgement: what it is called with is sent back in the answer to Slack's own request."""

    async def __call__(self, answer: Json | str = "", /) -> object:
        """Answers Slack."""


class SlackDoor:
    """Hears Slack's payloads. Work that takes longer than `ack_seconds` goes on, and its answer comes after.

    `settle_seconds` is waited after a late form's "Working…", so that the result is not overtaken by it.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        web: Web,
        files: Files,
        now: Callable[[], datetime],
        *,
        ack_seconds: float = 2.0,
        settle_seconds: float = 0.5,
        workers: int = 4,
    ) -> None:
        self._dispatch = dispatch
        self._web = web
        self._files = files
        self._now = now
        self._ack_seconds = ack_seconds
        self._settle_seconds = settle_seconds
        self._under_way: set[asyncio.Task[Any]] = set()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="slack")

    async def slash(self, ack: Ack, body: Json) -> None:
        """`/some …`: a form at once when something is missing, else the answer in the acknowledgement."""
        self._hold()
        said, begun = heard.slash(body, self._now()), monotonic()
        if self._lacks(said.request):
            await ack()
            return await self._fill_in(said)
        work = self._start(said.request)
        if not await self._in_time(work):
            await ack(_working())
            return await self._answer(said, await work, begun)
        reply = work.result()
        if reply.form:
            await ack()
            return await self._answer(said, reply, begun)
        await ack(_message(said, reply))
        return None

    async def press(self, ack: Ack, body: Json) -> None:
        """A button in a message or in a view."""
        self._hold()
        await ack()
        said, begun = heard.press(body, self._now()), monotonic()
        if said.view:
            return await self._press_in_view(said)
        if said.wants_form or self._lacks(said.request):
            return await self._fill_in(said)
        work = self._start(said.request)
        if not await self._in_time(work):
            await self._say(said, _working())
        return await self._answer(said, await work, begun)

    async def submission(self, ack: Ack, body: Json) -> None:
        """A form sent in: field errors go to their fields, the next page or the card takes the form's place."""
        self._hold()
        said = heard.submission(body, self._now(), self._files)
        work = self._start(said.request)
        if await self._in_time(work):
            await ack(_form_answer(said, work.result()))
            return
        with speaking(DEFAULT_LANGUAGE):
            await ack({"response_action": "update", "view": modal.waiting()})
        reply = await work
        await asyncio.sleep(self._settle_seconds)
        await self._show(said.view, said, reply)

    async def message(self, body: Json) -> None:
        """A line in the bot's own conversation, answered there."""
        self._hold()
        said = heard.line(body, self._now())
        if said:
            reply = await self._start(said.request)
            await self._say(said, _message(said, reply))

    async def close(self) -> None:
        """Waits for work under way, and for its answers."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=CLOSING_SECONDS)
        await asyncio.to_thread(self._pool.shutdown)

    def _hold(self) -> None:
        """Makes `close` wait for what is being answered now."""
        task = asyncio.current_task()
        if task:
            self._under_way.add(task)
            task.add_done_callback(self._under_way.discard)

    def _start(self, request: Request) -> asyncio.Future[Reply]:
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(self._pool, self._dispatch.handle, request)

    async def _in_time(self, work: asyncio.Future[Reply]) -> bool:
        """Whether the work is done within the acknowledgement; it goes on either way."""
        done, _still_working = await asyncio.wait({work}, timeout=self._ack_seconds)
        return bool(done)

    def _lacks(self, request: Request) -> bool:
        """Whether a form is needed, as far as the words alone can tell."""
        try:
            shape = self._dispatch.shape(request)
        except Refused:
            return False
        return bool(shape.missing or modal.file_fields(shape.command.name) & shape.words.keys())

    async def _fill_in(self, said: Heard) -> None:
        """Opens a view before anything else, as the trigger soon is spent, and fills it after."""
        with speaking(DEFAULT_LANGUAGE):
            view_id = await self._web.open(said.trigger, modal.waiting())
        reply = await self._start(said.request)
        if view_id:
            await self._show(view_id, said, reply)
        else:
            await self._say(said, _message(said, reply))

    async def _press_in_view(self, said: Heard) -> None:
        work = self._start(said.request)
        if not await self._in_time(work):
            with speaking(DEFAULT_LANGUAGE):
                await self._web.update(said.view, modal.waiting())
        await self._show(said.view, said, await work)

    async def _answer(self, said: Heard, reply: Reply, begun: float) -> None:
        """A form is opened while its trigger lives, else offered by a button; a card goes where it was asked for."""
        if reply.form and monotonic() - begun < TRIGGER_SECONDS:
            view = _next_view(said, reply)
            if view["callback_id"] == "form" and await self._web.open(said.trigger, view):
                return
        await self._say(said, _message(said, reply))

    async def _show(self, view_id: str, said: Heard, reply: Reply) -> None:
        """The reply in an open view; where that was closed meanwhile, in a message."""
        if not await self._web.update(view_id, _next_view(said, reply)):
            await self._say(said, _message(said, reply))

    async def _say(self, said: Heard, message: Json) -> None:
        if said.response_url and await self._web.respond(said.response_url, message):
            return
        await self._web.post(said.channel or said.user, message)


def _working() -> Json:
    with speaking(DEFAULT_LANGUAGE):
        return {"response_type": "ephemeral", **draw.message(Card("", _("Working…"))).as_message()}


def _message(said: Heard, reply: Reply) -> Json:
    """The reply as a message: only to who asked, unless its card is for the channel."""
    public = reply.ok and reply.card.audience is Audience.CHANNEL
    with speaking(reply.language):
        drawn = _fillable(said, reply) if reply.form else draw.message(reply.card)
    return {"response_type": "in_channel" if public else "ephemeral", **drawn.as_message()}


def _fillable(said: Heard, reply: Reply) -> draw.Drawn:
    """The card with a button that opens the form, which a message can't hold."""
    command = said.request.text or _as_typed(reply)
    fill_in = Button(_("Fill in"), command, Style.PRIMARY)
    drawn = draw.message(replace(reply.card, buttons=(fill_in, *reply.card.buttons)))
    buttons = [e for block in drawn.blocks if block["type"] == "actions" for e in block["elements"]]
    for element in [e for e in buttons if e["value"] == command][:1]:
        element["action_id"] = heard.FILL
    return drawn


def _as_typed(reply: Reply) -> str:
    """A form's command with what is filled in so far, as a person would type it."""
    command = next(known for known in COMMANDS if known.name == reply.command)
    values = dict(reply.form.values) if reply.form else {}
    keys = {name: key.sv for name, key in command.form.keys().items()}
    words = " ".join(word for word in command.words.split() if not word.endswith("*"))
    return typed(words, {keys[name]: value for name, value in values.items() if value})


def _form_answer(said: Heard, reply: Reply) -> Json:
    """The answer to a form sent in, in time: errors in its own fields, or what takes its place."""
    if reply.errors and _in_its_fields(said, reply):
        step = Memo.load(said.shown["private_metadata"]).step
        errors = {inputs.block_id(name, step): clip(text, 1000) for name, text in reply.errors.items()}
        return {"response_action": "errors", "errors": errors}
    return {"response_action": "update", "view": _next_view(said, reply)}


def _in_its_fields(said: Heard, reply: Reply) -> bool:
    """Whether every error is of a field on the view, and none of a file handed in on an earlier page."""
    memo = Memo.load(said.shown["private_metadata"])
    asked = {inputs.field_of(block["block_id"]) for block in said.shown["blocks"] if block["type"] == "input"}
    return reply.errors.keys() <= asked and not reply.errors.keys() & memo.files.keys()


def _next_view(said: Heard, reply: Reply) -> Json:
    """The form's next page, the form again with what was wrong, or the card."""
    held = {name: file for name, file in said.held.items() if name not in reply.errors}
    with speaking(reply.language):
        try:
            if said.shown and not reply.ok and (reply.form is None or _is_about(said, reply)):
                return modal.again(said.shown, reply.card, held)
            if reply.form:
                return modal.of_form(reply.form, held, said.response_url, _fault(reply))
        except TooMuch as long:
            return _too_much(said, reply, long.field)
        return modal.of_card(reply.card)


def _is_about(said: Heard, reply: Reply) -> bool:
    return bool(reply.errors) and _in_its_fields(said, reply)


def _fault(reply: Reply) -> Card | None:
    """What was wrong with what was given; that something is missing needs no words in a form."""
    return reply.card if reply.errors and "missing" not in reply.card.data else None


def _too_much(said: Heard, reply: Reply, name: str) -> Json:
    """Slack keeps too little between pages: the form stays as it was, and says what to shorten."""
    fault = Card(
        _("This is more than Slack holds between two pages."),
        _("Shorten {field} and try again, or give it afterwards.", field=_label(reply.command, name)),
    )
    if said.shown:
        return modal.again(said.shown, fault, Memo.load(said.shown["private_metadata"]).files)
    return modal.of_card(replace(fault, facts=reply.card.facts))


def _label(command: str, field: str) -> str:
    keys = next(known for known in COMMANDS if known.name == command).form.keys()
    return _(keys[field].label) if field in keys else field
