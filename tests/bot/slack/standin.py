"""A server on loopback that stands for Slack's Web API: checks what it is sent, records it, answers as told."""

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from bot.doors.slack.scopes import SCOPES
from tests.bot.slack import limits
from tests.bot.slack.payloads import payload

Json = dict[str, Any]

BOT_TOKEN, APP_TOKEN = "xoxb-bot", "xapp-app"
TEAM = "T0FALKOPING"
RESPONSE_URL, SOCKET = "response_url", "socket"
WAIT = 10
WAITING = "Ett ögonblick"


@dataclass(frozen=True)
class Call:
    """One call the bot made."""

    method: str
    token: str
    body: Json


@dataclass
class Answer:
    """How the next call of a method is answered, instead of well."""

    status: int = 200
    body: Json = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    after: asyncio.Event | None = None


class StandIn:
    """Slack, as the bot sees it. `faults` lists everything Slack would have refused."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.faults: list[str] = []
        self.files: dict[str, web.Response] = {}
        self.file_names: dict[str, str] = {}
        self.uploads: dict[str, bytes] = {}
        self.history: list[Json] = []
        self.url = ""
        self.views: dict[str, Json] = {}
        self.drawn: list[tuple[str, Json]] = []
        self._told: dict[str, deque[Answer]] = defaultdict(deque)
        self._news = asyncio.Condition()
        self._socket: asyncio.Queue[web.WebSocketResponse] = asyncio.Queue()

    @property
    def api(self) -> str:
        """The address for SLACK_API_BASE_URL."""
        return f"{self.url}/api/"

    def tell(self, method: str, **answer: Any) -> None:
        """How to answer the next call of a method."""
        self._told[method].append(Answer(**answer))

    def made(self, method: str) -> list[Json]:
        """What a method was called with, in order."""
        return [call.body for call in self.calls if call.method == method]

    async def called(self, method: str, times: int = 1) -> Json:
        """Waits until a method was called so often; what it was called with last."""
        async with self._news, asyncio.timeout(WAIT):
            await self._news.wait_for(lambda: len(self.made(method)) >= times)
        return self.made(method)[times - 1]

    async def next_drawn(self, before: int) -> tuple[str, Json]:
        """Waits for a view that is more than a moment's waiting, after so many; its id and itself."""
        async with self._news, asyncio.timeout(WAIT):
            await self._news.wait_for(lambda: len(self.drawn) > before)
        return self.drawn[before]

    async def socket(self) -> web.WebSocketResponse:
        """The WebSocket the bot has opened."""
        async with asyncio.timeout(WAIT):
            return await self._socket.get()

    def app(self) -> web.Application:
        """The routes."""
        made = web.Application()
        made.router.add_post("/api/{method}", self._api)
        made.router.add_get("/api/{method}", self._api)
        made.router.add_post("/respond", self._respond)
        made.router.add_get("/files/{name}", self._file)
        made.router.add_post("/upload/{file}", self._upload)
        made.router.add_get("/socket", self._open_socket)
        return made

    async def _api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        is_json = request.content_type == "application/json"
        body = json.loads(await request.text() or "{}") if is_json else dict(await request.post())
        body |= request.query
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        faults = self._faults_of(method, token, body)
        self.faults += [f"{method}: {fault}" for fault in faults]
        if self._told.get(method):
            return await self._as_told(method, token, body)
        await self._record(Call(method, token, body))
        if faults:
            return web.json_response({"ok": False, "error": "invalid_arguments"})
        return web.json_response(
            {"ok": True, **await self._good(method, body)}, headers={"x-oauth-scopes": ",".join(SCOPES)}
        )

    async def _as_told(self, method: str, token: str, body: Json) -> web.Response:
        told = self._told[method].popleft()
        await self._record(Call(method, token, body))
        if told.after:
            await told.after.wait()
        return web.json_response(told.body, status=told.status, headers=told.headers)

    async def _record(self, call: Call) -> None:
        async with self._news:
            self.calls.append(call)
            self._news.notify_all()

    async def _draw(self, view_id: str, view: Json) -> Json:
        async with self._news:
            self.views[view_id] = view
            self.drawn += [(view_id, view)] if view["title"]["text"] != WAITING else []
            self._news.notify_all()
        return {"view": {"id": view_id, "hash": f"{len(self.calls)}.a"}}

    def _faults_of(self, method: str, token: str, body: Json) -> list[str]:
        expected = APP_TOKEN if method == "apps.connections.open" else BOT_TOKEN
        faults = [] if token == expected else ["not_authed"]
        if "view" in body:
            faults += limits.of_view(body["view"])
        if method in {"chat.postMessage", "chat.postEphemeral", "chat.update"}:
            faults += limits.of_message(body)
        return faults

    async def _good(self, method: str, body: Json) -> Json:
        if method == "auth.test":
            return {
                "team": "Falköping",
                "team_id": TEAM,
                "user": "some",
                "user_id": "U0SOMERAD",
                "bot_id": "B0SOMERAD",
            }
        if method in {"views.open", "views.push"}:
            return await self._draw(f"V{len(self.views)}", body["view"])
        if method == "views.update":
            return await self._draw(body["view_id"], body["view"])
        if method == "views.publish":
            return {"view": {"id": "V0HOME", "hash": "1.a"}}
        if method == "files.getUploadURLExternal":
            file = f"F{len(self.calls)}"
            return {"upload_url": f"{self.url}/upload/{file}", "file_id": file}
        if method == "files.completeUploadExternal":
            return {"files": json.loads(body["files"]) if isinstance(body["files"], str) else body["files"]}
        if method == "files.info":
            name = self.file_names.get(body["file"], "skarmdump.png")
            found = {"id": body["file"], "name": name, "url_private_download": f"{self.url}/files/{name}"}
            return {"file": payload("file") | found}
        if method == "chat.getPermalink":
            ts = body["message_ts"].replace(".", "")
            return {"permalink": f"https://falkoping.slack.com/archives/{body['channel']}/p{ts}"}
        if method == "conversations.history":
            return {"messages": self.history}
        if method == "conversations.open":
            return {"channel": {"id": "D" + body["users"][1:]}}
        if method == "apps.connections.open":
            return {"url": self.url.replace("http", "ws") + "/socket"}
        return {"channel": body.get("channel", ""), "ts": "1795430400.000100"}

    async def _respond(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.faults += [f"response_url: {fault}" for fault in limits.of_message(body)]
        if self._told[RESPONSE_URL]:
            return await self._as_told(RESPONSE_URL, "", body)
        await self._record(Call(RESPONSE_URL, "", body))
        return web.Response(text="ok")

    async def _upload(self, request: web.Request) -> web.Response:
        self.uploads[request.match_info["file"]] = await request.read()
        return web.Response(text="OK - 1")

    async def _file(self, request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        await self._record(Call("file", token, {"name": request.match_info["name"]}))
        found = self.files.get(request.match_info["name"], web.Response(status=404))
        return web.Response(body=found.body, status=found.status, headers=found.headers)

    async def _open_socket(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str(json.dumps(payload("socket_hello")))
        await self._socket.put(socket)
        async for message in socket:
            if message.type is WSMsgType.TEXT:
                await self._record(Call(SOCKET, "", json.loads(message.data)))
        return socket


@asynccontextmanager
async def standing_in(slack: StandIn | None = None) -> AsyncIterator[StandIn]:
    """The stand-in on a port of its own. At the end, nothing may have been sent that Slack would refuse."""
    slack = slack or StandIn()
    runner = web.AppRunner(slack.app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    slack.url = f"http://{host}:{port}"
    try:
        yield slack
    finally:
        await runner.cleanup()
