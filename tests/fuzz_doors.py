"""The doors that `tests.fuzz` throws inputs at, without a network between: Slack's route, Teams' route, the pages."""

import asyncio
import hashlib
import hmac
import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any
from urllib.parse import urlencode

import httpx
from hypothesis import strategies as st
from starlette.routing import Route

from bot import app as house
from bot.clock import now
from bot.doors.slack.connect import connect as connect_slack
from bot.doors.slack.opening import opened as opened_slack
from bot.doors.teams.connect import connect as connect_teams
from bot.doors.teams.opening import PATH as TEAMS
from bot.doors.web.register.pages import RegisterPages
from bot.doors.web.site import site
from tests.bot.slack.client import SECRET
from tests.bot.slack.payloads import payload as slack_payload
from tests.bot.slack.standin import TEAM
from tests.bot.slack.standin import standing_in as slack_standing_in
from tests.bot.slack.wiring import app_of as slack_app_of
from tests.bot.teams import keyserver
from tests.bot.teams.client import EDITOR as USER
from tests.bot.teams.keyserver import serving_keys
from tests.bot.teams.payloads import payload as teams_payload
from tests.bot.teams.standin import TENANT
from tests.bot.teams.standin import standing_in as teams_standing_in
from tests.bot.teams.wiring import door_of as teams_door_of
from tests.town import ADMIN, EDITOR, FOUNDED, Town

SLACK = "/slack/events"
BOT = "http://bot.example"
JSON, FORM = "application/json", "application/x-www-form-urlencoded"
SLACK_EVENTS = [
    "app_home_opened",
    "app_mention",
    "message_im",
    "message_im_file",
    "user_change",
    "channel_archive",
]
SLACK_KINDS = ["slash_command", "block_actions", "block_actions_home", "block_actions_modal", "view_submission",
               "shortcut", "message_action", "block_suggestion", "view_closed", *SLACK_EVENTS, "raw"]  # fmt: skip
TEAMS_KINDS = ["message_personal", "message_channel", "message_value", "message_file", "card_action", "task_fetch",
               "task_submit", "search", "extension_fetch", "extension_submit", "file_consent_accept",
               "conversation_update_team", "install_add", "install_remove", "raw"]  # fmt: skip
KINDS = st.sampled_from(
    [*(("slack", kind) for kind in SLACK_KINDS), *(("teams", kind) for kind in TEAMS_KINDS), ("page", "")]
)
PATHS = st.sampled_from(
    ["/", "/health", "/ready", "/konton", "/konton.json", "/konton.csv", "/konton.fragment.html", "/static/"]
)


class Broken(AssertionError):
    """Something that must not happen did."""


class _Errors(logging.Handler):
    """Keeps what was logged as an error: work that goes on after its answer breaks nowhere else."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keeps it with its traceback; what Slack's door could not read is answered, and the answer is looked at."""
        if record.name != "somerad.slack":
            self.records.append(logging.Formatter().format(record))


