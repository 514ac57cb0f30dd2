"""Opens the Slack door: Bolt's app over HTTP, over Socket Mode, or both at once."""

import asyncio
import logging
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from starlette.requests import Request
from starlette.responses import Response

from bot import clock
from bot.app import App
from bot.doors.slack import web
from bot.doors.slack.connect import connect, one_team
from bot.doors.slack.door import SlackDoor
from bot.doors.slack.files import Files
from bot.doors.slack.life import HAPPENS, Life
from bot.doors.slack.teams import Teams
from bot.doors.slack.ways import COMMAND, SHORTCUTS
from bot.doors.slack.work import Work
from bot.settings import Settings
from core.errors import Refused
from core.words import _

log = logging.getLogger("somerad.slack")

Who = Callable[[str], Awaitable[AuthorizeResult | None]]

MOST_BYTES = 2_000_000
MISSHAPEN = (ValueError, TypeError, AttributeError, LookupError, RecursionError)
_BUTTONS = re.compile(r"^(press|remind|file|more|open)\b")
_ADDRESSES = re.compile(r"^link\b")  # Slack opens them by itself, and only tells


@dataclass(frozen=True)
class Answering:
    """An open door: `answer` takes Slack's HTTP requests."""

    bolt: AsyncApp

    async def answer(self, request: Request) -> Response:
        """One of Slack's requests, its signature checked by Bolt."""
        body = bytearray()
        async for part in request.stream():
            body += part
            if len(body) > MOST_BYTES:
                return Response(status_code=413)
        try:
            heard = await self.bolt.async_dispatch(to_async_bolt_request(request, bytes(body)))
        except (
            MISSHAPEN
        ):  # raised by Bolt, which reads a body before it checks who signed it, and then which it is
            return Response(status_code=400)
        return to_starlette_response(heard)


@dataclass(frozen=True)
class Opened(Answering):
    """An open door to one team and its workspace (a slug). `closed` is set when Slack takes no more from the bot."""

    door: SlackDoor
    team: str
    home: str
    closed: asyncio.Event


@asynccontextmanager
async def opened(
    app: App,
    home: str = "",
    now: Callable[[], datetime] = clock.now,
    *,
    ack_seconds: float = 2.0,
    **pace: Any,
) -> AsyncIterator[Opened]:
    """The door of these settings, with the workspace connected; closed when work under way is done.

    `home` names the workspace where there are several; `pace` is for SlackDoor. Refused when Slack
    doesn't take the token. `ack_seconds` is how long an answer may take to come with the acknowledgement.
    """
    settings = app.settings
    async with web.session() as http:
        slack = web.client(settings.slack_bot_token, settings.slack_api_base_url, http)
        identity = await _identity(slack, settings.slack_bot_token)
        team = str(identity.team_id)
        slug = connect(app.database, now(), team, home)
        files = Files(settings.slack_bot_token, settings.slack_api_base_url)
        calls = web.Web(slack, http)
        life = Life(app.dispatch, slack, team, str(identity.bot_user_id), now)
        work = Work(app.dispatch, calls, files, life.met, ack_seconds=ack_seconds)
        door = SlackDoor(app.dispatch, calls, work, now, **pace)
        bolt = _bolt(door, settings, partial(_always, identity))
        life.listen(bolt, work.hold)
        try:
            async with _socket(bolt, settings):
                yield Opened(bolt, door, team, slug, life.closed)
        finally:
            await work.close()


@asynccontextmanager
async def opened_to_many(
    app: App, now: Callable[[], datetime] = clock.now, **pace: Any
) -> AsyncIterator[Answering]:
    """The doors of every team the app is installed in, over HTTP; closed when work under way is done."""
    async with web.session() as http:
        teams = Teams(app, http, now, **pace)
        bolt = _bolt(teams, app.settings, teams.authorize)
        for event in HAPPENS:
            bolt.event(event)(teams.happened)
        try:
            yield Answering(bolt)
        finally:
            await teams.close()


async def _always(identity: AuthorizeResult, _team: str) -> AuthorizeResult:
    return identity


async def _identity(slack: Any, token: str) -> AuthorizeResult:
    """Who the bot is: asked once, not at every request."""
    answer = await _taken("SLACK_BOT_TOKEN", slack.auth_test())
    one_team(answer)
    return AuthorizeResult.from_auth_test_response(auth_test_response=answer, bot_token=token)


async def _taken(setting: str, call: Awaitable[Any]) -> Any:
    """What Slack answers to a setting's token. Refused when it does not take it, or does not answer."""
    try:
        return await call
    except SlackApiError as refused:
        raise Refused(
            _("{setting} does not work: {reason}.", setting=setting, reason=web.reason(refused)),
            _("Check it, then: somerad doctor"),
        ) from None
    except web.TROUBLE as trouble:
        raise web.out_of_reach(trouble) from None


def _bolt(door: SlackDoor | Teams, settings: Settings, who: Who) -> AsyncApp:
    """Bolt with our own `authorize`: so neither a stray SLACK_CLIENT_ID nor another token in the environment counts."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        return await who(team_id or "")

    # Bolt gives its loggers, and the one of the app's name, the base's level: root's would let DEBUG print words (S5).
    bolt = AsyncApp(
        name="slack_bolt.somerad",
        logger=logging.getLogger("slack_bolt"),
        client=web.client(None, settings.slack_api_base_url),
        signing_secret=settings.slack_signing_secret,
        authorize=authorize,  # type: ignore[arg-type]
    )
    bolt.command(COMMAND)(door.slash)
    bolt.action(_BUTTONS)(door.press)
    bolt.action(_ADDRESSES)(door.acknowledged)
    bolt.view("form")(door.submission)
    bolt.view_closed(re.compile(""))(door.acknowledged)
    bolt.options("value")(door.options)
    for chosen in SHORTCUTS:
        bolt.shortcut(chosen.command)(door.shortcut)
    bolt.event("message")(door.line)
    bolt.event("app_mention")(door.line)
    bolt.event("app_home_opened")(door.home)
    bolt.event("file_shared")(door.acknowledged)
    bolt.error(_failed)
    return bolt


async def _failed(error: Exception, response: BoltResponse | None) -> None:
    """Says what went wrong in the door itself; never the payload, which holds what people wrote.

    What is not shaped as Slack says it is gets 400, unless it was acknowledged before it was read.
    """
    log.error("the Slack door failed", exc_info=error)
    if response is not None and isinstance(error, MISSHAPEN):
        response.status = 400


@asynccontextmanager
async def _socket(bolt: AsyncApp, settings: Settings) -> AsyncIterator[None]:
    """Socket Mode while it is open, where there is an app-level token."""
    if not settings.slack_app_token:
        yield
        return
    slack = web.client(settings.slack_app_token, settings.slack_api_base_url)
    given = await _taken("SLACK_APP_TOKEN", slack.apps_connections_open(app_token=settings.slack_app_token))
    handler = AsyncSocketModeHandler(bolt, settings.slack_app_token, web_client=slack)
    handler.client.wss_uri = given["url"]
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]
