"""The council's status page: the way in by a personal link, the page, and the lists behind its figures.

Without a session that lasts nothing is shown, not even whether there is anything to show.
"""

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.doors.web import cookies, csrf
from bot.doors.web.lage import panels
from bot.doors.web.lage.charts import strip_patterns
from bot.doors.web.lage.lists import LISTS
from bot.doors.web.lage.panels import STRIPS_SHOWN
from bot.doors.web.lage.pieces import Way
from bot.doors.web.limiter import Limiter
from bot.doors.web.look import language_of, page
from bot.pages import WAY_IN, link_seal, session_seal
from bot.settings import Settings
from core import inventory, overview, pagelinks, periods, workspace
from core.database import Database, take_turn
from core.overview import posting
from core.overview.rows import paged
from core.pagelinks import PageLink
from core.people import Person
from core.periods import Period
from core.policy import Policy
from core.scope import Scope
from core.words import speaking
from core.words.figures import period_name, said_of
from core.words.times import clock
from core.workspace import Workspace

PATH = "/lage"
SESSION, DOORSTEP = "somerad_lage", "somerad_lage_in"
TRIES, TRIES_SECONDS = 20, 60
PRIVATE = {"Cache-Control": "no-store"}
STRIPS_A_PAGE = 60


@dataclass(frozen=True, slots=True)
class Reading:
    """Somebody who reads: the scope they read in, who they are, their link, and what their cookie holds."""

    scope: Scope
    person: Person
    link: PageLink
    cookie: str


