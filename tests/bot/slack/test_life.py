"""A team's life over HTTP: users go and come back, channels close, the app is removed; told twice, true once."""

import asyncio
import json
import logging
from typing import Any

import pytest
from sqlmodel import select

from bot import server
from bot.doors.slack.connect import connect
from bot.doors.slack.life import HAPPENS
from bot.doors.slack.opening import opened
from bot.doors.slack.sender import SlackSender
from bot.doors.slack.ways import EVENTS
from commands.command import Caller, Request
from core import workspace
from core.card import Card
from core.errors import Refused
from core.outbox import DEPARTMENT, Reminder, State
from core.workspace import Workspace
from reminders.sending import SendError
from tests.bot.slack.client import Talk, said
from tests.bot.slack.payloads import payload
from tests.bot.slack.standin import APP_TOKEN, BOT_TOKEN, RESPONSE_URL, TEAM, StandIn
from tests.bot.slack.wiring import Talking, app_of
from tests.chat import person
from tests.records import audit_rows, contents
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, Town

CHANNEL = "C0KOMMUNIK"


def home(town: Town) -> Workspace:
    """The town's workspace as it is now."""
    with town.database.read() as session:
        return town.home(session)


def logged(town: Town, *actions: str) -> list[str]:
    """What the audit log has of these actions, in order."""
    return [row.action for row in audit_rows(town) if row.action in actions]


@pytest.fixture
def with_channel(slack_town: Town) -> Town:
    """The department has a channel, and communications is linked."""
    slack_town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt=U0COMMUNICATOR")
    slack_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    return slack_town


def test_every_event_of_a_teams_life_is_asked_for() -> None:
    """What is listened for is what the app's manifest lists, but for what people say."""
    by_people = {"app_home_opened", "app_mention", "message.im", "file_shared"}
    assert HAPPENS.keys() == EVENTS.keys() - by_people


# Users


async def hear(talking: Talking, name: str, times: int = 1, **changes: Any) -> None:
    """An event, and all that comes of it."""
    async with talking() as talk:
        for _ in range(times):
            assert (await talk.event(name, **changes))["status"] == 200


def user(**changes: Any) -> dict[str, Any]:
    """The editor's user as Slack tells of it."""
    made: dict[str, Any] = payload("user_change")["event"]["user"]
    return made | changes


async def test_a_user_deactivated_and_back(talking: Talking, slack_town: Town) -> None:
    """F2, S3: away once, back once, the sweep woken."""
    woken = slack_town.woken
    await hear(talking, "user_change", 2, user=user(deleted=True))
    assert person(slack_town, EDITOR).away_since == slack_town.now
    assert f"away:{EDITOR}" in slack_town.say(ADMIN, f"konto visa {ACCOUNT}").card.data["gaps"]
    await hear(talking, "user_change", 2)
    assert person(slack_town, EDITOR).is_here
    assert logged(slack_town, "person.away", "person.back") == ["person.away", "person.back"]
    assert slack_town.woken > woken


async def test_name_zone_and_language_follow_slack(talking: Talking, slack_town: Town) -> None:
    """S3: one row, though Slack tells of it again with every change of a status."""
    await hear(talking, "user_change", 2)
    eva = person(slack_town, EDITOR)
    assert (eva.name, eva.slug, eva.zone, eva.locale) == ("Eva Editor", EDITOR, "Europe/Amsterdam", "sv-SE")
    assert logged(slack_town, "person.followed") == ["person.followed"]


async def test_a_user_nobody_is_linked_to_changes_nothing(talking: Talking, slack_town: Town) -> None:
    """A team is larger than the town's few."""
    before = contents(slack_town.database)
    await hear(talking, "user_change", user=user(id="U0SOMEBODY", deleted=True))
    assert contents(slack_town.database) == before


async def test_a_user_slack_says_little_of_is_left_as_they_are(talking: Talking, slack_town: Town) -> None:
    """Fields may be missing, or empty."""
    before = contents(slack_town.database)
    await hear(talking, "user_change", user={"id": "U0EDITOR", "tz": None, "profile": {}})
    assert contents(slack_town.database) == before


async def test_whoever_writes_first_is_asked_for_once(
    talking: Talking, slack: StandIn, slack_town: Town
) -> None:
    """Names and zones from before the bot was there, also of who was thought to be away."""
    await hear(talking, "user_change", user=user(deleted=True))
    slack.tell("users.info", body=payload("users_info"))
    async with talking() as talk:
        await talk.slash("hjälp")
        await slack.called("users.info")
        await talk.slash("hjälp")
    (asked,) = slack.made("users.info")
    assert (asked["user"], str(asked["include_locale"])) == ("U0EDITOR", "1")
    eva = person(slack_town, EDITOR)
    assert eva.is_here
    assert (eva.name, eva.zone) == ("Eva Editor", "Europe/Amsterdam")


