"""The way to a deletion: proposed, decided by another, stopped where it must not be (S4, M9, H17, G9)."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from core.policy.records import Deletable, RetentionRule
from tests.records import contents
from tests.town import (
    ACCOUNT,
    COMMUNICATOR,
    COUNCIL,
    EDITOR,
    MANAGER,
    REGISTRAR,
    Town,
    local,
)  # fmt: skip

THEN, NOW = local(2026, 9, 10, 10), local(2026, 11, 24, 10)
PROPOSE = "gallring föreslå slag=fråga före=2026-11-01"
DECIDE = 'gallring besluta G-2026-0001 beslut="KS 2026/45 § 12"'


@pytest.fixture
def settled(small_town: Town) -> Town:
    """A town with two answered questions and an open one, of long ago."""
    for n in range(3):
        small_town.say(EDITOR, f"fråga {ACCOUNT}", THEN + timedelta(minutes=n))
    for n in (1, 2):
        small_town.say(EDITOR, f"svar F-2026-000{n} namn=Eva avdelning=Kultur", THEN + timedelta(hours=1))
    return small_town


def proposed(town: Town, line: str = PROPOSE) -> dict[str, int]:
    """How many of what is proposed."""
    return dict(town.say(COMMUNICATOR, line, NOW).card.data["counts"])


def test_only_what_is_settled_before_the_day_is_proposed(settled: Town) -> None:
    """S4, G9: an open question stays, whatever its age; so does what was settled on the day."""
    assert proposed(settled) == {"question": 2}
    for line in (
        "gallring föreslå slag=fråga före=2026-09-10",
        "gallring föreslå slag=inlägg före=2026-11-01",
    ):
        assert "inget sådant" in settled.try_say(COMMUNICATOR, line, NOW).card.title


def test_who_proposes_does_not_decide_and_nothing_is_done_undecided(settled: Town) -> None:
    """S4, M9, H17: a decision's reference and a second person; refused, nothing is changed."""
    proposed(settled)
    assert "G-2026-0001" in str(settled.say(REGISTRAR, "mina", NOW).card)
    assert "G-2026-0001" not in str(settled.say(COMMUNICATOR, "mina", NOW).card)
    before = contents(settled.database)
    for person, line in (
        (COMMUNICATOR, DECIDE),
        (REGISTRAR, "gallring besluta G-2026-0001"),
        (REGISTRAR, "gallring verkställ G-2026-0001"),
    ):
        assert not settled.try_say(person, line, NOW).ok
    assert contents(settled.database) == before
    assert settled.say(REGISTRAR, DECIDE, NOW).card.data["decision"] == "KS 2026/45 § 12"


@pytest.mark.parametrize("person", [EDITOR, MANAGER, COUNCIL])
def test_nobody_else_deletes(settled: Town, person: str) -> None:
    """S2, S4."""
    for line in ("gallring förslag", PROPOSE, f"gallring stopp konto={ACCOUNT} orsak=x"):
        assert not settled.try_say(person, line, NOW).ok


def test_a_stop_holds_an_account_or_an_entry_until_it_is_lifted(settled: Town) -> None:
    """S4: a legal hold."""
    settled.say(REGISTRAR, "gallring stopp nummer=F-2026-0001 orsak=Tvist", NOW)
    assert proposed(settled) == {"question": 1}
    settled.say(REGISTRAR, f"gallring stopp konto={ACCOUNT} orsak=Tvist", NOW)
    assert not settled.try_say(COMMUNICATOR, PROPOSE, NOW).ok
    assert settled.say(REGISTRAR, "gallring förslag", NOW).card.data["holds"] == [
        "H-2026-0001",
        "H-2026-0002",
    ]
    for number in (1, 2):
        settled.say(REGISTRAR, f"gallring häv H-2026-000{number}", NOW)
    assert proposed(settled) == {"question": 2}
    assert settled.try_say(REGISTRAR, "gallring stopp orsak=Tvist", NOW).errors
    assert not settled.try_say(REGISTRAR, "gallring häv H-2026-0001", NOW).ok


@pytest.mark.parametrize(
    "asks", ["utlämnande fråga F-2026-0001", f"utlämnande konto {ACCOUNT}", "utlämnande period 2026-Q3"]
)
def test_what_somebody_has_asked_for_is_not_deleted_meanwhile(settled: Town, asks: str) -> None:
    """S4, H23: public records that are asked for are handed out first."""
    settled.say(EDITOR, asks, NOW)
    left = {"question": 1} if "fråga" in asks else None
    reply = settled.try_say(COMMUNICATOR, PROPOSE, NOW)
    assert (reply.card.data.get("counts") if reply.ok else None) == left
    settled.say(REGISTRAR, "utlämnande återtagen U-2026-0001", NOW)
    assert proposed(settled) == {"question": 2}


def test_what_was_stopped_since_is_left(settled: Town) -> None:
    """S4: a stop holds also after the decision; the account says how many were left."""
    proposed(settled)
    settled.say(REGISTRAR, DECIDE, NOW)
    settled.say(REGISTRAR, "gallring stopp nummer=F-2026-0001 orsak=Tvist", NOW)
    done = settled.report(REGISTRAR, "gallring verkställ G-2026-0001", NOW)
    assert (done.card.data["counts"]["question"], done.card.data["counts"]["left"]) == (1, 1)
    assert not settled.try_say(REGISTRAR, "gallring släpp G-2026-0001", NOW).ok


def test_a_rule_says_its_kinds_and_its_limit(small_town: Town) -> None:
    """G9, H17: Hallstahammar sets no number: somebody says which day; another kind is refused in its field."""
    small_town.follow("hallstahammar")
    small_town.say(EDITOR, f"inlägg {ACCOUNT}", THEN)
    for line, field in (
        ("gallring föreslå regel=inaktuella", "before"),
        ("gallring föreslå regel=inaktuella slag=moderering före=2026-10-01", "kinds"),
        ("gallring föreslå regel=inaktuella före=2027-10-01", "before"),
        ("gallring föreslå", "kinds"),
        ("gallring föreslå slag=fråga", "before"),
    ):
        assert list(small_town.try_say(COMMUNICATOR, line, NOW).errors) == [field], line
    assert proposed(small_town, "gallring föreslå regel=inaktuella före=2026-10-01") == {"post": 1}


def test_what_is_removed_for_its_content_is_never_routine() -> None:
    """M14: no policy can say otherwise."""
    given = {
        "id": "x", "what": "x", "decision": "x", "after": "x", "standing": True, "rule": "M14", "section": "x",
        "strength": "ska",
    }  # fmt: skip
    assert RetentionRule.model_validate(given | {"covers": [Deletable.POST]})
    with pytest.raises(ValidationError, match="rutin"):
        RetentionRule.model_validate(given | {"covers": [Deletable.CASE]})
