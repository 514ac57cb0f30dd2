"""Gaps: what an account lacks by the policy, which is reminded but stops nobody from working (F2, F3, F4, H4, M4)."""

from collections.abc import Iterable, Set
from enum import StrEnum
from typing import NamedTuple

from core import checklists, plans, whole
from core.accounts import Access, Account, Status
from core.checklists import Check, Checklist
from core.held import NOBODY, Editor, Held, read
from core.inventory import AccountFacts
from core.people import Person
from core.plans import Plan
from core.policy import Policy
from core.policy.life import PlanItem
from core.policy.parts import Strength
from core.scope import Scope


class GapKind(StrEnum):
    """What is missing."""

    RESPONSIBLE = "responsible"
    AWAY = "away"
    ADMINISTRATORS = "administrators"
    TOO_MANY = "too_many"
    DEPUTY = "deputy"
    ASSIGNMENT = "assignment"
    TRAINING = "training"
    READING = "reading"
    NEED = "need"
    ADVICE = "advice"
    PLAN = "plan"
    PLAN_PARTS = "plan_parts"
    PRESENTED = "presented"
    DEPOSIT = "deposit"
    PROFILE = "profile"
    LAUNCH = "launch"
    WEBSITE = "website"
    CONTACT = "contact"
    ACCESS = "access"
    CENTRAL = "central"
    ADDRESS = "address"


class Gap(NamedTuple):
    """One thing an account lacks; `person` is the slug of whom it concerns, if anybody.

    `lacks` names its parts, a checklist's by their ids; `should` marks what the document only says that it should be.
    """

    kind: GapKind
    person: str = ""
    lacks: tuple[str, ...] = ()
    should: bool = False

    @property
    def key(self) -> str:
        """The gap's name within its account."""
        name = f"{self.kind}:{self.person}" if self.person else str(self.kind)
        return f"{name}-should" if self.should else name


def of_account(scope: Scope, account: Account) -> tuple[Gap, ...]:
    """What the account lacks now; nothing for one that is not in use."""
    return found(scope.policy, account, whole.of(scope, account).held)


def of_accounts(scope: Scope, chosen: Iterable[Account | AccountFacts]) -> dict[int, tuple[Gap, ...]]:
    """As `of_account`, of many accounts of the workspace by id, in a fixed number of statements."""
    chosen = tuple(chosen)
    have = read(scope, chosen)
    return {account.id: found(scope.policy, account, have[account.id]) for account in chosen}


def found(policy: Policy, account: Account | AccountFacts, held: Held) -> tuple[Gap, ...]:
    """As `of_account`, of facts read before.

    An editor who is away is an administrator lost, and lacks nothing else meanwhile.
    """
    if account.status is Status.REQUESTED:
        return tuple(_of_request(policy, account, held))
    if account.status not in (Status.APPROVED, Status.ACTIVE, Status.CLOSING):
        return ()
    wants = policy.accounts
    here = tuple(person for person in held.editors if person.is_here)
    gaps = [] if account.responsible_id else [Gap(GapKind.RESPONSIBLE)]
    if len(here) < len(held.editors):
        gaps += [Gap(GapKind.AWAY, person.slug) for person in held.editors if not person.is_here]
    gaps += administrators(policy, account, here)
    if wants.assignment.value:
        gaps += _without(GapKind.ASSIGNMENT, here, held.assigned, held.borrowers)
    if account.status is not Status.CLOSING:
        gaps += _of_plan(policy, account, held, here)
    if account.status is Status.APPROVED:
        return (*gaps, *_of_request(policy, account, held))
    if wants.training.value:
        gaps += _without(GapKind.TRAINING, here, held.trained)
    if account.status is Status.ACTIVE:
        gaps += _of_life(policy, account, held, here)
    if wants.access.value and account.access is None:
        gaps.append(Gap(GapKind.ACCESS))
    gaps += central(policy, account.access)
    if not account.url:
        gaps.append(Gap(GapKind.ADDRESS))
    return tuple(gaps)


def _without(
    kind: GapKind, editors: Iterable[Person | Editor], have: Set[int], borrow: Set[int] = NOBODY
) -> list[Gap]:
    return [Gap(kind, person.slug) for person in editors if person.id not in have and person.id not in borrow]


