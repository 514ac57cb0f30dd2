"""What there is of an account beside its own row: its people, its need and plan, what was gone through and read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Select, bindparam, literal_column, select, union_all
from sqlmodel import col

from core import checklists, contacts, loans, plans, readings
from core.accounts import Account, AccountEditor, Assignment
from core.checklists import Check, Checklist
from core.inventory import AccountFacts
from core.loans import Loan
from core.people import Person, PersonRole, Role, Training
from core.plans import Need, Plan
from core.policy.life import PlanItem
from core.scope import Scope
from core.table import plain

NOBODY: Set[int] = frozenset()
_TOWN: BindParameter[int] = bindparam("town")
_FACTS = (
    col(Person.id), col(Person.slug), col(Person.name), col(Person.unit), col(Person.contact),
    col(Person.away_since).is_(None),
)  # fmt: skip
_HERE = (col(Person.workspace_id) == _TOWN, col(Person.left_at).is_(None))
_PRESENT = select(*_FACTS).where(*_HERE)


def _who(kind: str, of: Any, *which: Any, of_account: bool = True) -> Select[str, int, int]:
    account = col(of.account_id) if of_account else literal_column("0")
    return select(literal_column(f"'{kind}'"), account, col(of.person_id)).where(
        col(of.workspace_id) == _TOWN, *which
    )


# Pairs alone, as there are many of them.
_PAIRS = union_all(
    _who("edits", AccountEditor),
    _who("assigned", Assignment, col(Assignment.ended_at).is_(None)),
    _who("borrows", Loan, col(Loan.is_held)),
    _who("trained", Training, of_account=False),
    _who("manages", PersonRole, col(PersonRole.role) == Role.MANAGER, of_account=False),
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
    present, pairs = _present(scope), _pairs(scope)
    life = _life(scope, chosen, None, pairs["borrows"])
    managers = _managers(scope, present, pairs["manages"][0])
    return {
        account.id: life.of(
            account,
            _first(account.responsible_id, pairs["edits"].get(account.id, NOBODY), present),
            managers.get(account.unit, ()),
            pairs["assigned"].get(account.id, NOBODY),
            pairs["trained"][0],
        )
        for account in chosen
    }


def _present(scope: Scope) -> dict[int, Editor]:
    """Everybody who has not left, by id."""
    return {row[0]: Editor._make(row) for row in plain(scope.session, _PRESENT, town=scope.workspace_id)}


def _pairs(scope: Scope) -> defaultdict[str, defaultdict[int, set[int]]]:
    """What people have, by its kind: their ids by account id, or under 0 where it is no account's."""
    pairs: defaultdict[str, defaultdict[int, set[int]]] = defaultdict(lambda: defaultdict(set))
    for kind, account_id, person_id in plain(scope.session, _PAIRS, town=scope.workspace_id):
        pairs[kind][account_id].add(person_id)
    return pairs


def _first(
    responsible: int | None, administrators: Set[int], present: Mapping[int, Editor]
) -> tuple[Editor, ...]:
    """Those who have not left, the one responsible first, then by name."""
    first = (present[responsible],) if responsible and responsible in present else ()
    others = [present[id] for id in administrators if id != responsible and id in present]
    return (*first, *sorted(others, key=attrgetter("name"))) if others else first


def _managers(
    scope: Scope, present: Mapping[int, Editor], managers: Set[int]
) -> dict[str, tuple[Editor, ...]]:
    """The managers of each unit, where a plan names them."""
    if PlanItem.MANAGER not in scope.policy.plan.contents.value:
        return {}
    by_unit: dict[str, tuple[Editor, ...]] = {}
    for id in sorted(managers):
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
