"""What doctor says of Slack: each thing on its line, and what to do about it."""

import asyncio
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from bot import app as house
from bot.cli import app
from bot.doctor import Finding, examine
from bot.doors.slack.scopes import SCOPES
from core.words import _
from core.workspace import Workspace
from tests.bot.slack.client import SECRET
from tests.bot.slack.standin import APP_TOKEN, BOT_TOKEN, TEAM, StandIn
from tests.bot.slack.wiring import app_of
from tests.town import ADMIN, Town

Json = dict[str, Any]

WELL = {
    "ok": True,
    "team": "Falköping",
    "team_id": TEAM,
    "user": "some",
    "user_id": "U0SOMERAD",
    "bot_id": "B0SOMERAD",
}
EVERY_SCOPE = {"x-oauth-scopes": ",".join(SCOPES)}
KOMM = {"id": "C0KOMM99", "name": "komm", "is_member": True, "is_archived": False}


@pytest.fixture
def town(slack_town: Town) -> Town:
    """A connected town whose department has a channel."""
    slack_town.say(ADMIN, "inställningar kanal avdelning=C0KOMM99")
    return slack_town


async def examined(town: Town, slack: StandIn, **settings: Any) -> list[Finding]:
    """What doctor finds, away from the stand-in's own loop."""
    return await asyncio.to_thread(lambda: list(examine(app_of(town, slack, **settings), town.now)))


async def faults(town: Town, slack: StandIn, **settings: Any) -> list[str]:
    """What doctor finds wrong."""
    return [finding.text for finding in await examined(town, slack, **settings) if not finding.ok]


def well(slack: StandIn, *channels: Json, **auth: Any) -> None:
    """The next look finds the app installed as its manifest says, and these channels."""
    slack.tell("auth.test", body=WELL | auth, headers=EVERY_SCOPE)
    for channel in channels:
        slack.tell("conversations.info", body={"ok": True, "channel": KOMM | channel})


async def test_doctor_tells_the_team_and_what_works(slack: StandIn, town: Town) -> None:
    """Each thing on its own line."""
    town.say(ADMIN, "inställningar kanal råd=C0RADET1")
    well(slack, {}, {"id": "C0RADET1", "name": "some-radet"})
    found = await examined(town, slack, slack_app_token=APP_TOKEN)
    assert [finding.text for finding in found if not finding.ok] == []
    texts = "\n".join(finding.text for finding in found)
    for named in (TEAM, "SLACK_SIGNING_SECRET", "Socket Mode", "#komm (C0KOMM99)", "#some-radet (C0RADET1)"):
        assert named in texts
    assert [call["channel"] for call in slack.made("conversations.info")] == ["C0KOMM99", "C0RADET1"]
    assert not any(secret in texts for secret in (SECRET, BOT_TOKEN, APP_TOKEN))


async def test_doctor_names_a_bot_token_that_does_not_work(slack: StandIn, town: Town) -> None:
    slack.tell("auth.test", body={"ok": False, "error": "token_revoked"})
    [fault] = await faults(town, slack)
    assert "SLACK_BOT_TOKEN" in fault
    assert "token_revoked" in fault
    assert slack.made("conversations.info") == []


async def test_doctor_names_an_app_token_that_does_not_work(slack: StandIn, town: Town) -> None:
    """With where to make another."""
    well(slack, {})
    slack.tell("apps.connections.open", body={"ok": False, "error": "invalid_auth"})
    [fault] = await faults(town, slack, slack_app_token=APP_TOKEN)
    for named in ("SLACK_APP_TOKEN", "invalid_auth", "connections:write"):
        assert named in fault


async def test_doctor_tells_when_slack_is_out_of_reach(slack: StandIn, town: Town) -> None:
    """And blames no token."""
    [fault] = await faults(town, slack, slack_api_base_url="http://127.0.0.1:1/api/")
    assert "slack.com" in fault
    assert "SLACK_BOT_TOKEN" not in fault


@pytest.mark.parametrize("lacking", SCOPES)
async def test_doctor_says_what_a_missing_scope_is_for(slack: StandIn, town: Town, lacking: str) -> None:
    """One line a scope."""
    slack.tell("auth.test", body=WELL, headers={"x-oauth-scopes": ",".join(SCOPES.keys() - {lacking})})
    slack.tell("conversations.info", body={"ok": True, "channel": KOMM})
    [fault] = await faults(town, slack)
    assert lacking in fault
    assert _(SCOPES[lacking]) in fault


