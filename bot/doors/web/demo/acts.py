"""What the page does: says a line, presses a button, hands in a form, moves the clock."""

import secrets
from collections.abc import Mapping
from dataclasses import replace

from starlette.requests import Request as Asked
from starlette.responses import JSONResponse, Response

from bot.doors.web.demo import fields
from bot.doors.web.demo.play import Line, Play
from bot.doors.web.demo.posted import Files, Posted, file_fields
from bot.doors.web.demo.protect import Endpoint, Sessions
from bot.doors.web.demo.room import DOOR
from bot.doors.web.demo.sight import Drawing, Sight, sight
from commands.command import Caller, Reply, Request
from commands.grammar import TimeProblem
from core.errors import Refused
from core.words import LANGUAGES, speaking


class Acts:
    """The endpoints that change something. Each answers with JSON: a form to show, what was wrong, or nothing."""

    def __init__(self, play: Play, draw: Drawing, sessions: Sessions) -> None:
        self._play = play
        self._draw = draw
        self._sessions = sessions
        self.greeted: set[str] = set()

    def endpoints(self) -> Mapping[str, Endpoint]:
        """By path."""
        return {
            "/say": self.say, "/form": self.form, "/clock": self.clock, "/hurry": self.hurry,
            "/language": self.language, "/greeted": self.greet,
        }  # fmt: skip

    async def _read(self, asked: Asked) -> tuple[Posted, Sight]:
        session = self._sessions.of(asked)
        posted = Posted(self._play.room, session, await asked.form())
        return posted, sight(self._play.cast(), posted.text("as"), posted.text("in"), session)

    async def say(self, asked: Asked) -> Response:
        """A line typed, a button's command, or a file."""
        posted, seen = await self._read(asked)
        text, files = posted.text("text"), await posted.files()
        line = Line(seen.where, posted.text("label") or text)
        request = self._request(posted, seen, files, text=text, asks=bool(posted.text("asks")))
        if sent := await posted.file("file"):
            request, files = self._about(posted, request, sent)
            line = replace(line, text="\n".join(filter(None, (line.text, sent[1]))), file=sent[0])
        return await self._answered(request, line, files)

    def _request(self, posted: Posted, seen: Sight, files: Files, **said: object) -> Request:
        key = f"{DOOR}:{posted.text('key') or secrets.token_hex(16)}"
        caller, refs = Caller(seen.person.slug), posted.refs(files)
        return Request(caller, key, self._play.room.now, files=refs, door=DOOR, **said)  # type: ignore[arg-type]

    def _about(self, posted: Posted, request: Request, sent: tuple[str, str]) -> tuple[Request, Files]:
        """A file goes to the command it came with, if that takes one; else it is asked what it is."""
        try:
            wanted = file_fields(self._play.dispatch.shape(request).command) if request.text else []
        except Refused:
            wanted = []
        if len(wanted) != 1:
            return replace(request, text="", command="file.ask", data={"name": sent[1]}), {}
        files = {wanted[0]: sent}
        return replace(request, files=posted.refs(files)), files

    async def form(self, asked: Asked) -> Response:
        """A form filled in."""
        posted, seen = await self._read(asked)
        files, step = await posted.files(), posted.text("step")
        request = self._request(
            posted, seen, files, command=posted.text("command"), data=fields.words(posted.texts()),
            step=int(step) if step.isdecimal() and len(step) < 3 else 1,
        )  # fmt: skip
        line = Line(seen.where, posted.text("line"), posted.text("about"), in_form=True)
        return await self._answered(request, line, files)

    async def _answered(self, request: Request, line: Line, files: Files) -> Response:
        reply = await self._play.hear(request, line)
        if reply.form:
            with speaking(reply.language):
                return JSONResponse({"form": self._draw.form(reply, line, files)})
        return JSONResponse(_fault(reply) if line.in_form and not reply.ok else {})

    async def clock(self, asked: Asked) -> Response:
        """Lets time pass."""
        posted, _seen = await self._read(asked)
        with speaking(self._play.home.language):
            try:
                until = self._play.until(posted.text("step"), posted.text("day"), posted.text("clock"))
                self._play.let_pass(until, slowly=bool(posted.text("slowly")))
            except TimeProblem as problem:
                return JSONResponse({"fault": [str(problem), ""]})
        return JSONResponse({})

    async def hurry(self, _asked: Asked) -> Response:
        """The rest at once."""
        self._play.hurry()
        return JSONResponse({})

    async def language(self, asked: Asked) -> Response:
        """The municipality's language."""
        posted, _seen = await self._read(asked)
        if posted.text("language") in LANGUAGES:
            await self._play.speak(posted.text("language"))
        return JSONResponse({})

    async def greet(self, asked: Asked) -> Response:
        """The first-run card has been put away."""
        self.greeted.add(self._sessions.of(asked))
        return JSONResponse({})


def _fault(reply: Reply) -> dict[str, list[str]]:
    return {"fault": [reply.card.title, reply.card.text]}
