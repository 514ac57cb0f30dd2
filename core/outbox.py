"""The outbox: reminders as rows with natural keys, and the messages that carried them."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import JSON, Column, Index, String, UniqueConstraint, cast, literal, update
from sqlmodel import Field, Session, col, func, select

from core import audit
from core.people import ChatIdentity, Person, PersonRole, Role
from core.scope import Scope
from core.table import Table, dialect_of, insert_into, one_of, spanning
from core.watch import Family, wake
from core.workspace import Workspace

DEPARTMENT = "department"

URGENT = "crisis"  # the rule that speaks at any hour (H21)
NEWS = frozenset({"digest", "crisis", "crisis_over", "meeting_called_off"})  # there is nothing to put off
AT_ONCE = frozenset({"disclosure"})  # what the law wants done promptly is not put off (H23)

HANDLEABLE = frozenset(
    {"posting_minimum", "posting_count", "inactivity_warning", "inactivity_close", "gap", "removal_report"}
)


class State(StrEnum):
    """Where a reminder is: waiting, sent, no longer true, given up, or dealt with by a person."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"
    HANDLED = "handled"


class Delivery(Table, table=True):
    """One message that was sent, where, and which platform message it became.

    `is_stale` says that it no longer shows how things are and is to be redrawn.
    """

    __table_args__ = (Index(None, "workspace_id", "recipient"),)

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    recipient: str = Field(max_length=80)
    door: str = Field(max_length=20)
    channel: str = Field(max_length=255)
    message: str = Field(max_length=255)
    sent_at: datetime
    drawn_at: datetime
    is_stale: bool = Field(default=False, index=True)


class Reminder(Table, table=True):
    """One reminder. `recipient` is a person's id as text or `department`; `matter` is what it is about.

    `data` holds machine values to draw it from in the recipient's language, never a citizen's words (S5).
    """

    __table_args__ = (
        UniqueConstraint("workspace_id", "key"),
        Index(None, "state", "next_try_at"),
        Index(None, "workspace_id", "family", "subject_id"),
    )

    id: int = Field(default=None, primary_key=True)
    workspace_id: int = Field(foreign_key="workspace.id")
    key: str = Field(max_length=320)
    rule: str = Field(max_length=40)
    family: Family = Field(sa_column=one_of(Family))
    subject_id: int
    matter: str = Field(max_length=240)
    recipient: str = Field(max_length=80)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    created_at: datetime
    state: State = Field(default=State.PENDING, sa_column=one_of(State))
    next_try_at: datetime
    attempts: int = 0
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id", index=True)
    settled_at: datetime | None = None
    snoozed_until: datetime | None = None
    error: str | None = Field(default=None, max_length=300)

    @property
    def number(self) -> str:
        """What people type for it: `P-12`."""
        return f"P-{self.id}"

    @property
    def can_be_handled(self) -> bool:
        """Whether a person may say that it is dealt with; else only what it is about closes it."""
        return self.rule in HANDLEABLE and self.family is not Family.LINK

    @property
    def can_wait(self) -> bool:
        """Whether a person may put it off."""
        return self.rule not in NEWS | AT_ONCE and self.family is not Family.LINK


