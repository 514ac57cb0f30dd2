"""All there is of one account beside its own row, in one statement: for its cards, and for what it lacks."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    and_,
    bindparam,
    exists,
    func,
    select,
    union_all,
)
from sqlmodel import col

from core.absences import Absence
from core.accounts import Account, AccountEditor, Assignment, Status
from core.checklists import Check, Checklist
from core.contacts import Contact
from core.held import Editor, Held
from core.loans import Loan
from core.people import Person, PersonRole, Role, Training
from core.plans import Advice, Need, Plan
from core.policy.life import PlanItem
from core.posts import Activity, Post, WeekAnswer, latest_of
from core.readings import Reading, guidelines_of
from core.scope import Scope
from core.table import columns_of
from core.together import Together


class OnLoan(NamedTuple):
    """A loan that is not over."""

    id: int
    person_id: int
    name: str
    first_day: date
    last_day: date
    is_held: bool


class Whole(NamedTuple):
    """What there is of an account; `tasks` are names with what they are to do, `readings` names with when, by name.

    `advice` is that on its last request; `stands_in_for` are ids of those whom the actor stands in for today.
    """

    held: Held
    managers: Sequence[Editor]
    last: Activity | None
    plan: Plan | None
    advice: Advice | None
    checks: Mapping[Checklist, Check]
    tasks: Sequence[tuple[str, str]]
    loans: Sequence[OnLoan]
    stands_in_for: frozenset[int]


def of(scope: Scope, account: Account) -> Whole:
    """The whole of an account."""
    found = _asked().read(
        scope.session, town=scope.workspace_id, account=account.id, unit=account.unit,
        responsible=account.responsible_id, doer=scope.actor.id if scope.actor else None,
        today=scope.calendar.local(scope.now).date(),
    )  # fmt: skip
    advice = next((each for each in found.advice if each.given_at >= account.requested_at), None)
    checks = {check.checklist: check for check in found.checks}
    loans = sorted(map(OnLoan._make, found.loans), key=lambda loan: (loan.first_day, loan.id))
    return Whole(
        held=_held(scope, account, found, advice, checks),
        managers=sorted(map(Editor._make, found.managers), key=attrgetter("name")),
        last=latest_of(account, scope.calendar, found.posted[0].at, found.answered[0].week),
        plan=_only(found.plan),
        advice=advice,
        checks=checks,
        tasks=sorted((name, task) for name, task in found.tasks if task),
        loans=loans,
        stands_in_for=frozenset(row.person_id for row in found.absent),
    )


def _held(scope: Scope, account: Account, found: Any, advice: Any, checks: Mapping[Checklist, Any]) -> Held:
    wants, plan = scope.policy.plan.contents.value, _only(found.plan)
    return Held(
        editors=_editors(account, found.staff),
        managers=tuple(sorted(map(Editor._make, found.managers))) if PlanItem.MANAGER in wants else (),
        assigned=frozenset(row.id for row in found.staff if row.is_assigned),
        trained=frozenset(row.id for row in found.staff if row.is_trained),
        read=_have_read(scope, plan, found.readings),
        borrowers=frozenset(loan.person_id for loan in found.loans if loan.is_held),
        need=_only(found.need),
        is_advised=advice is not None or not scope.policy.approval.advice.value,
        plan=plan,
        profile=checks.get(Checklist.PROFILE),
        launch=checks.get(Checklist.LAUNCH),
        has_contact=bool(found.contacts)
        or account.id != found.first[0].id
        or not scope.policy.accounts.contacts.value,
    )


def _only(rows: Sequence[Any]) -> Any:
    return rows[0] if rows else None


def _editors(account: Account, staff: Iterable[Any]) -> tuple[Editor, ...]:
    """The one responsible first, then by name."""
    found = [Editor._make(row[: len(Editor._fields)]) for row in staff]
    return tuple(sorted(found, key=lambda editor: (editor.id != account.responsible_id, editor.name)))


def _have_read(scope: Scope, plan: Any, readings: Iterable[Any]) -> frozenset[int]:
    """Who has read today's guidelines and the newest plan."""
    since, plan_id = guidelines_of(scope), plan.id if plan else None
    return frozenset(
        row.person_id
        for row in readings
        if row.plan_id == plan_id and (since is None or row.guidelines_of == since)
    )


