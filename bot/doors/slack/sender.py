"""Carries reminders to Slack: to a person's own conversation with the bot, or to the department's channel."""

import logging
from collections.abc import Callable, Iterator
from functools import partial
from http.client import HTTPException
from typing import Any
from urllib.request import Request, urlopen

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse
from sqlmodel import Session

from bot.doors.pace import TEN_A_SECOND, Pace
from bot.doors.slack import draw
from bot.doors.slack.heard import DOOR, REMIND
from bot.doors.slack.web import MOST_TOLD, OF_MESSAGE, SECONDS, code
from bot.report.picture import MEDIA_TYPE, NAME, png
from core import people, workspace
from core.card import Card
from core.deletions import FILE
from core.outbox import DEPARTMENT
from core.workspace import Workspace
from reminders.sending import SendError, Sent

log = logging.getLogger("somerad.slack")

# What is wrong with the recipient. A token that fails is wrong for everybody: that is tried again.
PERMANENT = frozenset({
    "account_inactive", "blocked_from_dm", "cannot_dm_bot", "cant_delete_message", "cant_update_message",
    "channel_not_found", "channel_type_not_supported", "edit_window_closed", "is_archived", "message_not_found",
    "messages_tab_disabled", "no_permission", "not_in_channel", "restricted_action", "user_disabled",
    "user_not_found", "user_not_visible", "users_not_found",
})  # fmt: skip
OF_FILES = PERMANENT | {"cant_delete_file", "file_not_found", "file_deleted"}
GONE_ALREADY = ("message_not_found", "file_not_found", "file_deleted")
GONE = frozenset({"channel_not_found", "is_archived", "not_in_channel"})
UNREADABLE = PERMANENT | {"method_not_supported_for_channel_type", "missing_scope"}
NAMED = "somerad_message"
PAGE, PAGES = 200, 50


class SlackSender:
    """reminders.sending.Sender over Slack's Web API, for one team.

    It tries once: the outbox decides what is tried again. Only a message that Slack refuses for what it is, is
    drawn smaller at once. With `reads_channels` it finds what it has sent in channels too; in people's own
    conversations it always does. `together` paces all conversations: a team takes several hundred messages a minute.
    """

    door = DOOR

    def __init__(
        self,
        token: str,
        base_url: str,
        team: str,
        pace: Pace | None = None,
        together: Pace | None = None,
        *,
        reads_channels: bool = False,
        seconds: int = SECONDS,
    ) -> None:
        self._team = team
        self._pace = pace or Pace()
        self._together = together or Pace(TEN_A_SECOND)
        self._reads_channels = reads_channels
        self._client = WebClient(token, base_url, timeout=seconds, retry_handlers=[])
        self._conversations: dict[str, str] = {}

    def can_reach(self, session: Session, home: Workspace, recipient: str) -> str | None:
        """A person's user id, or the department's channel; None when there is none in this team."""
        if home.slack_team != self._team or not home.is_open_to(DOOR):
            return None
        if recipient == DEPARTMENT:
            channel = home.department_channel
            return channel if channel and workspace.chat_of_channel(channel) == DOOR else None
        return people.chat_user(session, int(recipient), DOOR) if recipient.isdecimal() else None

    def send(self, address: str, card: Card, name: str) -> Sent:
        """Posts the card, with the name in the message's metadata. Raises SendError."""
        post = partial(self._post, self._channel(address), name)
        answer = _until_taken(card, self._picture(card), post)
        return Sent(str(answer["channel"]), str(answer["ts"]))

    def find(self, address: str, name: str, after: str) -> Sent | None:
        """The message with that name in its metadata, where the bot may read back. Raises SendError."""
        if not (_is_user(address) or self._reads_channels):
            raise SendError("Slack: the channel is not read", permanent=True)
        channel = self._channel(address)
        named = (each["ts"] for each in self._history(channel, after) if _name(each) == name)
        ts = next(named, None)
        return Sent(channel, str(ts)) if ts else None

    def _history(self, channel: str, after: str) -> Iterator[dict[str, Any]]:
        """The messages of a channel, the newest first."""
        cursor = ""
        for _page in range(PAGES):
            only: dict[str, Any] = {"include_all_metadata": True, "limit": PAGE}
            method = self._client.conversations_history
            found = _call(
                method,
                permanent=UNREADABLE,
                channel=channel,
                oldest=after or None,
                cursor=cursor or None,
                **only,
            )
            yield from found["messages"]
            cursor = (found.get("response_metadata") or {}).get("next_cursor") or ""
            if not cursor:
                return
        raise SendError("Slack: too much was written since", permanent=True)

    def _channel(self, address: str) -> str:
        return self._conversation(address) if _is_user(address) else address

    def update(self, channel: str, message: str, card: Card) -> None:
        """Draws a message again. Raises SendError."""
        _until_taken(card, self._picture(card), partial(self._redraw, channel, message))

    def withdraw(self, channel: str, message: str) -> None:
        """Deletes a message of the bot's own (its thread stays), or a file it handed over. Raises SendError."""
        try:
            if message.startswith(FILE):
                _call(self._client.files_delete, OF_FILES, file=message.removeprefix(FILE))
            else:
                _call(self._client.chat_delete, channel=channel, ts=message)
        except SendError as error:
            if not error.reason.endswith(GONE_ALREADY):
                raise

    def _post(self, channel: str, name: str, drawn: draw.Drawn) -> SlackResponse:
        self._pace.wait(channel)
        self._together.wait(self._team)
        quiet: dict[str, Any] = {"unfurl_links": False, "unfurl_media": False}
        method = self._client.chat_postMessage
        metadata = {"event_type": NAMED, "event_payload": {"name": name}}
        return _call(method, channel=channel, metadata=metadata, **quiet, **drawn.as_message())

    def _redraw(self, channel: str, message: str, drawn: draw.Drawn) -> SlackResponse:
        """Sends the blocks also where there are none: Slack might keep the old ones."""
        method = self._client.chat_update
        return _call(method, channel=channel, ts=message, text=drawn.text, blocks=drawn.blocks)

    def _picture(self, card: Card) -> str:
        """Slack's id of the card's chart; empty where there is none, or Slack does not take it: then the bars do."""
        chart = card.to_picture
        if chart is None:
            return ""
        try:
            return self._uploaded(png(chart), chart.told[:MOST_TOLD])
        except (SendError, OSError) as trouble:
            log.warning("a chart was not taken: %s", trouble)
            return ""

    def _uploaded(self, content: bytes, told: str) -> str:
        asked: dict[str, Any] = {"filename": NAME, "length": len(content), "alt_txt": told}
        place = _call(self._client.files_getUploadURLExternal, **asked)
        there = Request(str(place["upload_url"]), content, {"Content-Type": MEDIA_TYPE})  # noqa: S310  (Slack's own)
        with urlopen(there, timeout=SECONDS):  # noqa: S310
            pass
        _call(self._client.files_completeUploadExternal, files=[{"id": place["file_id"], "title": NAME}])
        return str(place["file_id"])

    def _conversation(self, user: str) -> str:
        if user not in self._conversations:
            opened = _call(self._client.conversations_open, users=user)
            self._conversations[user] = str(opened["channel"]["id"])
        return self._conversations[user]


