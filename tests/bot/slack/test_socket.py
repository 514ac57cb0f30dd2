"""Socket Mode over a real WebSocket: its answers, and what happens when the connection drops."""

import json

from bot.doors.slack.opening import opened
from core import moderation
from tests.bot.slack.client import fields, slash
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import APP_TOKEN, SOCKET, StandIn
from tests.bot.slack.wiring import Held, app_of
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


async def test_a_connection_dropped_in_the_middle_loses_nothing(slack: StandIn, slack_town: Town) -> None:
    """Slack sends again what was not acknowledged, over the next connection: one act, one answer, one row."""
    held = Held(slack_town)
    app = app_of(slack_town, slack, held, slack_app_token=APP_TOKEN, slack_signing_secret="")
    typed = envelope(slack, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold")
    async with opened(app, now=lambda: slack_town.now):
        first = await slack.socket()
        await first.send_str(typed)
        await held.reached()
        await first.close()
        second = await slack.socket()
        held.go.set()
        await second.send_str(typed)
        answer = await slack.called(SOCKET)
        await second.send_str(envelope(slack, "mina"))
        await slack.called(SOCKET, len(slack.made(SOCKET)) + 1)
    assert "M-2026-0001" in answer["payload"]["text"]
    with slack_town.database.read() as session:
        home = slack_town.home(session).id
        assert moderation.identify(session, home, "M-2026-0001")
        assert moderation.identify(session, home, "M-2026-0002") is None


async def test_an_event_over_the_next_connection_is_answered_once(slack: StandIn, slack_town: Town) -> None:
    """The acknowledgement was lost on the way, the line was not."""
    app = app_of(slack_town, slack, slack_app_token=APP_TOKEN, slack_signing_secret="")
    body = payload("message_im")
    body["event"]["text"] = f"moderera {ACCOUNT} kategori=reklam åtgärd=dold"
    written = {"type": "events_api", "accepts_response_payload": False, "payload": body}
    async with opened(app, now=lambda: slack_town.now):
        first = await slack.socket()
        await first.send_str(json.dumps(written | {"envelope_id": "e1", "retry_attempt": 0}))
        await slack.called("chat.postMessage")
        await first.close()
        second = await slack.socket()
        again = {"envelope_id": "e2", "retry_attempt": 1, "retry_reason": "timeout"}
        await second.send_str(json.dumps(written | again))
        await second.send_str(envelope(slack, "mina"))
        await slack.called(SOCKET, 3)
    assert len(slack.made("chat.postMessage")) == 1
