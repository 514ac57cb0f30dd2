"""What a plan does to the reminders that stand: adds new ones, drops what no longer holds, settles what is closed."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from sqlmodel import Session, col, select

from core import outbox
from core.accounts import Account, Status
from core.outbox import DEPARTMENT, Reminder, State
from core.watch import Seen
from reminders.plan import Plan, Planned
from reminders.setting import Setting

DIGESTS_REDRAWN = timedelta(days=30)


def new(setting: Setting, seen: Seen, plan: Plan, before: list[Reminder]) -> Iterable[dict[str, Any]]:
    """The outbox' rows of what is not there; what its recipient has put off waits that long."""
    there = {reminder.key for reminder in before}
    put_off = {(r.matter, r.recipient): r.snoozed_until for r in before if r.snoozed_until}
    for planned in plan.reminders:
        if planned.key not in there and not _was_told(planned, before, setting):
            wait = put_off.get((planned.matter, planned.recipient)) or planned.send_at
            yield {
                "key": planned.key, "rule": planned.rule, "family": seen.family, "subject_id": seen.subject_id,
                "matter": planned.matter, "recipient": planned.recipient, "account_id": planned.account_id,
                "data": dict(planned.data), "next_try_at": max(planned.send_at, wait),
            }  # fmt: skip


def _was_told(planned: Planned, before: list[Reminder], setting: Setting) -> bool:
    """Whether the department has heard it where it heard things then: in its channel, or each of its people."""
    if not before:
        return False
    name = planned.key.partition("@")[0]
    told = {r.recipient for r in before if r.state is State.SENT and r.key.partition("@")[0] == name}
    if planned.recipient == DEPARTMENT:
        people = set(setting.departments_people)
        return bool(people) and told >= people
    return planned.recipient in setting.department and DEPARTMENT in told


def settle(session: Session, setting: Setting, plan: Plan, before: list[Reminder]) -> None:
    """Drops what waits and no longer holds; closes what was sent and is no longer open, or opens it again."""
    keys = {planned.key for planned in plan.reminders}
    outbox.drop(session, [r for r in before if r.state is State.PENDING and r.key not in keys], setting.now)
    sent = [r for r in before if r.state is State.SENT and r.rule != "digest"]
    closed = [r for r in sent if r.settled_at is None and r.matter not in plan.open]
    reopened = [r for r in sent if r.settled_at is not None and r.matter in plan.open]
    outbox.settle(session, closed, setting.now)
    outbox.settle(session, reopened, None)


def settle_in_digests(session: Session, setting: Setting, account_ids: Iterable[int]) -> None:
    """The digests that offered to decide what is decided of these accounts are drawn without its buttons (C2)."""
    query = select(Account).where(col(Account.id).in_(tuple(account_ids)))
    status = {account.slug: account.status for account in session.exec(query)}
    offers = outbox.offers_since(session, setting.home.id, setting.now - DIGESTS_REDRAWN)
    decided = {id: _decided(offered, status) for id, offered in offers.items()}
    changed = outbox.locked(session, (id for id, slugs in decided.items() if slugs))
    for sent in changed:
        sent.data = {**sent.data, "decided": sorted({*sent.data.get("decided", ()), *decided[sent.id]})}
    outbox.mark_stale(session, changed)


def _decided(offered: outbox.Offers, status: Mapping[str, Status]) -> set[str]:
    """The accounts of which a digest offered to decide what is decided by now, and does not say so yet."""
    waits = {
        **dict.fromkeys(offered.approvals, Status.REQUESTED),
        **dict.fromkeys(offered.closings, Status.CLOSING),
    }
    return {slug for slug, was in waits.items() if status.get(slug, was) is not was} - offered.decided
