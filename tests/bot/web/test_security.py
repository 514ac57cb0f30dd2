"""What pages that change things lean on: a form's token, a cookie's bounds, how often and how slowly one may try."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message

from bot.doors.web import cookies, csrf
from bot.doors.web.limiter import Limiter
from bot.doors.web.site import site

NOON = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class Moving:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


def test_a_forms_token_is_good_for_its_own_session_only() -> None:
    """Neither another session's, nor another town's, nor a changed one, nor none."""
    token = csrf.token("secret", "evas session")
    assert csrf.check("secret", "evas session", token)
    assert not csrf.check("secret", "olles session", token)
    assert not csrf.check("other", "evas session", token)
    assert not csrf.check("secret", "evas session", token[:-1])
    assert not csrf.check("secret", "evas session", "å")
    assert not csrf.check("secret", "evas session", "")
    assert not csrf.check("secret", "", csrf.token("secret", ""))


@pytest.mark.parametrize(
    ("public_url", "secure"), [("https://some.example", True), ("http://localhost", False)]
)
def test_a_cookie_is_for_this_site_and_no_script(public_url: str, *, secure: bool) -> None:
    """SameSite, HttpOnly, and Secure where the site is; dropped by the same bounds."""
    answer = Response()
    cookies.keep(answer, "who", "eva", public_url=public_url, path="/lage", seconds=600)
    cookies.drop(answer, "who", public_url=public_url, path="/lage")
    kept, dropped = answer.headers.getlist("set-cookie")
    for said in (kept, dropped):
        assert {"HttpOnly", "SameSite=lax", "Path=/lage"} <= set(said.split("; "))
        assert ("Secure" in said.split("; ")) is secure
    assert "who=eva" in kept
    assert "Max-Age=600" in kept
    assert "Max-Age=0" in dropped


def test_who_tries_too_often_waits() -> None:
    """Three at once, then one every ten seconds; each address and each path for itself."""
    clock = Moving()
    limiter = Limiter(3, 30, clock)
    assert [limiter.take("10.0.0.1", "/lage/in") for _ in range(4)] == [0, 0, 0, 10]
    assert limiter.take("10.0.0.2", "/lage/in") == 0
    assert limiter.take("10.0.0.1", "/other") == 0
    clock.now += timedelta(seconds=4)
    assert limiter.take("10.0.0.1", "/lage/in") == pytest.approx(6)
    clock.now += timedelta(seconds=6)
    assert [limiter.take("10.0.0.1", "/lage/in") for _ in range(2)] == [0, 10]
    clock.now += timedelta(hours=1)
    assert [limiter.take("10.0.0.1", "/lage/in") for _ in range(4)] == [0, 0, 0, 10]


def test_one_house_has_many_ipv6_addresses() -> None:
    """All of a /64 count as one; what is no address counts as itself."""
    limiter = Limiter(1, 30, Moving())
    assert limiter.take("2001:db8::1", "/in") == 0
    assert limiter.take("2001:db8::ffff:2", "/in") > 0
    assert limiter.take("2001:db8:0:1::1", "/in") == 0
    assert limiter.take("testclient", "/in") == 0


def test_a_limiter_remembers_no_more_than_it_may() -> None:
    """The ones that have been quiet longest are forgotten; who keeps trying is not."""
    limiter = Limiter(2, 60, Moving(), most=100)
    for number in range(1000):
        limiter.take(f"10.0.{number // 256}.{number % 256}", "/lage/in")
        limiter.take("10.9.9.9", "/lage/in")
    assert len(limiter) == 100
    assert limiter.take("10.9.9.9", "/lage/in") > 0


def test_too_often_is_said_as_a_page() -> None:
    """With 429, and when to come back."""
    limiter = Limiter(1, 60, Moving())

    async def limited(request: Request) -> Response:
        limiter.check(request)
        return PlainTextResponse("in")

    client = TestClient(site([Route("/in", limited)]))
    assert client.get("/in").text == "in"
    refused = client.get("/in")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    assert "<h1>" in refused.text


class Dripping:
    """A body that begins and does not end."""

    def __init__(self) -> None:
        self.heard: list[Message] = [{"type": "http.request", "body": b"x", "more_body": True}]
        self.said: list[Message] = []

    async def receive(self) -> Message:
        """The one part, then nothing more."""
        return self.heard.pop() if self.heard else await asyncio.Future()

    async def send(self, message: Message) -> None:
        """What it is answered with."""
        self.said.append(message)


@pytest.mark.parametrize("path", ["/heard", "/slack/events"])
async def test_nobody_holds_a_page_with_a_body_that_does_not_end(path: str) -> None:
    """Neither who posts a form nor who says to be Slack: both are let go of, and the connection closed."""

    async def heard(request: Request) -> Response:
        return PlainTextResponse(str(len(await request.body())))

    slow, routes = Dripping(), [Route(path, heard, methods=["POST"])]
    scope = {"type": "http", "method": "POST", "path": path, "headers": [], "query_string": b""}
    await site(routes, signed=frozenset({"/slack/events"}), slowest=0.01)(scope, slow.receive, slow.send)
    assert slow.said[0]["status"] == 408
    assert (b"connection", b"close") in slow.said[0]["headers"]


async def test_what_was_heard_in_time_may_be_answered_slowly() -> None:
    """A page that listens on waits for its reader to go, not for a body."""

    async def listening(request: Request) -> Response:
        await request.body()
        gone = asyncio.ensure_future(request.receive())
        done, _waiting = await asyncio.wait([gone], timeout=0.05)
        gone.cancel()
        return PlainTextResponse("gone" if done else "still here")

    slow = Dripping()
    slow.heard[0]["more_body"] = False
    scope = {"type": "http", "method": "GET", "path": "/listen", "headers": [], "query_string": b""}
    await site([Route("/listen", listening)], slowest=0.01)(scope, slow.receive, slow.send)
    assert slow.said[1]["body"] == b"still here"