class Doors:
    """Every door, by one client; `seen` counts the answers."""

    def __init__(self, seen: Counter[str], loop: asyncio.AbstractEventLoop) -> None:
        self.errors = _Errors()
        self._seen, self._loop = seen, loop
        self._token = ""

    async def open(self, town: Town, around: AsyncExitStack) -> None:
        """Opens them, between stand-ins for the platforms."""
        connect_slack(town.database, FOUNDED, TEAM)
        connect_teams(town.database, FOUNDED, TENANT)
        town.say(ADMIN, f"person koppla {EDITOR} chatt={USER}")
        slack = await around.enter_async_context(slack_standing_in())
        teams = await around.enter_async_context(teams_standing_in())
        keys = around.enter_context(serving_keys())
        at_slack = await around.enter_async_context(
            opened_slack(slack_app_of(town, slack), now=lambda: FOUNDED, settle_seconds=0, ack_seconds=30)
        )
        at_teams = await around.enter_async_context(teams_door_of(town, keys, now=lambda: FOUNDED))
        pages = RegisterPages(town.database, house.policy_of, "", "https://bot.example").routes()
        routes = [
            Route(SLACK, at_slack.answer, methods=["POST"]),
            Route(TEAMS, at_teams.answer, methods=["POST"]),
            *pages,
        ]
        transport = httpx.ASGITransport(
            site(routes, signed=frozenset({SLACK, TEAMS})), raise_app_exceptions=False
        )
        self._client = await around.enter_async_context(httpx.AsyncClient(transport=transport))
        self._respond, self._service = f"{slack.url}/respond", teams.service_url
        self._token = keyserver.token(serviceurl=teams.service_url)

    def __call__(self, kind: tuple[str, str], path: str, body: Any, raw: bytes) -> None:
        """An answer below 500, whatever came, and no error in the log."""
        status = self._loop.run_until_complete(self._sent(*kind, path, body, raw))
        self._seen[f"{kind[0]} {status}"] += 1
        if status >= 500 or self.errors.records:
            raise Broken((kind, path, body, raw, self.errors.records))

    async def _sent(self, door: str, kind: str, path: str, body: Any, raw: bytes) -> int:
        if door == "page":
            return await self._page(path, raw)
        if door == "slack":
            content = raw if kind == "raw" else _slack_body(kind, body, self._respond)
            return await self._post(SLACK, content, _signed(content, JSON if kind in SLACK_EVENTS else FORM))
        content = raw if kind == "raw" else _teams_body(kind, body, self._service)
        headers = {"Content-Type": JSON, "Authorization": f"Bearer {self._token}"}
        return await self._post(TEAMS, content, headers)

    async def _page(self, path: str, raw: bytes) -> int:
        safe = "".join(sign for sign in raw.decode("latin-1") if sign.isprintable() and sign not in "#?\\")
        return (await self._client.get(f"{BOT}{path}", params={"q": safe})).status_code

    async def _post(self, path: str, content: bytes, headers: dict[str, str]) -> int:
        return (await self._client.post(f"{BOT}{path}", content=content, headers=headers)).status_code


def _mixed(made: dict[str, Any], body: Any) -> dict[str, Any]:
    """A real payload in part replaced by anything, on top or within."""
    if isinstance(body, dict):
        for number, value in enumerate(body.values()):
            _put(made, value, number * 7 + len(str(value)))
    return made


def _put(within: Any, value: Any, choice: int) -> None:
    """Puts the value somewhere within."""
    keys = sorted(within) if isinstance(within, dict) else list(range(len(within)))
    if not keys:
        return
    key = keys[choice % len(keys)]
    if choice % 2 and isinstance(within[key], (dict, list)):
        _put(within[key], value, choice // 2)
    else:
        within[key] = value


def _slack_body(kind: str, body: Any, respond: str) -> bytes:
    made = _mixed(slack_payload(kind), body)
    if "response_url" in made:
        made["response_url"] = respond  # nothing here goes to the network
    if kind in SLACK_EVENTS:
        return json.dumps(made).encode()
    if kind != "slash_command":
        return urlencode({"payload": json.dumps(made)}).encode()
    texts = {name: value if isinstance(value, str) else json.dumps(value) for name, value in made.items()}
    return urlencode(texts).encode()


def _teams_body(kind: str, body: Any, service: str) -> bytes:
    made = teams_payload(kind)
    made["from"]["aadObjectId"] = USER
    return json.dumps(_mixed(made, body) | {"serviceUrl": service}).encode()


def _signed(content: bytes, media_type: str) -> dict[str, str]:
    stamp = str(int(now().timestamp()))
    made = hmac.new(SECRET.encode(), f"v0:{stamp}:".encode() + content, hashlib.sha256).hexdigest()
    return {"Content-Type": media_type, "X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={made}"}


@contextmanager
def opened(town: Town, seen: Counter[str]) -> Iterator[Doors]:
    """The open doors of a town."""
    loop, around = asyncio.new_event_loop(), AsyncExitStack()
    doors = Doors(seen, loop)
    logging.getLogger().addHandler(doors.errors)
    try:
        loop.run_until_complete(doors.open(town, around))
        yield doors
    finally:
        loop.run_until_complete(around.aclose())
        logging.getLogger().removeHandler(doors.errors)
        loop.close()