def identify(session: Session, workspace_id: int, number: str) -> Reminder | None:
    """The reminder with that number, `P-12`."""
    digits = number.strip().upper().removeprefix("P-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 18):
        return None
    found = session.get(Reminder, int(digits))
    return found if found and found.workspace_id == workspace_id else None


def add(
    session: Session, workspace_id: int, now: datetime, *, send_at: datetime | None = None, **row: Any
) -> bool:
    """Puts a reminder in the outbox unless its key is there; whether it was new. The database decides.

    One that was dropped unsent, because it did not hold for a while, waits again.
    """
    return add_all(session, workspace_id, now, [{"next_try_at": send_at or now, **row}]) == 1


def add_all(session: Session, workspace_id: int, now: datetime, rows: Iterable[dict[str, Any]]) -> int:
    """As `add`, for many at once, each with when it may be sent as `next_try_at`; how many were new."""
    same = {
        "workspace_id": workspace_id, "created_at": now, "attempts": 0, "state": State.PENDING, "snoozed_until": None,
        "account_id": None,
    }  # fmt: skip
    values = [same | row for row in rows]
    if not values:
        return 0
    return session.connection().execute(_adding(dialect_of(session)), values).rowcount


@cache
def _adding(dialect: str) -> Any:
    """The statement, made once: a sweep that finds much to say would spend its time making it."""
    table: Any = Reminder.__table__  # type: ignore[attr-defined]
    statement = insert_into(table, dialect)
    again = ("state", "next_try_at", "data", "snoozed_until")
    return statement.on_conflict_do_update(
        index_elements=["workspace_id", "key"], set_={name: statement.excluded[name] for name in again},
        where=(table.c.state == State.DROPPED) & table.c.delivery_id.is_(None),
    ).execution_options(preserve_rowcount=True)  # fmt: skip


def ask_to_link(
    session: Session, home: Workspace, door: str, team: str, user: str, now: datetime, name: str = ""
) -> None:
    """Asks the administrators, once, to link a chat identity nobody is linked to; `name` is what the chat calls it."""
    admins = (
        select(Person)
        .join(PersonRole, col(PersonRole.person_id) == col(Person.id))
        .where(Person.workspace_id == home.id, PersonRole.role == Role.ADMIN, col(Person.left_at).is_(None))
    )
    for admin in session.exec(admins):
        add(
            session, home.id, now,
            key=f"link:{door}:{team}:{user}@{admin.slug}", rule="gap", family=Family.LINK, subject_id=0,
            matter=f"link:{door}:{team}:{user}", recipient=str(admin.id),
            data={"kind": "link", "door": door, "team": team, "user": user} | ({"name": name} if name else {}),
        )  # fmt: skip


def linked(session: Session, workspace_id: int) -> frozenset[str]:
    """The chat identities that are linked, as the matters `ask_to_link` asks about."""
    query = select(ChatIdentity).where(ChatIdentity.workspace_id == workspace_id)
    return frozenset(f"link:{i.door}:{i.team}:{i.user}" for i in session.exec(query))


# What a person does with a reminder


def put_off(scope: Scope, reminder: Reminder, until: datetime) -> None:
    """The reminder comes again at `until`; what is said of its matter to the same recipient waits as long."""
    wake(scope, reminder.subject_id, reminder.family)
    reminder.state, reminder.next_try_at, reminder.snoozed_until = State.PENDING, until, until
    mark_stale(scope.session, [reminder])
    audit.record(scope, "reminder.put_off", _subject(reminder), matter=reminder.matter, until=until)


def handle(scope: Scope, reminder: Reminder, reason: str | None) -> None:
    """The matter is dealt with: nobody is reminded of it again."""
    wake(scope, reminder.subject_id, reminder.family)
    reminder.state, reminder.settled_at = State.HANDLED, scope.now
    mark_stale(scope.session, [reminder])
    audit.record(scope, "reminder.handled", _subject(reminder), matter=reminder.matter, reason=reason)


def _subject(reminder: Reminder) -> str:
    return f"reminder:{reminder.number}"


# What the sweep looks at


def standing(session: Session, workspace_id: int, family: Family, subjects: Iterable[int]) -> list[Reminder]:
    """The subjects' reminders that wait or were sent."""
    query = select(Reminder).where(
        Reminder.workspace_id == workspace_id,
        Reminder.family == family,
        col(Reminder.subject_id).in_(tuple(subjects)),
        col(Reminder.state).in_((State.PENDING, State.SENT)),
    )
    return list(session.exec(query))


def open_matters(session: Session, workspace_id: int) -> frozenset[tuple[Family, int]]:
    """The subjects, by family, of what somebody was told and is still open, or is to be told; digests aside."""
    query = select(Reminder.family, Reminder.subject_id).where(
        Reminder.workspace_id == workspace_id,
        col(Reminder.state).in_((State.PENDING, State.SENT)),
        col(Reminder.settled_at).is_(None),
        Reminder.family != Family.DIGEST,
    )
    return frozenset((Family(family), id) for family, id in session.exec(query.distinct()))


def handled(session: Session, workspace_id: int, family: Family, subjects: Iterable[int]) -> frozenset[str]:
    """The subjects' matters that a person has dealt with."""
    query = select(Reminder.matter).where(
        Reminder.workspace_id == workspace_id,
        Reminder.family == family,
        col(Reminder.subject_id).in_(tuple(subjects)),
        Reminder.state == State.HANDLED,
    )
    return frozenset(session.exec(query))


def latest_matters(
    session: Session, workspace_id: int, family: Family, rule: str, subjects: Iterable[int]
) -> dict[int, str]:
    """The last matter each of a family's subjects was reminded of by a rule, by name."""
    query = select(Reminder.subject_id, func.max(Reminder.matter)).where(
        Reminder.workspace_id == workspace_id,
        Reminder.family == family,
        col(Reminder.subject_id).in_(tuple(subjects)),
        Reminder.rule == rule,
        col(Reminder.state).in_((State.PENDING, State.SENT, State.HANDLED)),
    )
    return dict(session.exec(query.group_by(col(Reminder.subject_id))).all())


def digests_told(session: Session, workspace_id: int, before: datetime) -> dict[str, int]:
    """The audit log's last row that each recipient's last digest told of, of digests made before then and sent."""
    latest = (
        select(func.max(Reminder.id))
        .where(
            Reminder.workspace_id == workspace_id,
            Reminder.family == Family.DIGEST,
            Reminder.subject_id == workspace_id,
            Reminder.state == State.SENT,
            Reminder.created_at < before,
            col(Reminder.matter).startswith("digest:"),
        )
        .group_by(col(Reminder.recipient))
    )
    found = select(Reminder.recipient, col(Reminder.data)["seq"]).where(col(Reminder.id).in_(latest))
    return {recipient: int(seq or 0) for recipient, seq in session.exec(found)}


@dataclass(frozen=True, slots=True)
class Carried:
    """What came of reminders in a while: messages sent, whom they reached, reminders tried again, and given up."""

    messages: int = 0
    recipients: int = 0
    waiting: int = 0
    failed: int = 0


def carried_since(session: Session, workspace_id: int, since: datetime) -> Carried:
    """What was carried since then; what waits and what was given up, of reminders made since then."""
    sent = select(func.count(), func.count(func.distinct(Delivery.recipient))).where(
        Delivery.workspace_id == workspace_id, Delivery.sent_at >= since
    )
    messages, recipients = session.exec(sent).one()
    states = select(
        func.count().filter((col(Reminder.state) == State.PENDING) & (col(Reminder.attempts) > 0)),
        func.count().filter(col(Reminder.state) == State.FAILED),
    ).where(Reminder.workspace_id == workspace_id, Reminder.created_at >= since)
    waiting, failed = session.exec(states).one()
    return Carried(messages, recipients, waiting, failed)


def revive(session: Session, workspace_id: int, now: datetime, recipient: str = "") -> None:
    """What was given up for a recipient, or for all, waits again: they may be reached now. What ended is not sent."""
    given_up = update(Reminder).where(
        col(Reminder.workspace_id) == workspace_id, col(Reminder.state) == State.FAILED
    )
    if recipient:
        given_up = given_up.where(col(Reminder.recipient) == recipient)
    session.execute(given_up.values(state=State.PENDING, next_try_at=now, attempts=0, snoozed_until=None))


def set_aside(scope: Scope, family: Family, subjects: Iterable[int]) -> None:
    """What was said of the subjects counts as said of something else: a new moment may be told of anew."""
    told = (
        update(Reminder)
        .where(
            col(Reminder.workspace_id) == scope.workspace_id,
            col(Reminder.family) == family,
            col(Reminder.subject_id).in_(tuple(subjects)),
            col(Reminder.state).in_((State.PENDING, State.SENT)),
        )
        .values(key=col(Reminder.key) + literal("~") + cast(col(Reminder.id), String))
    )
    scope.session.execute(told.execution_options(synchronize_session=False))


def drop(session: Session, reminders: Collection[Reminder], now: datetime) -> None:
    """They no longer hold, so they are not sent (again); what was sent once, and put off then, counts as sent."""
    for reminder in reminders:
        reminder.snoozed_until = None
        if reminder.delivery_id is None:
            reminder.state = State.DROPPED
        else:
            reminder.state, reminder.settled_at = State.SENT, now
    mark_stale(session, reminders)


def settle(session: Session, reminders: Collection[Reminder], now: datetime | None) -> None:
    """Their matters are closed since `now` (open again when None): the messages that carried them are redrawn."""
    for reminder in reminders:
        reminder.settled_at = now
    mark_stale(session, reminders)


@dataclass(frozen=True, slots=True)
class Offers:
    """The accounts of which a digest offers to decide a request or a closing, and of which it says that it is done."""

    approvals: frozenset[str]
    closings: frozenset[str]
    decided: frozenset[str]


def offers_since(session: Session, workspace_id: int, since: datetime) -> dict[int, Offers]:
    """What the digests offer that were sent of those made since then, by the reminder's id; no more of them is read."""
    data = col(Reminder.data)
    query = select(col(Reminder.id), data["approvals"], data["closings"], data["decided"]).where(
        col(Reminder.workspace_id) == workspace_id,
        col(Reminder.family) == Family.DIGEST,
        col(Reminder.subject_id) == workspace_id,
        col(Reminder.state) == State.SENT,
        col(Reminder.created_at) >= since,
    )
    return {
        id: Offers(_accounts(approvals), _accounts(closings), frozenset(decided or ()))
        for id, approvals, closings, decided in session.exec(query)
    }


def _accounts(offered: list[dict[str, Any]] | None) -> frozenset[str]:
    return frozenset(each["account"] for each in offered or ())


def mark_stale(session: Session, reminders: Iterable[Reminder]) -> None:
    """The messages that carried the reminders no longer show how things are."""
    carried = {r.delivery_id for r in reminders if r.delivery_id is not None}
    if carried:
        session.execute(update(Delivery).where(col(Delivery.id).in_(carried)).values(is_stale=True))


# What delivery does


def waiting(session: Session, now: datetime, workspace_id: int | None = None) -> list[tuple[int, str]]:
    """The (workspace id, recipient) that something is due for."""
    query = (
        select(Reminder.workspace_id, Reminder.recipient)
        .where(Reminder.state == State.PENDING, Reminder.next_try_at <= now)
        .distinct()
    )
    if workspace_id is not None:
        query = query.where(Reminder.workspace_id == workspace_id)
    return sorted(session.exec(spanning(query)).all())


def overdue(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """How much is due everywhere and not sent, and since when the oldest has been due."""
    query = select(func.count(col(Reminder.id)), func.min(Reminder.next_try_at)).where(
        Reminder.state == State.PENDING, Reminder.next_try_at <= now
    )
    count, oldest = session.exec(spanning(query)).one()
    return count, oldest


def next_due(session: Session) -> datetime | None:
    """When the next waiting reminder may be sent; None when none waits."""
    query = select(func.min(Reminder.next_try_at)).where(Reminder.state == State.PENDING)
    return session.exec(spanning(query)).first()


def due_for(session: Session, workspace_id: int, recipient: str, now: datetime) -> list[Reminder]:
    """What waits and is due for a recipient, oldest first."""
    query = select(Reminder).where(
        Reminder.workspace_id == workspace_id,
        Reminder.recipient == recipient,
        Reminder.state == State.PENDING,
        Reminder.next_try_at <= now,
    )
    return list(session.exec(query.order_by(col(Reminder.id))))


def locked(session: Session, ids: Iterable[int]) -> list[Reminder]:
    """The reminders, to write what became of them."""
    query = select(Reminder).where(col(Reminder.id).in_(tuple(ids))).order_by(col(Reminder.id))
    return list(session.exec(query.with_for_update(), execution_options={"populate_existing": True}))


def postpone(session: Session, workspace_id: int, recipient: str, now: datetime, until: datetime) -> None:
    """What is due for a recipient waits until then; what is urgent doesn't."""
    for reminder in due_for(session, workspace_id, recipient, now):
        if reminder.rule != URGENT:
            reminder.next_try_at = until


def last_delivery(session: Session, workspace_id: int, recipient: str) -> int:
    """The id of the last message that reached a recipient; 0 when none has."""
    query = select(func.max(Delivery.id)).where(
        Delivery.workspace_id == workspace_id, Delivery.recipient == recipient
    )
    return session.exec(query).one() or 0


def last_message(session: Session, workspace_id: int, recipient: str) -> str:
    """The platform's name of the last message that reached a recipient; empty when none has."""
    query = select(Delivery.message).where(
        Delivery.workspace_id == workspace_id, Delivery.recipient == recipient
    )
    return session.exec(query.order_by(col(Delivery.id).desc()).limit(1)).first() or ""


# What redrawing does


def stale(session: Session, door: str, workspace_id: int | None = None) -> list[Delivery]:
    """A door's messages that are to be redrawn, of one workspace or of all."""
    query = select(Delivery).where(col(Delivery.is_stale).is_(True), Delivery.door == door)
    if workspace_id is not None:
        query = query.where(Delivery.workspace_id == workspace_id)
    return list(session.exec(spanning(query.order_by(col(Delivery.id)))))


def take_stale(session: Session, delivery: Delivery, now: datetime) -> bool:
    """Takes a message to redraw it; whether nobody else has. Marking it again meanwhile is not lost."""
    taken = session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery.id, col(Delivery.is_stale).is_(True))
        .values(is_stale=False, drawn_at=now)
        .returning(col(Delivery.id))
    )
    return taken.first() is not None


def carried_by(session: Session, delivery: Delivery) -> list[Reminder]:
    """The reminders of a message, in the order they were made."""
    query = select(Reminder).where(Reminder.delivery_id == delivery.id)
    return list(session.exec(query.order_by(col(Reminder.id))))
