"""Contact persons of units: named, listed, missed (H27)."""

import pytest

from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, OTHER_MANAGER, SECOND_EDITOR, Town


def test_a_unit_without_a_contact_person_is_a_gap_once(town: Town) -> None:
    """H27: said of the unit's first account, not of all."""
    town.new_account("annat-ig")
    town.follow("hallstahammar")
    assert "contact" in town.gaps() and "contact" not in town.gaps("annat-ig")
    town.say(MANAGER, f"kontakt bibliotek person={EDITOR},{SECOND_EDITOR}")
    assert "contact" not in town.gaps()
    assert town.say(EDITOR, "kontakt lista").card.data["contacts"] == {"Bibliotek": [SECOND_EDITOR, EDITOR]}


def test_who_leaves_is_no_contact_person(small_town: Town) -> None:
    """H27."""
    small_town.follow("hallstahammar")
    small_town.say(COMMUNICATOR, f"kontakt Bibliotek person={SECOND_EDITOR}")
    small_town.say(ADMIN, f"person sluta {SECOND_EDITOR}")
    assert "contact" in small_town.gaps(ACCOUNT)


@pytest.mark.parametrize("person", [OTHER_MANAGER, EDITOR])
def test_a_units_contact_persons_are_its_managers_to_name(small_town: Town, person: str) -> None:
    """S2."""
    assert not small_town.try_say(person, f"kontakt Bibliotek person={EDITOR}").ok
