"""What people do in the demo: they say things, and let time pass. One thing at a time, at the demo's own time."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.app import App
from bot.demo.clock import MAX_AHEAD, Clock, calendar_of, home_of, next_working_day
from bot.doors.web.demo.cast import Cast, cast
from bot.doors.web.demo.feed import Kind
from bot.doors.web.demo.room import CHANNEL, Room, RoomSender
from commands.command import Reply, Request
from commands.grammar import TimeProblem, moment
from core import workspace
from core.card import Audience
from core.scope import Scope
from core.words import _
from core.worktime import months_after

log = logging.getLogger("somerad.demo")

FIRST_PAUSE, SHORTEST_PAUSE, HURRY = 0.9, 0.06, 0.94  # seconds, seconds, and how the pauses shrink


@dataclass(frozen=True, slots=True)
class Line:
    """How something said looks in the conversation it was said in; `file` names the file it is about."""

    where: str
    text: str
    file: str = ""
    in_form: bool = False


class Play:
    """The sample municipality with its people and its time. `pause` is how long one looks at a reminder, in seconds.

    Refused where the database is no demo's.
    """

    def __init__(self, app: App, room: Room, pause: float = FIRST_PAUSE) -> None:
        self.home = home_of(app.database)
        self.calendar = calendar_of(self.home)
        self.settings = app.settings
        self.dispatch = app.dispatch
        self.database = app.database
        self.room = room
        room.now = room.now.astimezone(UTC)
        self.came = 0
        self._pause = pause
        self._clock = Clock(app)
        self._sender = RoomSender(room)
        self._lock = asyncio.Lock()
        self._hurried = asyncio.Event()
        self._passing: asyncio.Task[None] | None = None
        self._is_changed = False
        self._later: set[asyncio.Task[None]] = set()
        app.dispatch.wake = self._changed

    def _changed(self) -> None:
        self._is_changed = True

    @property
    def is_running(self) -> bool:
        """Whether time passes just now."""
        return self._passing is not None and not self._passing.done()

    def cast(self) -> Cast:
        """Everybody to act as."""
        with self.database.read() as session:
            return cast(session, self.home)

    async def speak(self, language: str) -> None:
        """Changes the municipality's language: what the bot says from now on to who has chosen none."""
        async with self._lock:
            await asyncio.to_thread(self._speak, language)

    def _speak(self, language: str) -> None:
        with self.database.write() as session:
            home = workspace.find(session, self.home.slug)
            scope = Scope(session, home, self.dispatch.policy_of(home), self.calendar, self.room.now)
            workspace.change(scope, language=language)
        self.home = home_of(self.database)

    # Saying

    async def hear(self, request: Request, line: Line) -> Reply:
        """The answer to a request, said now; it stands in the conversation unless more is asked for first."""
        async with self._lock:
            request = replace(request, at=self.room.now)
            reply, id = await asyncio.to_thread(self._hear, request, line)
        if reply.later:
            task = asyncio.create_task(asyncio.to_thread(self._finish, request, reply, id))
            self._later.add(task)
            task.add_done_callback(self._later.discard)
        return reply

    def _finish(self, request: Request, reply: Reply, id: int) -> None:
        """What comes later: the message says how far it is, and then what came of it."""

        def shown(done: int, of: int, what: str) -> None:
            self.room.redraw(id, replace(reply.card, text=f"{what} ({done}/{of})"))

        self.room.redraw(id, self.dispatch.finish(request, reply, shown).card)

    def _hear(self, request: Request, line: Line) -> tuple[Reply, int]:
        """The reply, and the message it stands in."""
        self._is_changed, before, id = False, self.cast(), 0
        reply = self.dispatch.handle(request)
        if reply.form is None and (reply.ok or not line.in_form):
            id = self._post(request.caller.person, reply, line)
        if self._is_changed:
            self._clock.send(self.room.now, self._sender)
            if self.cast() != before:
                self.room.feed.publish(Kind.CAST)
        return reply, id

    def _post(self, person: str, reply: Reply, line: Line) -> int:
        is_public = reply.ok and reply.card.audience is Audience.CHANNEL
        only = person if line.where == CHANNEL and not is_public else ""
        self.room.post(line.where, by=person, text=line.text, only=only)
        return self.room.post(line.where, card=reply.card, ok=reply.ok, only=only, file=line.file)

    # Letting time pass

    def until(self, step: str, day: str = "", clock: str = "") -> datetime:
        """The time a step leads to: `hour`, `day`, `workday`, `week`, `month`, or `at` a local day and time.

        TimeProblem for another, and for one that has been or is too far ahead.
        """
        now = self.room.now
        if step == "at":
            wanted = moment(f"{day} {clock}", now, self.calendar)
            if not now < wanted <= now + MAX_AHEAD:
                raise TimeProblem(
                    _("The clock only goes forward, at most {days} days at a time.", days=MAX_AHEAD.days)
                )
            return wanted
        if step == "workday":
            return next_working_day(now, self.calendar)
        if step == "month":
            return months_after(now, 1, self.calendar)
        ahead = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(weeks=1)}
        if step not in ahead:
            raise TimeProblem(_("Choose a time."))
        return now + ahead[step]

    def let_pass(self, until: datetime, *, slowly: bool) -> None:
        """Lets time pass, in the background; `slowly` with a moment's pause after each time something was said."""
        if self.is_running:
            raise TimeProblem(_("The clock is running already."))
        self.came = 0
        self._hurried.clear()
        if not slowly:
            self._hurried.set()
        self._passing = asyncio.create_task(self._pass(until))

    def hurry(self) -> None:
        """No more pauses."""
        self._hurried.set()

    async def close(self) -> None:
        """Time stands still, and what is being made is done."""
        await asyncio.gather(*self._later)
        if self._passing:
            self._passing.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._passing

    async def _pass(self, until: datetime) -> None:
        pause = self._pause
        try:
            while self.room.now < until:
                async with self._lock:
                    said = await asyncio.to_thread(self._step, until)
                if said and self.room.now < until:
                    await self._rest(pause)
                    pause = max(pause * HURRY, min(SHORTEST_PAUSE, self._pause))
        except Exception:
            log.exception("the demo's clock stopped")
        finally:
            self._passing = None
            self.room.feed.publish(Kind.CLOCK)

    def _step(self, until: datetime) -> int:
        """To the next time something may be due; how many messages came."""
        self.room.now = self._clock.next(self.room.now, until)
        self.room.feed.publish(Kind.CLOCK)
        before = self.room.count
        self._clock.send(self.room.now, self._sender)
        self.came += self.room.count - before
        return self.room.count - before

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._hurried.wait(), seconds)
