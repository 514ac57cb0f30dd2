"""The steps: look at what is due, write to people, redraw what was decided elsewhere. Each takes the time it is."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from itertools import takewhile
from typing import Any, TypeVar

from sqlmodel import Session

from core import audit, chain, crisis, mailbox, outbox, replies, sendings, watch, worktime
from core.database import Database, take_turn
from core.mailbox import LEASE
from core.outbox import Reminder
from core.policy import Policy
from core.watch import Family, Seen
from core.workspace import Workspace, calendar_of
from reminders import doubts, standing
from reminders.facts import LOADERS
from reminders.letters import FIRST_RETRY, Letter, Outcome, redrawn, settle_letter, write_letter
from reminders.plan import Plan
from reminders.rules import RULES
from reminders.sending import Sender, SendError
from reminders.setting import Setting, Staff, staff
from reminders.texts import in_order
from reminders.turns import TURNS
from reminders.withdrawing import withdraw

T = TypeVar("T")

log = logging.getLogger("somerad.reminders")

BATCH = 500
LOOK_AGAIN = timedelta(minutes=15)  # after a rule or its facts failed
LEASE_LEFT = timedelta(minutes=1)  # longer than any door waits for its platform
REPEATS_END = timedelta(days=7)  # no platform repeats a request after so long


class _Undo(Exception):
    """Nothing of a preview is kept."""


class _Overtaken(Exception):
    """The lease has run out, or nearly: another worker may write now."""


class Worker:
    """Runs the steps against one database. `policy_of` gives a workspace's policy.

    With a `clock` each recipient is written to at the time it is then, as writing to all may take long. So many
    are written to `at_once`, as a chat answers in its own time.
    """

    def __init__(
        self,
        database: Database,
        policy_of: Callable[[Workspace], Policy],
        clock: Callable[[], datetime] | None = None,
        at_once: int = 1,
    ) -> None:
        self.database = database
        self.policy_of = policy_of
        self.clock = clock
        self.at_once = at_once
        self._is_stopped = False
        self._known: tuple[tuple[int, int, date], Staff] | None = None
        self._rests: dict[str, datetime] = {}  # until when a door redraws nothing, as it was asked to wait

    def run(self, now: datetime, *senders: Sender, workspace_id: int | None = None) -> None:
        """All steps, once, for one workspace or for all."""
        self.tick(now, workspace_id)
        self.deliver(now, *senders, workspace_id=workspace_id)
        self.refresh(now, *senders, workspace_id=workspace_id)
        for sender in self._going_on(senders):
            withdraw(self.database, now, sender, workspace_id)
        self.check(now, workspace_id)
        with self.database.write() as session:
            replies.purge(session, now - REPEATS_END)

    def stop(self) -> None:
        """Nothing more is begun: no other batch, no other message. From any thread."""
        self._is_stopped = True

    def check(self, now: datetime, workspace_id: int | None = None) -> None:
        """Checks each audit chain once a day; the administrators are told where one is broken (S3)."""
        with self.database.read() as session:
            homes = chain.due(session, now, workspace_id)
        for home in self._going_on(homes):
            with self.database.read() as session:
                found = chain.examine(session, home)
            with self.database.write() as session:
                take_turn(session, home)
                chain.note(self._setting(session, home, now).scope(session), *found)

    # Looking

    def tick(self, now: datetime, workspace_id: int | None = None) -> int:
        """Looks at every matter that is due, and puts what is to be said in the outbox; how much was new."""
        self._known = None
        with self.database.read() as session:
            homes = watch.homes_due(session, now, workspace_id)
        return sum(self._tick(now, home) for home in self._going_on(homes))

    def _going_on(self, works: Iterable[T]) -> Iterator[T]:
        """The works, until it is told to stop."""
        return takewhile(lambda _work: not self._is_stopped, works)

    def _tick(self, now: datetime, home: int) -> int:
        new, looked = 0, BATCH
        while looked == BATCH:
            with self.database.write() as session:
                looked, made = self._sweep(session, now, home)
            new += made
        return new

    def _sweep(self, session: Session, now: datetime, home: int) -> tuple[int, int]:
        """One batch: how many matters were looked at, and how many reminders are new."""
        take_turn(session, home)
        due = watch.due(session, now, home, BATCH)
        if turning := [each for each in due if each.family in TURNS]:
            self._turn(session, now, home, turning)
            due = watch.due(session, now, home, BATCH)
        return len(due), self._look(session, now, home, due)

    def _turn(self, session: Session, now: datetime, home: int, turning: list[Seen]) -> None:
        """Has what begins or ends by itself do so; it wakes what it concerns."""
        for each in turning:
            try:
                with session.begin_nested():
                    scope = self._setting(session, home, now).scope(session)
                    at = TURNS[each.family](scope, each.subject_id)
            except Exception:
                log.exception("workspace %s: %s %s could not turn", home, each.family, each.subject_id)
                at = now + LOOK_AGAIN
            watch.move(session, [(each, at)])
        session.flush()

    def _look(self, session: Session, now: datetime, home: int, due: list[Seen]) -> int:
        """A workspace's due matters. What fails is looked at again later, so that it holds up nothing else."""
        families: dict[Family, list[Seen]] = {}
        for each in due:
            families.setdefault(each.family, []).append(each)
        try:
            with session.begin_nested():
                setting = self._setting(session, home, now)
                return sum(self._plan_all(session, setting, family, of) for family, of in families.items())
        except Exception:
            log.exception("workspace %s: its matters could not be looked at", home)
            watch.move(session, [(each, now + LOOK_AGAIN) for each in due])
            return 0

    def _plan_all(self, session: Session, setting: Setting, family: Family, due: list[Seen]) -> int:
        """A family's due matters: all that is new in one go, and all that was looked at."""
        ids = [each.subject_id for each in due]
        plans = self._plans(session, setting, family, ids)
        stand: dict[int, list[Reminder]] = {}
        for reminder in outbox.standing(session, setting.home.id, family, ids):
            stand.setdefault(reminder.subject_id, []).append(reminder)
        new: list[dict[str, Any]] = []
        for each in due:
            plan, before = plans[each.subject_id], stand.get(each.subject_id, [])
            if plan:
                new += standing.new(setting, each, plan, before)
                standing.settle(session, setting, plan, before)
        made = outbox.add_all(session, setting.home.id, setting.now, new)
        again = setting.now + LOOK_AGAIN
        seen = ((each, plans[each.subject_id]) for each in due)
        watch.move(session, [(each, plan.next_check_at if plan else again) for each, plan in seen])
        if family is Family.APPROVAL:
            standing.settle_in_digests(session, setting, ids)
        return made

    def _plans(
        self, session: Session, setting: Setting, family: Family, ids: Iterable[int]
    ) -> Mapping[int, Plan | None]:
        """What holds now of each subject; nothing for one that is gone, None where the rule failed."""
        ids = tuple(dict.fromkeys(ids))
        handled = outbox.handled(session, setting.home.id, family, ids)
        found = LOADERS[family](session, setting, ids)
        return {id: _plan(family, id, found[id], setting, handled) if id in found else Plan() for id in ids}

    def _setting(self, session: Session, workspace_id: int, now: datetime) -> Setting:
        home = session.get_one(Workspace, workspace_id)
        policy = self.policy_of(home)
        calendar = calendar_of(home, policy)
        people = self._staff(session, workspace_id, calendar.local(now).date())
        return Setting(home, policy, calendar, now, people, crisis.of(session, workspace_id))

    def _staff(self, session: Session, workspace_id: int, today: date) -> Staff:
        """A workspace's people, read again once anything is recorded there (decision 0153)."""
        seen = (workspace_id, audit.last_seq(session, workspace_id), today)
        known = self._known
        if known is None or known[0] != seen:
            known = self._known = (seen, staff(session, workspace_id, today))
        return known[1]

    # Writing to people

    def deliver(self, now: datetime, *senders: Sender, workspace_id: int | None = None) -> int:
        """Writes one message to each person something is due for; how many were sent."""
        if not senders:
            return 0
        self._known = None
        with self.database.read() as session:
            doubted = sendings.doubted(session, now - doubts.SETTLED, workspace_id)
            waiting = {*outbox.waiting(session, now, workspace_id), *doubted}
        write = partial(self._write_to, now, senders)
        if self.at_once == 1:
            return sum(map(write, sorted(waiting)))
        with ThreadPoolExecutor(self.at_once, thread_name_prefix="delivery") as threads:
            return sum(threads.map(write, sorted(waiting)))

    def _write_to(self, now: datetime, senders: Sequence[Sender], to: tuple[int, str]) -> bool:
        """One recipient's message, unless it is told to stop. What fails here holds up nobody else's."""
        home, recipient = to
        if self._is_stopped:
            return False
        try:
            return self._deliver(self.clock() if self.clock else now, home, recipient, senders)
        except Exception:
            log.exception("workspace %s: the message to %s failed; it is tried again", home, recipient)
            return False

    def _deliver(self, now: datetime, home: int, recipient: str, senders: Sequence[Sender]) -> bool:
        with self.database.read() as session:
            setting = self._setting(session, home, now)
            way = _way(session, setting, recipient, senders)
        if not self._may_speak(setting, recipient):
            return False
        if way is None and not setting.home.chat_is_open:
            return False  # nobody listens yet, or any more: what waits may still be said
        until = now + LEASE
        with self.database.write() as session:
            if not mailbox.claim(session, home, recipient, now, until):
                return False
        outcome = self._write_all(setting, recipient, until, way, senders)
        with self.database.write() as session:
            mailbox.release(session, home, recipient, until)
        return outcome.sent is not None

    def _write_all(
        self,
        setting: Setting,
        recipient: str,
        until: datetime,
        way: tuple[Sender, str] | None,
        senders: Sequence[Sender],
    ) -> Outcome:
        """All that is due, once it is known what became of what was sent before."""
        trouble = doubts.clear_up(self.database, setting, recipient, senders)
        if trouble:
            wait = FIRST_RETRY if trouble.retry_after is None else timedelta(seconds=trouble.retry_after)
            self._postpone(setting, recipient, setting.now + wait)
            return Outcome(error=trouble)
        with self.database.read() as session:
            due = outbox.due_for(session, setting.home.id, recipient, setting.now)
        outcome = Outcome()
        try:
            for reminders in _parts(due, setting):
                outcome = self._write_part(setting, recipient, reminders, until, way, outcome)
        except _Overtaken:
            log.warning("workspace %s: the rest for %s is left to another", setting.home.id, recipient)
        return outcome

    def _write_part(
        self,
        setting: Setting,
        recipient: str,
        reminders: Sequence[Reminder],
        until: datetime,
        way: tuple[Sender, str] | None,
        before: Outcome,
    ) -> Outcome:
        """One message; where the recipient could not be reached, the rest shares that without a try of its own."""
        with self.database.read() as session:
            letter = self._letter(session, setting, recipient, reminders)
        outcome = before if _is_shared(before) else self._send(setting, letter, until, way)
        with self.database.write() as session:
            take_turn(session, setting.home.id)
            return settle_letter(session, setting, letter, outcome)

    def _send(
        self, setting: Setting, letter: Letter, until: datetime, way: tuple[Sender, str] | None
    ) -> Outcome:
        """Sends the letter, if there is anything to say; no transaction is open meanwhile."""
        if letter.card is None:
            return Outcome()
        if way is None:
            return Outcome(error=SendError("", permanent=True))
        sender, address = way
        name = self._begin(setting, letter, until, (sender.door, address))
        try:
            sent = sender.send(address, letter.card, name)
        except SendError as error:
            log.info("message %s to %s: %s", name, letter.to, error.reason)
            return Outcome(address=address, error=error, sending=name)
        log.info("message %s to %s: sent, %s reminders", name, letter.to, len(letter.data))
        return Outcome(sent, sender.door, address, sending=name)

    def _begin(self, setting: Setting, letter: Letter, until: datetime, way: tuple[str, str]) -> str:
        """Writes down what is about to be sent. _Overtaken unless the lease outlasts the sending."""
        now = self.clock() if self.clock else setting.now
        with self.database.write() as session:
            is_ours = mailbox.holds(session, setting.home.id, letter.recipient, until)
            if not is_ours or now > until - LEASE_LEFT:
                raise _Overtaken
            return sendings.begin(session, setting.home.id, letter.recipient, way, letter.data, now)

    def _may_speak(self, setting: Setting, recipient: str) -> bool:
        """In the window; outside it only of what is urgent, and the rest waits."""
        if worktime.in_window(setting.now, setting.window, setting.calendar):
            return True
        self._postpone(setting, recipient, setting.speaks_at)
        with self.database.read() as session:
            return bool(outbox.due_for(session, setting.home.id, recipient, setting.now))

    def _postpone(self, setting: Setting, recipient: str, until: datetime) -> None:
        with self.database.write() as session:
            take_turn(session, setting.home.id)
            outbox.postpone(session, setting.home.id, recipient, setting.now, until)

    def _letter(
        self, session: Session, setting: Setting, recipient: str, reminders: Sequence[Reminder]
    ) -> Letter:
        """The recipient's message, of what still holds."""
        by_family: dict[Family, list[int]] = {}
        for each in reminders:
            by_family.setdefault(each.family, []).append(each.subject_id)
        plans = {
            (family, id): plan
            for family, subjects in by_family.items()
            for id, plan in self._plans(session, setting, family, subjects).items()
        }
        return write_letter(setting, recipient, reminders, plans)

    # Redrawing

    def refresh(self, now: datetime, *senders: Sender, workspace_id: int | None = None) -> int:
        """Redraws the messages whose matters were decided elsewhere; how many."""
        self._known = None
        return sum(self._refresh(now, sender, workspace_id) for sender in senders)

    def _refresh(self, now: datetime, sender: Sender, workspace_id: int | None) -> int:
        with self.database.read() as session:
            stale = outbox.stale(session, sender.door, workspace_id)
        done = 0
        for delivery in self._going_on(stale):
            if now < self._rests.get(sender.door, now):
                break
            with self.database.write() as session:
                taken = outbox.take_stale(session, delivery, now)
            done += taken and self._redraw(now, delivery, sender)
        return done

    def _redraw(self, now: datetime, delivery: outbox.Delivery, sender: Sender) -> bool:
        """One message; what fails, but for good, is tried again and holds up no other."""
        try:
            with self.database.read() as session:
                setting = self._setting(session, delivery.workspace_id, now)
                card = redrawn(setting, delivery.recipient, outbox.carried_by(session, delivery))
            sender.update(delivery.channel, delivery.message, card)
        except SendError as error:
            log.warning("message %s could not be redrawn: %s", delivery.id, error.reason)
            if error.retry_after is not None:
                self._rests[sender.door] = now + timedelta(seconds=error.retry_after)
            return error.permanent or self._redraw_later(delivery)
        except Exception:
            log.exception("message %s could not be redrawn; it is tried again", delivery.id)
            return self._redraw_later(delivery)
        return True

    def _redraw_later(self, delivery: outbox.Delivery) -> bool:
        with self.database.write() as session:
            session.get_one(outbox.Delivery, delivery.id).is_stale = True
        return False

    # Looking ahead

    def preview(self, now: datetime, workspace_id: int | None = None) -> list[Letter]:
        """What would be written now, by recipient; nothing is kept."""
        letters: list[Letter] = []
        try:
            with self.database.write() as session:
                for home in watch.homes_due(session, now, workspace_id):
                    while self._sweep(session, now, home)[0]:
                        session.flush()
                for home, recipient in outbox.waiting(session, now, workspace_id):
                    letters += self._ahead(session, self._setting(session, home, now), recipient)
                raise _Undo
        except _Undo:
            return letters

    def _ahead(self, session: Session, setting: Setting, recipient: str) -> Iterable[Letter]:
        due = outbox.due_for(session, setting.home.id, recipient, setting.now)
        if not worktime.in_window(setting.now, setting.window, setting.calendar):
            due = [reminder for reminder in due if reminder.rule == outbox.URGENT]
        for reminders in _parts(due, setting):
            letter = self._letter(session, setting, recipient, reminders)
            if letter.card:
                yield letter


