"""The pages put together: their routes, what protects them, and what is said where there is none."""

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp

from bot.doors.web.guard import MOST_BYTES, SLOWEST, Guard
from bot.doors.web.look import STATIC, page
from core.words import N_

SAID = {
    400: N_("That can't be read."),
    403: N_("You may not see this."),
    404: N_("There is no such page."),
    405: N_("That can't be done here."),
    408: N_("That took too long."),
    413: N_("That is too large."),
    500: N_("Something went wrong here. Try again in a while."),
    429: N_("That was too often. Wait a minute and try again."),
}


def site(
    routes: Sequence[BaseRoute],
    most_bytes: int = MOST_BYTES,
    signed: frozenset[str] = frozenset(),
    slowest: float = SLOWEST,
) -> ASGIApp:
    """The pages as one guarded application; `signed` paths are left to those who check a signature of their own.

    A body comes whole within `slowest` seconds.
    """
    made = Starlette(routes=[STATIC, *routes], exception_handlers={HTTPException: _refused, 500: _broken})
    made.router.redirect_slashes = False  # it would lead to whatever Host the asker named
    return Guard(made, most_bytes, signed, slowest)


async def _refused(request: Request, why: Exception) -> Response:
    assert isinstance(why, HTTPException)  # noqa: S101
    said = SAID.get(why.status_code, SAID[400])
    answer = page(request, "refused.html", status=why.status_code, said=said)
    answer.headers.update({"Cache-Control": "no-store", **(why.headers or {})})
    return answer


async def _broken(request: Request, _why: Exception) -> Response:
    return page(request, "refused.html", status=500, said=SAID[500])
