"""What doctor says of Teams, and the message it sends to try: each thing on its line, with what to do about it."""

import asyncio
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli import app as command_line
from bot.doctor import send_test
from bot.doors import trial
from bot.doors.teams import health
from bot.doors.teams.opening import speaking_only
from bot.doors.teams.trial import _advice, _out_of_reach
from core import workspace
from core.errors import Refused
from core.words import _
from tests.bot.teams import keyserver
from tests.bot.teams.client import CHANNEL, MANAGERS, Talk, card, own, said
from tests.bot.teams.standin import StandIn
from tests.bot.teams.wiring import app_of
from tests.town import ADMIN, COMMUNICATOR, MANAGER, OUTSIDER, Town
from tests.town import EDITOR as EVA


def well(_scope: str, _tenant: str | None) -> str:
    """Entra gives a token."""
    return keyserver.token()


def nothing(_scope: str, _tenant: str | None) -> str:
    """Entra gives none: the secret is wrong."""
    raise ValueError("AADSTS7000215: Invalid client secret provided")


async def looked_at(town: Town, token: Any = well, **settings: Any) -> list[tuple[bool, str]]:
    """What doctor finds."""
    with town.database.read() as session:
        homes = workspace.everyone(session)
    return await asyncio.to_thread(lambda: list(health.check(app_of(town, **settings), homes, token)))


async def test_doctor_tells_who_the_bot_has_not_met(talk: Talk, teams_town: Town) -> None:
    """By name, with what to do; and a channel it has heard nothing from."""
    teams_town.say(ADMIN, f"person koppla {MANAGER} chatt={MANAGERS}")
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    await talk.say("mina")
    found = await looked_at(teams_town)
    faults = [text for ok, text in found if not ok]
    assert len(faults) == 2
    assert MANAGER in faults[0] and EVA not in faults[0]
    assert CHANNEL in faults[1]
    assert any("/api/messages" in text for ok, text in found if ok)


async def test_a_secret_that_does_not_work_is_told(teams_town: Town) -> None:
    """Without a word of what Entra said, which names the secret's beginning."""
    faults = [text for ok, text in await looked_at(teams_town, nothing) if not ok]
    assert "TEAMS_CLIENT_SECRET" in faults[0] and "AADSTS" not in faults[0]


async def test_a_town_that_is_not_connected_yet_is_told(small_town: Town) -> None:
    assert any("somerad run" in text for ok, text in await looked_at(small_town) if ok)


def test_doctor_is_loud_where_anybody_is_believed(teams_town: Town) -> None:
    env = {"TEAMS_INSECURE_LOCAL": "1", "DATABASE_URL": teams_town.database.url}
    result = CliRunner().invoke(command_line, ["doctor"], env=env)
    assert result.exit_code == 1
    assert "TEAMS_INSECURE_LOCAL" in result.output


# The test message


async def test_a_test_message_reaches_a_person(talk: Talk, teams: StandIn, teams_town: Town) -> None:
    """Through the real sender."""
    await talk.say("mina")
    with teams_town.database.read() as session:
        home = teams_town.home(session)
    async with speaking_only(app_of(teams_town), token=well) as sender:
        sent = await asyncio.to_thread(
            trial.send, teams_town.database, home, sender, EVA, _out_of_reach, _advice
        )
    assert own() in sent
    assert _("A test message") in said(card(teams.messages(own())[-1]))


@pytest.mark.parametrize(
    ("name", "what_to_do"), [(OUTSIDER, "person koppla"), ("avdelning", "inställningar kanal")]
)
async def test_who_can_t_be_reached_is_told_with_what_to_do(
    teams_town: Town, name: str, what_to_do: str
) -> None:
    with pytest.raises(Refused) as refused:
        await asyncio.to_thread(send_test, app_of(teams_town), name)
    assert what_to_do in refused.value.what_to_do


def test_in_two_chats_the_one_they_prefer_is_tried(teams_town: Town) -> None:
    both = ("slack", "teams")
    with teams_town.database.write() as session:
        teams_town.home(session).slack_team = "T0FALKOPING"
    with teams_town.database.read() as session:
        home = teams_town.home(session)
    assert trial.door_for(teams_town.database, home, EVA, both) == "teams"
    teams_town.say(ADMIN, f"person koppla {EVA} chatt=U0EDITOR")
    assert trial.door_for(teams_town.database, home, EVA, both) == "slack"
    teams_town.say(EVA, "inställningar chatt teams")
    assert trial.door_for(teams_town.database, home, EVA, both) == "teams"
    assert trial.door_for(teams_town.database, home, "avdelning", both) == "slack"
