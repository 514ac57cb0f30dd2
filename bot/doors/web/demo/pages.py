"""The demo's addresses: the page, its live events, its type-ahead, and what is posted to it."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from typing import Any
from urllib.parse import quote

from sse_starlette import EventSourceResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request as Asked
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.doors.web.demo import ahead
from bot.doors.web.demo.acts import Acts
from bot.doors.web.demo.feed import Event, Kind
from bot.doors.web.demo.play import Play
from bot.doors.web.demo.protect import Loopback, Sessions
from bot.doors.web.demo.room import CHANNEL, DOOR
from bot.doors.web.demo.sight import Drawing, Sight, news, sight
from bot.doors.web.lage.pages import LagePages
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from commands.command import Caller, Command, Option, Request
from commands.registry import COMMANDS
from core.words import n_, speaking

MOST_BYTES = (
    12_000_000  # more than the largest file a policy takes, so that its own limit is what people meet
)
MOST_CHARS, MOST_OPTIONS = 2_000, 30
PING_SECONDS = 20


class DemoPages:
    """The pages of one play."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self._room = play.room
        self._draw = Drawing(play)
        self._sessions = Sessions()
        self._acts = Acts(play, self._draw, self._sessions)

    @property
    def app(self) -> ASGIApp:
        """The pages as one application, guarded."""
        posts = [
            Route(path, self._sessions.posted(act), methods=["POST"])
            for path, act in self._acts.endpoints().items()
        ]
        looks = [
            Route("/", self._page),
            Route("/events", self._events),
            Route("/ahead", self._ahead),
            Route("/suggest", self._suggest),
            Route("/file/{message:int}/{number:int}", self._file),
        ]
        return Loopback(site([*looks, *posts, *self._others()], MOST_BYTES))

    def _others(self) -> list[Route]:
        """The municipality's other pages: its public register, and the council's status page by the bot's link."""
        play, settings = self._play, self._play.settings
        policy_of = play.dispatch.policy_of
        register = RegisterPages(play.database, policy_of, play.home.slug, settings.public_url)
        lage = LagePages(play.database, policy_of, settings, lambda: self._room.now)
        return [*register.routes(), *lage.routes()]

    def _sight(self, asked: Asked) -> Sight:
        given = asked.query_params
        return sight(self._play.cast(), given.get("as", ""), given.get("in", ""), self._sessions.of(asked))

    async def _page(self, asked: Asked) -> Response:
        seen = self._sight(asked)
        self._room.mark_read(seen.session, seen.where)
        is_new = seen.session not in self._acts.greeted
        with speaking(self._play.home.language):
            drawn = self._draw.page(seen, self._sessions.token(seen.session), is_new=is_new)
        answer = HTMLResponse(drawn, headers={"Cache-Control": "no-store"})
        self._sessions.keep(answer, asked, seen.session)
        return answer

    async def _file(self, asked: Asked) -> Response:
        """A file that a message hands over, to who sees the message."""
        id, number = asked.path_params["message"], asked.path_params["number"]
        seen = self._sight(asked)
        message = self._room.message(id) if 0 < id <= self._room.count else None
        files = message.card.files if message and message.card else ()
        is_theirs = (
            message
            and message.where in {seen.person.slug, CHANNEL}
            and message.only in {"", seen.person.slug}
        )
        if not is_theirs or number >= len(files):
            raise HTTPException(404)
        headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(files[number].name)}"}
        return Response(files[number].content, media_type=files[number].media_type, headers=headers)

    # Live

    async def _events(self, asked: Asked) -> Response:
        """What happens after a number, as it happens."""
        last = asked.headers.get("last-event-id") or asked.query_params.get("after", "")
        after = int(last) if last.isdecimal() and len(last) < 10 else self._room.feed.seq
        return EventSourceResponse(self._live(self._sight(asked), after), ping=PING_SECONDS)

    async def _live(self, seen: Sight, after: int) -> AsyncIterator[dict[str, str]]:
        async for event in self._room.feed.follow(after):
            with speaking(self._play.home.language):
                data = self._told(event, seen)
            yield {"id": str(event.seq), "event": event.kind.value, "data": json.dumps(data)}

    def _told(self, event: Event, seen: Sight) -> dict[str, Any]:
        if event.kind is Kind.CLOCK:
            return self._draw.clock()
        if event.kind is Kind.CAST:
            return {"html": self._draw.cast(seen)}
        return self._message(event.message, seen)

    def _message(self, id: int, seen: Sight) -> dict[str, Any]:
        """A message where the reader looks; elsewhere only how many they have not read there."""
        message = self._room.message(id)
        is_seen = message.where == seen.where and message.only in {"", seen.person.slug}
        if is_seen:
            self._room.mark_read(seen.session, seen.where)
        unread = self._room.unread(seen.session, message.where)
        return {
            "id": id, "where": message.where, "unread": unread, "news": news(message),
            "html": self._draw.message(message, self._play.cast()) if is_seen else "",
            "label": n_("{count} unread", "{count} unread", unread),
        }  # fmt: skip

    # Typing

    async def _ahead(self, asked: Asked) -> Response:
        """How the line typed so far can go on."""
        seen, text = self._sight(asked), asked.query_params.get("text", "")[:MOST_CHARS]
        found = await asyncio.to_thread(self._ways, seen, text)
        return JSONResponse([{"value": way.line, "label": way.label, "hint": way.hint} for way in found])

    def _ways(self, seen: Sight, text: str) -> list[ahead.Way]:
        allowed = [command for command in COMMANDS if command.roles & seen.person.roles]

        def suggest(command: Command, field: str, typed: str) -> Sequence[Option]:
            return self._options(seen, command.name, field, typed)

        with speaking(self._play.home.language):
            return ahead.ways(text, allowed, suggest)

    async def _suggest(self, asked: Asked) -> Response:
        """What a form's field can be, by what is typed in it so far."""
        given, seen = asked.query_params, self._sight(asked)
        name, field = given.get("command", ""), given.get("field", "")
        if not any(command.name == name and field in command.form.model_fields for command in COMMANDS):
            return JSONResponse([])
        typed = given.get("text", "")[:MOST_CHARS]
        found = await asyncio.to_thread(self._options, seen, name, field, typed)
        return JSONResponse([{"value": o.value, "label": o.label, "hint": ""} for o in found[:MOST_OPTIONS]])

    def _options(self, seen: Sight, command: str, field: str, typed: str) -> Sequence[Option]:
        caller, now = Caller(seen.person.slug), self._room.now
        return self._play.dispatch.suggest(
            Request(caller, "", now, text=typed, command=command, door=DOOR), field
        )
