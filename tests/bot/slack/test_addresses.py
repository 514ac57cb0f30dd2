"""A button that opens an address: in Slack, in Slack's text alone, and in the terminal."""

import pytest

from bot.doors import terminal
from bot.doors.slack import alone, draw
from commands.command import Reply
from core.card import Button, Card, Section
from tests.bot.slack import limits, models
from tests.bot.slack.client import found
from tests.bot.slack.wiring import Talking
from tests.records import contents
from tests.town import ADMIN, EDITOR, Town

URL = "https://some.example/lage/in/WzEsIm5vbmNlIl0.sig"
CARD = Card(
    "Länk",
    buttons=(Button("Öppna", "", url=URL), Button("Status", "status")),
    sections=(Section("Del", (Button("Öppna här", "", url=URL),)),),
)


class Addresses:
    """One address, whoever asks."""

    def overview(self, link_id: int, nonce: str) -> str:
        """The address."""
        return URL


def test_it_is_a_link_button() -> None:
    """Slack opens the address itself; no command stands behind it."""
    message = draw.message(CARD).as_message()
    assert limits.of_message(message) == []
    assert models.faults(message) == []
    for label in ("Öppna", "Öppna här"):
        _block, drawn = found(message, label)
        assert (drawn["url"], drawn.get("value")) == (URL, None)
        assert drawn["action_id"].startswith("link:")


def test_as_text_it_is_the_address_itself() -> None:
    """In Slack without blocks, in the terminal, and for scripts."""
    assert alone.text(CARD).count(f": {URL}") == 2
    reply = Reply(True, CARD)
    assert terminal.as_text(reply).count(f": {URL}") == 2
    assert terminal.as_data(reply)["buttons"] == [
        {"label": "Öppna", "command": "", "url": URL},
        {"label": "Status", "command": "status"},
    ]


@pytest.fixture
def reading_town(slack_town: Town) -> Town:
    """A town with pages, whose editor in Slack may read the status page."""
    slack_town.dispatch.links = Addresses()
    slack_town.say(ADMIN, f"person ändra {EDITOR} roll=redaktör,kommunikation avdelning=Kultur")
    return slack_town


async def test_the_link_is_for_who_asked_and_pressing_it_says_nothing_more(
    reading_town: Town, talking: Talking
) -> None:
    """C2: Slack tells that it was pressed, which changes nothing."""
    async with talking() as talk:
        message = await talk.slash("lägesbild")
        assert message["response_type"] == "ephemeral"
        (drawn,) = (
            element
            for block in message["blocks"]
            for element in block.get("elements", ())
            if "url" in element
        )
        assert drawn["url"] == URL
        before = contents(reading_town.database)
        await talk.press("", action=drawn["action_id"])
    assert contents(reading_town.database) == before