_TOWN: BindParameter[int] = bindparam("town")
_ACCOUNT: BindParameter[int] = bindparam("account")
_UNIT: BindParameter[str] = bindparam("unit")
_PERSON = (
    col(Person.id), col(Person.slug), col(Person.name), col(Person.unit), col(Person.contact),
    col(Person.away_since).is_(None).label("is_here"),
)  # fmt: skip
_HERE = (col(Person.workspace_id) == _TOWN, col(Person.left_at).is_(None))


def _ours(kind: Any) -> ColumnElement[bool]:
    """The account's. Not asked for by the town too, all of whose rows SQLite would then go through."""
    return col(kind.account_id) == _ACCOUNT


def _theirs(kind: Any) -> ColumnElement[bool]:
    """The person's, of the account."""
    return and_(_ours(kind), col(kind.person_id) == col(Person.id))


def _rows(kind: Any) -> Select[Any]:
    """The account's rows."""
    return select(*columns_of(kind)).where(_ours(kind))


def _last(kind: Any, number: Any, *by: Any) -> Select[Any]:
    """The account's newest row; or its newest of each."""
    return _rows(kind).where(number.in_(select(func.max(number)).where(_ours(kind)).group_by(*by)))


def _of_theirs() -> CompoundSelect[Any]:
    """Ids of the one responsible and the editors. Asked for by these alone, SQLite does not go through all people."""
    editors = select(col(AccountEditor.person_id)).where(_ours(AccountEditor))
    return union_all(select(bindparam("responsible", type_=Integer)), editors)


@cache
def _asked() -> Together:
    """Made when it is first needed."""
    return Together(
        staff=select(
            *_PERSON,
            exists().where(_theirs(Assignment), col(Assignment.ended_at).is_(None)).label("is_assigned"),
            exists()
            .where(col(Training.person_id) == col(Person.id))
            .label("is_trained"),
        ).where(col(Person.left_at).is_(None), col(Person.id).in_(_of_theirs())),
        managers=select(*_PERSON).where(
            *_HERE, col(Person.unit) == _UNIT,
            exists().where(
                col(PersonRole.person_id) == col(Person.id), col(PersonRole.role) == Role.MANAGER,
            ),
        ),
        need=_rows(Need),
        advice=_last(Advice, col(Advice.id)),
        plan=_last(Plan, col(Plan.version)),
        readings=select(col(Reading.person_id), col(Reading.plan_id), col(Reading.guidelines_of)).where(_ours(Reading)),
        checks=_last(Check, col(Check.id), col(Check.checklist)),
        contacts=select(col(Contact.person_id)).where(
            col(Contact.workspace_id) == _TOWN, col(Contact.unit) == _UNIT, col(Contact.person_id) == col(Person.id),
            *_HERE,
        ),
        first=select(func.min(col(Account.id)).label("id")).where(
            col(Account.workspace_id) == _TOWN, col(Account.unit) == _UNIT, col(Account.status) == Status.ACTIVE,
        ),
        posted=select(func.max(col(Post.published_at)).label("at")).where(_ours(Post), col(Post.voided_at).is_(None)),
        answered=select(func.max(col(WeekAnswer.week)).label("week")).where(
            _ours(WeekAnswer), col(WeekAnswer.count) > 0
        ),
        tasks=select(col(Person.name), col(Assignment.task)).where(
            _theirs(Assignment), col(Assignment.ended_at).is_(None)
        ),
        loans=select(
            col(Loan.id), col(Loan.person_id), col(Person.name), col(Loan.first_day), col(Loan.last_day),
            col(Loan.is_held),
        ).where(_theirs(Loan), col(Loan.ended_at).is_(None)),
        absent=select(col(Absence.person_id)).where(
            col(Absence.workspace_id) == _TOWN, col(Absence.deputy_id) == bindparam("doer"),
            col(Absence.first_day) <= bindparam("today"), col(Absence.last_day) >= bindparam("today"),
            col(Absence.person_id) == col(Person.id), *_HERE,
        ),
    )  # fmt: skip
