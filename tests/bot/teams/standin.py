"""A server on loopback that stands for Teams' connector: checks what it is sent, records it, answers as told."""

import asyncio
import json
import re
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import unquote

from aiohttp import web

from tests.bot.teams import limits

Json = dict[str, Any]

TENANT = "3b9d1d84-1c2f-4d36-8a52-7c0f1e6a9b10"
WAIT = 10
POST, PUT, CREATE, UPLOAD, DELETE = "post", "put", "create", "upload", "delete"
CONVERSATION = re.compile(r"(a:1[\w-]{20,120}|19:[\w.-]{10,80}@thread\.(tacv2|v2)(;messageid=\d+)?)")


@dataclass(frozen=True)
class Call:
    """One call the bot made."""

    what: str
    conversation: str
    body: Json
    message: str = ""


@dataclass
class Answer:
    """How the next call is answered, instead of well."""

    status: int = 200
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: asyncio.Event | None = None


class StandIn:
    """Teams, as the bot sees it. `faults` lists everything Teams would have refused."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.files: dict[str, bytes] = {}
        self.opened: dict[str, str] = {}
        self.tokens: list[str] = []
        self.wants_token = True
        self.url = ""
        self._told: dict[str, deque[Answer]] = defaultdict(deque)
        self._ids = count(1789459300000)
        self._news = asyncio.Condition()

    @property
    def service_url(self) -> str:
        """The address activities come from."""
        return f"{self.url}/emea/"

    @property
    def elsewhere(self) -> str:
        """The same by another name: where files lie, which is not where the service is."""
        return self.url.replace("127.0.0.1", "localhost")

    def tell(self, what: str, **answer: Any) -> None:
        """How to answer the next call of a kind."""
        self._told[what].append(Answer(**answer))

    def made(self, what: str, conversation: str = "") -> list[Call]:
        """The calls of a kind, in order; in one conversation if it is given."""
        return [c for c in self.calls if c.what == what and conversation in ("", c.conversation)]

    def messages(self, conversation: str = "") -> list[Call]:
        """What was written, typing signs aside."""
        return [call for call in self.made(POST, conversation) if call.body["type"] == "message"]

    async def called(self, what: str, times: int = 1, conversation: str = "") -> Call:
        """Waits until a call of a kind was made so often; the last of these."""
        async with self._news, asyncio.timeout(WAIT):
            await self._news.wait_for(lambda: len(self.made(what, conversation)) >= times)
        return self.made(what, conversation)[times - 1]

    async def written(self, times: int = 1, conversation: str = "") -> Call:
        """Waits until so many messages were written; the last of these."""
        async with self._news, asyncio.timeout(WAIT):
            await self._news.wait_for(lambda: len(self.messages(conversation)) >= times)
        return self.messages(conversation)[times - 1]

    def app(self) -> web.Application:
        """The routes."""
        made = web.Application(client_max_size=10_000_000)
        made.router.add_post("/emea/v3/conversations", self._create)
        made.router.add_post("/emea/v3/conversations/{conversation}/activities", self._post)
        made.router.add_put("/emea/v3/conversations/{conversation}/activities/{message}", self._put)
        made.router.add_delete("/emea/v3/conversations/{conversation}/activities/{message}", self._delete)
        made.router.add_put("/upload/{name}", self._upload)
        made.router.add_get("/files/{name}", self._file)
        made.router.add_get("/emea/v3/attachments/{name}/views/original", self._file)
        made.router.add_route("*", "/{rest:.*}", self._unknown)
        return made

    async def _unknown(self, request: web.Request) -> web.Response:
        self.faults.append(f"{request.method} {request.path}")
        return web.json_response({"error": {"code": "NotFound"}}, status=404)

    async def _post(self, request: web.Request) -> web.Response:
        return await self._taken(POST, request, 201)

    async def _put(self, request: web.Request) -> web.Response:
        return await self._taken(PUT, request, 200)

    async def _delete(self, request: web.Request) -> web.Response:
        conversation, message = unquote(request.match_info["conversation"]), request.match_info["message"]
        return await self._answer(Call(DELETE, conversation, {}, message), 200, message)

    async def _taken(self, what: str, request: web.Request, status: int) -> web.Response:
        conversation, message = (
            unquote(request.match_info["conversation"]),
            request.match_info.get("message", ""),
        )
        body = await self._checked(request)
        if not CONVERSATION.fullmatch(conversation):
            self.faults.append(f"{what}: the conversation {conversation}")
        if body.get("type") == "message":
            self.faults += [f"{what}: {fault}" for fault in limits.of_activity(body)]
        elif body.get("type") != "typing":
            self.faults.append(f"{what}: type {body.get('type')}")
        return await self._answer(
            Call(what, conversation, body, message), status, message or str(next(self._ids))
        )

    async def _checked(self, request: web.Request) -> Json:
        """The body; its size and the bot's own token are looked at."""
        content = await request.read()
        self.tokens.append(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if self.wants_token and not self.tokens[-1]:
            self.faults.append("no token")
        if request.content_type != "application/json" or len(content) > limits.MOST:
            self.faults.append(f"{request.content_type}, {len(content)} octets")
        read: Json = json.loads(content)
        return read

    async def _create(self, request: web.Request) -> web.Response:
        body = await self._checked(request)
        if body.get("tenantId") != TENANT or len(body.get("members", ())) != 1:
            self.faults.append(f"create: {body}")
        user = body["members"][0]["id"]
        opened = self.opened.setdefault(user, f"a:1opened-{user}")
        return await self._answer(Call(CREATE, user, body), 201, opened)

    async def _answer(self, call: Call, status: int, id: str) -> web.Response:
        told = self._told[call.what].popleft() if self._told[call.what] else None
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()
        if told is None:
            return web.json_response({"id": id}, status=status)
        if told.after:
            await told.after.wait()
        good = told.status < 400
        return web.json_response(
            told.body or ({"id": id} if good else {}), status=told.status, headers=told.headers
        )

    async def _upload(self, request: web.Request) -> web.Response:
        content = await request.read()
        whole = f"bytes 0-{len(content) - 1}/{len(content)}"
        if request.headers.get("Content-Range") != whole or "Authorization" in request.headers:
            self.faults.append("upload: its range, or a token that goes to nobody")
        async with self._news:
            self.calls.append(Call(UPLOAD, request.match_info["name"], {"content": content}))
            self._news.notify_all()
        return web.Response(status=201)

    async def _file(self, request: web.Request) -> web.Response:
        has_token = "Authorization" in request.headers
        if has_token != request.path.startswith("/emea/"):
            self.faults.append(f"file: a token {has_token} at {request.path}")
        content = self.files.get(request.match_info["name"])
        return web.Response(body=content) if content is not None else web.Response(status=404)


@asynccontextmanager
async def standing_in() -> AsyncIterator[StandIn]:
    """The stand-in on a port of its own."""
    teams = StandIn()
    runner = web.AppRunner(teams.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    teams.url = f"http://{host}:{port}"
    try:
        yield teams
    finally:
        await runner.cleanup()
