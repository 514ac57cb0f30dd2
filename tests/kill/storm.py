"""Slack on a bad day: answers 429 and 500, hangs, drops connections; and remembers every message that it took."""

import asyncio
from collections import Counter, defaultdict
from random import Random
from typing import Any

from aiohttp import web

from tests.bot.slack.standin import Json, StandIn

WEATHER = {
    "429": 6, "500": 4, "500, though it was taken": 4, "hangs": 3, "hangs, though it was taken": 3,
    "drops": 4, "drops, though it was taken": 4, "well": 72,
}  # fmt: skip
HANGS = 2.0  # longer than the replicas wait


class Storm(StandIn):
    """`channels` holds the messages that were taken, by channel, oldest first; `seen` counts the weather."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self.channels: dict[str, list[Json]] = defaultdict(list)
        self.seen: Counter[str] = Counter()
        self.calm = False
        self._chance = chance
        self._last = 0

    async def _api(self, request: web.Request) -> web.StreamResponse:
        kinds, weights = list(WEATHER), list(WEATHER.values())
        weather = "well" if self.calm else self._chance.choices(kinds, weights)[0]
        self.seen[weather] += 1
        if weather == "429":
            return web.json_response(
                {"ok": False, "error": "ratelimited"}, status=429, headers={"Retry-After": "1"}
            )
        taken = await super()._api(request) if "taken" in weather or weather == "well" else None
        if weather.startswith("hangs"):
            await asyncio.sleep(HANGS)
        if weather.startswith(("hangs", "drops")) and request.transport:
            request.transport.abort()
        if taken is None or weather != "well":
            return web.json_response({"ok": False, "error": "internal_error"}, status=500)
        return taken

    async def _good(self, method: str, body: Json) -> Json:
        if method == "chat.postMessage":
            self._last += 1
            ts = f"{1_795_430_400 + self._last // 1000}.{self._last % 1000:06d}"
            self.channels[body["channel"]].append({"ts": ts, **body})
            return {"channel": body["channel"], "ts": ts}
        if method == "conversations.history":
            return self._page(self.channels[body["channel"]], body)
        return await super()._good(method, body)

    def _page(self, messages: list[Json], body: Json) -> Json:
        """A small page of the newest, and where the next begins."""
        newest = [each for each in reversed(messages) if each["ts"] > (body.get("oldest") or "0")]
        start, size = int(body.get("cursor") or 0), 5
        page: list[Any] = newest[start : start + size]
        more = str(start + size) if start + size < len(newest) else ""
        return {"messages": page, "response_metadata": {"next_cursor": more}}
