"""A town in Slack and in Teams at once: who is who in which, which chat one is reminded in, and its channels."""

from urllib.parse import quote

import pytest

from core import people
from core.words import _
from tests.town import ADMIN, COMMUNICATOR, EDITOR, Town

TENANT, EVA = "3b9d1d84-1c2f-4d36-8a52-7c0f1e6a9b10", "8d3f0c2e-5b1a-4c7e-9f60-2a41c9d07b11"
CHANNEL = "19:Kx9aB3vQ2tZ8pL0wR5yU7iO1sD4fG6hJ@thread.tacv2"
LINK = f"https://teams.microsoft.com/l/channel/{quote(CHANNEL)}/Kommunikation?groupId=9"


@pytest.fixture
def both(small_town: Town) -> Town:
    """A town connected to both."""
    with small_town.database.write() as session:
        home = small_town.home(session)
        home.slack_team, home.teams_tenant = "T0FALKOPING", TENANT
    return small_town


def linked(town: Town) -> list[tuple[str, str, str]]:
    """The editor's identities."""
    with town.database.read() as session:
        eva = people.identify(session, 1, EDITOR)
        assert eva
        rows = session.exec(people.select(people.ChatIdentity).where(people.ChatIdentity.person_id == eva.id))
        return [(row.door, row.team, row.user) for row in rows]


@pytest.mark.parametrize("word", [EVA, EVA.upper(), f"<@{EVA}>", f"teams:{TENANT}:{EVA}"])
def test_an_entra_object_id_is_somebody_in_teams(both: Town, word: str) -> None:
    """However it is written: object ids know no case."""
    both.say(ADMIN, f"person koppla {EDITOR} chatt={word}")
    assert linked(both) == [("teams", TENANT, EVA)]


def test_one_person_may_have_both(both: Town) -> None:
    both.say(ADMIN, f"person koppla {EDITOR} chatt=U0EDITOR")
    both.say(ADMIN, f"person koppla {EDITOR} chatt={EVA}")
    assert {door for door, _team, _user in linked(both)} == {"slack", "teams"}


@pytest.mark.parametrize(
    "word", ["eva", f"teams:{EVA}:{EVA}", "teams:U0EDITOR", f"skype:{TENANT}:{EVA}", "teams::"]
)
def test_what_is_nobody_in_a_connected_chat_is_told(both: Town, word: str) -> None:
    """In its field, with what both look like."""
    reply = both.try_say(ADMIN, f"person koppla {EDITOR} chatt={word}")
    assert list(reply.errors) == ["chat"]
    assert "U012AB3CD" in reply.errors["chat"] and "8d3f0c2e" in reply.errors["chat"]


def test_a_town_that_is_not_in_teams_links_nobody_there(small_town: Town) -> None:
    assert list(small_town.try_say(ADMIN, f"person koppla {EDITOR} chatt={EVA}").errors) == ["chat"]


def test_one_chooses_the_chat_one_is_reminded_in(both: Town) -> None:
    """Of those one is linked in, by any of its names."""
    both.say(ADMIN, f"person koppla {EDITOR} chatt=U0EDITOR")
    refused = both.try_say(EDITOR, "inställningar chatt teams")
    assert refused.errors["chat"].startswith(_("You are not linked in {word}.", word="teams"))
    both.say(ADMIN, f"person koppla {EDITOR} chatt={EVA}")
    assert both.say(EDITOR, "inställningar chatt Teams").card.data == {"chat": "teams"}
    with both.database.read() as session:
        eva = people.identify(session, 1, EDITOR)
        assert eva and eva.chat == "teams"


@pytest.mark.parametrize("word", [CHANNEL, LINK])
def test_a_channel_in_teams_is_given_by_its_link(both: Town, word: str) -> None:
    both.say(COMMUNICATOR, f"inställningar kanal avdelning={word}")
    with both.database.read() as session:
        assert both.home(session).department_channel == CHANNEL


def test_a_link_to_something_else_is_no_channel(both: Town) -> None:
    reply = both.try_say(COMMUNICATOR, "inställningar kanal avdelning=https://teams.microsoft.com/l/team/19")
    assert list(reply.errors) == ["department"]
