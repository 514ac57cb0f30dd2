"""What stands before the SDK and after it: size, JSON, a token that can be meant for the bot; tenant and channel."""

import json
from dataclasses import dataclass
from typing import Any

import jwt
from starlette.requests import Request

from bot.doors.teams import heard
from bot.doors.teams.keys import Keys
from bot.doors.texts import Json

MOST_BYTES = 1_000_000
BEARER = "Bearer "


class Refused(Exception):
    """A request that is answered by a status alone."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status


async def body_of(request: Request) -> Json:
    """The activity posted. Refused when it is too large (413) or no activity (400)."""
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise Refused(413, "too large")
    try:
        read = json.loads(bytes(body))
    except (ValueError, RecursionError):
        raise Refused(400, "no JSON") from None
    if not isinstance(read, dict) or not _is_activity(read):
        raise Refused(400, "no activity")
    return read


def _is_activity(read: Json) -> bool:
    """Whether the parts are of the kind that every activity has them of."""
    is_named = isinstance(read.get("type"), str) and isinstance(read.get("id", ""), str)
    parts = ("from", "recipient", "conversation", "channelData")
    return is_named and all(isinstance(read.get(part) or {}, dict) for part in parts)


@dataclass(frozen=True)
class Guard:
    """Lets in what Teams sends to the bot `client` from the town's `tenant`. Without `keys` everything is let in."""

    client: str
    tenant: str
    issuer: str
    keys: Keys | None = None

    async def before(self, authorization: str) -> None:
        """Refused (401) unless there is a token that can be meant for the bot, by a key that is known.

        What it is signed with is the SDK's to see.
        """
        if self.keys is None:
            return
        if not authorization.startswith(BEARER):
            raise Refused(401, "no bearer")
        kid = self._key_of(authorization.removeprefix(BEARER))
        if not kid or not await self.keys.has(kid):
            raise Refused(401, "an unknown key")

    def _key_of(self, token: str) -> str:
        try:
            header = jwt.get_unverified_header(token)
            claims = jwt.decode(
                token, options={"verify_signature": False, "verify_exp": False, "verify_aud": False}
            )
        except jwt.PyJWTError:
            raise Refused(401, "no token") from None
        is_ours = claims.get("iss") == self.issuer and claims.get("aud") == self.client
        if not is_ours or header.get("alg") != "RS256":
            raise Refused(401, "a token for somebody else")
        return str(header.get("kid") or "")

    def after(self, body: dict[str, Any]) -> None:
        """Refused (403) where the activity is of another tenant, or of a chat that is not Teams."""
        if self.keys is None:
            return
        if heard.tenant_of(body) != self.tenant or body.get("channelId") != heard.CHANNEL_ID:
            raise Refused(403, "another tenant or channel")
