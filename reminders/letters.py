"""One person's message: what of it still holds, how it is drawn, and what became of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from core import channels, outbox, sendings, watch
from core.card import Card
from core.outbox import DEPARTMENT, Delivery, Reminder, State
from core.people import Person, speaking_to
from core.watch import Family
from core.workspace import Workspace
from reminders import texts
from reminders.plan import Plan
from reminders.sending import SendError, Sent
from reminders.setting import Setting
from reminders.texts import Drawn

DEPARTMENT_NAME = "kommunikation"
FIRST_RETRY, LAST_RETRY = timedelta(minutes=1), timedelta(hours=1)
RULE_FAILED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Letter:
    """What a recipient gets; no card when nothing holds.

    By reminder id: `data` are the values it was drawn from, `dropped` the matters of what no longer holds,
    `waiting` what could not be judged.
    """

    to: str
    recipient: str
    card: Card | None = None
    entries: tuple[Mapping[str, Any], ...] = ()
    data: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    dropped: Mapping[int, tuple[Family, int]] = field(default_factory=dict)
    waiting: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a letter: where it was sent by which door to which address, or why not.

    `sending` is the name it was sent under; `wait` is how long the recipient is left alone after a failure.
    """

    sent: Sent | None = None
    door: str = ""
    address: str = ""
    error: SendError | None = None
    sending: str = ""
    wait: timedelta | None = None

    @property
    def in_doubt(self) -> bool:
        """Whether it may have arrived though the platform did not say so."""
        return self.error is not None and self.error.in_doubt


def write_letter(
    setting: Setting,
    recipient: str,
    reminders: Sequence[Reminder],
    plans: Mapping[tuple[Family, int], Plan | None],
) -> Letter:
    """One grouped message of what the rules still say now, in the recipient's language."""
    planned = {p.key: p for plan in plans.values() if plan for p in plan.reminders}
    failed = {r.id for r in reminders if plans[r.family, r.subject_id] is None}
    holds = [r for r in reminders if r.key in planned and planned[r.key].recipient == recipient]
    for each in holds:
        each.data, each.snoozed_until = dict(planned[each.key].data), None
    data = {r.id: r.data for r in holds}
    drawn = _drawn(setting, recipient, holds)
    return Letter(
        to=_name(setting, recipient),
        recipient=recipient,
        card=_message(setting, recipient, drawn) if drawn else None,
        entries=tuple(each.entry for each in drawn),
        data=data,
        dropped={
            r.id: (r.family, r.subject_id) for r in reminders if r.id not in data and r.id not in failed
        },
        waiting=frozenset(failed),
    )


def redrawn(setting: Setting, recipient: str, reminders: Iterable[Reminder]) -> Card:
    """A message sent before as it is now: closed matters without their buttons."""
    return _message(setting, recipient, _drawn(setting, recipient, reminders))


def _drawn(setting: Setting, recipient: str, reminders: Iterable[Reminder]) -> list[Drawn]:
    name = _name(setting, recipient)
    with speaking_to(_person(setting, recipient), setting.home):
        return [
            texts.draw(each, setting.calendar, name, each.data.get("account"))
            for each in texts.in_order(reminders)
        ]


def _message(setting: Setting, recipient: str, drawn: Iterable[Drawn]) -> Card:
    with speaking_to(_person(setting, recipient), setting.home):
        return texts.message(drawn, setting.now)


def _name(setting: Setting, recipient: str) -> str:
    return DEPARTMENT_NAME if recipient == DEPARTMENT else setting.staff.slug(recipient)


def _person(setting: Setting, recipient: str) -> Person | None:
    return setting.staff.people.get(int(recipient)) if recipient.isdigit() else None


