"""Slack's Web API as the door uses it: every call says whether it worked, and no call hangs."""

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web import SlackResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doors.held import Held
from bot.doors.slack.files import told_of
from bot.doors.slack.texts import Json
from core.card import File
from core.errors import Refused
from core.words import _

log = logging.getLogger("somerad.slack")

SECONDS = 10
MOST_TOLD = 1000  # characters of a picture's text
_CODE = re.compile(r"^[a-z_]{1,60}$")
TROUBLE = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError)
# What is wrong with the message itself: another drawing of it may go through.
OF_MESSAGE = frozenset({
    "invalid_arguments", "invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long", "msg_too_long", "no_text",
    "view_too_large",
})  # fmt: skip


def session() -> aiohttp.ClientSession:
    """One session for all calls, with a time-out for each."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True)


def client(token: str | None, base_url: str, http: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A client of a token that waits when Slack says it is called too often, and makes no other call twice."""
    return AsyncWebClient(
        token=token,
        base_url=base_url,
        timeout=SECONDS,
        session=http,
        retry_handlers=[AsyncRateLimitErrorRetryHandler(max_retry_count=2)],
    )


class Web:
    """The calls that answer people. A message comes as drawings of it, the smaller after the larger."""

    def __init__(self, slack: AsyncWebClient, http: aiohttp.ClientSession) -> None:
        self._slack = slack
        self._http = http

    async def open(self, trigger: str, view: Json) -> str:
        """Opens a view and returns its id; empty when the trigger was too old or spent."""
        opened = await _tried("views.open", self._slack.views_open(trigger_id=trigger, view=view))
        return str(opened["view"]["id"]) if opened else ""

    async def push(self, trigger: str, view: Json) -> str:
        """Lays a view over the open one and returns its id; empty when Slack did not."""
        pushed = await _tried("views.push", self._slack.views_push(trigger_id=trigger, view=view))
        return str(pushed["view"]["id"]) if pushed else ""

    async def update(self, view_id: str, view: Json) -> bool:
        """Puts another view in an open one's place; False when it was closed."""
        return bool(await _tried("views.update", self._slack.views_update(view_id=view_id, view=view)))

    async def publish(self, user: str, views: Iterable[Json]) -> bool:
        """Draws a person's Home tab."""
        return await _first(views, lambda view: self._slack.views_publish(user_id=user, view=view))

    async def post(self, channel: str, messages: Iterable[Json], thread: str = "") -> bool:
        """Writes in a channel, or to a person by their user id."""
        return await _first(
            messages,
            lambda message: self._slack.chat_postMessage(
                channel=channel,
                thread_ts=thread or None,
                unfurl_links=False,
                unfurl_media=False,
                **_parts(message),
            ),
        )

    async def whisper(self, channel: str, user: str, messages: Iterable[Json], thread: str = "") -> bool:
        """Writes in a channel what only one person sees; False where the bot is no member of it."""
        return await _first(
            messages,
            lambda message: self._slack.chat_postEphemeral(
                channel=channel, user=user, thread_ts=thread or None, **_parts(message)
            ),
        )

    async def respond(self, url: str, messages: Iterable[Json], *, replacing: bool = False) -> bool:
        """Answers where a command was typed or a button pressed, below it or in its place.

        Good for half an hour and five answers.
        """
        return await _first(messages, lambda message: self._respond(url, message, replacing))

    async def _respond(self, url: str, message: Json, replacing: bool) -> object:
        body = {**message, "replace_original": replacing}
        async with self._http.post(url, json=body) as answer:
            said = _said(await answer.text())
            if answer.status == 200 and said.get("ok", True):
                return True
            raise SlackApiError("response_url", {**said, "status": answer.status})  # type: ignore[no-untyped-call]

    async def permalink(self, channel: str, ts: str) -> str:
        """A message's address; empty where Slack doesn't give it."""
        call = self._slack.chat_getPermalink(channel=channel, message_ts=ts)
        answer = await _tried("chat.getPermalink", call)
        return str(answer["permalink"]) if answer else ""

    async def file(self, file_id: str) -> Held | None:
        """Where a file lies; None when it is gone."""
        answer = await _tried("files.info", self._slack.files_info(file=file_id))
        return told_of(answer["file"]) if answer else None

    async def upload(self, file: File, told: str = "", channel: str = "", thread: str = "") -> str:
        """Hands a file to Slack: into a channel, or to be shown in a message; its id, empty where it was not taken.

        `told` says what a picture shows to who can't see it.
        """
        asked = self._slack.files_getUploadURLExternal(
            filename=file.name, length=len(file.content), alt_txt=told[:MOST_TOLD] or None
        )
        place = await _tried("files.getUploadURLExternal", asked)
        if not place or not await _tried("upload", self._put(str(place["upload_url"]), file)):
            return ""
        ended = self._slack.files_completeUploadExternal(
            files=[{"id": place["file_id"], "title": file.name}],
            channel_id=channel or None,
            thread_ts=thread or None,
        )
        return str(place["file_id"]) if await _tried("files.completeUploadExternal", ended) else ""

    async def _put(self, url: str, file: File) -> bool:
        async with self._http.post(
            url, data=file.content, headers={"Content-Type": file.media_type}
        ) as answer:
            if answer.status == 200:
                return True
            raise SlackApiError("upload", {"status": answer.status})  # type: ignore[no-untyped-call]

    async def conversation(self, user: str) -> str:
        """A person's own conversation with the bot; empty where Slack opens none."""
        opened = await _tried("conversations.open", self._slack.conversations_open(users=user))
        return str(opened["channel"]["id"]) if opened else ""


