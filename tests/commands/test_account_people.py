"""Who works with an account: readings that a new plan asks for again, loans that end by themselves (H8, H12, M12)."""

import pytest

from core import audit
from tests.town import ACCOUNT, ADMIN, COMMUNICATOR, EDITOR, MANAGER, OUTSIDER, SECOND_EDITOR, Town, local

LOAN = f"konto låna {ACCOUNT} {OUTSIDER} från=2026-10-01 till=2026-10-14"
CONFIRMED = f"{LOAN} förankrat=ja riktlinjer=ja"


def test_the_manager_says_what_an_assignment_covers(small_town: Town) -> None:
    """H8, F2: defined and documented, and seen on the account."""
    small_town.say(EDITOR, f"konto ändra {ACCOUNT} administratörer={SECOND_EDITOR}")
    small_town.say(
        MANAGER, f'konto uppdrag {ACCOUNT} {SECOND_EDITOR} uppgift="Svara på frågor, en timme om dagen"'
    )
    shown = small_town.say(EDITOR, f"konto visa {ACCOUNT}").card
    assert f"{SECOND_EDITOR}: Svara på frågor, en timme om dagen" in [
        section.text for section in shown.sections
    ]


# Readings


def test_who_works_with_an_account_confirms_the_guidelines_and_the_plan(town: Town) -> None:
    """M12, H8: a gap until then, and again with a new plan."""
    town.follow("mullsjo")
    town.say(EDITOR, f"plan {ACCOUNT} mål=Fler")
    assert f"reading:{EDITOR}" in town.gaps()
    assert town.say(EDITOR, "läst").card.data["accounts"] == [ACCOUNT]
    assert f"reading:{EDITOR}" not in town.gaps()
    town.say(EDITOR, f"plan {ACCOUNT} mål=Färre")
    assert f"reading:{EDITOR}" in town.gaps()
    town.say(EDITOR, f"läst {ACCOUNT}")
    assert f"reading:{EDITOR}" not in town.gaps()


def test_another_edition_of_the_guidelines_is_read_anew(small_town: Town) -> None:
    """M12: what was read is the guidelines as they stood."""
    small_town.follow("mullsjo")
    small_town.say(EDITOR, "läst")
    small_town.follow("hallstahammar")
    assert f"reading:{EDITOR}" in small_town.gaps()


@pytest.mark.parametrize("person", [SECOND_EDITOR, MANAGER, COMMUNICATOR])
def test_nobody_confirms_for_somebody_else(small_town: Town, person: str) -> None:
    """M12."""
    assert not small_town.try_say(person, f"läst {ACCOUNT}").ok


def test_where_the_guideline_is_silent_nobody_is_asked(small_town: Town) -> None:
    """M12: Falköping's routine does not say so; who will may still confirm."""
    assert small_town.gaps() == []
    assert small_town.say(EDITOR, "läst").ok


# Loans


def test_a_loan_is_agreed_and_the_borrower_knows_the_guidelines(small_town: Town) -> None:
    """H12: communications' own word is agreement."""
    small_town.follow("hallstahammar")
    assert list(small_town.try_say(EDITOR, LOAN).errors) == ["agreed"]
    assert list(small_town.try_say(EDITOR, f"{LOAN} förankrat=ja").errors) == ["guidelines"]
    assert small_town.say(COMMUNICATOR, f"{LOAN} riktlinjer=ja").ok


def test_who_borrows_works_with_the_account_from_the_first_day(town: Town) -> None:
    """H12: at once when it begins today, with assignment and guidelines by the loan itself."""
    town.follow("hallstahammar")
    first = local(2026, 10, 1, 9)
    town.say(EDITOR, CONFIRMED, first)
    assert town.say(OUTSIDER, f"moderera {ACCOUNT} kategori=reklam åtgärd=dold", first).ok
    assert not [
        key for key in town.gaps(at=first) if key.endswith(OUTSIDER) and key != f"training:{OUTSIDER}"
    ]
    shown = town.say(EDITOR, f"konto visa {ACCOUNT}", first).card
    assert any("olle-outsider" in section.text for section in shown.sections)


def test_a_loan_is_taken_back(small_town: Town) -> None:
    """H12: before its time."""
    first = local(2026, 10, 1, 9)
    small_town.say(EDITOR, CONFIRMED, first)
    small_town.say(EDITOR, f"konto återta {ACCOUNT} {OUTSIDER}", first)
    assert not small_town.try_say(OUTSIDER, f"inlägg {ACCOUNT}", first).ok
    assert list(small_town.try_say(EDITOR, f"konto återta {ACCOUNT} {OUTSIDER}", first).errors) == ["person"]


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (f"konto låna {ACCOUNT} {OUTSIDER} från=2026-10-14 till=2026-10-01 förankrat=ja riktlinjer=ja", "last"),
        (f"konto låna {ACCOUNT} {OUTSIDER} från=2026-08-01 till=2026-08-14 förankrat=ja riktlinjer=ja", "last"),
        (f"konto låna {ACCOUNT} {EDITOR} från=2026-10-01 till=2026-10-14 förankrat=ja riktlinjer=ja", "person"),
        (f"konto låna {ACCOUNT} {OUTSIDER} till=2026-10-14 förankrat=ja riktlinjer=ja", "first"),
    ],
)  # fmt: skip
def test_a_loan_that_can_not_be_says_why(small_town: Town, line: str, field: str) -> None:
    """H12."""
    assert list(small_town.try_say(ADMIN, line).errors) == [field]


def test_what_happens_with_people_reaches_the_log(small_town: Town) -> None:
    """H28: as account changes, which the digest tells of."""
    small_town.say(EDITOR, CONFIRMED)
    small_town.say(EDITOR, "läst")
    small_town.say(EDITOR, f"konto återta {ACCOUNT} {OUTSIDER}")
    with small_town.database.read() as session:
        rows = audit.after(session, small_town.home(session).id, 0, "account.")
    assert [row.action for row in rows][-3:] == ["account.lent", "account.read", "account.returned"]
