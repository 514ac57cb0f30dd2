"""Slack's Web API as the door uses it: every call says whether it worked, and no call hangs."""

import asyncio
import logging
import re
from collections.abc import Awaitable
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web import SlackResponse
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.doors.slack.texts import Json

log = logging.getLogger("somerad.slack")

SECONDS = 10
_CODE = re.compile(r"^[a-z_]{1,60}$")
TROUBLE = (SlackApiError, aiohttp.ClientError, asyncio.TimeoutError)


def session() -> aiohttp.ClientSession:
    """One session for all calls, with a time-out for each."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS), trust_env=True)


def client(token: str | None, base_url: str, http: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """A client of a token that waits when Slack says it is called too often. An answer twice is better than none."""
    return AsyncWebClient(
        token=token,
        base_url=base_url,
        timeout=SECONDS,
        session=http,
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
        ],
    )


class Web:
    """The calls that answer people."""

    def __init__(self, slack: AsyncWebClient, http: aiohttp.ClientSession) -> None:
        self._slack = slack
        self._http = http

    async def open(self, trigger: str, view: Json) -> str:
        """Opens a view and returns its id; empty when the trigger was too old or spent."""
        opened = await _tried("views.open", self._slack.views_open(trigger_id=trigger, view=view))
        return str(opened["view"]["id"]) if opened else ""

    async def update(self, view_id: str, view: Json) -> bool:
        """Puts another view in an open one's place; False when it was closed."""
        return bool(await _tried("views.update", self._slack.views_update(view_id=view_id, view=view)))

    async def post(self, channel: str, message: Json) -> bool:
        """Writes in a channel, or to a person by their user id."""
        call = self._slack.chat_postMessage(
            channel=channel,
            unfurl_links=False,
            unfurl_media=False,
            text=message["text"],
            blocks=message["blocks"],
        )
        return bool(await _tried("chat.postMessage", call))

    async def respond(self, url: str, message: Json) -> bool:
        """Answers where a command was typed or a button pressed; good for half an hour and five answers."""
        return bool(await _tried("response_url", self._respond(url, message)))

    async def _respond(self, url: str, message: Json) -> bool:
        async with self._http.post(url, json={**message, "replace_original": False}) as answer:
            if answer.status != 200:
                log.warning("response_url: HTTP %s", answer.status)
            return answer.status == 200


async def _tried(name: str, call: Awaitable[Any]) -> Any:
    try:
        return await call
    except TROUBLE as trouble:
        log.warning("%s: %s", name, reason(trouble))
    return None


def reason(trouble: Exception) -> str:
    """Why a call failed, in a word for logs and operators."""
    return code(trouble) if isinstance(trouble, SlackApiError) else type(trouble).__name__


def code(refused: SlackApiError) -> str:
    """Slack's own word for what was wrong; never the whole answer, which may hold what people wrote."""
    answer = refused.response
    said = answer.get("error") if isinstance(answer, (SlackResponse, AsyncSlackResponse)) else None
    if isinstance(said, str) and _CODE.match(said):
        return said
    return f"HTTP {getattr(answer, 'status_code', None) or getattr(answer, 'status', '?')}"
