"""What is under way in the Teams door, with the files that were handed in made readable."""

from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

from bot.doors import work
from bot.doors.held import Held
from bot.doors.teams import heard
from bot.doors.teams.files import Files
from bot.doors.teams.heard import Heard
from commands.command import Reply
from commands.dispatch import Dispatch

Done = tuple[Heard, Reply]


class Work(work.Work[Heard]):
    """Begins work and waits for it. `met` is told of each who was answered."""

    def __init__(
        self,
        dispatch: Dispatch,
        files: Files,
        met: Callable[[Heard], Coroutine[Any, Any, None]],
        *,
        ack_seconds: float,
    ) -> None:
        super().__init__(dispatch, name=heard.DOOR, ack_seconds=ack_seconds)
        self._files = files
        self._met = met

    async def answered(self, said: Heard) -> None:
        """Tells who was met."""
        await self._met(said)

    async def made_whole(self, said: Heard) -> Heard:
        """With the files of its fields, to be fetched when they are read."""
        if not said.held:
            return said
        url = said.place.service_url
        refs = {name: self._files.ref(name, held, url) for name, held in said.held.items()}
        return replace(said, request=replace(said.request, files=refs))

    @staticmethod
    def with_file(said: Heard, field: str, held: Held) -> Heard:
        """What was heard, with a file in a field of its form."""
        return replace(said, held={field: held}, file=held)
