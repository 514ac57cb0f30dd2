"""What Slack closes, over HTTP and sockets: a channel, the bot's own way in; told twice it is true once."""

import asyncio
import json
from typing import Any

import pytest
from sqlmodel import select

from bot import server
from bot.doors.slack.connect import connect
from bot.doors.slack.sender import SlackSender
from commands.command import Caller, Request
from core import workspace
from core.card import Card
from core.errors import Refused
from core.outbox import DEPARTMENT, Reminder, State
from reminders.sending import SendError
from tests.bot.slack.happening import give_up, hear, home, logged
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import APP_TOKEN, BOT_TOKEN, TEAM, StandIn
from tests.bot.slack.wiring import Talking, app_of
from tests.chat import person
from tests.records import audit_rows, contents, together
from tests.town import ADMIN, COMMUNICATOR, EDITOR, FOUNDED, Town

CHANNEL = "C0KOMMUNIK"


@pytest.fixture
def with_channel(slack_town: Town) -> Town:
    """The department has a channel, and communications is linked."""
    slack_town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt=U0COMMUNICATOR")
    slack_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    return slack_town


# Channels


@pytest.mark.parametrize(
    ("name", "event"),
    [
        ("channel_archive", "channel_archive"),
        ("channel_archive", "group_archive"),
        ("channel_left", "channel_left"),
        ("channel_left", "group_left"),
        ("channel_left", "channel_deleted"),
        ("channel_left", "group_deleted"),
    ],
)
async def test_the_departments_channel_gone_is_told_once(
    talking: Talking, with_channel: Town, name: str, event: str
) -> None:
    """C2, S3."""
    await hear(talking, name, 2, type=event)
    assert home(with_channel).department_channel is None
    assert logged(with_channel, "workspace.channel_lost") == ["workspace.channel_lost"]
    assert [note.data["channel"] for note in _notes(with_channel)] == [CHANNEL]


def _notes(town: Town) -> list[Reminder]:
    with town.database.read() as session:
        found = session.exec(select(Reminder)).all()
    return [each for each in found if each.data.get("kind") == "channel"]


async def test_another_channel_is_no_concern(talking: Talking, with_channel: Town) -> None:
    """Whatever channels the bot was in."""
    before = contents(with_channel.database)
    await hear(talking, "channel_archive", channel="C0ELSEWHERE")
    assert contents(with_channel.database) == before


@pytest.mark.parametrize(
    ("name", "changes", "state"),
    [
        ("member_joined_channel", {}, State.PENDING),
        ("member_joined_channel", {"user": "U0EDITOR"}, State.FAILED),
        ("member_joined_channel", {"channel": "C0ELSEWHERE"}, State.FAILED),
        ("channel_unarchive", {}, State.PENDING),
        ("channel_unarchive", {"type": "group_unarchive"}, State.PENDING),
    ],
)
async def test_the_bot_let_in_again_says_what_it_had_to(
    talking: Talking, with_channel: Town, name: str, changes: dict[str, Any], state: State
) -> None:
    """S7: while the channel is still the department's."""
    async with talking() as talk:
        give_up(with_channel)
        await talk.event(name, **changes)
    with with_channel.database.read() as session:
        assert {r.state for r in session.exec(select(Reminder)) if r.recipient == DEPARTMENT} == {state}


@pytest.mark.parametrize("code", ["is_archived", "channel_not_found", "not_in_channel"])
async def test_a_channel_slack_refuses_is_gone(slack: StandIn, code: str) -> None:
    """The event may never have come."""
    slack.tell("chat.postMessage", body={"ok": False, "error": code})
    assert (await _refusal(slack)).gone


@pytest.mark.parametrize("code", ["restricted_action", "token_revoked", "msg_too_long"])
async def test_a_channel_that_only_refuses_is_not_gone(slack: StandIn, code: str) -> None:
    """It may take the next message."""
    for _ in range(5):
        slack.tell("chat.postMessage", body={"ok": False, "error": code})
    assert not (await _refusal(slack)).gone


async def _refusal(slack: StandIn) -> SendError:
    sender = SlackSender(BOT_TOKEN, slack.api, TEAM)
    with pytest.raises(SendError) as failed:
        await asyncio.to_thread(sender.send, CHANNEL, Card("Hej"), "n")
    return failed.value


# The app


def removal(name: str, team: str = TEAM, **event: Any) -> dict[str, Any]:
    """The app's removal as Slack tells it."""
    body = payload(name) | {"team_id": team}
    body["event"] |= event
    return body


