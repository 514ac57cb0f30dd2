"""Installs the app in a town's own Slack team through Slack's OAuth: Bolt's flow, for whoever has an invitation."""

import asyncio
import logging
from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime

from slack_bolt.adapter.starlette.async_handler import to_async_bolt_request, to_starlette_response
from slack_bolt.error import BoltError
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Installation as Installed
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.app import App, policy_of
from bot.doors.slack import web
from bot.doors.slack.connect import connect
from bot.doors.slack.heard import DOOR
from bot.doors.slack.scopes import scopes
from bot.keyring import Keyring
from core import installations, workspace
from core.database import take_turn
from core.errors import Refused
from core.scope import Scope
from core.words import DEFAULT_LANGUAGE, N_, _, speaking
from core.workspace import Workspace

log = logging.getLogger("somerad.slack")

INSTALL, BACK = "/slack/install", "/slack/oauth_redirect"
# Which workspace the request under way installs the app for; Bolt's flow has no place for it.
_town: ContextVar[int] = ContextVar("town")


class Install:
    """The two addresses of the flow. Nobody gets in without an invitation, good for one town and one use."""

    def __init__(self, app: App, now: Callable[[], datetime]) -> None:
        settings = app.settings
        self._app = app
        self._now = now
        self._keys = Keyring(settings.token_keys)
        self._flow = AsyncOAuthFlow(
            client=web.client(None, settings.slack_api_base_url),
            logger=log,
            settings=AsyncOAuthSettings(
                client_id=settings.slack_client_id,
                client_secret=settings.slack_client_secret,
                scopes=list(scopes(reads_channels=settings.slack_channel_history)),
                redirect_uri=f"{settings.public_url}{BACK}",
                install_page_rendering_enabled=False,
                installation_store=_Installations(self),
                state_store=_States(self),
                logger=log,
            ),
        )

    def routes(self) -> list[Route]:
        """Where an invitation leads, and where Slack leads back to."""
        return [Route(INSTALL, self.begin), Route(BACK, self.end)]

    async def begin(self, request: Request) -> Response:
        """Spends the invitation and leads on to Slack."""
        town = await asyncio.to_thread(self.redeem, request.query_params.get("invite", ""))
        if town is None:
            return _said(
                403, N_("This invitation is not valid any more. Ask whoever runs the bot for a new one.")
            )
        _town.set(town)
        return to_starlette_response(
            await self._flow.handle_installation(to_async_bolt_request(request, b""))
        )

    async def end(self, request: Request) -> Response:
        """Slack's answer: the token is kept, or nothing is."""
        answer = await self._flow.handle_callback(to_async_bolt_request(request, b""))
        if answer.status != 200 or request.query_params.get("error"):
            return _said(
                answer.status, N_("The app was not installed. Open a new invitation, and choose Allow.")
            )
        return _said(200, N_("The app is installed. You can close this page and write /some in Slack."))

    def issue(self) -> str:
        """A state that remembers for which town it was given."""
        with self._app.database.write() as session:
            return installations.invite(session, _town.get(), self._now(), installations.UNDER_WAY)

    def redeem(self, secret: str) -> int | None:
        """The town (id) a secret is for; it is spent."""
        with self._app.database.write() as session:
            return installations.redeem(session, secret, self._now())

    def save(self, installed: Installed) -> None:
        """Connects the town to the team, and keeps the token, encrypted. Refused where either is another's."""
        if installed.is_enterprise_install or not (installed.team_id and installed.bot_token):
            raise Refused(
                _("The app is installed for a whole Enterprise organisation, not for one workspace.")
            )
        database, now, team = self._app.database, self._now(), installed.team_id
        with database.read() as session:
            slug = session.get_one(Workspace, _town.get()).slug
        connect(database, now, team, slug)
        with database.write() as session:
            home = workspace.find(session, slug)
            take_turn(session, home.id)
            policy = policy_of(home)
            scope = Scope(session, home, policy, workspace.calendar_of(home, policy), now, door=DOOR)
            token, given = self._keys.lock(installed.bot_token), ",".join(installed.bot_scopes or ())
            installations.keep(scope, DOOR, team, str(installed.bot_user_id), token, given)
        log.info("the app is installed in team %s for %s", team, slug)


class _States(AsyncOAuthStateStore):
    """Bolt's state store over our invitations."""

    def __init__(self, install: Install) -> None:
        self._install = install

    async def async_issue(self, *_args: object, **_more: object) -> str:
        """A new state."""
        return await asyncio.to_thread(self._install.issue)

    async def async_consume(self, state: str) -> bool:
        """Whether the state was ours and unused; from then on the request is its town's."""
        town = await asyncio.to_thread(self._install.redeem, state)
        if town is not None:
            _town.set(town)
        return town is not None


class _Installations(AsyncInstallationStore):
    """Bolt's installation store over our own; reading is `Teams`' business."""

    def __init__(self, install: Install) -> None:
        self._install = install

    async def async_save(self, installation: Installed) -> None:
        """Keeps it. BoltError, which Bolt makes a page of, where it can't be."""
        try:
            await asyncio.to_thread(self._install.save, installation)
        except Refused as refusal:
            log.warning("the app could not be installed: %s", refusal.text)
            raise BoltError(refusal.text) from None


def _said(status: int, msgid: str) -> Response:
    with speaking(DEFAULT_LANGUAGE):
        text = _(msgid)
    return PlainTextResponse(text, status, headers={"Cache-Control": "no-store"})
