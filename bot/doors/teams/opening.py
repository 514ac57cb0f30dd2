"""Opens the Teams door: the SDK's app behind our own guard, in the HTTP server of all the doors."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from microsoft_teams.api.auth.cloud_environment import PUBLIC, CloudEnvironment
from microsoft_teams.api.auth.credentials import TokenProvider
from microsoft_teams.apps import App as Sdk
from microsoft_teams.apps.events import ActivityEvent
from microsoft_teams.apps.http.adapter import HttpMethod, HttpRequest, HttpRouteHandler
from starlette.requests import Request
from starlette.responses import Response

from bot import clock
from bot.app import App
from bot.doors import lines
from bot.doors.pace import Pace
from bot.doors.teams import guard, pieces, told, web
from bot.doors.teams.after import EVERY, After
from bot.doors.teams.answer import Answer
from bot.doors.teams.connect import connect
from bot.doors.teams.consent import Consent
from bot.doors.teams.door import TeamsDoor
from bot.doors.teams.draw import Drawer
from bot.doors.teams.files import HOSTS, Files
from bot.doors.teams.guard import Guard
from bot.doors.teams.keys import Keys
from bot.doors.teams.life import Life
from bot.doors.teams.pieces import Buttons
from bot.doors.teams.sender import TeamsSender
from bot.doors.teams.show import Show
from bot.doors.teams.work import Work
from bot.doors.texts import Json
from bot.settings import Settings
from commands.command import Caller
from commands.command import Request as Asked

log = logging.getLogger("somerad.teams")

PATH = "/api/messages"
LOCAL = "local"


class _Adapter:
    """The SDK's HTTP server adapter: it keeps the SDK's one route, for our own server to call."""

    def __init__(self) -> None:
        self.handler: HttpRouteHandler | None = None

    def register_route(self, method: HttpMethod, path: str, handler: HttpRouteHandler) -> None:
        """Keeps the handler."""
        self.handler = handler

    def serve_static(self, path: str, directory: str) -> None:
        """There is nothing to serve."""

    async def start(self, port: int) -> None:
        """Another server runs."""

    async def stop(self) -> None:
        """Another server runs."""


@dataclass(frozen=True)
class Opened:
    """An open door to a tenant and its workspace (a slug): `answer` takes what Teams posts to PATH."""

    sender: TeamsSender
    home: str
    _guard: Guard
    _handler: HttpRouteHandler

    async def answer(self, request: Request) -> Response:
        """One of Teams' requests: guarded first, its signature then checked by the SDK."""
        authorization = request.headers.get("authorization", "")
        try:
            body = await guard.body_of(request)
            await self._guard.before(authorization)
        except guard.Refused as refused:
            log.info("a request was refused: %s %s", refused.status, refused)
            return Response(status_code=refused.status)
        answered = await self._handler(HttpRequest(body=body, headers={"authorization": authorization}))
        said = answered["body"]
        if said is None or answered["status"] >= 400:
            return Response(status_code=answered["status"])
        return Response(
            json.dumps(said, ensure_ascii=False), answered["status"], media_type="application/json"
        )


@asynccontextmanager
async def opened(
    app: App,
    home: str = "",
    now: Callable[[], datetime] = clock.now,
    *,
    cloud: CloudEnvironment = PUBLIC,
    token: TokenProvider | None = None,
    sleep: web.Sleep = asyncio.sleep,
    pace: Pace | None = None,
    hosts: tuple[str, ...] = HOSTS,
    scheme: str = "https",
    ack_seconds: float = 2.0,
    step_seconds: float = EVERY,
) -> AsyncIterator[Opened]:
    """The door of these settings, with the workspace connected; closed when work under way is done.

    `home` names the workspace where there are several. `cloud`, `token`, `sleep`, `pace`, `hosts` and `scheme` are what
    stands around the bot. `ack_seconds` is how long an answer may take to come with Teams' own request, `step_seconds`
    how often it is told at most how far a report is.
    """
    settings = app.settings
    tenant = LOCAL if settings.teams_insecure_local else settings.teams_tenant_id
    slug = connect(app.database, now(), tenant, home)
    adapter = _Adapter()
    sdk = _sdk(settings, adapter, cloud, token, sleep)
    await sdk.initialize()
    calls = web.Web(sdk, settings.teams_client_id or LOCAL, tenant, pace, sleep)
    life = Life(app.dispatch, tenant, now)
    files = Files(_bearer(sdk, asyncio.get_running_loop()), hosts, scheme)
    work = Work(app.dispatch, files, life.answered, ack_seconds=ack_seconds)
    consent = Consent(calls, work, files, now)
    after = After(app.dispatch, work, consent, step_seconds)
    door, sender = _wired(app, calls, work, life, consent, after, tenant, now)
    keys = None if settings.teams_insecure_local else _looking_only_at(sdk, cloud)
    watched = Guard(settings.teams_client_id, tenant, cloud.token_issuer, keys)
    sdk.server.on_request = _hears(door, life, watched)
    assert adapter.handler  # noqa: S101  (the SDK has registered its route)
    try:
        yield Opened(sender, slug, watched, adapter.handler)
    finally:
        await work.close()
        for client in (sdk.http_client, sdk.api.http):
            await client.http.aclose()