@pytest.mark.parametrize(
    "names", [("tokens_revoked", "app_uninstalled"), ("app_uninstalled", "tokens_revoked", "app_uninstalled")]
)
async def test_a_removed_app_closes_the_door_and_nothing_else(
    talking: Talking, slack_town: Town, names: tuple[str, ...]
) -> None:
    """S3: in any order, however often; records stay, and a town stays with its team."""
    before = contents(slack_town.database)
    async with talking() as talk:
        for name in names:
            await talk.post(removal(name))
    now = home(slack_town)
    assert (now.slack_team, now.slack_closed_at) == (TEAM, slack_town.now)
    assert logged(slack_town, "workspace.chat_closed") == ["workspace.chat_closed"]
    after = contents(slack_town.database)
    changed = {"workspace", "audit", "audit_head"}
    assert {name: rows for name, rows in after.items() if name not in changed} == {
        name: rows for name, rows in before.items() if name not in changed
    }


@pytest.mark.parametrize(
    "body",
    [
        removal("tokens_revoked", tokens={"oauth": ["U0EDITOR"]}),
        removal("tokens_revoked", tokens={"oauth": ["U0EDITOR"], "bot": []}),
        removal("tokens_revoked", team="T0OTHER"),
        removal("app_uninstalled", team="T0OTHER"),
        removal("tokens_revoked") | {"event_time": FOUNDED.timestamp() - 60},
        removal("app_uninstalled") | {"event_time": FOUNDED.timestamp() - 60},
    ],
    ids=[
        "a person's token", "no bot's token", "another team's token", "another team's app",
        "a token of before", "an app since installed anew",
    ],
)  # fmt: skip
async def test_what_leaves_the_bot_where_it_is_closes_nothing(
    talking: Talking, slack_town: Town, body: dict[str, Any]
) -> None:
    """A distributed app hears of every team it is in; and Slack may tell again, later, of what was."""
    before = contents(slack_town.database)
    async with talking() as talk:
        await talk.post(body)
    assert contents(slack_town.database) == before


async def test_a_closed_door_takes_and_reaches_nobody(talking: Talking, slack_town: Town) -> None:
    """What comes all the same is refused, and says what to do."""
    async with talking() as talk:
        await talk.post(removal("app_uninstalled"))
    caller = Caller(team=TEAM, user="U0EDITOR")
    request = Request(caller, "slack:late", slack_town.now, text="hjälp", door="slack")
    assert "inte ansluten" in slack_town.dispatch.handle(request).card.title
    with slack_town.database.read() as session:
        sender = SlackSender(BOT_TOKEN, "http://127.0.0.1:1/api/", TEAM)
        assert sender.can_reach(session, slack_town.home(session), _id(slack_town, EDITOR)) is None
        assert slack_town.home(session).has_chat


def _id(town: Town, slug: str) -> str:
    return str(person(town, slug).id)


async def test_the_running_bot_ends_when_slack_lets_it_go(
    slack: StandIn, slack_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """With what to do, in the log and to whoever started it; started with a working token it is open again."""
    app = app_of(slack_town, slack, slack_app_token=APP_TOKEN, slack_signing_secret="")
    running = asyncio.create_task(server.run(app, stop=asyncio.Event(), now=lambda: slack_town.now))
    socket = await slack.socket()
    envelope = {"type": "events_api", "envelope_id": "e1", "payload": removal("app_uninstalled")}
    await socket.send_str(json.dumps(envelope | {"accepts_response_payload": False}))
    with pytest.raises(Refused) as ended:
        async with asyncio.timeout(10):
            await running
    assert "SLACK_BOT_TOKEN" in ended.value.what_to_do
    assert any("SLACK_BOT_TOKEN" in record.getMessage() for record in caplog.records)
    assert home(slack_town).slack_closed_at is not None


def test_two_that_notice_at_once_close_and_open_once(town: Town) -> None:
    """S3: both events, or two processes that start."""

    def closes() -> bool:
        with town.database.write() as session:
            return workspace.close_chat(town.scope(session))

    def opens() -> str:
        return connect(town.database, town.now, TEAM)

    together(opens, opens)
    assert sorted(together(closes, closes)) == [False, True]
    together(opens, opens)
    rows = [row.action for row in audit_rows(town) if row.action.startswith("workspace.c")]
    assert rows == ["workspace.connected", "workspace.chat_closed", "workspace.chat_reopened"]


def test_what_was_given_up_is_tried_again_at_a_start(slack_town: Town) -> None:
    """S7: the app may have been removed while nobody told of it."""
    give_up(slack_town)
    connect(slack_town.database, slack_town.now, TEAM)
    with slack_town.database.read() as session:
        assert {r.state for r in session.exec(select(Reminder))} == {State.PENDING}


def test_connecting_again_opens_what_was_closed(slack_town: Town) -> None:
    """S3, S7: once; what was given up meanwhile is tried again."""
    with slack_town.database.write() as session:
        workspace.close_chat(slack_town.scope(session))
    give_up(slack_town)
    for _ in range(2):
        connect(slack_town.database, slack_town.now, TEAM)
    assert home(slack_town).slack_closed_at is None
    assert logged(slack_town, "workspace.chat_reopened") == ["workspace.chat_reopened"]
    with slack_town.database.read() as session:
        assert {r.state for r in session.exec(select(Reminder))} == {State.PENDING}