def _until_taken(card: Card, picture: str, carry: Callable[[draw.Drawn], SlackResponse]) -> SlackResponse:
    """What `carry` gives for the largest drawing of the card that Slack takes, with its picture first. SendError."""
    drawings = list(draw.sizes(card, prefix=REMIND))
    drawings = [*draw.pictured(drawings[0], card.chart, picture), *drawings]
    for drawn in drawings[:-1]:
        try:
            return carry(drawn)
        except SendError as refused:
            if not refused.of_message:
                raise
            log.warning("%s: a message of %s blocks is drawn smaller", refused.reason, len(drawn.blocks))
    return carry(drawings[-1])


def _is_user(address: str) -> bool:
    return address[:1] in {"U", "W"}


def _name(message: dict[str, Any]) -> str | None:
    metadata = message.get("metadata") or {}
    name = (metadata.get("event_payload") or {}).get("name")
    return name if metadata.get("event_type") == NAMED else None


def _call(
    method: Callable[..., SlackResponse], permanent: frozenset[str] = PERMANENT, **arguments: Any
) -> SlackResponse:
    try:
        return method(**arguments)
    except SlackApiError as refused:
        raise _classified(refused, permanent) from None
    except (OSError, HTTPException, SlackClientError) as trouble:
        raise SendError(f"Slack: {type(trouble).__name__}", in_doubt=True) from None


def _classified(refused: SlackApiError, for_good: frozenset[str]) -> SendError:
    """What is wrong with the target or the token stays wrong; Slack's own trouble and its rate limit pass."""
    reason, status = code(refused), getattr(refused.response, "status_code", 500)
    if status == 429 or reason in {"ratelimited", "rate_limited"}:
        return SendError("Slack: ratelimited", retry_after=_seconds(refused))
    permanent = status < 500 and reason in for_good | OF_MESSAGE
    return SendError(
        f"Slack: {reason}", permanent=permanent, of_message=reason in OF_MESSAGE,
        gone=permanent and reason in GONE, in_doubt=not permanent,
    )  # fmt: skip


def _seconds(refused: SlackApiError) -> float:
    headers = {name.lower(): value for name, value in refused.response.headers.items()}
    value = str(headers.get("retry-after", ""))
    return float(value) if value.isdecimal() else 1.0
