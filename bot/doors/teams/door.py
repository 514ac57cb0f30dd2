"""The Teams door: hears, hands over to dispatch, shows what comes back, always within Teams' five seconds."""

from collections.abc import Awaitable, Callable, Coroutine, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.doors import lines
from bot.doors.held import Held
from bot.doors.teams import answer, dialog, heard, inputs, pieces
from bot.doors.teams.answer import Answer
from bot.doors.teams.consent import Consent
from bot.doors.teams.heard import Heard
from bot.doors.teams.life import Life
from bot.doors.teams.show import Show
from bot.doors.teams.work import Done, Work
from bot.doors.texts import Json, clip
from commands.command import Reply
from commands.dispatch import Dispatch

LONGEST_NAME = 255
SEARCH = "application/vnd.microsoft.search.searchResponse"
Hears = Callable[["TeamsDoor", Json], Awaitable[Json | None]]


class TeamsDoor:
    """Hears Teams' activities. Work that takes too long for the answer goes on, and is answered in the chat."""

    def __init__(
        self,
        dispatch: Dispatch,
        work: Work,
        show: Show,
        draws: Answer,
        life: Life,
        consent: Consent,
        now: Callable[[], datetime],
    ) -> None:
        self._dispatch = dispatch
        self._work = work
        self._show = show
        self._draws = draws
        self._life = life
        self._consent = consent
        self._now = now

    async def hear(self, body: Json) -> Json | None:
        """An activity; what stands in the answer to it, if anything."""
        kind = body["type"] if body["type"] != "invoke" else str(body.get("name"))
        hears = HEARS.get(kind)
        if hears is None:
            return None
        return await hears(self, body)

    async def message(self, body: Json) -> None:
        """A line in the bot's own chat, or with its name elsewhere: acknowledged at once, answered once."""
        if not self._work.is_repeated(str(body.get("id"))) and heard.user_of(body):
            self._later(self._answer(body))

    async def _answer(self, body: Json) -> None:
        said = heard.message(body, self._now())
        if said.pressed.do:
            await self._show.chat(await self._work.begin(said))
            return
        for each in self._parts(said, heard.files_of(body)):
            work = self._work.begin(each)
            if not await self._work.in_time(work):
                await self._show.typing(said)
            done = await work
            await self._show.message(done)
            if lines.is_turned_away(done[0].request, done[1]):
                return

    def _parts(self, said: Heard, files: list[Held]) -> Iterator[Heard]:
        """What was typed, with the file its command takes; of every other file it is asked what it is."""
        field = lines.file_field(self._dispatch, said.request)
        if field and files:
            held, *files = files
            yield self._work.with_file(said, field, held)
        elif field is not None or not files:
            yield said
        for number, held in enumerate(files):
            key, data = f"{said.request.key}:{number}"[-200:], {"name": clip(held.name, LONGEST_NAME)}
            request = replace(said.request, key=key, text="", command=lines.FILE, data=data)
            yield replace(said, request=request, file=held)

    async def execute(self, body: Json) -> Json:
        """A button of a card, or a card that came into sight."""
        said = heard.execute(body, self._now())
        if said.pressed.do == pieces.AGAIN:
            return await self._anew(said)
        if self._work.is_double(said.user, said.pressed):
            return answer.working()
        work = self._work.begin(said)
        if not await self._work.in_time(work):
            self._later(self._show_late(said, work))
            return answer.working()
        done = work.result()
        self._later(self._show_pressed(done))
        return self._show.pressed(done)

    async def _show_late(self, said: Heard, work: Awaitable[Done]) -> None:
        await self._show.typing(said)
        await self._show_pressed(await work)

    async def _show_pressed(self, done: Done) -> None:
        if done[0].pressed.do == pieces.MORE:
            await self._show.message(done, done[0].pressed.start)
        elif done[0].pressed.do == pieces.SAVE:
            if place := await self._show.own_place(done[0]):
                await self._consent.offer(*done, place)
        else:
            await self._show.chat(done)

    async def _anew(self, said: Heard) -> Json:
        """A list as it is now, for who looks at it; what can't be given again stays as it is."""
        if not lines.only_reads(self._dispatch, said.request):
            return answer.working()
        work = self._work.begin(said)
        if await self._work.in_time(work):
            _said, reply = work.result()
            if reply.ok and lines.again(said.request, reply):
                return answer.replaced(self._draws.card(said, reply))
        return answer.working()

    async def fetch(self, body: Json) -> Json:
        """A button that opens a dialog: what it asks first, its form, or what came of it."""
        said = heard.dialog(body, self._now())
        data = heard.data_of(body)
        if data.get("confirm"):
            return self._draws.asking(said, data)
        return await self._in_dialog(said)

    async def submit(self, body: Json) -> Json:
        """A form sent in, or a button of a card in a dialog."""
        data = heard.data_of(body)
        if data.get("do") == dialog.SEND:
            return await self._in_dialog(heard.submission(body, self._now()))
        if data.get("confirm"):
            return self._draws.asking(heard.dialog(body, self._now()), data)
        return await self._in_dialog(heard.dialog(body, self._now()))

    async def extension(self, body: Json) -> Json | None:
        """An entry of a message's menu: its command's form."""
        said = heard.extension(body, self._now())
        return await self._in_dialog(said) if said else None

    async def _in_dialog(self, said: Heard) -> Json:
        """What comes of it, in the dialog; in the chat where that takes too long."""
        work = self._work.begin(said)
        if not await self._work.in_time(work):
            self._later(self._below(work))
            return self._draws.late()
        done = work.result()
        self._later(self._show.beside(done))
        return self._draws.dialog(*done, await self._as_sent(*done), said.pressed.start)

    async def _below(self, work: Awaitable[Done]) -> None:
        await self._show.below(await work)

    async def _as_sent(self, said: Heard, reply: Reply) -> Reply | None:
        """The form as it was sent in, where it was refused as a whole: what was typed is not lost."""
        if said.memo is None or reply.ok or reply.form:
            return None
        form = replace(said.request, asks=True, key="", files={})
        return await self._work.in_thread(self._dispatch.handle, form)

    async def search(self, body: Json) -> Json:
        """What is typed in a list: the choices that have it in them."""
        request, field = heard.search(body, self._now())
        found = await self._work.in_thread(self._dispatch.suggest, request, field)
        return {"statusCode": 200, "type": SEARCH, "value": inputs.results(found)}

    async def consented(self, body: Json) -> None:
        """Somebody takes a file the bot offered, or does not."""
        if not self._work.is_repeated(str(body.get("id"))):
            self._later(self._consent.answered(body))

    async def happened(self, body: Json) -> None:
        """The app was added or removed, a channel is gone: acknowledged at once."""
        self._later(self._life.happened(body))

    def _later(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on when Teams has its answer; closing the door waits for it."""
        self._work.go_on(work)


HEARS: dict[str, Hears] = {
    "message": TeamsDoor.message,
    "adaptiveCard/action": TeamsDoor.execute,
    "task/fetch": TeamsDoor.fetch,
    "task/submit": TeamsDoor.submit,
    "composeExtension/fetchTask": TeamsDoor.extension,
    "composeExtension/submitAction": TeamsDoor.submit,
    "application/search": TeamsDoor.search,
    "fileConsent/invoke": TeamsDoor.consented,
    "installationUpdate": TeamsDoor.happened,
    "conversationUpdate": TeamsDoor.happened,
}
