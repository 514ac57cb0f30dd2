"""What protects the demo: it answers this machine only, and does only what its own page asks for."""

import secrets
from collections.abc import Awaitable, Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.doors.web import csrf
from bot.doors.web.cookies import keep

HERE = frozenset({"127.0.0.1", "::1"})
NAMES = ("127.0.0.1", "localhost")
HEADER = "X-Csrf"
_DAY = 86_400

Endpoint = Callable[[Request], Awaitable[Response]]


class Loopback:
    """Answers who asks on this machine, by its own name: another that leads here is a trick (DNS rebinding)."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI."""
        if scope["type"] == "http" and not _is_here(scope):
            await PlainTextResponse("The demo answers on this machine only", 421)(scope, receive, send)
        elif scope["type"] == "http" and _is_taken_by_another(Headers(scope=scope)):
            await PlainTextResponse("Asked for by another site", 403)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def _is_here(scope: Scope) -> bool:
    address, port = scope.get("server") or ("", 0)
    asker = (scope.get("client") or ("",))[0]
    names = {f"{name}:{port}" for name in NAMES}
    return {address, asker} <= HERE and Headers(scope=scope).getlist("host")[:1] in [[name] for name in names]


def _is_taken_by_another(headers: Headers) -> bool:
    """Whether another site's page loads it, to hold it open or to learn that it is there; a link may lead here."""
    is_elsewhere = headers.get("sec-fetch-site") in {"cross-site", "same-site"}
    return is_elsewhere and headers.get("sec-fetch-mode") != "navigate"


class Sessions:
    """One session for each browser, by a cookie of this port's; a page's token is proof that it was drawn for it."""

    def __init__(self) -> None:
        self._secret = secrets.token_hex(32)

    def of(self, request: Request) -> str:
        """The browser's session; a new one where it has none that was given here."""
        return self._known(request) or self._sealed(secrets.token_urlsafe(16))

    def token(self, session: str) -> str:
        """What a page drawn for the session posts with."""
        return csrf.token(self._secret, session)

    def keep(self, answer: Response, request: Request, session: str) -> None:
        """Has the browser remember its session."""
        keep(answer, _name(request), session, public_url="", path="/", seconds=_DAY)

    def posted(self, endpoint: Endpoint) -> Endpoint:
        """The endpoint for posts from our own page only: 403 for any other."""

        async def checked(request: Request) -> Response:
            session = self._known(request)
            if not csrf.check(self._secret, session, request.headers.get(HEADER, "")):
                raise HTTPException(403)
            return await endpoint(request)

        return checked

    def _known(self, request: Request) -> str:
        given = request.cookies.get(_name(request), "")
        name, _dot, _seal = given.partition(".")
        return given if given and secrets.compare_digest(given.encode(), self._sealed(name).encode()) else ""

    def _sealed(self, name: str) -> str:
        return f"{name}.{csrf.token(self._secret, f'session {name}')}"


def _name(request: Request) -> str:
    """Cookies are shared by all ports of a host; each demo has its own."""
    return f"somerad_demo_{(request.scope.get('server') or ('', 0))[1]}"
