"""How an account rests, ends, is handed over and comes back (F5, H1, H18, H20)."""

import pytest

from core.accounts import Status
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OTHER_MANAGER,
    SECOND_EDITOR,
    Town,
    local,
)

# Who decides


def test_where_the_manager_decides_communications_only_asks(town: Town) -> None:
    """H1: and communications hears of it (H28)."""
    town.follow("hallstahammar")
    assert town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Vilande").card.data["status"] == "closing"
    refused = town.try_say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Vilande")
    assert not refused.ok and MANAGER in refused.card.text
    assert not town.try_say(COMMUNICATOR, f"konto avslå {ACCOUNT} Behövs").ok
    assert not town.try_say(OTHER_MANAGER, f"konto avsluta {ACCOUNT} Vilande").ok
    assert not town.try_say(ADMIN, f"konto avsluta {ACCOUNT} Vilande").ok
    buttons = town.say(MANAGER, f"konto visa {ACCOUNT}").card.buttons
    assert [button.command.split()[1] for button in buttons] == ["avsluta", "avslå"]
    assert town.say(MANAGER, f"konto avsluta {ACCOUNT} Vilande").card.data["status"] == "closed"


def test_the_manager_keeps_the_account(small_town: Town) -> None:
    """H1."""
    small_town.follow("hallstahammar")
    small_town.say(EDITOR, f"konto avsluta {ACCOUNT} Vi hinner inte")
    assert "decisions" in small_town.say(MANAGER, "mina").card.data
    assert small_town.say(MANAGER, "mina").card.data["decisions"] == 1
    assert small_town.say(COMMUNICATOR, "mina").card.data["decisions"] == 0
    assert small_town.say(MANAGER, f"konto avslå {ACCOUNT} Behövs").card.data["status"] == "active"


# The last snapshot


def test_a_last_snapshot_is_asked_for_before_and_at_the_closing(town: Town) -> None:
    """H18: until there is one; it never holds up the closing."""
    asked = town.say(EDITOR, f"konto avsluta {ACCOUNT} Upphör").card
    assert [button.command for button in asked.buttons] == [f"skärmdump {ACCOUNT} orsak=avslut"]
    town.say(EDITOR, f"skärmdump {ACCOUNT} plats=e-arkivet orsak=avslut")
    closed = town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör").card
    assert closed.data["last_snapshot"]
    assert [button.command for button in closed.buttons] == [f"arkivera konto {ACCOUNT}"]


def test_a_half_years_snapshot_is_no_last_one(small_town: Town) -> None:
    """H18."""
    small_town.say(EDITOR, f"skärmdump {ACCOUNT} plats=e-arkivet")
    assert not small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör").card.data["last_snapshot"]


# The way back


def test_a_closed_account_comes_back_through_the_whole_chain(town: Town) -> None:
    """F1, H1: the approvals of its first life do not count."""
    town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör")
    later = local(2027, 3, 1, 9)
    assert town.say(EDITOR, f'konto öppna {ACCOUNT} "I gång igen"', later).card.data["status"] == "requested"
    assert not town.try_say(COMMUNICATOR, f"konto aktivera {ACCOUNT} åtkomst=administratör", later).ok
    assert town.say(MANAGER, f"konto godkänn {ACCOUNT}", later).card.data["status"] == "requested"
    assert town.say(COMMUNICATOR, f"konto godkänn {ACCOUNT}", later).card.data["status"] == "approved"
    town.say(COMMUNICATOR, f"konto aktivera {ACCOUNT} åtkomst=administratör", later)
    assert town.account().status is Status.ACTIVE
    assert not town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Igen", later).card.data["last_snapshot"]