class LagePages:
    """The status page of every workspace; which one is read follows from the link."""

    def __init__(
        self,
        database: Database,
        policy_of: Callable[[Workspace], Policy],
        settings: Settings,
        now: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._policy_of = policy_of
        self._key = settings.page_key
        self._public_url = settings.public_url
        self._now = now
        self._links, self._sessions = link_seal(settings.page_key), session_seal(settings.page_key)
        self._limiter = Limiter(TRIES, TRIES_SECONDS, now)

    def routes(self) -> list[Route]:
        """The way in and out, the page and its lists."""
        return [
            Route(f"{WAY_IN}{{token}}", self.doorstep, methods=["GET"]),
            Route(f"{WAY_IN}{{token}}", self.enter, methods=["POST"]),
            Route(f"{PATH}/ut", self.leave, methods=["POST"]),
            Route(PATH, self.overview, methods=["GET"]),
            Route(f"{PATH}/{{what:path}}", self.listing, methods=["GET"]),
        ]

    async def doorstep(self, request: Request) -> Response:
        """A page with one button: who only looks at the link, as previews do, does not spend it."""
        self._limit(request)
        if self._links.opened(request.path_params["token"]) is None:
            return closed(request)
        visit = secrets.token_urlsafe(16)
        answer = _private(page(request, "lage/in.html", csrf=csrf.token(self._key, visit)))
        cookies.keep(answer, DOORSTEP, visit, public_url=self._public_url, path=PATH, seconds=1800)
        return answer

    async def enter(self, request: Request) -> Response:
        """Spends the link, and begins a session in this browser."""
        self._limit(request)
        await self._check_csrf(request, request.cookies.get(DOORSTEP, ""))
        opened = self._links.opened(request.path_params["token"])
        session = await run_in_threadpool(self._open, *opened) if opened else None
        if session is None:
            return closed(request)
        to = f"{PATH}?{request.url.query}" if request.url.query else PATH
        answer = _private(RedirectResponse(to, 303))
        seconds = int(pagelinks.SESSION_LASTS.total_seconds())
        cookies.keep(answer, SESSION, session, public_url=self._public_url, path=PATH, seconds=seconds)
        cookies.drop(answer, DOORSTEP, public_url=self._public_url, path=PATH)
        return answer

    def _limit(self, request: Request) -> None:
        """One budget for all links from one address: each guess is another path."""
        wait = self._limiter.take(request.client.host if request.client else "", WAY_IN)
        if wait:
            raise HTTPException(429, headers={"Retry-After": str(int(wait) + 1), **PRIVATE})

    async def _check_csrf(self, request: Request, session: str) -> None:
        form = await request.form()
        if not csrf.check(self._key, session, str(form.get("csrf", ""))):
            raise HTTPException(403, headers=PRIVATE)

    def _open(self, link_id: int, nonce: str) -> str | None:
        """What the session's cookie holds; None when the link can't be opened (any more)."""
        now = self._now()
        with self._database.write() as session:
            link = pagelinks.unopened(session, link_id, nonce, now)
            person = pagelinks.reader(session, link) if link else None
            if link is None or person is None:
                return None
            secret = pagelinks.open_session(self._scope(session, link, person, now), link)
        return self._sessions.closed(link_id, secret)

    def _scope(self, session: Session, link: PageLink, person: Person, now: datetime) -> Scope:
        home = session.get_one(Workspace, link.workspace_id)
        policy = self._policy_of(home)
        calendar = workspace.calendar_of(home, policy)
        return Scope(session, home, policy, calendar, now, actor=person, door="web")

    async def leave(self, request: Request) -> Response:
        """Ends the session: its link is taken back, and the cookie dropped."""
        await self._check_csrf(request, request.cookies.get(SESSION, ""))
        await run_in_threadpool(self._end, request)
        answer = closed(request, 200)
        cookies.drop(answer, SESSION, public_url=self._public_url, path=PATH)
        return answer

    def _end(self, request: Request) -> None:
        with self._database.write() as session:
            if reading := self._reading(request, session):
                take_turn(session, reading.link.workspace_id)
                pagelinks.end(reading.scope, reading.link)

    def _reading(self, request: Request, session: Session) -> Reading | None:
        """Who reads; None without a session that lasts, or for somebody who may read no more."""
        cookie, now = request.cookies.get(SESSION, ""), self._now()
        opened = self._sessions.opened(cookie)
        link = pagelinks.in_session(session, *opened, now) if opened else None
        person = pagelinks.reader(session, link) if link else None
        if link is None or person is None:
            return None
        return Reading(self._scope(session, link, person, now), person, link, cookie)

    @contextmanager
    def _read(self, request: Request) -> Iterator[Reading | None]:
        with self._database.read() as session, speaking(language_of(request)):
            yield self._reading(request, session)

    def overview(self, request: Request) -> Response:
        """All figures of a period."""
        with self._read(request) as reading:
            if reading is None:
                return closed(request)
            period, fault = _period(request.query_params, reading.scope)
            way = Way(period.name)
            found = overview.of(reading.scope, period)
            strips = found.posting.strips[:STRIPS_SHOWN]
            return self._page(
                request, "lage/overview.html", reading, period, fault,
                now_tiles=panels.now_tiles(found, way),
                period_tiles=panels.period_tiles(reading.scope, found, way),
                panels=panels.panels(reading.scope, found, way),
                smalls=panels.smalls(strips),
                strips=panels.strips_sheet(found.posting, strips),
                accounts=len(found.posting.strips),
            )  # fmt: skip

    def listing(self, request: Request) -> Response:
        """The rows behind a figure."""
        with self._read(request) as reading:
            if reading is None:
                return closed(request)
            what = request.path_params["what"]
            if what not in {*LISTS, "inlagg"}:
                raise HTTPException(404, headers=PRIVATE)
            period, fault = _period(request.query_params, reading.scope)
            if what == "inlagg":
                return self._posts(request, reading, period, fault)
            found = LISTS[what](reading.scope, period, Way(period.name), request.query_params)
            return self._page(
                request, "lage/list.html", reading, period, fault, what=what, found=found, rows=found.rows
            )

    def _posts(self, request: Request, reading: Reading, period: Period, fault: str) -> Response:
        """Every account's weeks: those with fewest posts first."""
        found = posting.of(reading.scope, period, inventory.taken(reading.scope))
        rows = paged(found.strips, _page_asked(request.query_params), STRIPS_A_PAGE)
        return self._page(
            request, "lage/posts.html", reading, period, fault, what="inlagg", rows=rows,
            smalls=panels.smalls(rows.rows), strips=panels.strips_sheet(found, rows.rows),
        )  # fmt: skip

    def _page(
        self, request: Request, template: str, reading: Reading, period: Period, fault: str, **values: object
    ) -> Response:
        scope, until = reading.scope, reading.link.session_expires_at
        drawn = page(
            request, template, status=400 if fault else 200,
            town=scope.workspace.name, reader=reading.person.name,
            until=clock(scope.calendar.local(until)) if until else "",
            csrf=csrf.token(self._key, reading.cookie),
            period=period, period_said=said_of(period), fault=fault,
            periods=[(name, period_name(name)) for name in periods.offered(scope.now, scope.calendar)],
            way=Way(period.name), patterns=strip_patterns(), turn=lambda number: _turned(request, number), **values,
        )  # fmt: skip
        return _private(drawn)


def closed(request: Request, status: int = 403) -> Response:
    """What everybody sees without a session: how to get in, and nothing else."""
    return _private(page(request, "lage/closed.html", status=status, left=status == 200))


def _private(answer: Response) -> Response:
    answer.headers.update(PRIVATE)
    return answer


def _turned(request: Request, number: int) -> str:
    """The same list on another page."""
    return f"{request.url.path}?{request.url.include_query_params(sida=number).query}"


def _page_asked(asked: QueryParams) -> int:
    word = asked.get("sida", "1")
    return int(word) if word.isdecimal() and len(word) < 6 else 1


def _period(asked: QueryParams, scope: Scope) -> tuple[Period, str]:
    """The period asked for, else this half-year; with what is wrong with the words for it, if anything."""
    first, last = asked.get("from", ""), asked.get("to", "")
    try:
        if first or last:
            return periods.between(first, last, scope.calendar), ""
        if name := asked.get("period", ""):
            return periods.named(name, scope.calendar), ""
    except ValueError as fault:
        return periods.current(scope.now, scope.calendar), str(fault)
    return periods.current(scope.now, scope.calendar), ""
