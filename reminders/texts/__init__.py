"""What reminders say, drawn from their machine values in the language of whoever gets them."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.card import Button, Card, Chart, Section
from core.outbox import Reminder, State
from core.words import _, n_
from core.words.times import moment
from core.worktime import Calendar
from reminders.texts.accounts import (
    approval,
    gap,
    inactivity_close,
    inactivity_warning,
    plan_review,
    snapshot,
)
from reminders.texts.council import (
    attendance,
    called_off,
    crisis,
    crisis_over,
    evaluation,
    invitation,
    soon,
    task,
)
from reminders.texts.digest import chart, digest
from reminders.texts.disclosure import disclosure
from reminders.texts.evidence import evidence_fault
from reminders.texts.log import (
    follow_up,
    posting_count,
    posting_minimum,
    removal_report,
    reply_due,
    reply_overdue,
)
from reminders.texts.supervision import supervision_due

Draw = Callable[[Mapping[str, Any], Calendar, str], Section]

# The order of a message: what is late first, the digest last.
DRAWN: Mapping[str, Draw] = {
    "crisis": crisis,
    "crisis_over": crisis_over,
    "disclosure": disclosure,
    "reply_overdue": reply_overdue,
    "reply_due": reply_due,
    "evidence_fault": evidence_fault,
    "supervision_due": supervision_due,
    "removal_report": removal_report,
    "approval_waiting": approval,
    "inactivity_close": inactivity_close,
    "follow_up": follow_up,
    "meeting_called_off": called_off,
    "meeting_invitation": invitation,
    "meeting_soon": soon,
    "meeting_attendance": attendance,
    "task_due": task,
    "snapshot_due": snapshot,
    "plan_review": plan_review,
    "inactivity_warning": inactivity_warning,
    "evaluation": evaluation,
    "posting_minimum": posting_minimum,
    "posting_count": posting_count,
    "gap": gap,
}
ORDER = (*DRAWN, "digest")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One reminder as it is said, with what scripts read of it."""

    sections: tuple[Section, ...]
    entry: Mapping[str, Any]
    chart: Chart | None = None


def draw(reminder: Reminder, calendar: Calendar, to: str, account: str | None) -> Drawn:
    """A reminder as `to` (a slug, or the department's name) reads it."""
    sections = _as_it_stands(reminder, calendar)
    entry = {
        "to": to, "rule": reminder.rule, "key": reminder.key, "account": account,
        "text": "\n".join(line for s in sections for line in (s.heading, s.text) if line),
        "buttons": [{"label": b.label, "command": b.command} for s in sections for b in s.buttons],
        "data": dict(reminder.data) | {"reminder": reminder.number},
    }  # fmt: skip
    return Drawn(sections, entry, chart(reminder.data) if reminder.rule == "digest" else None)


def _as_it_stands(reminder: Reminder, calendar: Calendar) -> tuple[Section, ...]:
    """With its buttons while it is open; closed or put off, it only says so."""
    sections = _sections(reminder, calendar)
    if reminder.settled_at or reminder.state in {State.HANDLED, State.DROPPED}:
        return (_said(sections, lambda text: _("Nothing more to do: {text}", text=text)),)
    if reminder.snoozed_until:
        until = moment(reminder.snoozed_until, calendar)
        return (_said(sections, lambda text: _("Put off until {time}: {text}", time=until, text=text)),)
    own = tuple(_own_buttons(reminder))
    return (*sections[:-1], replace(sections[-1], buttons=(*sections[-1].buttons, *own)))


def _said(sections: Iterable[Section], say: Callable[[str], str]) -> Section:
    return Section(say(" ".join(section.text for section in sections)))


def _sections(reminder: Reminder, calendar: Calendar) -> tuple[Section, ...]:
    if reminder.rule == "digest":
        return digest(reminder.data, calendar)
    return (DRAWN[reminder.rule](reminder.data, calendar, reminder.recipient),)


def _own_buttons(reminder: Reminder) -> Iterable[Button]:
    """What a person can do with the reminder itself."""
    if reminder.rule == "inactivity_close":
        yield Button(_("Keep the account"), f'påminnelse klar {reminder.number} orsak="Kontot behålls"')
    elif reminder.can_be_handled:
        yield Button(_("Dealt with"), f"påminnelse klar {reminder.number}")
    if reminder.can_wait:
        yield Button(_("Remind me later"), f"påminnelse vänta {reminder.number}")


def in_order(reminders: Iterable[Reminder]) -> list[Reminder]:
    """As they stand in a message."""
    return sorted(reminders, key=lambda r: (ORDER.index(r.rule), str(r.data.get("due_at", "")), r.key))


def _headed(drawn: Drawn) -> Drawn:
    """A digest among reminders says what it is."""
    if drawn.entry["rule"] != "digest":
        return drawn
    return replace(drawn, sections=(Section("", heading=_("Today's summary")), *drawn.sections))


def message(drawn: Iterable[Drawn], now: datetime) -> Card:
    """One message of all that a person has to hear."""
    drawn = tuple(drawn)
    rules = {each.entry["rule"] for each in drawn}
    if rules == {"digest"}:
        title = _("Today's summary")
    else:
        count = sum(each.entry["rule"] != "digest" for each in drawn)
        title = n_("{count} reminder", "{count} reminders", count)
        drawn = tuple(_headed(each) for each in drawn)
    return Card(
        title,
        sections=tuple(section for each in drawn for section in each.sections),
        data={"reminders": [each.entry for each in drawn], "drawn_at": now.isoformat()},
        more="mina",
        chart=next((each.chart for each in drawn if each.chart), None),
    )