def test_a_no_leaves_a_closed_account_closed(small_town: Town) -> None:
    """F1: its name and its history stay its own."""
    small_town.say(COMMUNICATOR, f"konto avsluta {ACCOUNT} Upphör")
    later = local(2027, 3, 1, 9)
    small_town.say(EDITOR, f"konto öppna {ACCOUNT} Igen", later)
    refused = small_town.say(MANAGER, f"konto avslå {ACCOUNT} Behövs inte", later)
    assert refused.card.data["status"] == "closed"
    again = f"konto ny {ACCOUNT} plattform=facebook verksamhet=Bibliotek syfte=Tips ansvarig={EDITOR}"
    assert list(small_town.try_say(EDITOR, again).errors) == ["slug"]
    assert small_town.say(EDITOR, f"konto öppna {ACCOUNT} Igen", later).ok


def test_only_a_closed_account_is_opened(small_town: Town) -> None:
    assert not small_town.try_say(EDITOR, f"konto öppna {ACCOUNT} Igen").ok


# Handing over


HANDOVER = f'konto överlåt {ACCOUNT} till="Bokens vänner" beslut="KS 2026/12 § 34"'


def test_an_account_is_handed_over_by_a_decision_when_all_conditions_hold(town: Town) -> None:
    """H20: the three conditions are confirmed, the wish is asked and not demanded."""
    town.follow("hallstahammar")
    assert list(town.try_say(COMMUNICATOR, HANDOVER).errors) == ["is_renamed"]
    missing = town.try_say(COMMUNICATOR, f"{HANDOVER} namnbyte=nej villkor=ägare,inlägg")
    assert "ansvar" in missing.errors["conditions"]
    assert town.account().status is Status.ACTIVE
    done = town.say(COMMUNICATOR, f"{HANDOVER} namnbyte=nej villkor=ägare,inlägg,ansvar").card
    assert done.data["status"] == "closed"
    assert "namn" in done.text
    shown = town.say(EDITOR, f"konto visa {ACCOUNT}").card
    assert any("Bokens vänner" in section.text and "§ 34" in section.text for section in shown.sections)


def test_what_is_handed_over_does_not_come_back(small_town: Town) -> None:
    """H20: it is somebody else's."""
    small_town.say(COMMUNICATOR, f"{HANDOVER} namnbyte=ja")
    refused = small_town.try_say(EDITOR, f"konto öppna {ACCOUNT} Igen")
    assert not refused.ok and "överlåtet" in refused.card.title


def test_a_hand_over_needs_its_decision(small_town: Town) -> None:
    """H20: also where the guideline says nothing of it; and it is communications' to record."""
    line = f'konto överlåt {ACCOUNT} till="Bokens vänner" namnbyte=ja'
    assert list(small_town.try_say(COMMUNICATOR, line).errors) == ["decision"]
    assert not small_town.try_say(EDITOR, f"{HANDOVER} namnbyte=ja").ok


# Rest


def test_an_account_rests_from_a_day_until_another(small_town: Town) -> None:
    """F9: questions and removals are recorded as always."""
    small_town.say(EDITOR, f"konto vila {ACCOUNT} från=2026-09-15 till=2027-04-30")
    assert str(small_town.account().rests_until) == "2027-04-30"
    assert small_town.say(EDITOR, f"fråga {ACCOUNT}", local(2026, 12, 1, 9)).card.data["due_at"]
    small_town.say(EDITOR, f"konto vila {ACCOUNT} slut=ja")
    assert small_town.account().rests_from is None


@pytest.mark.parametrize(
    ("more", "field"),
    [("", "first"), ("från=2026-09-15", "last"), ("från=2026-09-15 till=2026-09-01", "last"),
     ("från=15/9 till=2026-09-20", "first")],
)  # fmt: skip
def test_a_rest_has_two_days_in_their_order(small_town: Town, more: str, field: str) -> None:
    assert list(small_town.try_say(EDITOR, f"konto vila {ACCOUNT} {more}").errors) == [field]


def test_only_an_active_account_rests(small_town: Town) -> None:
    small_town.new_account("nytt-ig", active=False)
    line = "konto vila nytt-ig från=2026-09-15 till=2027-04-30"
    assert not small_town.try_say(EDITOR, line).ok
    assert not small_town.try_say(SECOND_EDITOR, line).ok