@asynccontextmanager
async def speaking_only(
    app: App, *, cloud: CloudEnvironment = PUBLIC, token: TokenProvider | None = None
) -> AsyncIterator[TeamsSender]:
    """A sender of these settings without a door: nothing is heard."""
    settings = app.settings
    sdk = _sdk(settings, _Adapter(), cloud, token, asyncio.sleep)
    await sdk.initialize()
    calls = web.Web(sdk, settings.teams_client_id or LOCAL, settings.teams_tenant_id)
    try:
        yield _sender(app, calls, settings.teams_tenant_id, lambda _address: None, clock.now)
    finally:
        for client in (sdk.http_client, sdk.api.http):
            await client.http.aclose()


def _sdk(
    settings: Settings,
    adapter: _Adapter,
    cloud: CloudEnvironment,
    token: TokenProvider | None,
    sleep: web.Sleep,
) -> Sdk:
    """The SDK's app. What it would else read from the environment is said here."""
    is_local = settings.teams_insecure_local
    if is_local:
        log.warning(
            "TEAMS_INSECURE_LOCAL: ANYBODY on this machine is believed to be whoever they say in Teams"
        )
    return Sdk(
        client_id=settings.teams_client_id or None,
        client_secret=None if token else settings.teams_client_secret or None,
        tenant_id=settings.teams_tenant_id or None,
        token=token,
        client=web.client(sleep),
        http_server_adapter=adapter,
        messaging_endpoint=PATH,
        dangerously_allow_unauthenticated_requests=is_local,
        service_url=web.SERVICE,
        cloud=cloud,
        telemetry={"agent365": False},
    )


def _looking_only_at(sdk: Sdk, cloud: CloudEnvironment) -> Keys:
    """Keys fetched ahead in a thread, in the place of the SDK's own, which fetches them while all else waits.

    The SDK offers no way to hand them in: the attributes are its own, and its version is held.
    """
    keys = Keys(cloud.openid_metadata_url.removesuffix("/openidconfiguration") + "/keys")
    sdk.server._token_validator._service_validator._jwks_client = keys  # type: ignore[union-attr]
    return keys


def _wired(
    app: App,
    calls: web.Web,
    work: Work,
    life: Life,
    consent: Consent,
    after: After,
    tenant: str,
    now: Callable[[], datetime],
) -> tuple[TeamsDoor, TeamsSender]:
    draws = Answer(app.settings.teams_card_bytes, _asks(app, now))
    show = Show(calls, work, draws, life.own, after, now)
    sender = _sender(app, calls, tenant, life.lost, now)
    return TeamsDoor(app.dispatch, work, show, draws, life, consent, now), sender


def _asks(app: App, now: Callable[[], datetime]) -> Callable[[str], bool]:
    """Tells whether a line opens a dialog."""
    return lambda line: lines.opens(app.dispatch, Asked(Caller(), "", now(), text=line))


def _sender(
    app: App, calls: web.Web, tenant: str, lost: Callable[[str], None], now: Callable[[], datetime]
) -> TeamsSender:
    drawer = Drawer(app.settings.teams_card_bytes, Buttons(_asks(app, now), pieces.REMIND))
    return TeamsSender(calls, asyncio.get_running_loop(), app.database, tenant, drawer, lost)


def _hears(door: TeamsDoor, life: Life, watched: Guard) -> Callable[[ActivityEvent], Any]:
    """What the SDK hands over once it has seen the signature: the activity as it came, answered as an invoke is."""

    async def hear(event: ActivityEvent) -> Json:
        body = {**(event.body.model_extra or {}), "id": event.body.id, "type": event.body.type}
        try:
            watched.after(body)
        except guard.Refused as refused:
            log.warning("an activity was refused: %s", refused)
            return {"status": refused.status}
        if watched.keys is None:
            body["channelData"] = {**told.part(body, "channelData"), "tenant": {"id": LOCAL}}
        await life.meet(body)
        said = await door.hear(body)
        return {"status": 200, "body": said} if said is not None else {"status": 200}

    return hear


def _bearer(sdk: Sdk, loop: asyncio.AbstractEventLoop) -> Callable[[], str]:
    """The bot's own token, for threads. OSError where there is none to be had."""

    def token() -> str:
        try:
            return str(
                asyncio.run_coroutine_threadsafe(sdk.token_provider.get_app_token(), loop).result(web.SECONDS)
            )
        except (ValueError, TimeoutError) as trouble:
            raise OSError("no token") from trouble

    return token