async def test_a_stranger_is_not_asked_for(talking: Talking, slack: StandIn) -> None:
    """Only who is linked concerns the bot."""
    async with talking() as talk:
        await talk.slash("hjälp", user="U0STRANGER")
    assert slack.made("users.info") == []


async def test_that_slack_does_not_say_is_logged_by_its_code(
    talking: Talking, slack: StandIn, slack_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    """And the answer came all the same; it is not asked again and again."""
    slack.tell("users.info", body={"ok": False, "error": "missing_scope", "needed": "Eva Editor"})
    with caplog.at_level(logging.WARNING, "somerad.slack"):
        async with talking() as talk:
            for _ in range(2):
                assert "text" in await talk.slash("hjälp")
    assert [r.getMessage() for r in caplog.records] == ["users.info: missing_scope"]
    assert len(slack.made("users.info")) == 1
    assert person(slack_town, EDITOR).name == EDITOR


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
    _give_up(with_channel)
    await hear(talking, name, **changes)
    with with_channel.database.read() as session:
        assert {r.state for r in session.exec(select(Reminder)) if r.recipient == DEPARTMENT} == {state}


def _give_up(town: Town) -> None:
    """A reminder to the department could not be sent."""
    with town.database.write() as session:
        session.add(
            Reminder(
                workspace_id=town.home(session).id, key="digest:2026-09-01", rule="digest", family="digest",
                subject_id=1, matter="digest:2026-09-01", recipient=DEPARTMENT, created_at=town.now,
                state=State.FAILED, next_try_at=town.now,
            )  # type: ignore[call-arg]
        )  # fmt: skip


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
        await asyncio.to_thread(sender.send, CHANNEL, Card("Hej"))
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
    ],
    ids=["a person's token", "no bot's token", "another team's token", "another team's app"],
)
async def test_what_leaves_the_bot_where_it_is_closes_nothing(
    talking: Talking, slack_town: Town, body: dict[str, Any]
) -> None:
    """A distributed app hears of every team it is in."""
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


def test_connecting_again_opens_what_was_closed(slack_town: Town) -> None:
    """S3, S7: once; what was given up meanwhile is tried again."""
    with slack_town.database.write() as session:
        workspace.close_chat(slack_town.scope(session))
    _give_up(slack_town)
    for _ in range(2):
        connect(slack_town.database, slack_town.now, TEAM)
    assert home(slack_town).slack_closed_at is None
    assert logged(slack_town, "workspace.chat_reopened") == ["workspace.chat_reopened"]
    with slack_town.database.read() as session:
        assert {r.state for r in session.exec(select(Reminder))} == {State.PENDING}


# Organisations


@pytest.mark.parametrize(
    "answer", [{"is_enterprise_install": True, "team_id": TEAM}, {"team_id": None}, {"enterprise_id": "E1"}]
)
async def test_an_app_of_a_whole_organisation_is_refused(
    small_town: Town, slack: StandIn, answer: dict[str, Any]
) -> None:
    """A town is one workspace; it says what to do."""
    slack.tell("auth.test", body={"ok": True, "user_id": "U0SOMERAD", "bot_id": "B0SOMERAD"} | answer)
    with pytest.raises(Refused) as refused:
        async with opened(app_of(small_town, slack)):
            pass
    assert "Enterprise" in refused.value.text
    assert "SLACK_BOT_TOKEN" in refused.value.what_to_do
    assert home(small_town).slack_team is None


async def test_somebody_of_another_organisation_is_told_kindly(
    talk: Talk, slack: StandIn, slack_town: Town
) -> None:
    """And no administrator is asked to link them (S2)."""
    before = contents(slack_town.database)
    await talk.press("mina", user={"id": "U9GUEST", "name": "gun", "team_id": "T9OTHER"})
    answer = await slack.called(RESPONSE_URL)
    assert "Falköpings kommun" in said(answer)
    assert contents(slack_town.database) == before


async def test_a_linked_guest_is_who_they_are(talk: Talk, slack: StandIn, slack_town: Town) -> None:
    """An administrator has said so (S2)."""
    slack_town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt=U9GUEST")
    await talk.press("status", user={"id": "U9GUEST", "name": "gun", "team_id": "T9OTHER"})
    assert "annan organisation" not in said(await slack.called(RESPONSE_URL))
