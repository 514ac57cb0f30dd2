"""A tenant's life over real HTTP: the app added and removed, channels gone and back, what people are called."""

from typing import Any

import pytest
from sqlmodel import select

from core import conversations
from core.conversations import Conversation
from core.outbox import DEPARTMENT, Reminder, State
from tests.bot.slack.happening import give_up, home, logged
from tests.bot.teams.client import CHANNEL, EDITOR, TEAM, own
from tests.bot.teams.standin import StandIn
from tests.bot.teams.wiring import Talking
from tests.chat import person
from tests.records import contents
from tests.town import COMMUNICATOR, Town
from tests.town import EDITOR as EVA


async def hear(talking: Talking, *names: str, **changes: Any) -> None:
    """Events, one after the other, and all that comes of them."""
    for name in names:
        async with talking() as talk:
            assert (await talk.send(name, **changes))["status"] == 200


def met(town: Town) -> dict[str, tuple[str, str]]:
    """The conversations kept: with whom, of which team."""
    with town.database.read() as session:
        return {row.conversation: (row.user, row.group) for row in session.exec(select(Conversation))}


@pytest.mark.parametrize("name", ["install_add", "conversation_update_personal", "message_personal"])
async def test_where_the_bot_may_write_is_kept(talking: Talking, teams_town: Town, name: str) -> None:
    """From an install as from any word; an install alone is answered by nothing: it may be a whole town's."""
    await hear(talking, name)
    assert met(teams_town) == {own(): (EDITOR, "")}


async def test_what_is_told_again_writes_nothing(talking: Talking, teams_town: Town) -> None:
    """A message is no reason to write."""
    async with talking() as talk:
        await talk.say("mina")
        before = contents(teams_town.database)
        await talk.say("mina")
        assert contents(teams_town.database) == before


async def test_an_app_that_is_removed_is_nowhere_to_write(talking: Talking, teams_town: Town) -> None:
    """F2: and added again, it is; each once."""
    await hear(talking, "install_add", "install_remove", "install_remove")
    assert met(teams_town) == {}
    assert not person(teams_town, EVA).is_here
    await hear(talking, "install_add", "install_add")
    assert met(teams_town) == {own(): (EDITOR, "")}
    assert person(teams_town, EVA).is_here
    assert logged(teams_town, "person.away", "person.back") == ["person.away", "person.back"]


async def test_what_was_given_up_is_said_once_they_are_there(talking: Talking, teams_town: Town) -> None:
    with teams_town.database.write() as session:
        give = Reminder(
            workspace_id=1, key="k", rule="digest", family="digest", subject_id=1, matter="m",
            recipient=str(person(teams_town, EVA).id), created_at=teams_town.now, state=State.FAILED,
            next_try_at=teams_town.now,
        )  # type: ignore[call-arg]  # fmt: skip
        session.add(give)
    await hear(talking, "install_add")
    with teams_town.database.read() as session:
        (row,) = session.exec(select(Reminder).where(Reminder.key == "k"))
        assert row.state is State.PENDING


async def test_a_team_that_lets_the_bot_go_takes_its_channels_along(
    talking: Talking, teams_town: Town
) -> None:
    """C2: what goes to the department's channel goes to people instead."""
    await hear(talking, "conversation_update_team")
    await hear(talking, "message_channel", text="<at>SoMe-råd</at> mina")
    assert met(teams_town).keys() >= {TEAM, CHANNEL}
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    await hear(talking, "conversation_update_removed")
    assert not met(teams_town).keys() & {TEAM, CHANNEL}
    assert home(teams_town).department_channel is None
    assert logged(teams_town, "workspace.channel_lost") == ["workspace.channel_lost"]


async def test_a_channel_that_is_deleted_is_forgotten(talking: Talking, teams_town: Town) -> None:
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL} råd={CHANNEL}")
    await hear(talking, "channel_deleted", "channel_deleted")
    assert (home(teams_town).department_channel, home(teams_town).council_channel) == (None, None)
    assert logged(teams_town, "workspace.channel_lost") == ["workspace.channel_lost"]


async def test_a_channel_that_is_restored_hears_what_was_given_up(talking: Talking, teams_town: Town) -> None:
    teams_town.say(COMMUNICATOR, f"inställningar kanal avdelning={CHANNEL}")
    give_up(teams_town)
    await hear(talking, "channel_restored")
    with teams_town.database.read() as session:
        (row,) = session.exec(select(Reminder).where(Reminder.recipient == DEPARTMENT))
        assert row.state is State.PENDING


async def test_people_are_called_what_teams_calls_them(talking: Talking, teams_town: Town) -> None:
    """S3: noted once; the short name stays."""
    async with talking() as talk:
        body = talk.activity("message_personal")
        body["from"]["name"] = "Eva Maria Editor"
        for number in range(2):
            await talk.post(body | {"id": f"n{number}"})
        await talk.teams.written(2)
    assert (person(teams_town, EVA).name, person(teams_town, EVA).slug) == ("Eva Maria Editor", EVA)
    assert logged(teams_town, "person.followed") == ["person.followed"]


async def test_somebody_of_another_organisation_is_shown_nothing(
    talking: Talking, teams_town: Town, teams: StandIn
) -> None:
    """S8: a guest of a shared channel; no administrator is asked to link them."""
    async with talking() as talk:
        body = talk.activity("message_personal", user="77777777-8888-4999-8aaa-bbbbbbbbbbbb")
        body["from"]["tenantId"] = "99999999-1c2f-4d36-8a52-7c0f1e6a9b10"
        await talk.post(body)
        shown = (await teams.written()).body["attachments"][0]["content"]
    assert "annan organisation" in str(shown)
    with teams_town.database.read() as session:
        assert not session.exec(select(Reminder).where(Reminder.family == "link")).all()
        assert conversations.latest(session, 1, "slack") is None
