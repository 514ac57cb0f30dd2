"""The connector as the door uses it: every call takes its turn, is tried again where that helps, and never hangs."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import httpx
from microsoft_teams.api.activities.message.message import MessageActivityInput
from microsoft_teams.api.activities.typing import TypingActivityInput
from microsoft_teams.api.clients.conversation.params import CreateConversationParams
from microsoft_teams.api.models.account import Account, ConversationAccount
from microsoft_teams.api.models.conversation.conversation_reference import ConversationReference
from microsoft_teams.apps import App
from microsoft_teams.apps.activity_send import send_or_update_activity
from microsoft_teams.common.http import Client, ClientOptions
from microsoft_teams.common.http.client import MiddlewareContext, MiddlewareNext

from bot.doors.pace import Limits, Pace
from bot.doors.teams.dialog import ADAPTIVE
from bot.doors.teams.draw import Drawn
from bot.doors.teams.heard import CHANNEL_ID, Place
from bot.doors.texts import Json, clip
from core.errors import Refused
from core.words import _

log = logging.getLogger("somerad.teams")

SECONDS = 10.0
PACE: Limits = ((7, 1.0), (60, 30.0), (1_800, 3_600.0))  # what Teams takes in a conversation
AGAIN = frozenset({412, 429, 502, 504})
TRIES, PATIENCE, FIRST_WAIT = 3, 5.0, 0.5
SERVICE = "https://smba.trafficmanager.net/teams"  # where a person is asked for whom the bot has never met
TROUBLE = (httpx.HTTPError, ValueError, KeyError)  # the SDK tells by ValueError that there is no token

Sleep = Callable[[float], Awaitable[None]]


class Retrying:
    """The SDK's middleware: tries again what the connector asks to be tried again, after as long as it says.

    A longer wait than `patience` seconds is left to who can wait so long.
    """

    def __init__(self, sleep: Sleep = asyncio.sleep, patience: float = PATIENCE) -> None:
        self._sleep = sleep
        self._patience = patience

    async def send(self, context: MiddlewareContext, next: MiddlewareNext) -> httpx.Response:
        """One call, in as many tries as it takes."""
        for tried in range(1, TRIES):
            try:
                return await next()
            except httpx.HTTPStatusError as refused:
                wait = seconds(refused.response, FIRST_WAIT * 2 ** (tried - 1))
                if refused.response.status_code not in AGAIN or wait > self._patience:
                    raise
                log.info("%s %s: tried again in %s s", context.method, refused.response.status_code, wait)
                await self._sleep(wait)
        return await next()


def client(sleep: Sleep = asyncio.sleep) -> Client:
    """The SDK's HTTP client with a time-out and another try."""
    made = Client(ClientOptions(timeout=SECONDS))
    made.use(Retrying(sleep))
    return made


