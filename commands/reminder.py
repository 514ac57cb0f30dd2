"""Reminders: put off, or dealt with, by whoever got them (S7)."""

from datetime import datetime, timedelta
from typing import Annotated

from commands import rights
from commands.choices import Source
from commands.command import EVERYONE, Command, Context, Form, Key
from core import outbox, worktime
from core.card import Card
from core.errors import FieldError, Refused
from core.outbox import DEPARTMENT, Reminder, State
from core.people import Person
from core.words import N_, _
from core.words.times import deadline, moment
from core.worktime import DAY, HOUR

LONGEST = timedelta(days=31)
WEEKLY = frozenset({"posting_count", "posting_minimum"})
WEEK = timedelta(days=7)

REMINDERS: Source[Reminder] = Source(
    lambda context, word: outbox.identify(context.session, context.workspace_id, word),
    lambda _context: [],
    N_("There is no reminder {word}."),
)
NUMBER = Key("nummer", "number", N_("Reminder"), position=1, source=REMINDERS, example="P-12")


class WaitForm(Form):
    """Which reminder is put off, and until when."""

    reminder: Annotated[Reminder, NUMBER]
    until: Annotated[
        datetime | None, Key("till", "until", N_("Until"), N_("The next working day, if you leave it out."))
    ] = None


def wait(context: Context, form: WaitForm) -> Card:
    """Puts a reminder off; an answer that is due is never put off past its time (F10)."""
    reminder = form.reminder
    _must_be_theirs(context, reminder)
    if not reminder.can_wait:
        raise Refused(_("{number} can't be put off.", number=reminder.number), _what_closes(reminder))
    until = _until(context, reminder, form.until)
    outbox.put_off(context, reminder, until)
    return Card(
        _("I will remind you again: {time}.", time=moment(until, context.calendar)),
        data=_data(reminder) | {"until": context.calendar.local(until).isoformat()},
    )


def _until(context: Context, reminder: Reminder, wanted: datetime | None) -> datetime:
    """When it comes again, inside the hours when the bot speaks."""
    if wanted and not context.now < wanted <= context.now + LONGEST:
        raise FieldError("until", _("Give a time ahead, at most a month away."))
    if wanted and reminder.rule in WEEKLY and wanted >= reminder.created_at + WEEK:
        raise FieldError("until", _("Next week it is looked at anew. Give a time before that."))
    window = context.policy.window
    until = worktime.next_in_window(wanted or _default(context, reminder), window, context.calendar)
    due_at = reminder.data.get("due_at") if reminder.rule == "reply_due" else None
    if due_at and until >= datetime.fromisoformat(due_at):
        time = deadline(datetime.fromisoformat(due_at), context.calendar)
        raise Refused(
            _("The answer is due before that: {time}.", time=time),
            _("Answer or pass it on, or give an earlier time. {way}", way=_what_closes(reminder)),
        )
    return until


def _default(context: Context, reminder: Reminder) -> datetime:
    """An hour where an answer is due, else the next working day's morning."""
    if reminder.rule == "reply_due":
        return context.now + HOUR
    tomorrow = context.calendar.local(context.now).date() + DAY
    return context.calendar.midnight(tomorrow)


class HandledForm(Form):
    """Which reminder is dealt with, and why."""

    reminder: Annotated[Reminder, NUMBER]
    reason: Annotated[str | None, Key("orsak", "reason", N_("Reason"), free=True)] = None


def handled(context: Context, form: HandledForm) -> Card:
    """Says that what a reminder is about is dealt with; what only an act can close is refused."""
    reminder = form.reminder
    _must_be_theirs(context, reminder)
    if not reminder.can_be_handled:
        raise Refused(
            _("{number} is closed by doing what it asks.", number=reminder.number), _what_closes(reminder)
        )
    if reminder.rule == "gap" and not form.reason:
        raise FieldError("reason", _("Say why it can stay as it is."))
    outbox.handle(context, reminder, form.reason)
    return Card(
        _("Thank you! {number} is dealt with", number=reminder.number),
        _("You are not reminded of it again."),
        data=_data(reminder),
    )


def _must_be_theirs(context: Context, reminder: Reminder) -> None:
    """Refused unless it went to the caller (communications for the department), and still needs something."""
    to_department = reminder.recipient == DEPARTMENT
    act = rights.DEPARTMENTS_REMINDER if to_department else rights.REMINDER
    owner = None if to_department else context.session.get(Person, int(reminder.recipient))
    if not rights.may_act(context, act, owner=owner):
        raise Refused(
            _("{number} was not sent to you.", number=reminder.number),
            rights.who_may(context, act, owner=owner),
        )
    if reminder.settled_at or reminder.state not in {State.PENDING, State.SENT}:
        raise Refused(_("{number} needs nothing more.", number=reminder.number))


def _what_closes(reminder: Reminder) -> str:
    """The command that closes what the reminder is about."""
    data = reminder.data
    account, kind = data.get("account", ""), data.get("kind", "")
    closes = {
        "reply_due": f"svar {data.get('question')}",
        "reply_overdue": f"svar {data.get('question')}",
        "approval_waiting": f"konto avsluta {account}" if kind == "closing" else f"konto godkänn {account}",
        "snapshot_due": f"skärmdump {account}",
        "meeting_invitation": f"möte svar {data.get('meeting')}",
        "meeting_soon": f"möte svar {data.get('meeting')}",
        "meeting_attendance": f"möte närvaro {data.get('meeting')}",
        "task_due": f"uppgift klar {data.get('task')}",
        "evaluation": f"utvärdera {account}",
    }
    follow_ups = {
        "signature": f"underteckna {data.get('question')}",
        "case": f"moderering komplettera {data.get('case')}",
        "consent": f"inlägg samtycke {data.get('post')}",
        "link": "person koppla",
    }
    command = follow_ups.get(kind) or closes.get(reminder.rule)
    return _("Close it with: {command}", command=command) if command else ""


def _data(reminder: Reminder) -> dict[str, object]:
    return {"reminder": reminder.number, "rule": reminder.rule, "key": reminder.key}


COMMANDS = (
    Command(
        "reminder.wait", "påminnelse vänta", "reminder wait", WaitForm, wait, EVERYONE, N_("Put off a reminder"),
        rules=("S7",), examples=("påminnelse vänta P-12", 'påminnelse vänta P-12 till="2026-11-25 09:00"'),
    ),
    Command(
        "reminder.handled", "påminnelse klar", "reminder done", HandledForm, handled, EVERYONE,
        N_("Say that a reminder is dealt with"), rules=("S7",),
        examples=('påminnelse klar P-12 orsak="Utbildningen är bokad"',),
    ),
)  # fmt: skip
