"""Socket Mode: one session over a real WebSocket, and both ways in at once."""

import json

from bot.doors.slack.opening import opened
from tests.bot.slack.client import fields, slash
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import APP_TOKEN, SOCKET, StandIn
from tests.bot.slack.wiring import app_of
from tests.town import ACCOUNT, Town


def envelope(slack: StandIn, text: str) -> str:
    """A slash command as Socket Mode carries it."""
    return json.dumps(payload("socket_slash_command") | {"payload": slash(slack, text)})


async def test_a_command_over_socket_mode(slack: StandIn, slack_town: Town) -> None:
    """The acknowledgement carries the answer; a form opens through the Web API."""
    app = app_of(slack_town, slack, slack_app_token=APP_TOKEN, slack_signing_secret="")
    async with opened(app, now=lambda: slack_town.now):
        socket = await slack.socket()
        await socket.send_str(envelope(slack, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"))
        answer = await slack.called(SOCKET)
        await socket.send_str(envelope(slack, "moderera"))
        view = (await slack.called("views.update"))["view"]
    assert answer["envelope_id"] == payload("socket_slash_command")["envelope_id"]
    assert "M-2026-0001" in answer["payload"]["text"]
    assert "category" in fields(view)