def _parts(message: Json) -> Json:
    return {name: message[name] for name in ("text", "blocks") if name in message}


def _said(text: str) -> Json:
    """What a response_url answers: a word, or an object with `ok` and an `error` in words."""
    try:
        said = json.loads(text)
    except ValueError:
        said = {"error": text}
    answer = said if isinstance(said, dict) else {}
    return answer | {"error": str(answer.get("error", "")).lower().replace(" ", "_")}


async def _first(drawings: Iterable[Json], send: Callable[[Json], Awaitable[Any]]) -> bool:
    """Sends the first drawing Slack takes; what it refuses for another reason is not tried again."""
    for drawn in drawings:
        try:
            await send(drawn)
        except TROUBLE as trouble:
            log.warning(
                "a message of %s blocks was refused: %s", len(drawn.get("blocks", ())), reason(trouble)
            )
            if not (isinstance(trouble, SlackApiError) and code(trouble) in OF_MESSAGE):
                return False
        else:
            return True
    return False


async def _tried(name: str, call: Awaitable[Any]) -> Any:
    try:
        return await call
    except TROUBLE as trouble:
        log.warning("%s: %s", name, reason(trouble))
    return None


def reason(trouble: Exception) -> str:
    """Why a call failed, in a word for logs and operators."""
    return code(trouble) if isinstance(trouble, SlackApiError) else type(trouble).__name__


def out_of_reach(trouble: Exception) -> Refused:
    """What to say when Slack does not answer at all: the network is to blame, and no token."""
    return Refused(
        _("Slack can't be reached: {reason}.", reason=reason(trouble)),
        _("See that the bot may go out to slack.com, port 443."),
    )


def code(refused: SlackApiError) -> str:
    """Slack's own word for what was wrong; never the whole answer, which may hold what people wrote."""
    answer = refused.response
    said = answer.get("error") if isinstance(answer, (SlackResponse, AsyncSlackResponse, dict)) else None
    if isinstance(said, str) and _CODE.match(said):
        return said
    status = answer.get("status") if isinstance(answer, dict) else getattr(answer, "status_code", None)
    return f"HTTP {status or getattr(answer, 'status', '?')}"
