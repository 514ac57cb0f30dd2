"""Who is blocked: the profile for those who let it in again, a pseudonym in every list (S5, S11)."""

import json

import pytest
from sqlmodel import select

from core import pseudonyms
from core.card import Card, to_json
from core.moderation import Case
from core.numbers import Sequence
from tests.records import audit_rows
from tests.town import (
    ACCOUNT,
    ADMIN,
    COMMUNICATOR,
    EDITOR,
    MANAGER,
    OUTSIDER,
    REGISTRAR,
    SECOND_EDITOR,
    Town,
    local,
)  # fmt: skip

NOW = local(2026, 11, 24, 10)
HANDLE = "trollet.i.skogen"
BLOCK = f"moderera {ACCOUNT} kategori=reklam åtgärd=blockerad plats=Pärm orsak=Spam"


def blocked(town: Town, profile: str) -> Card:
    """The card of a new block."""
    return town.say(EDITOR, f"{BLOCK} profil={profile}", NOW).card


def who(town: Town) -> list[str]:
    """The pseudonyms of the list, in order."""
    return [each["who"] for each in town.say(COMMUNICATOR, "blockering lista", NOW).card.data["blocks"]]


def test_the_same_person_has_the_same_pseudonym(town: Town) -> None:
    """S11: blocked twice on two accounts of a platform, however the profile is written; nobody else has it."""
    town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={EDITOR},{SECOND_EDITOR}", NOW)
    town.new_account("musik-fb", NOW)
    blocked(town, f"https://www.facebook.com/{HANDLE}/")
    blocked(town, f"facebook.com/{HANDLE.upper()}")
    blocked(town, "@nagon.annan")
    town.say(EDITOR, BLOCK.replace(ACCOUNT, "musik-fb") + f" profil=m.facebook.com/{HANDLE}", NOW)
    first, second, other, third = who(town)
    assert first == second == third != other
    assert len(first) == 6


def test_lists_have_the_pseudonym_and_the_case_the_profile_for_those_who_need_it(small_town: Town) -> None:
    """S5: the account's editors and communications; the manager, the registrar and others see who it goes by."""
    blocked(small_town, f"@{HANDLE}")
    [called] = who(small_town)
    for person in (EDITOR, COMMUNICATOR, MANAGER, REGISTRAR, ADMIN):
        listed = small_town.say(person, "blockering lista", NOW).card
        assert HANDLE not in to_json(listed) and f"person {called}" in to_json(listed)
        case = small_town.say(person, "moderering visa M-2026-0001", NOW).card
        shown = {fact.label: fact.value for fact in case.facts}["Blockerad"]
        assert shown == (
            f"@{HANDLE} (person {called})" if person in {EDITOR, COMMUNICATOR} else f"person {called}"
        )
    outside = small_town.say(OUTSIDER, "blockering lista", NOW).card.table
    assert outside and outside.rows == (
        ("M-2026-0001", ACCOUNT, f"person {called}", "–", "måndag 22 feb 2027"),
    )
    assert small_town.say(EDITOR, f"sök {HANDLE}", NOW).card.data["found"] == []


def test_the_log_knows_the_pseudonym_only(small_town: Town) -> None:
    """S3, S5: when recorded, completed and corrected."""
    small_town.say(EDITOR, BLOCK, NOW)
    small_town.say(EDITOR, f"moderering komplettera M-2026-0001 profil=@{HANDLE}", NOW)
    small_town.say(EDITOR, f"rätta M-2026-0001 profil={HANDLE}", NOW)
    said = [row.payload or "" for row in audit_rows(small_town)]
    assert not [payload for payload in said if HANDLE in payload]
    assert json.loads(said[-1])["changes"]["fields"] == ["profile", "pseudonym"]
    assert json.loads(said[-1])["changes"]["pseudonym"] == who(small_town)[0]


@pytest.mark.parametrize(
    "text",
    [
        f'{BLOCK} profil="Kalle Karlsson"',
        f"moderera {ACCOUNT} kategori=reklam åtgärd=borttagen profil=@x",
        "moderering komplettera M-2026-0001 profil=@x",
        "rätta M-2026-0001 profil=@x",
    ],
)
def test_no_name_is_a_field_and_nobodys_profile_is_noted_but_for_a_block(small_town: Town, text: str) -> None:
    """S5."""
    small_town.say(EDITOR, f"moderera {ACCOUNT} kategori=reklam åtgärd=borttagen", NOW)
    assert list(small_town.try_say(EDITOR, text, NOW).errors) == ["profile"]
    with small_town.database.read() as session:
        assert session.exec(select(Sequence.last).where(Sequence.kind == "M")).one() == 1


def test_deleted_under_a_decision_nothing_leads_back(small_town: Town) -> None:
    """S4: the profile is gone with its case, and so is the pseudonym: blocked again, another is drawn."""
    blocked(small_town, f"@{HANDLE}")
    [before] = who(small_town)
    small_town.say(EDITOR, "blockering häv M-2026-0001", NOW)
    later = local(2027, 2, 1, 9)
    small_town.say(COMMUNICATOR, "gallring föreslå slag=moderering före=2027-01-01", later)
    small_town.say(REGISTRAR, 'gallring besluta G-2027-0001 beslut="KS § 1"', later)
    small_town.report(REGISTRAR, "gallring verkställ G-2027-0001", later)
    with small_town.database.read() as session:
        case = session.exec(select(Case)).one()
        assert (case.profile, case.pseudonym) == (None, None)
    blocked(small_town, f"@{HANDLE}")
    assert who(small_town) != [before]


def test_a_pseudonym_is_drawn_and_not_reckoned() -> None:
    """S5: two towns call the same person differently; nobody can try handles until one fits."""
    assert pseudonyms.of(HANDLE, {}) != pseudonyms.of(HANDLE, {})


@pytest.mark.parametrize(
    ("written", "same"),
    [
        (f"@{HANDLE}", True),
        (f"https://m.facebook.com/{HANDLE.upper()}/?locale=sv#top", True),
        (f"https://www.youtube.com/@{HANDLE}", True),
        (f"{HANDLE}.2", False),
        ("https://www.facebook.com/profile.php?id=1002", False),
    ],
)
def test_a_profile_is_the_same_however_it_is_written(written: str, same: bool) -> None:
    known = {HANDLE: "000001", "https://www.facebook.com/profile.php?id=1001": "000002"}
    assert (pseudonyms.of(written, known) == "000001") is same
    assert pseudonyms.of("facebook.com/profile.php?id=1001", known) == "000002"
