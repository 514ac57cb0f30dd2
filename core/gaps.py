"""Gaps: what an account lacks by the policy, which is reminded but stops nobody from working (F2, F3, F4)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from core import accounts, people
from core.accounts import Account, AccountEditor, Assignment, Status
from core.inventory import AccountFacts
from core.people import Person, Training
from core.policy import Policy
from core.scope import Scope
from core.table import plain


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


def of_accounts(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> dict[int, tuple[Gap, ...]]:
    """As `of_account`, of many accounts of the workspace by id, in four statements."""
    present = _present(scope)
    administrators = _pairs(scope, AccountEditor)
    assigned = _pairs(scope, Assignment, col(Assignment.ended_at).is_(None))
    trained = frozenset(
        scope.session.exec(select(Training.person_id).where(Training.workspace_id == scope.workspace_id))
    )
    return {
        account.id: found(
            scope.policy,
            account,
            _first(account.responsible_id, administrators[account.id], present),
            frozenset(assigned[account.id]),
            trained,
        )
        for account in chosen
    }


class Editor(NamedTuple):
    """What gaps need to know of a person."""

    id: int
    slug: str
    name: str
    is_here: bool


def _present(scope: Scope) -> dict[int, Editor]:
    """Everybody who has not left, by id."""
    query = select(col(Person.id), Person.slug, Person.name, col(Person.away_since).is_(None)).where(
        Person.workspace_id == scope.workspace_id, col(Person.left_at).is_(None)
    )
    return {row[0]: Editor(row[0], row[1], row[2], bool(row[3])) for row in plain(scope.session, query)}


def _pairs(
    scope: Scope, kind: type[AccountEditor] | type[Assignment], *only: ColumnElement[bool]
) -> defaultdict[int, set[int]]:
    """The ids of people by account id."""
    query = select(kind.account_id, kind.person_id).where(kind.workspace_id == scope.workspace_id, *only)
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, person_id in plain(scope.session, query):
        pairs[account_id].add(person_id)
    return pairs


def _first(responsible: int | None, administrators: set[int], present: Mapping[int, Editor]) -> list[Editor]:
    """Those who have not left, the one responsible first, then by name."""
    others = (present[id] for id in administrators - {responsible} if id in present)
    first = [present[responsible]] if responsible and responsible in present else []
    return first + sorted(others, key=lambda person: person.name)


def found(
    policy: Policy,
    account: Account | AccountFacts,
    editors: Iterable[Person | Editor],
    assigned: frozenset[int],
    trained: frozenset[int],
) -> tuple[Gap, ...]:
    """As `of_account`, of facts read before: its editors, and the ids of those assigned to it and of those trained.

    An editor who is away is an administrator lost, and lacks nothing else meanwhile.
    """
    if account.status not in (Status.APPROVED, Status.ACTIVE, Status.CLOSING):
        return ()
    wants, everybody = policy.accounts, tuple(editors)
    gaps = [] if account.responsible_id else [Gap(GapKind.RESPONSIBLE)]
    gaps += [Gap(GapKind.AWAY, person.slug) for person in everybody if not person.is_here]
    here = tuple(person for person in everybody if person.is_here)
    if wants.assignment.value:
        gaps += _without(GapKind.ASSIGNMENT, here, assigned)
    if account.status is Status.APPROVED:
        return tuple(gaps)
    if wants.training.value:
        gaps += _without(GapKind.TRAINING, here, trained)
    if wants.access.value and account.access is None:
        gaps.append(Gap(GapKind.ACCESS))
    if not account.url:
        gaps.append(Gap(GapKind.ADDRESS))
    return tuple(gaps)


def _without(kind: GapKind, editors: Iterable[Person | Editor], have: frozenset[int]) -> list[Gap]:
    return [Gap(kind, person.slug) for person in editors if person.id not in have]