class Web:
    """The calls to conversations. A message comes as drawings of it, the smaller after the larger."""

    def __init__(
        self, app: App, bot: str, tenant: str, pace: Pace | None = None, sleep: Sleep = asyncio.sleep
    ) -> None:
        self._app = app
        self._bot = bot
        self._tenant = tenant
        self._pace = pace or Pace(PACE)
        self._sleep = sleep

    async def post(self, place: Place, drawings: Iterable[Drawn]) -> str:
        """Writes in a conversation; the message's id. Raises what TROUBLE holds."""
        return await _first(drawings, lambda drawn: self.call(place, _activity(drawn)))

    async def put(self, place: Place, message: str, drawings: Iterable[Drawn]) -> str:
        """Draws a message again. Raises what TROUBLE holds."""
        return await _first(drawings, lambda drawn: self.call(place, _activity(drawn), message))

    async def remove(self, place: Place, message: str) -> None:
        """Deletes a message; one that is gone already is as good. Raises what TROUBLE holds."""
        await self._turn(place.conversation)
        conversations = self._app.api.conversations
        try:
            await conversations.delete_activity(place.conversation, message, service_url=place.service_url)
        except httpx.HTTPStatusError as trouble:
            if trouble.response.status_code != httpx.codes.NOT_FOUND:
                raise

    async def typing(self, place: Place) -> None:
        """Shows that the bot is at it."""
        await self.call(place, {"type": "typing"})

    async def call(self, place: Place, activity: Json, message: str = "") -> str:
        """Sends an activity in its turn, or puts it in another's place; its id."""
        await self._turn(place.conversation)
        made: Any = MessageActivityInput if activity["type"] == "message" else TypingActivityInput
        reference = ConversationReference(
            channel_id=CHANNEL_ID, service_url=place.service_url, bot=Account(id=self._bot),
            conversation=ConversationAccount(id=place.conversation),
        )  # fmt: skip
        sent = await send_or_update_activity(
            self._app.api, made(**activity | ({"id": message} if message else {})), reference
        )
        return str(sent.id)

    async def open(self, user: str, service_url: str) -> Place:
        """The bot's own conversation with a person, by their Entra object id. Raises what TROUBLE holds."""
        api = self._app.api.clone(service_url=service_url or SERVICE)
        asked = CreateConversationParams(members=[Account(id=user)], tenant_id=self._tenant)
        made = await api.conversations.create(asked)
        return Place(made.id, made.service_url or service_url or SERVICE)

    async def upload(self, url: str, content: bytes) -> None:
        """Puts a file where a person has made room for it. Raises what TROUBLE holds."""
        last = len(content) - 1
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes 0-{last}/{len(content)}",
        }
        async with httpx.AsyncClient(timeout=60, follow_redirects=False) as http:
            (await http.put(url, content=content, headers=headers)).raise_for_status()

    async def _turn(self, conversation: str) -> None:
        wait = self._pace.turn(conversation.partition(";")[0])
        if wait > 0:
            await self._sleep(wait)


def _activity(drawn: Drawn) -> Json:
    if drawn.card is None:
        return {"type": "message", "text": drawn.text, "text_format": "plain"}
    shown = {"content_type": ADAPTIVE, "content": drawn.card}
    return {"type": "message", "attachments": [shown], "summary": clip(" ".join(drawn.text.split()), 200)}


async def _first(drawings: Iterable[Drawn], send: Callable[[Drawn], Awaitable[str]]) -> str:
    """Sends the first drawing Teams takes: what is wrong with a larger one may not be with a smaller."""
    *larger, last = drawings
    for drawn in larger:
        try:
            return await send(drawn)
        except httpx.HTTPStatusError as refused:
            if not is_of_message(refused):
                raise
            log.warning("a card was refused: %s", reason(refused))
    return await send(last)


def is_of_message(trouble: Exception) -> bool:
    """Whether a message was refused for what it is: too large, or a card that Teams can't read."""
    return isinstance(trouble, httpx.HTTPStatusError) and trouble.response.status_code in {400, 413}


def seconds(response: httpx.Response, otherwise: float) -> float:
    """How long the connector wants to be left alone."""
    value = response.headers.get("Retry-After", "")
    return float(value) if value.isdecimal() else otherwise


def reason(trouble: Exception) -> str:
    """Why a call failed, in a word for logs and operators; never the whole answer, which may hold what people wrote."""
    if not isinstance(trouble, httpx.HTTPStatusError):
        return type(trouble).__name__
    try:
        code = json.loads(trouble.response.content).get("error", {}).get("code", "")
    except (ValueError, AttributeError):
        code = ""
    is_word = isinstance(code, str) and code.isascii() and code.isalnum() and len(code) <= 60
    return code if is_word and code else f"HTTP {trouble.response.status_code}"


def out_of_reach(trouble: Exception) -> Refused:
    """What to say when Microsoft does not answer at all: the network is to blame, and no secret."""
    return Refused(
        _("Teams can't be reached: {reason}.", reason=reason(trouble)),
        _("See that the bot may go out to login.microsoftonline.com and smba.trafficmanager.net, port 443."),
    )
