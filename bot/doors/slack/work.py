"""What is under way in the Slack door, with what only Slack knows: a message's address, where a file lies."""

from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from bot.doors import lines, work
from bot.doors.held import Held
from bot.doors.slack import heard
from bot.doors.slack.files import Files
from bot.doors.slack.heard import Heard
from bot.doors.slack.web import Web
from commands.command import Reply, Request
from commands.dispatch import Dispatch
from core.errors import Refused
from core.words import DEFAULT_LANGUAGE, _, speaking

Done = tuple[Heard, Reply]


async def _nobody(_user: str) -> None:
    """Nobody wants to know who was met."""


class Work(work.Work[Heard]):
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
        super().__init__(dispatch, name=heard.DOOR, ack_seconds=ack_seconds, pool=pool)
        self._web = web
        self.files = files
        self._met = met

    def lacks(self, request: Request) -> bool:
        """Whether a form is needed, as far as the words alone can tell."""
        return lines.lacks(self._dispatch, request)

    def with_files(self, said: Heard, held: Mapping[str, Held], file: str) -> Heard:
        """What was heard, with files Slack keeps in its form's fields; `file` is Slack's id."""
        refs = {name: self.files.ref(name, kept) for name, kept in held.items()}
        return replace(said, held=held, file=file, request=replace(said.request, files=refs))

    async def answered(self, said: Heard) -> None:
        """Tells who was met."""
        await self._met(said.user)

    async def made_whole(self, said: Heard) -> Heard:
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
