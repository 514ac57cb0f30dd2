"""What there is of an account beside its own row: its people, its need and plan, what was gone through and read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from sqlalchemy import ColumnElement
from sqlmodel import col, select

from core import checklists, contacts, loans, plans, readings
from core.accounts import Account, AccountEditor, Assignment
from core.checklists import Check, Checklist
from core.inventory import AccountFacts
from core.people import Person, PersonRole, Role, Training
from core.plans import Need, Plan
from core.policy.life import PlanItem
from core.scope import Scope


class Editor(NamedTuple):
    """What gaps need to know of a person."""

    id: int
    slug: str
    name: str
    unit: str | None
    contact: str | None
    is_here: bool


@dataclass(frozen=True, slots=True)
class Held:
    """What there is of an account beside its own row. `managers` are the unit's; people are those not gone.

    Who borrows the account has had the assignment and the guidelines confirmed with the loan (H12).
    """

    editors: tuple[Person | Editor, ...] = ()
    managers: tuple[Person | Editor, ...] = ()
    assigned: frozenset[int] = frozenset()
    trained: frozenset[int] = frozenset()
    read: frozenset[int] = frozenset()
    borrowers: frozenset[int] = frozenset()
    need: Need | None = None
    is_advised: bool = True
    plan: Plan | None = None
    profile: Check | None = None
    launch: Check | None = None
    has_contact: bool = True


def read(scope: Scope, chosen: Iterable[Account | AccountFacts], *, one: bool = False) -> dict[int, Held]:
    """What there is of the accounts, by id; only what the policy asks for is read. `one` reads no other accounts'."""
    chosen = tuple(chosen)
    ids = [account.id for account in chosen] if one else None
    present = _present(scope)
    administrators = _pairs(scope, AccountEditor, ids)
    assigned = _pairs(scope, Assignment, ids, col(Assignment.ended_at).is_(None))
    trained = frozenset(
        scope.session.exec(select(Training.person_id).where(Training.workspace_id == scope.workspace_id))
    )
    life = _life(scope, chosen, ids)
    managers = _managers(scope, present)
    return {
        account.id: life.of(
            account,
            Held(
                editors=_first(account.responsible_id, administrators[account.id], present),
                managers=managers.get(account.unit, ()),
                assigned=frozenset(assigned[account.id]),
                trained=trained,
            ),
        )
        for account in chosen
    }


def _present(scope: Scope) -> dict[int, Editor]:
    """Everybody who has not left, by id."""
    query = select(
        col(Person.id),
        Person.slug,
        Person.name,
        Person.unit,
        Person.contact,
        col(Person.away_since).is_(None),
    ).where(Person.workspace_id == scope.workspace_id, col(Person.left_at).is_(None))  # type: ignore[call-overload]
    return {
        row[0]: Editor(row[0], row[1], row[2], row[3], row[4], bool(row[5]))
        for row in scope.session.exec(query)
    }


def _pairs(
    scope: Scope,
    kind: type[AccountEditor] | type[Assignment],
    ids: list[int] | None,
    *only: ColumnElement[bool],
) -> defaultdict[int, set[int]]:
    """The ids of people by account id."""
    query = select(kind.account_id, kind.person_id).where(kind.workspace_id == scope.workspace_id, *only)
    if ids is not None:
        query = query.where(col(kind.account_id).in_(ids))
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, person_id in scope.session.exec(query):
        pairs[account_id].add(person_id)
    return pairs


def _first(
    responsible: int | None, administrators: set[int], present: Mapping[int, Editor]
) -> tuple[Editor, ...]:
    """Those who have not left, the one responsible first, then by name."""
    others = (present[id] for id in administrators - {responsible} if id in present)
    first = [present[responsible]] if responsible and responsible in present else []
    return (*first, *sorted(others, key=lambda person: person.name))


def _managers(scope: Scope, present: Mapping[int, Editor]) -> dict[str, tuple[Editor, ...]]:
    """The managers of each unit, where a plan names them."""
    if PlanItem.MANAGER not in scope.policy.plan.contents.value:
        return {}
    query = select(PersonRole.person_id).where(
        PersonRole.workspace_id == scope.workspace_id, PersonRole.role == Role.MANAGER
    )
    by_unit: dict[str, tuple[Editor, ...]] = {}
    for id in sorted(scope.session.exec(query)):
        if id in present and (unit := present[id].unit):
            by_unit[unit] = (*by_unit.get(unit, ()), present[id])
    return by_unit


@dataclass(frozen=True, slots=True)
class Life:
    """What was read of many accounts' lives, of what the policy asks for."""

    needs: Mapping[int, Need]
    advised: Mapping[int, object]
    plans: Mapping[int, Plan]
    read: Mapping[int, frozenset[int]]
    borrowers: Mapping[int, frozenset[int]]
    checks: Mapping[tuple[int, Checklist], Check]
    without_contact: frozenset[int]
    asks_advice: bool

    def of(self, account: Account | AccountFacts, held: Held) -> Held:
        """What there is of one account, beside what is known of its people."""
        id = account.id
        return replace(
            held,
            read=self.read.get(id, frozenset()),
            borrowers=self.borrowers.get(id, frozenset()),
            need=self.needs.get(id),
            is_advised=not self.asks_advice or id in self.advised,
            plan=self.plans.get(id),
            profile=self.checks.get((id, Checklist.PROFILE)),
            launch=self.checks.get((id, Checklist.LAUNCH)),
            has_contact=id not in self.without_contact,
        )


def life_of(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> Life:
    """What there is of the accounts' lives, read of them alone."""
    chosen = tuple(chosen)
    return _life(scope, chosen, [account.id for account in chosen])


def _life(scope: Scope, chosen: tuple[Account | AccountFacts, ...], ids: list[int] | None) -> Life:
    wants, policy = scope.policy.accounts, scope.policy
    every = [account.id for account in chosen]
    asks_need = policy.need.stated.value or policy.need.considered.value
    made = plans.newest(scope, ids) if policy.plan.contents.value or wants.reading.value else {}
    asks_checks = wants.profile_reviewed.value or wants.launch.value
    newest = {id: plan.id for id, plan in made.items()}
    return Life(
        needs=plans.needs_of(scope, ids) if asks_need else {},
        advised=plans.advised(scope, chosen) if policy.approval.advice.value else {},
        plans=made,
        read=readings.who_has_read(scope, every, newest) if wants.reading.value else {},
        borrowers=loans.borrowers(scope, every),
        checks=checklists.latest(scope, ids) if asks_checks else {},
        without_contact=contacts.without(scope) if wants.contacts.value else frozenset(),
        asks_advice=policy.approval.advice.value,
    )