def settle_letter(session: Session, setting: Setting, letter: Letter, outcome: Outcome) -> Outcome:
    """Writes what became of a letter and of each of its reminders; what the recipient's next letters share."""
    if not outcome.in_doubt:
        sendings.end(session, setting.home.id, outcome.sending)
    if outcome.error and outcome.error.gone and letter.recipient == DEPARTMENT:
        _lose(session, setting, outcome.address)
        return outcome
    for family, subject_id in set(letter.dropped.values()):
        watch.look_at(session, setting.home.id, family, subject_id, setting.now)
    ids = (*letter.data, *letter.dropped, *letter.waiting)
    reminders = {reminder.id: reminder for reminder in outbox.locked(session, ids)}
    dropped = (reminders[id] for id in letter.dropped)
    outbox.drop(session, [each for each in dropped if each.state is State.PENDING], setting.now)
    for id in letter.waiting:
        reminders[id].next_try_at = setting.now + RULE_FAILED
    written = [reminders[id] for id in letter.data]
    if outcome.sent:
        _mark_sent(session, setting, letter, outcome, written)
        return outcome
    # What was put off or closed while it was on its way stays so.
    waiting = [
        r for r in written if r.state is State.PENDING and (r.snoozed_until or setting.now) <= setting.now
    ]
    if outcome.error and outcome.error.permanent:
        _give_up(session, setting, letter, outcome.error, waiting)
    elif outcome.error:
        return replace(outcome, wait=_try_again(setting, outcome.error, outcome.wait, waiting))
    return outcome


def _lose(session: Session, setting: Setting, channel: str) -> None:
    """What waited for the channel still waits: the next sweep sees who hears it now."""
    scope = replace(setting, home=session.get_one(Workspace, setting.home.id)).scope(session)
    channels.lose(scope, channel.rpartition("/")[2])  # a door of many teams puts the team first


def _mark_sent(
    session: Session, setting: Setting, letter: Letter, outcome: Outcome, written: list[Reminder]
) -> None:
    assert outcome.sent  # noqa: S101
    delivery = Delivery(
        workspace_id=setting.home.id, recipient=letter.recipient, door=outcome.door,
        channel=outcome.sent.channel, message=outcome.sent.message,
        sent_at=setting.now, drawn_at=setting.now,
    )  # fmt: skip
    session.add(delivery)
    session.flush()
    for reminder in written:
        reminder.delivery_id, reminder.data = delivery.id, dict(letter.data[reminder.id])
        delivery.is_stale = not _take_as_sent(reminder, setting.now) or delivery.is_stale


def _take_as_sent(reminder: Reminder, now: datetime) -> bool:
    """Marks a reminder as sent; False where somebody closed it or put it off while it was on its way."""
    if reminder.state is State.PENDING and (reminder.snoozed_until or now) <= now:
        reminder.state, reminder.snoozed_until = State.SENT, None
        return True
    if reminder.state is State.DROPPED:
        reminder.state, reminder.settled_at = State.SENT, now
    return False


def _try_again(
    setting: Setting, error: SendError, shared: timedelta | None, written: Sequence[Reminder]
) -> timedelta:
    """How long they wait: what shares another letter's failure waits as long, and has not been tried itself."""
    tried = max((reminder.attempts for reminder in written), default=0)
    wait = shared or min(FIRST_RETRY * 2 ** min(tried, 10), LAST_RETRY)
    if error.retry_after is not None:
        wait = timedelta(seconds=error.retry_after)
    for reminder in written:
        reminder.attempts += shared is None
        reminder.next_try_at = setting.now + wait
        reminder.error = error.reason[:300]
    return wait


def _give_up(
    session: Session, setting: Setting, letter: Letter, error: SendError, written: Iterable[Reminder]
) -> None:
    """Trying again is no use: whoever can mend it is told, once until the recipient is reached again."""
    for reminder in written:
        reminder.state, reminder.error = State.FAILED, error.reason[:300]
    last = outbox.last_delivery(session, setting.home.id, letter.recipient)
    matter = f"unreached:{letter.to}:{last}"
    data = {
        "kind": "unreached", "name": _full_name(setting, letter), "reason": error.reason[:300],
        "texts": [entry["text"] for entry in letter.entries],
    }  # fmt: skip
    for to in _others(setting, letter.recipient):
        outbox.add(
            session, setting.home.id, setting.now, key=f"{matter}@{setting.staff.slug(to)}", rule="gap",
            family=Family.LINK, subject_id=0, matter=matter, recipient=to, data=data,
        )  # fmt: skip


def _full_name(setting: Setting, letter: Letter) -> str:
    person = _person(setting, letter.recipient)
    return person.name if person else letter.to


def _others(setting: Setting, recipient: str) -> tuple[str, ...]:
    """Who is told when a recipient can't be reached: the department, else the people of communications, else admins."""
    people = (*setting.staff.communications, *setting.staff.admins)
    others = tuple(to for to in setting.department if to != recipient)
    return others or tuple(str(id) for id in people if str(id) != recipient)
