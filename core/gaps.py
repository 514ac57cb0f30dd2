"""Gaps: what an account lacks by the policy, which is reminded but stops nobody from working (F2, F3, F4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from core import accounts, people
from core.accounts import Account, Status
from core.people import Person
from core.policy import Policy
from core.scope import Scope


class GapKind(StrEnum):
    """What is missing."""

    RESPONSIBLE = "responsible"
    AWAY = "away"
    ASSIGNMENT = "assignment"
    TRAINING = "training"
    ACCESS = "access"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing an account lacks; `person` is the slug of whom it concerns, if anybody."""

    kind: GapKind
    person: str = ""

    @property
    def key(self) -> str:
        """The gap's name within its account."""
        return f"{self.kind}:{self.person}" if self.person else str(self.kind)


def of_account(scope: Scope, account: Account) -> tuple[Gap, ...]:
    """What the account lacks now; nothing for one that is not in use."""
    editors = accounts.editors(scope.session, account)
    assigned = accounts.assigned(scope.session, account)
    trained = people.trained(scope.session, (p.id for p in editors))
    return found(scope.policy, account, editors, assigned, trained)


def found(
    policy: Policy,
    account: Account,
    editors: Iterable[Person],
    assigned: frozenset[int],
    trained: frozenset[int],
) -> tuple[Gap, ...]:
    """As `of_account`, of facts read before: its editors, and the ids of those assigned to it and of those trained.

    An editor who is away is an administrator lost, and lacks nothing else meanwhile.
    """
    if account.status not in {Status.APPROVED, Status.ACTIVE, Status.CLOSING}:
        return ()
    wants, editors = policy.accounts, tuple(editors)
    gaps = [] if account.responsible_id else [Gap(GapKind.RESPONSIBLE)]
    gaps += [Gap(GapKind.AWAY, person.slug) for person in editors if not person.is_here]
    editors = tuple(person for person in editors if person.is_here)
    if wants.assignment.value:
        gaps += _without(GapKind.ASSIGNMENT, editors, assigned)
    if account.status is Status.APPROVED:
        return tuple(gaps)
    if wants.training.value:
        gaps += _without(GapKind.TRAINING, editors, trained)
    if wants.access.value and account.access is None:
        gaps.append(Gap(GapKind.ACCESS))
    if not account.url:
        gaps.append(Gap(GapKind.ADDRESS))
    return tuple(gaps)


def _without(kind: GapKind, editors: Iterable[Person], have: frozenset[int]) -> list[Gap]:
    return [Gap(kind, person.slug) for person in editors if person.id not in have]
