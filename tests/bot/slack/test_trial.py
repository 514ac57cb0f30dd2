"""The message that `somerad doctor --send` sends to try: where it goes, or why not and what to do."""

import asyncio

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.doctor import send_test
from core import people, presence
from core.errors import Refused
from core.words import _
from core.workspace import Workspace
from tests.bot.slack.client import EDITOR as EDITOR_IN_SLACK
from tests.bot.slack.client import SECRET
from tests.bot.slack.standin import BOT_TOKEN, TEAM, StandIn
from tests.bot.slack.wiring import app_of
from tests.town import ADMIN, COMMUNICATOR, EDITOR, OUTSIDER, Town


@pytest.fixture
def town(slack_town: Town) -> Town:
    """A connected town whose department has a channel."""
    slack_town.say(ADMIN, "inställningar kanal avdelning=C0KOMM99")
    return slack_town


async def tried(town: Town, slack: StandIn, name: str) -> str:
    """What comes of a test message."""
    return await asyncio.to_thread(send_test, app_of(town, slack), name)


async def test_a_test_message_reaches_a_person(slack: StandIn, town: Town) -> None:
    """In their own conversation, by their slug or their name."""
    assert "D0EDITOR" in await tried(town, slack, EDITOR)
    assert "D0EDITOR" in await tried(town, slack, EDITOR.upper())
    [first, _second] = slack.made("chat.postMessage")
    assert first["channel"] == "D0EDITOR"
    assert _("A test message") in first["text"]


async def test_a_test_message_reaches_the_department(slack: StandIn, town: Town) -> None:
    assert "C0KOMM99" in await tried(town, slack, "avdelning")
    assert [message["channel"] for message in slack.made("chat.postMessage")] == ["C0KOMM99"]


async def test_a_test_message_is_in_the_persons_language(slack: StandIn, town: Town) -> None:
    town.say(EDITOR, "inställningar språk en")
    await tried(town, slack, EDITOR)
    assert slack.made("chat.postMessage")[0]["text"].startswith("A test message")


@pytest.mark.parametrize(
    ("name", "named"),
    [
        (OUTSIDER, f"person koppla {OUTSIDER} chatt="),
        ("ingen-alls", "person lista"),
        ("avdelning", "inställningar kanal avdelning="),
    ],
)
async def test_who_cannot_be_reached_is_told_with_what_to_do(
    slack: StandIn, slack_town: Town, name: str, named: str
) -> None:
    """Not linked, not registered, no channel set."""
    with pytest.raises(Refused) as refused:
        await tried(slack_town, slack, name)
    assert named in refused.value.what_to_do
    assert slack.made("chat.postMessage") == []


async def test_who_is_deactivated_in_slack_gets_no_test_message(slack: StandIn, town: Town) -> None:
    """And doctor's reader learns why."""
    with town.database.write() as session:
        linked = people.identity(session, "slack", TEAM, EDITOR_IN_SLACK)
        assert linked
        presence.gone(town.scope(session), linked)
    with pytest.raises(Refused) as refused:
        await tried(town, slack, EDITOR)
    assert _("{name}'s account in Slack is deactivated.", name=EDITOR) == refused.value.text
    assert "person koppla" in refused.value.what_to_do


async def test_who_has_left_gets_no_test_message(slack: StandIn, town: Town) -> None:
    town.say(ADMIN, f"person koppla {COMMUNICATOR} chatt=U0KIM0000")
    town.say(ADMIN, f"person sluta {COMMUNICATOR}")
    with pytest.raises(Refused):
        await tried(town, slack, COMMUNICATOR)


@pytest.mark.parametrize(
    ("error", "named"),
    [
        ("not_in_channel", "/invite"),
        ("is_archived", "inställningar kanal avdelning="),
        ("channel_not_found", "/invite"),
        ("missing_scope", "App Manifest"),
        ("internal_error", "somerad doctor"),
    ],
)
async def test_a_test_message_that_fails_says_why_and_what_to_do(
    slack: StandIn, town: Town, error: str, named: str
) -> None:
    slack.tell("chat.postMessage", body={"ok": False, "error": error})
    with pytest.raises(Refused) as refused:
        await tried(town, slack, "avdelning")
    assert error in refused.value.text
    assert named in refused.value.what_to_do


async def test_through_a_closed_door_nothing_is_sent(slack: StandIn, town: Town) -> None:
    with town.database.write() as session:
        session.exec(select(Workspace)).one().slack_closed_at = town.now
    with pytest.raises(Refused) as refused:
        await tried(town, slack, EDITOR)
    assert "somerad run" in refused.value.what_to_do
    assert slack.made("chat.postMessage") == []


async def test_without_a_connected_town_nothing_is_sent(slack: StandIn, small_town: Town) -> None:
    """The first start connects it."""
    with pytest.raises(Refused) as refused:
        await tried(small_town, slack, EDITOR)
    assert "somerad run" in refused.value.what_to_do


async def test_the_network_is_never_inside_a_transaction(slack: StandIn, town: Town) -> None:
    """While Slack is slow, no connection to the database is held."""
    go = asyncio.Event()
    slack.tell("chat.postMessage", body={"ok": True, "channel": "D0EDITOR", "ts": "1.2"}, after=go)
    working = asyncio.create_task(tried(town, slack, EDITOR))
    await slack.called("chat.postMessage")
    assert town.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    go.set()
    await working


def run(town: Town, slack: StandIn, *words: str, token: str = BOT_TOKEN) -> Result:
    """The command line, with Slack set up."""
    secret = SECRET if token else ""
    env = {"SLACK_BOT_TOKEN": token, "SLACK_SIGNING_SECRET": secret, "SLACK_API_BASE_URL": slack.api}
    return CliRunner().invoke(app, ["doctor", "--db", town.database.url, *words], env=env)


async def test_the_command_line_sends_and_tells(slack: StandIn, town: Town) -> None:
    """0 when it went, 1 when not."""
    sent = await asyncio.to_thread(run, town, slack, "--send", EDITOR)
    assert (sent.exit_code, "D0EDITOR" in sent.output) == (0, True)
    failed = await asyncio.to_thread(run, town, slack, "--send", OUTSIDER)
    assert (failed.exit_code, "person koppla" in failed.output) == (1, True)


async def test_without_slack_nothing_is_sent(slack: StandIn, town: Town) -> None:
    """It is refused, with what to set."""
    refused = await asyncio.to_thread(run, town, slack, "--send", EDITOR, token="")
    assert (refused.exit_code, "SLACK_BOT_TOKEN" in refused.output) == (1, True)
    assert slack.calls == []
