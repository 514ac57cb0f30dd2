"""Absences: who records them, who stands in, and what a deputy may do (H11)."""

import pytest

from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    OUTSIDER,
    SECOND_EDITOR,
    Town,
    local,
)

AWAY = "från=2026-12-21 till=2027-01-06"
MEANWHILE, AFTER = local(2026, 12, 28, 9), local(2027, 1, 7, 9)


def test_a_deputy_works_with_the_account_meanwhile_and_no_longer(town: Town) -> None:
    """H11: back by itself on the day."""
    town.say(EDITOR, f"frånvaro {AWAY} ersättare={OUTSIDER}")
    assert not town.try_say(OUTSIDER, f"inlägg {ACCOUNT}").ok
    assert town.say(OUTSIDER, f"inlägg {ACCOUNT}", MEANWHILE).ok
    assert ACCOUNT in town.say(OUTSIDER, "mina", MEANWHILE).card.data["accounts"]
    assert not town.try_say(OUTSIDER, f"inlägg {ACCOUNT}", AFTER).ok


def test_no_clock_stands_still_for_anybody(small_town: Town) -> None:
    """H11: holidays never pause a clock."""
    before = small_town.say(EDITOR, f"fråga {ACCOUNT}", MEANWHILE).card.data["due_at"]
    small_town.say(EDITOR, f"frånvaro {AWAY} ersättare={SECOND_EDITOR}", MEANWHILE)
    assert small_town.say(SECOND_EDITOR, f"fråga {ACCOUNT}", MEANWHILE).card.data["due_at"] == before


def test_a_managers_deputy_who_is_a_manager_decides_for_the_unit(town: Town) -> None:
    """H11, F1: an editor who stands in for a manager decides nothing."""
    town.say(MANAGER, f"frånvaro {AWAY} ersättare={OTHER_MANAGER}")
    town.new_account("nytt-ig", active=False)
    assert not town.try_say(OTHER_MANAGER, "konto godkänn nytt-ig").ok
    assert town.say(OTHER_MANAGER, "konto godkänn nytt-ig", MEANWHILE).ok
    town.say(ADMIN, f"frånvaro {MANAGER} {AWAY} ersättare={SECOND_EDITOR}")
    town.new_account("annat-ig", active=False)
    assert not town.try_say(SECOND_EDITOR, "konto godkänn annat-ig", MEANWHILE).ok


def test_the_accounts_own_deputy_stands_in_unless_somebody_is_named(small_town: Town) -> None:
    """H11."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR} ersättare={SECOND_EDITOR}")
    assert small_town.say(EDITOR, f"frånvaro {AWAY}").card.data["deputy"] == SECOND_EDITOR


@pytest.mark.parametrize(
    ("person", "may"), [(MANAGER, True), (COMMUNICATOR, True), (OTHER_MANAGER, False), (OUTSIDER, False)]
)
def test_whose_absence_one_may_record(small_town: Town, person: str, may: bool) -> None:
    """S2: one's own, one's unit's as its manager, anybody's as communications."""
    assert small_town.try_say(person, f"frånvaro {EDITOR} {AWAY}").ok is may


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ("från=2027-01-06 till=2026-12-21", "last"),
        ("från=2026-08-01 till=2026-08-02", "last"),
        (f"{AWAY} ersättare={EDITOR}", "deputy"),
        ("från=2026-12-21", "last"),
    ],
)
def test_an_absence_that_can_not_be_says_why(small_town: Town, more: str, field: str) -> None:
    assert list(small_town.try_say(EDITOR, f"frånvaro {more}").errors) == [field]


def test_two_can_not_stand_in_for_each_other(small_town: Town) -> None:
    """H11: then nobody would hear."""
    small_town.say(EDITOR, f"frånvaro {AWAY} ersättare={SECOND_EDITOR}")
    errors = small_town.try_say(SECOND_EDITOR, f"frånvaro {AWAY} ersättare={EDITOR}").errors
    assert list(errors) == ["deputy"]


def test_a_new_absence_stands_instead_of_one_it_meets(small_town: Town) -> None:
    small_town.say(EDITOR, f"frånvaro {AWAY}")
    small_town.say(EDITOR, "frånvaro från=2026-12-23 till=2026-12-30")
    assert small_town.say(EDITOR, "frånvaro lista").card.data["absences"] == [
        {"from": "2026-12-23", "to": "2026-12-30"}
    ]


def test_somebody_is_back_earlier(small_town: Town) -> None:
    """H11: from today."""
    assert not small_town.try_say(EDITOR, "frånvaro slut").ok
    small_town.say(EDITOR, f"frånvaro {AWAY} ersättare={OUTSIDER}")
    small_town.say(EDITOR, "frånvaro slut", MEANWHILE)
    assert not small_town.try_say(OUTSIDER, f"inlägg {ACCOUNT}", MEANWHILE).ok
    assert small_town.say(EDITOR, "frånvaro lista", MEANWHILE).card.data["absences"] == []
