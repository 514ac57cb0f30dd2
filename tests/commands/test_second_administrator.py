"""A second administrator confirms who becomes an administrator, or is one no longer (S2)."""

from datetime import timedelta

import pytest

from bot import app as house
from reminders.worker import Worker
from tests.records import audit_rows, contents
from tests.reminders.recorder import Recorder
from tests.town import ADMIN, COMMUNICATOR, EDITOR, OUTSIDER, Town, local

ADA, BO = "ada-admin", "bo-admin"


@pytest.fixture
def two(small_town: Town) -> Town:
    """A town with two administrators beside the operator."""
    small_town.say(ADMIN, f"person ny {ADA} roll=admin")
    small_town.say(ADA, f"person ny {BO} roll=admin")  # the operator is nobody to wait for
    return small_town


def roles(town: Town, person: str) -> list[str]:
    """The roles a person holds."""
    return list(town.say(ADMIN, f"person visa {person}").card.data["roles"])


def test_an_administrator_waits_for_the_second(two: Town) -> None:
    """S2: the rest is done at once; what was asked for is on the person's card, with who can confirm it."""
    card = two.say(ADA, f"person ändra {OUTSIDER} roll=redaktör,kommunikation,admin").card
    assert card.data["roles"] == ["editor", "communications"] and card.data["waits"]
    assert any(BO in fact.value for fact in card.facts)
    assert "admin" in two.say(BO, f"person godkänn {OUTSIDER}").card.data["roles"]
    actions = [row.action for row in audit_rows(two)]
    assert actions[-3:] == ["person.admin_asked", "person.roles", "person.admin_confirmed"]


@pytest.mark.parametrize("person", [ADA, OUTSIDER, COMMUNICATOR, EDITOR])
def test_neither_who_asked_nor_whom_it_is_about(two: Town, person: str) -> None:
    """S2."""
    two.say(ADA, f"person ändra {OUTSIDER} roll=redaktör,admin")
    before = contents(two.database)
    refused = two.try_say(person, f"person godkänn {OUTSIDER}")
    assert not refused.ok and (BO in refused.card.text or "administratör" in refused.card.text)
    assert contents(two.database) == before


def test_a_no_leaves_all_as_it_was(two: Town) -> None:
    """S2."""
    two.say(ADMIN, f"person ändra {ADA} roll=redaktör")
    assert "admin" in roles(two, ADA)
    two.say(BO, f"person avslå {ADA}")
    assert "admin" in roles(two, ADA)
    assert not two.try_say(BO, f"person godkänn {ADA}").ok


def test_a_new_person_has_no_role_of_power_meanwhile(two: Town) -> None:
    """S2: nor by being registered."""
    assert two.say(ADA, "person ny cleo-ny roll=admin").card.data["roles"] == []
    assert not two.try_say("cleo-ny", "konto råd bibliotek-fb Nej").ok
    two.say(BO, "person godkänn cleo-ny")
    assert roles(two, "cleo-ny") == ["admin"]


def test_an_administrator_does_not_leave_by_one_word(two: Town) -> None:
    """S2: neither by `person sluta`."""
    two.say(ADMIN, "person ny cleo-ny roll=admin")
    two.say(ADA, "person godkänn cleo-ny")
    refused = two.try_say(ADA, f"person sluta {BO}")
    assert not refused.ok and "cleo-ny" in refused.card.text


def test_nobody_changes_their_own_roles(two: Town) -> None:
    """S2."""
    refused = two.try_say(COMMUNICATOR, f"person ändra {COMMUNICATOR} roll=kommunikation,chef")
    assert not refused.ok and ADA in refused.card.text


def test_the_second_administrator_is_told_and_not_when_it_is_decided(two: Town) -> None:
    """S2, S7."""
    two.say(ADA, f"person ändra {OUTSIDER} roll=redaktör,admin")
    heard, worker = Recorder(), Worker(two.database, house.policy_of)
    monday = local(2026, 9, 7, 9, 0)
    worker.tick(monday)
    worker.deliver(monday, heard)
    told = [card for to, card in heard.sent if f"person godkänn {OUTSIDER}" in repr(card)]
    assert {to for to, card in heard.sent if card in told} == {BO}
    two.say(ADMIN, f"person godkänn {OUTSIDER}")
    worker.tick(monday + timedelta(minutes=5))
    worker.refresh(monday + timedelta(minutes=5), heard)
    assert heard.redrawn and f"person godkänn {OUTSIDER}" not in repr(heard.redrawn)
