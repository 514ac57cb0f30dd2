"""What the department's digest says: one section a heading, the longest cut with how many more (C2, H28)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from core.card import Button, Section
from core.words import N_, _, n_
from core.words.times import day, deadline, joined
from core.worktime import Calendar
from reminders.texts.accounts import closing_buttons, decide_buttons, gap_text, step_name
from reminders.texts.log import lacks

Data = Mapping[str, Any]
SHOWN = 10


def digest(data: Data, calendar: Calendar) -> tuple[Section, ...]:
    """The sections that have something to say."""
    questions = Button(_("All open questions"), "fråga lista")
    sections = (
        _section(_("Late answers"), [_asked(q, calendar, True) for q in data["late"]], (questions,)),
        _section(_("Due today"), [_asked(q, calendar) for q in data["due_today"]], (questions,)),
        _section(_("Open, without a set time"), [_old(q) for q in data.get("ageing", ())], (questions,)),
        *_decisions(data),
        _section(_("Missing"), [f"{g['account']}: {gap_text(g['kind'], g['name'])}" for g in data["gaps"]]),
        _section(_("To follow up"), [_follow_up(each) for each in data["follow_ups"]]),
        _section(_("Changed accounts"), list(_changes(data["changes"]))),
    )
    return tuple(section for section in sections if section.text)


def _section(heading: str, lines: list[str], buttons: tuple[Button, ...] = ()) -> Section:
    shown = lines[:SHOWN]
    if more := len(lines) - len(shown):
        shown.append(n_("and {count} more", "and {count} more", more))
    return Section("\n".join(shown), buttons if lines else (), heading)


def _asked(asked: Mapping[str, str], calendar: Calendar, is_past: bool = False) -> str:
    time = deadline(datetime.fromisoformat(asked["due_at"]), calendar, is_past=is_past)
    return f"{asked['question']} {asked['account']}: {time}"


def _old(asked: Mapping[str, str]) -> str:
    since = day(datetime.fromisoformat(asked["received_at"]).date())
    return _("{number} {account}: since {day}", number=asked["question"], account=asked["account"], day=since)


def _decisions(data: Data) -> Iterable[Section]:
    """A section for each decision, with its buttons."""
    for each in data["approvals"]:
        who = joined([step_name(step) for step in each["steps"]])
        text = _("{account} waits for approval by {who}.", account=each["account"], who=who)
        yield _decision(data, each["account"], text, decide_buttons(each["account"]))
    for each in data["closings"]:
        text = _(
            "The closing of {account} is asked for: {reason}.", account=each["account"], reason=each["reason"]
        )
        yield _decision(data, each["account"], text, closing_buttons(each["account"], each["reason"]))


def _decision(data: Data, account: str, text: str, buttons: tuple[Button, ...]) -> Section:
    """With its buttons until it is decided."""
    if account in data.get("decided", ()):
        return Section(_("Nothing more to do: {text}", text=text), (), _("Decided"))
    return Section(text, buttons, _("To decide"))


def _follow_up(each: Mapping[str, Any]) -> str:
    return _(
        "{number} on {account} lacks: {what}.",
        number=each["number"], account=each["account"], what=lacks(each["lacks"]),
    )  # fmt: skip


_CHANGES = {
    "account.requested": N_("requested"),
    "account.approved": N_("approved by one"),
    "account.rejected": N_("said no to"),
    "account.status": N_("new status"),
    "account.administrators": N_("other administrators"),
    "account.responsible": N_("another responsible"),
    "account.changed": N_("entry changed"),
    "account.assigned": N_("assignment given"),
    "account.inactive_confirmed": N_("confirmed inactive"),
}


def _changes(changes: Iterable[Mapping[str, str]]) -> Iterable[str]:
    """One line an account, each kind of change once."""
    by_account: dict[str, dict[str, None]] = {}
    for change in changes:
        label = _CHANGES.get(change["action"], N_("changed"))
        by_account.setdefault(change["account"], {})[label] = None
    for account, labels in by_account.items():
        yield f"{account}: {', '.join(_(label) for label in labels)}"
