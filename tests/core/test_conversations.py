"""The conversations the bot may write in: kept as they were told last, one a person, dropped when the bot is let go."""

from core import conversations
from core.database import Database
from tests.town import FOUNDED, Town

DOOR, EVA = "teams", "8d3f0c2e-5b1a-4c7e-9f60-2a41c9d07b11"
SERVED, MOVED = "https://smba.trafficmanager.net/emea/", "https://smba.trafficmanager.net/nordic/"


def keep(database: Database, **told: str) -> bool:
    """Keeps a conversation, in a transaction of its own."""
    with database.write() as session:
        return conversations.keep(session, 1, DOOR, FOUNDED, **told)


def test_a_service_that_moves_is_followed(town: Town) -> None:
    """And told again as it was, nothing is written."""
    told = {"conversation": "a:1", "service_url": SERVED, "user": EVA}
    assert keep(town.database, **told)
    assert not keep(town.database, **told)
    assert keep(town.database, **(told | {"service_url": MOVED}))
    with town.database.read() as session:
        found = conversations.with_person(session, 1, DOOR, EVA)
        assert found and (found.conversation, found.service_url) == ("a:1", MOVED)


def test_a_person_has_one(town: Town) -> None:
    """The bot taken away and added again has another conversation with them."""
    keep(town.database, conversation="a:1", service_url=SERVED, user=EVA)
    keep(town.database, conversation="a:2", service_url=SERVED, user=EVA)
    with town.database.read() as session:
        assert conversations.find(session, 1, DOOR, "a:1") is None
        assert conversations.met(session, 1, DOOR) == {EVA}


def test_channels_are_of_their_team(town: Town) -> None:
    """So that all of them go with it."""
    keep(town.database, conversation="19:a@thread.tacv2", service_url=SERVED, group="19:lag")
    keep(town.database, conversation="19:b@thread.tacv2", service_url=SERVED, group="19:lag")
    keep(town.database, conversation="19:c@thread.tacv2", service_url=MOVED, group="19:annat")
    with town.database.write() as session:
        for channel in conversations.of_group(session, 1, DOOR, "19:lag"):
            conversations.drop(session, 1, DOOR, channel.conversation)
        latest = conversations.latest(session, 1, DOOR)
        assert latest and latest.conversation == "19:c@thread.tacv2"
        assert conversations.of_group(session, 1, DOOR, "19:lag") == []
        assert conversations.latest(session, 1, "slack") is None
