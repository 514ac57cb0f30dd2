"""Slack as far as sending goes, in a process of its own: it takes its time, and refuses what comes too soon."""

import asyncio
import socket
import sys
import time
from collections import defaultdict, deque

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

LATENCY = 0.02  # seconds it takes to answer
A_CHANNEL = 1  # messages a second that a channel takes; Slack's own number
A_TEAM = (
    10  # and a team: "several hundred messages per minute", and "generous burst behavior is also granted"
)
BURST = 2  # so many times what a team takes is taken in one second
EARLY = 0.05  # seconds by which a message may come too soon, as it was on its way for more or less


class Platform:
    """`a_team` is how many messages a second the team takes; 0 for any."""

    def __init__(self, a_team: int) -> None:
        self._a_team = a_team
        self._taken: dict[str, deque[float]] = defaultdict(
            lambda: deque(maxlen=max(A_CHANNEL, BURST * a_team))
        )
        self._count = 0

    async def answer(self, request: Request) -> Response:
        """`conversations.open` and `chat.postMessage`."""
        began, method = time.monotonic(), request.path_params["method"]
        if method == "conversations.open":
            user = (await request.form())["users"]
            return JSONResponse({"ok": True, "channel": {"id": f"D{user}"}})
        channel = (await request.json())["channel"]
        if self._is_early(channel, A_CHANNEL, began) or (
            self._a_team and self._is_early("", BURST * self._a_team, began)
        ):
            return JSONResponse({"ok": False, "error": "ratelimited"}, 429, headers={"Retry-After": "1"})
        self._taken[channel].append(began), self._taken[""].append(began)
        self._count += 1
        name = f"{self._count}.000100"
        await asyncio.sleep(LATENCY)
        return JSONResponse({"ok": True, "channel": channel, "ts": name})

    def _is_early(self, channel: str, a_second: int, now: float) -> bool:
        taken = self._taken[channel]
        return len(taken) >= a_second and now - taken[-a_second] < 1 - EARLY


async def serve(a_team: int) -> None:
    """Serves until the process is ended; prints its port."""
    app = Starlette(routes=[Route("/api/{method}", Platform(a_team).answer, methods=["POST"])])
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    print(listening.getsockname()[1], flush=True)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    await uvicorn.Server(config).serve([listening])


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
