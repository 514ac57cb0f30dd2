"""Who gets in: what is too large, no JSON, forged, stale or meant for another is refused, and stalls nobody."""

import asyncio
import json
from typing import Any

import pytest

from bot.doors.teams.guard import MOST_BYTES
from bot.doors.teams.keys import COOL_DOWN, Keys
from tests.bot.teams.client import Talk, card
from tests.bot.teams.keyserver import KeyServer, token
from tests.bot.teams.standin import StandIn
from tests.bot.teams.wiring import door_of, over_http
from tests.town import Town

OTHER = "99999999-1c2f-4d36-8a52-7c0f1e6a9b10"


def forged(talk: Talk) -> dict[str, str]:
    """Tokens that nobody may get in by, each well but for one thing."""
    url = talk.teams.service_url
    return {
        "expired": token(minutes=-10, serviceurl=url),
        "another audience": token(aud=OTHER, serviceurl=url),
        "another issuer": token(iss="https://sts.windows.net/x/", serviceurl=url),
        "signed by another key": token(signed_with="theirs", serviceurl=url),
        "an unknown key": token(kid="theirs", serviceurl=url),
        "no key": token(kid="", signed_with="ours", serviceurl=url),
        "signed by nobody": token(algorithm="none", serviceurl=url),
        "signed by a password": token(algorithm="HS256", serviceurl=url),
        "another service": token(serviceurl="https://ont.example/"),
        "no service": token(serviceurl=None),
        "junk": "a.b.c",
        "empty": " ",
    }


async def test_a_token_that_is_wrong_in_one_thing_is_refused(talk: Talk, teams: StandIn) -> None:
    """S1: with 401, before anything is done; with the right one the same is answered."""
    body = talk.activity("message_personal")
    answers = {name: (await talk.post(body, token=each))["status"] for name, each in forged(talk).items()}
    assert answers == dict.fromkeys(answers, 401)
    assert (await talk.post(body, token=""))["status"] == 401
    assert teams.calls == []
    assert (await talk.post(body))["status"] == 200
    await teams.written()


@pytest.mark.parametrize(
    "changes",
    [
        {"channelData": {"tenant": {"id": OTHER}}},
        {"channelData": {}, "conversation": {"id": "a:1", "tenantId": OTHER}},
        {"channelId": "webchat"}, {"channelId": None},
    ],
    ids=["tenant", "tenant of the conversation", "channel", "no channel"],
)  # fmt: skip
async def test_another_tenant_or_chat_is_refused(talk: Talk, teams: StandIn, changes: dict[str, Any]) -> None:
    """S8: the SDK lets them in, with a token of Microsoft's own."""
    assert (await talk.post(talk.activity("message_personal") | changes))["status"] == 403
    assert teams.calls == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hej",
        b"[]",
        b"null",
        b'{"type": 1}',
        b'{"type": "message", "from": 3}',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
async def test_what_is_no_activity_is_400(talk: Talk, content: bytes) -> None:
    """Not 500."""
    assert (await talk.post(content))["status"] == 400


async def test_what_is_too_large_is_413(talk: Talk) -> None:
    assert (await talk.post(json.dumps({"type": "x" * MOST_BYTES}).encode()))["status"] == 413


async def test_forged_tokens_ask_for_no_keys(talk: Talk, keys: KeyServer, teams: StandIn) -> None:
    """However many keys are made up, the server of keys hears of it once in a while."""
    await talk.say("mina")
    asked = keys.asked
    body = talk.activity("message_personal")
    forged = [talk.post(body, token=token(kid=f"k{n}", serviceurl=teams.service_url)) for n in range(20)]
    assert {answer["status"] for answer in await asyncio.gather(*forged)} == {401}
    assert keys.asked == asked


async def test_forged_tokens_stall_nobody(keys: KeyServer) -> None:
    """While the server of keys is silent: who has a known key goes on, and all who forged wait for one question."""
    moment = 0.0
    known = Keys(keys.url, clock=lambda: moment)
    await known.refresh()
    moment = COOL_DOWN
    keys.go.clear()
    forgers = [asyncio.create_task(known.has(f"k{n}")) for n in range(20)]
    await asyncio.sleep(0)
    assert await known.has("ours")
    assert not any(forger.done() for forger in forgers)
    keys.go.set()
    assert set(await asyncio.gather(*forgers)) == {False}
    assert keys.asked == 2


LOCAL = {
    "teams_client_id": "",
    "teams_client_secret": "",
    "teams_tenant_id": "",
    "teams_insecure_local": True,
}


async def test_anybody_is_believed_only_where_it_was_asked_for(
    small_town: Town, teams: StandIn, keys: KeyServer, caplog: pytest.LogCaptureFixture
) -> None:
    """To look at cards by hand: loud in the log, and never of the town's own tenant."""
    teams.wants_token = False
    async with door_of(small_town, keys, given=LOCAL) as door, over_http(door, teams) as talk:
        assert (await talk.post(talk.activity("message_personal"), token=""))["status"] == 200
        assert card(await teams.written())["body"][0]["text"].startswith("Välkommen")
    assert any("ANYBODY" in record.getMessage() for record in caplog.records)
    with small_town.database.read() as session:
        assert small_town.home(session).teams_tenant == "local"
    assert keys.asked == 0
