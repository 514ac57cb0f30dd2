"""What accounts lack and since when, by what is on record: a bounded number of statements, however many accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, func, select

from core import gaps, people, plans
from core.accounts import Account, AccountEditor, Assignment
from core.approvals import Approval, Decision
from core.gaps import Gap, GapKind
from core.held import life_of
from core.people import Person
from reminders.setting import Setting

if TYPE_CHECKING:
    from reminders.facts import About


def lacking(
    session: Session, setting: Setting, about: Mapping[int, "About"]
) -> dict[int, tuple[tuple[Gap, datetime], ...]]:
    """What each account lacks, and since when by what is on record."""
    trained = people.trained(session, {id for each in about.values() for id in each.everybody})
    since = _since(session, about)
    assigned: dict[int, set[int]] = {}
    for row in session.exec(select(Assignment).where(col(Assignment.account_id).in_(tuple(about)))):
        if row.ended_at is None:
            assigned.setdefault(row.account_id, set()).add(row.person_id)
        else:
            came = since.setdefault(row.account_id, {})
            came[row.person_id] = max(row.ended_at, came.get(row.person_id, row.ended_at))
    life = life_of(setting.scope(session), [each.account for each in about.values()])
    approved = _approved_at(session, about)
    made: dict[int, tuple[tuple[Gap, datetime], ...]] = {}
    for id, each in about.items():
        staff = setting.staff
        editors = tuple(staff.people[e] for e in each.everybody)
        held = life.of(
            each.account,
            editors,
            managers=tuple(staff.people[m] for m in staff.managers.get(each.account.unit, ())),
            assigned=frozenset(assigned.get(id, ())),
            trained=trained,
        )
        named = {person.slug: person for person in editors}
        times = Times(since.get(id, {}), approved.get(id), named, held.plan)
        found = gaps.found(setting.policy, each.account, held)
        made[id] = tuple((gap, times.arose(gap, each.account)) for gap in found)
    return made


def _since(session: Session, about: Mapping[int, "About"]) -> dict[int, dict[int, datetime]]:
    """When each editor became one, by account id and person id."""
    since: dict[int, dict[int, datetime]] = {}
    for row in session.exec(select(AccountEditor).where(col(AccountEditor.account_id).in_(tuple(about)))):
        since.setdefault(row.account_id, {})[row.person_id] = row.since
    for id, each in about.items():
        account = each.account
        if account.responsible_id and account.responsible_since:
            since.setdefault(id, {})[account.responsible_id] = account.responsible_since
    return since


def _approved_at(session: Session, about: Mapping[int, "About"]) -> dict[int, datetime]:
    query = select(Approval.account_id, func.max(Approval.decided_at)).where(
        col(Approval.account_id).in_(tuple(about)), Approval.decision == Decision.APPROVED
    )
    return dict(session.exec(query.group_by(col(Approval.account_id))).all())


@dataclass(frozen=True, slots=True)
class Times:
    """What is on record of when things came about on an account: its people's coming and going, approval, plan."""

    since: Mapping[int, datetime]
    approved: datetime | None
    named: Mapping[str, Person]
    plan: plans.Plan | None

    def arose(self, gap: Gap, account: Account) -> datetime:
        """When a gap arose: when the account came so far, or its people or its plan came to it later."""
        early = self.approved or account.activated_at or account.requested_at
        base = early if gap.kind in _EARLY else account.activated_at or early
        if gap.kind is GapKind.RESPONSIBLE:
            return max(base, account.responsible_since or base)
        if gap.kind is GapKind.ADMINISTRATORS:
            gone = list(self.since.values())
            gone += [person.away_since for person in self.named.values() if person.away_since]
            return max(base, *gone)
        if gap.kind in _OF_PLAN and self.plan:
            base = max(base, self.plan.made_at)
        person = self.named.get(gap.person)
        if person is None:
            return base
        came = max(base, self.since.get(person.id, base))
        return max(came, person.away_since or came) if gap.kind is GapKind.AWAY else came


_EARLY = frozenset(
    {
        GapKind.ASSIGNMENT, GapKind.RESPONSIBLE, GapKind.ADMINISTRATORS, GapKind.TOO_MANY, GapKind.DEPUTY,
        GapKind.PLAN, GapKind.NEED, GapKind.ADVICE,
    }
)  # fmt: skip
_OF_PLAN = frozenset(
    {GapKind.PLAN_PARTS, GapKind.PRESENTED, GapKind.DEPOSIT, GapKind.READING, GapKind.PROFILE}
)
