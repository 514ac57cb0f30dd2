"""Moderation cases: what was done is recorded as it was done, and what is then missing follows from it (F12, F13)."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from bot import app as house
from core import accounts, moderation
from core.accounts import Account
from core.errors import FieldError, Refused
from core.evidence import Kept
from core.logbook import void
from core.moderation import Action, Case, FollowUp
from core.policy import built_in
from core.policy.moderation import Judgement
from core.scope import Scope
from tests.records import scope_of
from tests.town import ACCOUNT, EDITOR, Town

POLICY = built_in("falkoping")
CATEGORIES = {category.id: category for category in POLICY.moderation.categories}
PICTURE = Kept("a" * 64, 10, "image/png", "a.png")


@pytest.fixture
def work(small_town: Town) -> Iterator[tuple[Scope, Account]]:
    """A transaction in which the editor works on the library's account."""
    with small_town.database.write() as session:
        scope = scope_of(small_town, session, EDITOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        assert account
        yield scope, account


def record(
    work: tuple[Scope, Account], category: str, action: Action = Action.REMOVED, **more: object
) -> Case:
    """A case of that category."""
    scope, account = work
    return moderation.record(scope, account, CATEGORIES[category], action, scope.now, **more)  # type: ignore[arg-type]


def lacks(work: tuple[Scope, Account], case: Case) -> set[FollowUp]:
    """What the case still lacks."""
    return set(moderation.lacking(work[0], case))


def test_every_action_on_every_category_is_recorded(work: tuple[Scope, Account]) -> None:
    """F12, F13: it has happened; nothing that is missing stands in its way."""
    cases = [record(work, category, action) for category, action in product(CATEGORIES, Action)]
    assert len({case.number for case in cases}) == len(CATEGORIES) * len(Action)


def test_only_crimes_are_reported_to_the_police(work: tuple[Scope, Account]) -> None:
    """F13: the editor judges crime, unsure, or against the rules."""
    for judgement, police in ((Judgement.CRIME, True), (Judgement.UNSURE, False), (Judgement.RULES, False)):
        case = record(work, "hets", judgement=judgement)
        assert (FollowUp.POLICE_REPORT in lacks(work, case)) is police
        assert (FollowUp.JUDGEMENT in lacks(work, case)) is (judgement is Judgement.UNSURE)


@pytest.mark.parametrize("proof", [{"file": PICTURE}, {"place": "Platina"}, {"diary_number": "KS 2026/1"}])
def test_a_file_a_place_and_a_diary_number_are_as_good(
    work: tuple[Scope, Account], proof: dict[str, object]
) -> None:
    """S10."""
    assert lacks(work, record(work, "reklam")) == {FollowUp.EVIDENCE}
    assert lacks(work, record(work, "reklam", **proof)) == set()


def test_blocking_a_person_needs_a_reason(work: tuple[Scope, Account]) -> None:
    """S11."""
    case = record(work, "reklam", Action.BLOCKED, place="Platina")
    assert lacks(work, case) == {FollowUp.BLOCK_REASON}
    moderation.complete(work[0], case, POLICY, block_reason="Upprepad spam")
    assert lacks(work, case) == set()


def test_pictures_of_abuse_are_never_registered(work: tuple[Scope, Account]) -> None:
    """S9: neither at once nor later, and no evidence is asked for."""
    with pytest.raises(FieldError):
        record(work, "barnpornografi", file=PICTURE)
    case = record(work, "barnpornografi")
    assert lacks(work, case) == {FollowUp.POLICE_REPORT}
    with pytest.raises(FieldError):
        moderation.complete(work[0], case, POLICY, file=PICTURE)


def test_a_judgement_the_category_can_not_have_is_refused(work: tuple[Scope, Account]) -> None:
    """F13: swearing is no crime."""
    with pytest.raises(FieldError):
        record(work, "svordomar", judgement=Judgement.CRIME)


def test_a_follow_up_is_closed_with_a_reason(work: tuple[Scope, Account]) -> None:
    """F13: the police report by the manager's, once."""
    case = record(work, "hets", place="Platina")
    moderation.waive(work[0], case, FollowUp.POLICE_REPORT, "Ringa")
    assert lacks(work, case) == set()
    with pytest.raises(Refused):
        moderation.waive(work[0], case, FollowUp.POLICE_REPORT, "Igen")


def test_a_voided_case_lacks_nothing_and_takes_nothing_more(work: tuple[Scope, Account]) -> None:
    """S3: it stays, and points to what replaced it."""
    case = record(work, "hets")
    void(work[0], case, "corrected", "M-2026-0002")
    assert lacks(work, case) == set()
    with pytest.raises(Refused) as refused:
        moderation.complete(work[0], case, POLICY, place="Platina")
    assert "M-2026-0002" in refused.value.what_to_do


def test_a_policy_without_police_reports_asks_for_none(work: tuple[Scope, Account]) -> None:
    rules = POLICY.moderation
    without = rules.model_copy(
        update={"police_report": rules.police_report.model_copy(update={"value": False})}
    )
    scope = replace(work[0], policy=POLICY.model_copy(update={"moderation": without}))
    assert moderation.lacking(scope, record(work, "hets", place="Platina")) == ()


def test_the_towns_policy_is_falkopings(small_town: Town) -> None:
    with small_town.database.read() as session:
        assert house.policy_of(small_town.home(session)) == POLICY
