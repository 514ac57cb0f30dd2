"""Gaps: what an account lacks by the policy, by its state; they stop nobody (F2, F3, F4)."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from core import accounts, gaps, people
from core.accounts import Account, Status
from core.gaps import Gap, GapKind
from core.people import Person
from core.scope import Scope
from tests.records import scope_of
from tests.town import ACCOUNT, COMMUNICATOR, OUTSIDER, Town

Change = Callable[[Scope, Account, Person], object]


def gaps_after(town: Town, change: Change) -> tuple[Gap, ...]:
    """What the library's account lacks after a change; the third argument is an editor of another account."""
    with town.database.write() as session:
        scope = scope_of(town, session, COMMUNICATOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        other = people.identify(session, scope.workspace_id, OUTSIDER)
        assert account and other
        change(scope, account, other)
        session.flush()
        return gaps.of_account(scope, account)


def test_an_account_in_order_lacks_nothing(town: Town) -> None:
    assert gaps_after(town, lambda scope, account, other: None) == ()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda scope, account, other: setattr(account, "responsible_id", None), [Gap(GapKind.RESPONSIBLE)]),
        (lambda scope, account, other: setattr(account, "access", None), [Gap(GapKind.ACCESS)]),
        (lambda scope, account, other: setattr(account, "url", None), [Gap(GapKind.ADDRESS)]),
        (
            lambda scope, account, other: accounts.set_administrators(scope, account, [other]),
            [Gap(GapKind.ASSIGNMENT, OUTSIDER), Gap(GapKind.TRAINING, OUTSIDER)],
        ),
    ],
    ids=["responsible (M2)", "access (F3)", "address (F6)", "assignment and training (F2, F4)"],
)
def test_what_is_missing_is_named(small_town: Town, change: Change, found: list[Gap]) -> None:
    """F2, F3, F4, F6."""
    assert list(gaps_after(small_town, change)) == found


@pytest.mark.parametrize("status", [Status.REQUESTED, Status.CLOSED, Status.REJECTED])
def test_an_account_that_is_not_in_use_lacks_nothing(small_town: Town, status: Status) -> None:
    def empty(scope: Scope, account: Account, other: Person) -> None:
        account.status, account.responsible_id, account.url, account.access = status, None, None, None

    assert gaps_after(small_town, empty) == ()


def test_an_approved_account_needs_neither_address_nor_training_yet(small_town: Town) -> None:
    """F4: training comes at the start."""

    def approved(scope: Scope, account: Account, other: Person) -> None:
        account.status, account.url, account.access = Status.APPROVED, None, None
        accounts.set_administrators(scope, account, [other])

    assert gaps_after(small_town, approved) == (Gap(GapKind.ASSIGNMENT, OUTSIDER),)


def test_a_policy_that_asks_for_less_finds_less(small_town: Town) -> None:
    """Each gap is a value of the policy."""
    with small_town.database.write() as session:
        scope = scope_of(small_town, session, COMMUNICATOR)
        account = accounts.identify(session, scope.workspace_id, ACCOUNT)
        other = people.identify(session, scope.workspace_id, OUTSIDER)
        assert account and other
        accounts.set_administrators(scope, account, [other])
        rules = scope.policy.accounts
        no = {
            name: getattr(rules, name).model_copy(update={"value": False})
            for name in ("assignment", "training")
        }
        lenient = scope.policy.model_copy(update={"accounts": rules.model_copy(update=no)})
        assert gaps.of_account(replace(scope, policy=lenient), account) == ()


def test_a_gap_has_a_name_within_its_account() -> None:
    assert Gap(GapKind.ACCESS).key == "access"
    assert Gap(GapKind.TRAINING, "eva").key == "training:eva"
