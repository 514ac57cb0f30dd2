"""What is under way in the Slack door: requests handed to dispatch in threads, never cancelled, all waited for."""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from time import monotonic
from typing import Any, TypeVar

from bot.doors.slack import heard, modal
from bot.doors.slack.files import Files
from bot.doors.slack.heard import Heard, Pressed
from bot.doors.slack.memo import Held
from bot.doors.slack.web import Web
from commands.command import Reply, Request
from commands.dispatch import Dispatch
from core.card import Card
from core.errors import Refused
from core.words import DEFAULT_LANGUAGE, _, speaking

T = TypeVar("T")
Done = tuple[Heard, Reply]

CLOSING_SECONDS = 8
REMEMBERED = 1000
DOUBLE_TAP = 2.0  # seconds


async def _nobody(_user: str) -> None:
    """Nobody wants to know who was met."""


class Work:
    """Begins work and waits for it. `met` is told the user id of each who was answered.

    `pool` is shared with others, who close it.
    """

    def __init__(
        self,
        dispatch: Dispatch,
        web: Web,
        files: Files,
        met: Callable[[str], Coroutine[Any, Any, None]] = _nobody,
        *,
        ack_seconds: float,
        pool: ThreadPoolExecutor | None = None,
    ) -> None:
        self._dispatch = dispatch
        self._web = web
        self.files = files
        self._met = met
        self._ack_seconds = ack_seconds
        self._under_way: set[asyncio.Task[Any]] = set()
        self._events: OrderedDict[str, None] = OrderedDict()
        self._pressed: dict[str, Pressed] = {}
        self._own_pool = None if pool else ThreadPoolExecutor(4, thread_name_prefix="slack")
        self._pool = pool or self._own_pool

    def hold(self) -> None:
        """Makes `close` wait for what is being answered now."""
        task = asyncio.current_task()
        if task:
            self._keep(task)

    async def close(self) -> None:
        """Waits for work under way, for its answers, and for what these bring with them."""
        ends = monotonic() + CLOSING_SECONDS
        while self._under_way and (left := ends - monotonic()) > 0:
            await asyncio.wait(self._under_way, timeout=left)
        if self._own_pool:
            await asyncio.to_thread(self._own_pool.shutdown)

    def is_repeated(self, event_id: str) -> bool:
        """Whether the event came before: Slack sends one again when it has not heard that it came."""
        repeated = event_id in self._events
        self._events[event_id] = None
        if len(self._events) > REMEMBERED:
            self._events.popitem(last=False)
        return repeated

    def is_double(self, said: Heard) -> bool:
        """Whether the same person pressed the same button a moment before: two taps of a hasty finger are one press."""
        before, now = self._pressed.get(said.user), said.pressed
        self._pressed[said.user] = now
        return before is not None and before.button == now.button and abs(now.at - before.at) < DOUBLE_TAP

    def begin(self, said: Heard) -> asyncio.Task[Done]:
        """Hands the request to dispatch; the task gives the reply, with what was heard made whole."""
        task = asyncio.create_task(self._work(said))
        self._keep(task)
        return task

    async def in_time(self, work: asyncio.Task[Done]) -> bool:
        """Whether the work is done within the acknowledgement; it goes on either way."""
        done, _still_working = await asyncio.wait({work}, timeout=self._ack_seconds)
        return bool(done)

    async def in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """What blocking work gives."""
        return await asyncio.get_running_loop().run_in_executor(self._pool, work, *arguments)

    def lacks(self, request: Request) -> bool:
        """Whether a form is needed, as far as the words alone can tell."""
        try:
            shape = self._dispatch.shape(request)
        except Refused:
            return False
        return bool(shape.missing or modal.file_fields(shape.command.name) & shape.words.keys())

    def file_field(self, request: Request) -> str | None:
        """The field of the typed command that takes a file, empty where none does; None where it is no command."""
        if not request.text:
            return None
        try:
            return next(iter(modal.file_fields(self._dispatch.shape(request).command.name)), "")
        except Refused:
            return None

    def with_files(self, said: Heard, held: Mapping[str, Held], file: str) -> Heard:
        """What was heard, with files Slack keeps in its form's fields; `file` is Slack's id."""
        refs = {name: self.files.ref(name, kept) for name, kept in held.items()}
        return replace(said, held=held, file=file, request=replace(said.request, files=refs))

    def _keep(self, task: asyncio.Task[Any]) -> None:
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _work(self, said: Heard) -> Done:
        try:
            whole = await self._made_whole(said)
        except Refused as refusal:
            return said, Reply(False, Card(refusal.text, refusal.what_to_do), errors={"": refusal.text})
        reply = await self.in_thread(self._dispatch.handle, whole.request)
        self._keep(asyncio.create_task(self._met(said.user)))
        return whole, reply

    async def _made_whole(self, said: Heard) -> Heard:
        """With what only Slack knows: a message's address, where a file lies. Refused when the file is gone."""
        if said.about:
            address = await self._web.permalink(said.about.channel, said.about.ts) or said.about.address
            data = {**said.request.data, heard.link_field(said.request.command): address}
            return replace(said, request=replace(said.request, data=data))
        if said.pressed.file and not said.held:
            file = await self._web.file(said.pressed.file)
            if file is None:
                with speaking(DEFAULT_LANGUAGE):
                    raise Refused(_("The file is no longer in Slack."), _("Send it to me again."))
            return self.with_files(said, {said.pressed.field: file}, said.pressed.file)
        return said
