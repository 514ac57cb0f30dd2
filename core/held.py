"""What there is of an account beside its own row: its people, its need and plan, what was gone through and read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, select
from sqlmodel import col

from core import checklists, contacts, loans, plans, readings
from core.accounts import Account, AccountEditor, Assignment
from core.checklists import Check, Checklist
from core.inventory import AccountFacts
from core.people import Person, PersonRole, Role, Training
from core.plans import Need, Plan
from core.policy.life import PlanItem
from core.scope import Scope
from core.table import plain

NOBODY: Set[int] = frozenset()
_TOWN: BindParameter[int] = bindparam("town")
_TRAINED = select(col(Training.person_id)).where(col(Training.workspace_id) == _TOWN)
_FACTS = (
    col(Person.id), col(Person.slug), col(Person.name), col(Person.unit), col(Person.contact),
    col(Person.away_since).is_(None),
)  # fmt: skip
_HERE = (col(Person.workspace_id) == _TOWN, col(Person.left_at).is_(None))
_PRESENT = select(*_FACTS).where(*_HERE)
_ADMINISTRATORS = select(col(AccountEditor.account_id), col(AccountEditor.person_id)).where(
    col(AccountEditor.workspace_id) == _TOWN
)
_ASSIGNED = select(col(Assignment.account_id), col(Assignment.person_id)).where(
    col(Assignment.workspace_id) == _TOWN, col(Assignment.ended_at).is_(None)
)
_MANAGERS = select(col(PersonRole.person_id)).where(
    col(PersonRole.workspace_id) == _TOWN, col(PersonRole.role) == Role.MANAGER
)


class Editor(NamedTuple):
    """What gaps need to know of a person."""

    id: int
    slug: str
    name: str
    unit: str | None
    contact: str | None
    is_here: bool


class Held(NamedTuple):
    """What there is of an account beside its own row. `managers` are the unit's; people are those not gone.

    Who borrows the account has had the assignment and the guidelines confirmed with the loan (H12).
    """

    editors: tuple[Person | Editor, ...] = ()
    managers: tuple[Person | Editor, ...] = ()
    assigned: Set[int] = NOBODY
    trained: Set[int] = NOBODY
    read: Set[int] = NOBODY
    borrowers: Set[int] = NOBODY
    need: Need | None = None
    is_advised: bool = True
    plan: Plan | None = None
    profile: Check | None = None
    launch: Check | None = None
    has_contact: bool = True


def read(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> dict[int, Held]:
    """What there is of many accounts, by id; only what the policy asks for is read, of the whole workspace."""
    chosen = tuple(chosen)
    present = _present(scope)
    administrators = _pairs(scope, _ADMINISTRATORS)
    assigned = _pairs(scope, _ASSIGNED)
    trained = _trained(scope)
    life = _life(scope, chosen, None, loans.borrowers(scope))
    managers = _managers(scope, present)
    return {
        account.id: life.of(
            account,
            _first(account.responsible_id, administrators.get(account.id, NOBODY), present),
            managers.get(account.unit, ()),
            assigned.get(account.id, NOBODY),
            trained,
        )
        for account in chosen
    }


def _trained(scope: Scope) -> frozenset[int]:
    return frozenset(id for (id,) in plain(scope.session, _TRAINED, town=scope.workspace_id))


def _present(scope: Scope) -> dict[int, Editor]:
    """Everybody who has not left, by id."""
    return {row[0]: Editor._make(row) for row in plain(scope.session, _PRESENT, town=scope.workspace_id)}


def _pairs(scope: Scope, query: Select[int, int]) -> dict[int, set[int]]:
    """The ids of people by account id."""
    pairs: defaultdict[int, set[int]] = defaultdict(set)
    for account_id, person_id in plain(scope.session, query, town=scope.workspace_id):
        pairs[account_id].add(person_id)
    return pairs


def _first(
    responsible: int | None, administrators: Set[int], present: Mapping[int, Editor]
) -> tuple[Editor, ...]:
    """Those who have not left, the one responsible first, then by name."""
    first = (present[responsible],) if responsible and responsible in present else ()
    others = [present[id] for id in administrators if id != responsible and id in present]
    return (*first, *sorted(others, key=attrgetter("name"))) if others else first


def _managers(scope: Scope, present: Mapping[int, Editor]) -> dict[str, tuple[Editor, ...]]:
    """The managers of each unit, where a plan names them."""
    if PlanItem.MANAGER not in scope.policy.plan.contents.value:
        return {}
    found = plain(scope.session, _MANAGERS, town=scope.workspace_id)
    by_unit: dict[str, tuple[Editor, ...]] = {}
    for id in sorted(id for (id,) in found):
        if id in present and (unit := present[id].unit):
            by_unit[unit] = (*by_unit.get(unit, ()), present[id])
    return by_unit


@dataclass(frozen=True, slots=True)
class Life:
    """What was read of many accounts' lives, of what the policy asks for."""

    needs: Mapping[int, Need]
    advised: Mapping[int, object]
    plans: Mapping[int, Plan]
    read: Mapping[int, Set[int]]
    borrowers: Mapping[int, Set[int]]
    checks: Mapping[tuple[int, Checklist], Check]
    without_contact: frozenset[int]
    asks_advice: bool

    def of(
        self,
        account: Account | AccountFacts,
        editors: tuple[Person | Editor, ...],
        managers: tuple[Person | Editor, ...],
        assigned: Set[int],
        trained: Set[int],
    ) -> Held:
        """What there is of one account, with what is known of its people."""
        id = account.id
        return Held(
            editors,
            managers,
            assigned,
            trained,
            read=self.read.get(id, NOBODY),
            borrowers=self.borrowers.get(id, NOBODY),
            need=self.needs.get(id),
            is_advised=not self.asks_advice or id in self.advised,
            plan=self.plans.get(id),
            profile=self.checks.get((id, Checklist.PROFILE)) if self.checks else None,
            launch=self.checks.get((id, Checklist.LAUNCH)) if self.checks else None,
            has_contact=id not in self.without_contact,
        )


def life_of(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> Life:
    """What there is of the accounts' lives, read of them alone."""
    chosen = tuple(chosen)
    ids = [account.id for account in chosen]
    return _life(scope, chosen, ids, loans.borrowers(scope, ids))


def _life(
    scope: Scope,
    chosen: tuple[Account | AccountFacts, ...],
    ids: list[int] | None,
    borrowers: Mapping[int, Set[int]],
) -> Life:
    wants, policy = scope.policy.accounts, scope.policy
    asks_need = policy.need.stated.value or policy.need.considered.value
    made = plans.newest(scope, ids) if policy.plan.contents.value or wants.reading.value else {}
    asks_checks = wants.profile_reviewed.value or wants.launch.value
    newest = {id: plan.id for id, plan in made.items()}
    return Life(
        needs=plans.needs_of(scope, ids) if asks_need else {},
        advised=plans.advised(scope, chosen) if policy.approval.advice.value else {},
        plans=made,
        read=readings.who_has_read(scope, ids, newest) if wants.reading.value else {},
        borrowers=borrowers,
        checks=checklists.latest(scope, ids) if asks_checks else {},
        without_contact=contacts.without(scope) if wants.contacts.value else frozenset(),
        asks_advice=policy.approval.advice.value,
    )