async def test_doctor_does_not_guess_scopes_that_slack_does_not_tell(slack: StandIn, town: Town) -> None:
    slack.tell("auth.test", body=WELL)
    slack.tell("conversations.info", body={"ok": True, "channel": KOMM})
    assert await faults(town, slack) == []


@pytest.mark.parametrize(
    ("channel", "named"),
    [
        ({"is_archived": True}, ["#komm", "inställningar kanal avdelning="]),
        ({"is_member": False}, ["#komm", "/invite @some"]),
    ],
)
async def test_doctor_says_what_is_wrong_with_a_channel(
    slack: StandIn, town: Town, channel: Json, named: list[str]
) -> None:
    """And what to do."""
    well(slack, channel)
    [fault] = await faults(town, slack)
    for word in named:
        assert word in fault


@pytest.mark.parametrize(
    ("error", "named"),
    [
        ("channel_not_found", ["C0KOMM99", "/invite @some", "inställningar kanal avdelning="]),
        ("internal_error", ["C0KOMM99", "internal_error"]),
    ],
)
async def test_doctor_says_when_a_channel_is_not_found(
    slack: StandIn, town: Town, error: str, named: list[str]
) -> None:
    """A private channel without the bot looks like none."""
    well(slack)
    slack.tell("conversations.info", body={"ok": False, "error": error})
    [fault] = await faults(town, slack)
    for word in named:
        assert word in fault


async def test_a_department_without_a_channel_is_no_fault(slack: StandIn, slack_town: Town) -> None:
    """It gets direct messages; doctor says how to set one."""
    well(slack)
    found = await examined(slack_town, slack)
    assert all(finding.ok for finding in found)
    assert any("inställningar kanal avdelning=" in finding.text for finding in found)


async def test_doctor_says_how_a_town_is_connected(slack: StandIn, small_town: Town) -> None:
    """The only one by itself, one of several by name, and none to another team's token."""
    well(slack)
    assert any("somerad run" in finding.text for finding in await examined(small_town, slack) if finding.ok)
    house.make_workspace(small_town.database, small_town.now, "Grannbyns kommun", "falkoping")
    well(slack)
    [fault] = await faults(small_town, slack)
    assert "--workspace" in fault
    with small_town.database.write() as session:
        for number, home in enumerate(session.exec(select(Workspace)).all()):
            home.slack_team = f"T0OTHER{number}"
    well(slack)
    [fault] = await faults(small_town, slack)
    assert "grannbyns-kommun" in fault
    assert "SLACK_BOT_TOKEN" in fault


async def test_an_app_of_a_whole_organisation_is_told(slack: StandIn, town: Town) -> None:
    """The bot serves one team."""
    well(slack, {}, is_enterprise_install=True)
    [fault] = await faults(town, slack)
    assert "Enterprise" in fault
    assert "SLACK_BOT_TOKEN" in fault


async def test_a_closed_door_is_told(slack: StandIn, town: Town) -> None:
    """Also while the token does not work."""
    with town.database.write() as session:
        session.exec(select(Workspace)).one().slack_closed_at = town.now
    slack.tell("auth.test", body={"ok": False, "error": "account_inactive"})
    closed, token = await faults(town, slack)
    assert "2026" in closed
    assert "SLACK_BOT_TOKEN" in token


async def test_the_network_is_never_inside_a_transaction(slack: StandIn, town: Town) -> None:
    """While Slack is slow, doctor holds no connection to the database."""
    go = asyncio.Event()
    slack.tell("conversations.info", body={"ok": True, "channel": KOMM, "ts": "1.2"}, after=go)
    working = asyncio.create_task(examined(town, slack))
    await slack.called("conversations.info")
    assert town.database.engine.pool.checkedout() == 0  # type: ignore[attr-defined]
    go.set()
    await working


def run(town: Town, slack: StandIn) -> Result:
    """Doctor on the command line, with Slack set up."""
    env = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_BASE_URL": slack.api}
    return CliRunner().invoke(app, ["doctor", "--db", town.database.url], env=env)


async def test_doctor_fails_when_something_is_wrong(slack: StandIn, town: Town) -> None:
    """A line for it, marked, and exit 1."""
    well(slack, {"is_member": False})
    result = await asyncio.to_thread(run, town, slack)
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if line.startswith("FEL") and "/invite @some" in line]
