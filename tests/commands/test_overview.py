"""The way to the status page: a card with a link for the caller alone, and links taken back (C2, S2)."""

import pytest
from sqlmodel import select

from core.card import Audience
from core.pagelinks import PageLink
from tests.records import contents
from tests.town import (
    ADMIN,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    REGISTRAR,
    Town,
)  # fmt: skip


class Addresses:
    """Addresses that can be told apart."""

    def overview(self, link_id: int, nonce: str) -> str:
        """Both in the open."""
        return f"https://some.example/lage/in/{link_id}.{nonce}"


@pytest.fixture
def paged_town(town: Town) -> Town:
    """A town whose bot serves pages."""
    town.dispatch.links = Addresses()
    return town


def ways_in(town: Town, person: str) -> list[str]:
    """The commands behind the buttons of `status`."""
    return [button.command for button in town.say(person, "status").card.buttons]


@pytest.mark.parametrize("person", [COMMUNICATOR, COUNCIL, ADMIN, MANAGER])
def test_status_leads_to_the_page(paged_town: Town, person: str) -> None:
    """C2: whoever may read it gets a personal link, which only they see."""
    assert ways_in(paged_town, person) == ["lägesbild"]
    card = paged_town.say(person, "lägesbild").card
    (button,) = card.buttons
    assert button.url.startswith("https://some.example/lage/in/1.")
    assert (button.command, card.audience) == ("", Audience.CALLER)
    assert "09.30" in card.text


@pytest.mark.parametrize("person", [EDITOR, REGISTRAR])
def test_others_get_no_link(paged_town: Town, person: str) -> None:
    """S2."""
    assert ways_in(paged_town, person) == []
    reply = paged_town.try_say(person, "lägesbild")
    assert not reply.ok
    assert reply.card.buttons == ()


def test_without_pages_there_is_no_way_in(small_town: Town) -> None:
    assert ways_in(small_town, COUNCIL) == []
    reply = small_town.try_say(COUNCIL, "lägesbild")
    assert not reply.ok
    assert "PUBLIC_URL" in reply.card.text


def test_a_repeated_request_gets_no_second_link(paged_town: Town) -> None:
    """And the link it got is kept nowhere."""
    first = paged_town.say(COUNCIL, "lägesbild", key="slack:1")
    again = paged_town.say(COUNCIL, "lägesbild", key="slack:1")
    nonce = first.card.buttons[0].url.partition("/in/1.")[2]
    assert (again.card.title, again.card.buttons) == (first.card.title, ())
    assert again.card.text
    assert nonce not in repr(contents(paged_town.database))
    assert links(paged_town) == 1


def links(town: Town, *, revoked: bool = False) -> int:
    """How many links there are; of those taken back."""
    with town.database.read() as session:
        return sum(bool(link.revoked_at) >= revoked for link in session.exec(select(PageLink)))


def test_one_takes_back_one_s_own_links(paged_town: Town) -> None:
    for _link in range(2):
        paged_town.say(COUNCIL, "lägesbild")
    paged_town.say(COMMUNICATOR, "overview")
    assert paged_town.say(COUNCIL, "lägesbild återkalla").card.data == {"person": COUNCIL, "revoked": 2}
    assert links(paged_town, revoked=True) == 2
    assert paged_town.say(COUNCIL, "overview revoke").card.data["revoked"] == 0


def test_only_an_administrator_takes_back_another_s(paged_town: Town) -> None:
    """S2."""
    paged_town.say(COUNCIL, "lägesbild")
    refused = paged_town.try_say(COMMUNICATOR, f"lägesbild återkalla {COUNCIL}")
    assert list(refused.errors) == ["person"]
    assert links(paged_town, revoked=True) == 0
    assert paged_town.say(ADMIN, f"lägesbild återkalla {COUNCIL}").card.data["revoked"] == 1
    assert paged_town.say(COMMUNICATOR, f"lägesbild återkalla {COMMUNICATOR}").card.data["revoked"] == 0
