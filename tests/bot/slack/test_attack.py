"""What somebody might send who is not Slack, or holds a button in their hand (docs/security.md)."""

import gc
import hashlib
import hmac
import json
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from bot.clock import now
from tests.bot.slack.client import Talk, slash
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import StandIn
from tests.bot.slack.wiring import Talking
from tests.records import contents
from tests.town import ACCOUNT, ADMIN, OUTSIDER, Town

HIDE = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"


async def post(talk: Talk, body: bytes, *, ago: int = 0, signed: bytes | None = None) -> int:
    """A body with the signature of another moment, or of another body; the status it is answered with."""
    stamp = str(int(now().timestamp()) - ago)
    base = f"v0:{stamp}:".encode() + (body if signed is None else signed)
    signature = hmac.new(talk.secret.encode(), base, hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/x-www-form-urlencoded", "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={signature}",
    }  # fmt: skip
    async with talk.http.post(f"{talk.url}/slack/events", data=body, headers=headers) as answer:
        return answer.status


async def test_a_late_a_future_and_a_borrowed_signature(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """A request that was listened to is worth nothing ten minutes later, nor its signature on another body."""
    before = contents(slack_town.database)
    body = urlencode(slash(slack, HIDE)).encode()
    assert await post(talk, body, ago=600) == 401
    assert await post(talk, body, ago=-600) == 401
    assert await post(talk, body, signed=body.replace(b"dold", b"borttagen")) == 401
    assert contents(slack_town.database) == before


async def test_the_same_request_twice_is_done_once(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """Within the minutes in which a signature is good: the key of the act is in the transaction."""
    body = urlencode(slash(slack, HIDE)).encode()
    assert [await post(talk, body) for _time in range(3)] == [200, 200, 200]
    assert len(contents(slack_town.database)["moderation_case"]) == 1


@pytest.mark.parametrize(
    "line",
    [
        HIDE,
        f"konto godkänn {ACCOUNT}",
        "person ny nisse roll=admin",
        f"konto avsluta {ACCOUNT} Nej",
        "kris start Nu",
    ],
)
async def test_a_button_that_was_tampered_with_opens_nothing(
    talking: Talking, slack_town: Town, line: str
) -> None:
    """S2: a button is a command typed, and asks for the same rights."""
    slack_town.say(ADMIN, f"person koppla {OUTSIDER} chatt=U0OUTSIDER")
    before = contents(slack_town.database)
    async with talking() as talk:
        user = payload("block_actions")["user"] | {"id": "U0OUTSIDER"}
        assert (await talk.press(line, user=user))["status"] == 200
    assert contents(slack_town.database) == before


@pytest.mark.parametrize(
    "body",
    [
        b"", b"payload=", b"payload=%7B", b"payload=null", b"payload=%5B%5D", b"command=%2Fsome", b"\xff\xfe\x00",
        b"payload=" + quote(json.dumps(payload("block_actions") | {"actions": ""})).encode(),
        b"payload=" + quote(json.dumps(payload("block_actions") | {"channel": ["C0"]})).encode(),
        b"payload=" + json.dumps({"type": "block_actions"}).encode(), b"command=/some&text=" + b"a" * 200_000,
        b"payload=" + b"%5B" * 50_000,
    ],
    ids=lambda body: body[:24],
)  # fmt: skip
async def test_what_is_malformed_or_oversize_is_no_error_of_ours(
    talking: Talking, slack_town: Town, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    """Signed, as by a Slack that has gone mad: never 500, and no task that nobody awaits breaks."""
    before = contents(slack_town.database)
    async with talking() as talk:
        assert await post(talk, body) < 500
    gc.collect()
    assert not [record for record in caplog.records if record.name == "asyncio"]
    assert contents(slack_town.database) == before


def test_no_secret_is_shown(slack: StandIn) -> None:
    """Neither in what is printed of the settings nor in what is logged of them."""
    from tests.bot.slack.standin import BOT_TOKEN
    from tests.bot.slack.wiring import settings

    shown: Any = settings(slack, page_key="k" * 44, data_key="")
    assert BOT_TOKEN not in f"{shown!r} {shown}"