def _parts(reminders: Iterable[Reminder], setting: Setting) -> Iterable[list[Reminder]]:
    """What goes into one message, as many as the policy groups; nearly always all."""
    due = in_order(reminders)
    most = setting.policy.reminders.most_in_message.value
    return (due[start : start + most] for start in range(0, len(due), most))


def _plan(family: Family, id: int, found: object, setting: Setting, handled: frozenset[str]) -> Plan | None:
    try:
        plan = RULES[family](found, setting).without(handled)
        return plan.muted() if setting.crisis and family in crisis.MUTED else plan
    except Exception:
        log.exception("workspace %s: the rule of %s %s failed", setting.home.slug, family, id)
        return None


def _way(
    session: Session, setting: Setting, recipient: str, senders: Sequence[Sender]
) -> tuple[Sender, str] | None:
    """The door a person would rather hear by, else the first that reaches the recipient; and the address there."""
    person = setting.staff.people.get(int(recipient)) if recipient.isdecimal() else None
    for sender in sorted(senders, key=lambda sender: person is None or sender.door != person.chat):
        if address := sender.can_reach(session, setting.home, recipient):
            return sender, address
    return None


def _is_shared(outcome: Outcome) -> bool:
    """Whether what became of one message becomes of the recipient's next."""
    return outcome.error is not None and not outcome.error.of_message