def administrators(
    policy: Policy, account: Account | AccountFacts, here: Iterable[Person | Editor]
) -> Iterable[Gap]:
    """Too few of the unit's own, too many, or no deputy (M2, H4). Whose unit is unknown is counted as the unit's."""
    wants, here = policy.administrators, tuple(here)
    least, most = wants.least.value, wants.most.value
    if least is not None and not (least == 1 and account.responsible_id is None):
        own = sum(person.unit in (None, account.unit) for person in here)
        if own < least:
            lacks = (str(own), str(least), account.unit)
            yield Gap(GapKind.ADMINISTRATORS, lacks=lacks, should=not wants.least.binds)
    if most is not None and len(here) > most:
        yield Gap(GapKind.TOO_MANY, lacks=(str(len(here)), str(most)), should=not wants.most.binds)
    if wants.deputy.value and account.deputy_id not in {person.id for person in here}:
        yield Gap(GapKind.DEPUTY, should=not wants.deputy.binds)


def central(policy: Policy, access: Access | None) -> tuple[Gap, ...]:
    """Communications is not administrator of the account (H4)."""
    wants = policy.administrators.central
    lacks = wants.value and access is Access.DEPOSITED
    return (Gap(GapKind.CENTRAL, should=not wants.binds),) if lacks else ()


def _of_request(policy: Policy, account: Account | AccountFacts, held: Held) -> Iterable[Gap]:
    for wanted in (policy.need.stated, policy.need.considered):
        if lacks := plans.need_lacks(wanted.value, account, held.need):
            yield Gap(GapKind.NEED, lacks=lacks, should=not wanted.binds)
    if not held.is_advised:
        yield Gap(GapKind.ADVICE, should=not policy.approval.advice.binds)


def _of_plan(
    policy: Policy, account: Account | AccountFacts, held: Held, here: tuple[Person | Editor, ...]
) -> Iterable[Gap]:
    wants, plan = policy.plan, held.plan
    if not wants.contents.value:
        return
    if plan is None:
        yield Gap(GapKind.PLAN, should=not wants.contents.binds)
        return
    if lacks := plans.plan_lacks(wants.contents.value, account, plan, _people_known(account, held, here)):
        yield Gap(GapKind.PLAN_PARTS, lacks=lacks, should=not wants.contents.binds)
    if wants.presented_to.value and plan.last_presented_on is None:
        yield Gap(GapKind.PRESENTED, lacks=(wants.presented_to.value,), should=not wants.presented_to.binds)
    if wants.deposited_with.value and (plan.deposited_on is None or not account.access_place):
        yield Gap(GapKind.DEPOSIT, lacks=(wants.deposited_with.value,), should=not wants.deposited_with.binds)


def _people_known(
    account: Account | AccountFacts, held: Held, here: tuple[Person | Editor, ...]
) -> frozenset[PlanItem]:
    """Whose names and contact details are on record (M4)."""
    responsible = [person for person in here if person.id == account.responsible_id]
    known = {
        PlanItem.MANAGER: any(manager.contact for manager in held.managers),
        PlanItem.RESPONSIBLE: any(person.contact for person in responsible),
        PlanItem.ADMINISTRATORS: bool(here) and all(person.contact for person in here),
    }
    return frozenset(item for item, is_known in known.items() if is_known)


def _of_life(
    policy: Policy, account: Account | AccountFacts, held: Held, here: tuple[Person | Editor, ...]
) -> Iterable[Gap]:
    wants = policy.accounts
    if wants.reading.value:
        yield from _without(GapKind.READING, here, held.read, held.borrowers)
    if wants.profile_reviewed.value:
        yield from _unchecked(GapKind.PROFILE, policy, Checklist.PROFILE, _fresh(held.profile, held.plan))
    yield from _unchecked(GapKind.LAUNCH, policy, Checklist.LAUNCH, held.launch)
    if wants.website.value and not account.website_url:
        yield Gap(GapKind.WEBSITE, should=not wants.website.binds)
    if not held.has_contact:
        yield Gap(GapKind.CONTACT, lacks=(account.unit,), should=not wants.contacts.binds)


def _fresh(check: Check | None, plan: Plan | None) -> Check | None:
    """The profile is gone through with the plan: with another version than the newest it does not count."""
    return None if check and plan and check.plan_id != plan.id else check


def _unchecked(kind: GapKind, policy: Policy, checklist: Checklist, check: Check | None) -> Iterable[Gap]:
    """The points that are not as they shall be, with those that only should; a gap of its own where none shall."""
    points = checklists.points(policy, checklist)
    if not points.value:
        return
    left = [point for point in points.value if not check or point.id not in check.done]
    should = [point.id for point in left if point.is_should(points.strength)]
    if shall := [point.id for point in left if not point.is_should(points.strength)]:
        yield Gap(kind, lacks=(*shall, *(f"{id} ({Strength.SHOULD.value})" for id in should)))
    elif should:
        yield Gap(kind, lacks=tuple(should), should=True)
