"""What protects every page: headers, a limit to what is taken in, no posts from other sites."""

import asyncio

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
MOST_BYTES = 1_000_000
SLOWEST = 30.0  # seconds in which a body has come whole
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Guard:
    """Wraps pages. `most_bytes` is the largest body taken, `slowest` how many seconds it may take to come.

    `signed` paths prove who posts, and limit how much, in another way.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_bytes: int = MOST_BYTES,
        signed: frozenset[str] = frozenset(),
        slowest: float = SLOWEST,
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._signed = signed
        self._slowest = slowest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """As ASGI."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        receive = _in_time(receive, self._slowest)
        if scope["path"] in self._signed:
            return await self._app(scope, receive, send)
        headers = Headers(scope=scope)
        if scope["method"] not in SAFE and not _is_from_here(headers):
            return await PlainTextResponse("Posted from another site", 403)(
                scope, receive, _with_headers(send)
            )
        if int(headers.get("content-length") or 0) > self._most_bytes:
            return await PlainTextResponse("Too large", 413)(scope, receive, _with_headers(send))
        return await self._app(scope, self._counted(receive), _with_headers(send))

    def _counted(self, receive: Receive) -> Receive:
        taken = 0

        async def counting() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > self._most_bytes:
                raise HTTPException(413)
            return message

        return counting


def _in_time(receive: Receive, seconds: float) -> Receive:
    """HTTPException 408 for a body that has not come whole by then; afterwards one may wait for the reader to go."""
    until, is_whole = asyncio.get_running_loop().time() + seconds, False

    async def receiving() -> Message:
        nonlocal is_whole
        if is_whole:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, headers={"Connection": "close"}) from None
        is_whole = not message.get("more_body")
        return message

    return receiving


def _is_from_here(headers: Headers) -> bool:
    """Whether the browser says that the page which posts is one of ours; one that says nothing at all is no browser.

    Where it says which site, that decides: our own forms have the origin `null`, since our pages send no referrer.
    """
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None:
        return site in {"same-origin", "none"}
    return origin is None or origin.partition("://")[2] == headers.get("host")


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return sending
