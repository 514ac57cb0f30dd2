"""The digest in words: groups in order of need, each line a sentence with its button, at most a screenful (C2, H28).

What finds no room is counted, with a button to all of it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from core.card import Bar, Button, Chart, Section
from core.words import N_, _, n_
from core.words.times import deadline, moment
from core.worktime import Calendar
from reminders.texts.accounts import closing_buttons, decide_buttons, gap_text, mend_button, steps_said
from reminders.texts.log import lacks

Data = Mapping[str, Any]
SCREENFUL = 10  # lines of a digest; each group shows at least one


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading, and the command that shows all of them."""

    heading: str
    lines: Sequence[Section]
    all: str


def digest(data: Data, calendar: Calendar) -> tuple[Section, ...]:
    """The sections that have something to say."""
    if "sign" in data:
        return (_sign(data["sign"]),)
    shown, room = list[Section](), SCREENFUL
    for group in _groups(data, calendar):
        if group.lines:
            taken = group.lines[: max(room, 1)]
            shown += _drawn(group, taken)
            room -= len(taken)
    return (*_crisis(data, calendar), *shown, *([_week(data["week"])] if data.get("week") else []))


def _groups(data: Data, calendar: Calendar) -> Iterator[Group]:
    late, today, coming = data["late"], data["due_today"], data.get("coming", ())
    decisions = tuple(_decisions(data))
    yield Group(_counted(_("Late answers"), late), [_asked(q, calendar, _LATE) for q in late], "fråga lista")
    advised, waiting = data.get("advised", ()), data.get("waiting", ())
    should = [_asked(q, calendar, _ADVISED) for q in advised]
    yield Group(_counted(_("Should have been answered"), advised), should, "fråga lista")
    yield Group(_counted(_("Due today"), today), [_asked(q, calendar) for q in today], "fråga lista")
    yield Group(_counted(_("Due soon"), coming), [_asked(q, calendar) for q in coming], "fråga lista")
    yield Group(
        _counted(_("Wait for an answer, no set time"), waiting), [_waits(q) for q in waiting], "fråga lista"
    )
    yield Group(_counted(_("To decide"), decisions), decisions, "mina")
    yield Group(_counted(_("Missing"), data["gaps"]), [_gap(each) for each in data["gaps"]], "luckor")
    follow_ups = [_follow_up(each) for each in data["follow_ups"]]
    yield Group(_counted(_("To follow up"), follow_ups), follow_ups, "uppföljning")
    changes = tuple(_changes(data["changes"]))
    yield Group(_counted(_("Changed accounts"), changes), changes, "konto lista")


def _crisis(data: Data, calendar: Calendar) -> Iterable[Section]:
    if crisis := data.get("crisis"):
        since = moment(datetime.fromisoformat(crisis["since"]), calendar)
        text = _("{reason}, since {time}.", reason=crisis["reason"].rstrip("."), time=since)
        yield Section(text, (Button(_("Show"), "kris"),), _("Crisis"))


def _counted(heading: str, lines: Sequence[object]) -> str:
    return _("{heading} ({count})", heading=heading, count=len(lines))


def _drawn(group: Group, taken: Sequence[Section]) -> Iterator[Section]:
    """The lines that found room, the first under the heading, and the way to the rest."""
    yield replace(taken[0], heading=group.heading)
    yield from taken[1:]
    if more := len(group.lines) - len(taken):
        show_all = Button(_("Show all {count}", count=len(group.lines)), group.all)
        yield Section(n_("and {count} more", "and {count} more", more), (show_all,))


_LATE = N_("{number} on {account} was to be answered {time}.")
_ADVISED = N_("{number} on {account} should have been answered {time}.")
_AHEAD = N_("{number} on {account} is to be answered {time}.")


def _asked(asked: Mapping[str, str], calendar: Calendar, said: str = _AHEAD) -> Section:
    at = datetime.fromisoformat(asked["due_at"])
    time = deadline(at, calendar, is_past=said is not _AHEAD)
    text = _(said, number=asked["question"], account=asked["account"], time=time)
    return Section(text, (Button(_("Show"), f"fråga visa {asked['question']}"),))


def _waits(asked: Mapping[str, Any]) -> Section:
    text = n_(
        "{question} on {account} has waited {count} day for an answer.",
        "{question} on {account} has waited {count} days for an answer.",
        asked["days"], question=asked["question"], account=asked["account"],
    )  # fmt: skip
    return Section(text, (Button(_("Show"), f"fråga visa {asked['question']}"),))


def _decisions(data: Data) -> Iterable[Section]:
    """A line for each decision, with its buttons."""
    for each in data["approvals"]:
        who = steps_said(each["steps"])
        text = _("{account} waits for approval by {who}.", account=each["account"], who=who)
        yield _decision(data, each["account"], text, decide_buttons(each["account"]))
    for each in data["closings"]:
        text = _(
            "The closing of {account} is asked for: {reason}.", account=each["account"], reason=each["reason"]
        )
        buttons = closing_buttons(each["account"], each["reason"]) if each.get("theirs", True) else ()
        yield _decision(data, each["account"], text, buttons)


def _decision(data: Data, account: str, text: str, buttons: tuple[Button, ...]) -> Section:
    """With its buttons until it is decided."""
    if account in data.get("decided", ()):
        return Section(_("Nothing more to do: {text}", text=text))
    return Section(text, buttons)


def _gap(gap: Data) -> Section:
    return Section(f"{gap['account']}: {gap_text(gap)}", (mend_button(gap),))


_MENDS = {
    "signature": "underteckna",
    "diary": "diarie",
    "consent": "inlägg samtycke",
    "pictured": "inlägg bild",
    "rights": "inlägg bild",
}


def _follow_up(each: Mapping[str, Any]) -> Section:
    number = str(each["number"])
    text = _(
        "{number} on {account} lacks: {what}.",
        number=number,
        account=each["account"],
        what=lacks(each["lacks"]),
    )
    mend = _MENDS.get(each["lacks"][0]) if number[0] != "M" else None
    return Section(text, (Button(_("Complete"), f"{mend or 'moderering komplettera'} {number}"),))


def _week(told: Mapping[str, Any]) -> Section:
    """Last week in figures; what nobody knows is not there (S6)."""
    said = [
        n_("{count} question came in.", "{count} questions came in.", told["received"]),
        _("{part} of {whole} answers were in time.", part=told["in_time"], whole=told["with_due"])
        if told["with_due"]
        else "",
        _posted(told),
        n_("{count} moderation.", "{count} moderations.", told["cases"]) if told["cases"] else "",
    ]
    heading = _("Last week, week {number}", number=int(told["week"][-2:]))
    return Section(" ".join(filter(None, said)), (Button(_("Show status"), "status"),), heading=heading)


def _posted(told: Mapping[str, Any]) -> str:
    posts = told["posts"][told["week"]]
    if posts is None:
        return _("How many posts there were is unknown.")
    count = n_("{count} post", "{count} posts", posts)
    return _("{count}, known for {known} of {accounts} accounts.",
             count=count, known=told["known"], accounts=told["accounts"])  # fmt: skip


def chart(data: Data) -> Chart | None:
    """The weekly digest's picture: known posts, week by week."""
    told = data.get("week")
    if not told:
        return None
    bars = tuple(
        Bar(
            _("w. {number}", number=int(week[-2:])), posts or 0, _("unknown") if posts is None else str(posts)
        )
        for week, posts in told["posts"].items()
    )
    said = ", ".join(f"{bar.label}: {bar.said}" for bar in bars)
    return Chart(_("Posts by week"), _("Known posts by week: {said}.", said=said), bars)


def _sign(carried: Mapping[str, int]) -> Section:
    """The operator's sign of life."""
    said = [
        n_("In the last week I sent {count} message.", "In the last week I sent {count} messages.",
           carried["messages"]),
        _("All came through.")
        if not (carried["waiting"] or carried["failed"])
        else _("{waiting} reminders wait to be tried again, and {failed} could not be delivered. Look: somerad doctor",
               waiting=carried["waiting"], failed=carried["failed"]),
    ]  # fmt: skip
    return Section(" ".join(said), heading=_("The bot is running"))


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
    "account.evaluated": N_("evaluated"),
    "account.need": N_("the need stated"),
    "account.advised": N_("advice given"),
    "account.plan": N_("the plan changed"),
    "account.plan_presented": N_("the plan presented"),
    "account.plan_looked_at": N_("the plan looked through"),
    "account.deposited": N_("left for keeping"),
    "account.read": N_("guidelines and plan read"),
    "account.profile": N_("the profile gone through"),
    "account.launch": N_("the launch gone through"),
    "account.lent": N_("lent"),
    "account.returned": N_("a loan over"),
    "account.rest": N_("rests"),
    "account.handed_over": N_("handed over"),
}


def _changes(changes: Iterable[Mapping[str, str]]) -> Iterable[Section]:
    """One line an account, each kind of change once."""
    by_account: dict[str, dict[str, None]] = {}
    for change in changes:
        label = _CHANGES.get(change["action"], N_("changed"))
        by_account.setdefault(change["account"], {})[label] = None
    for account, labels in by_account.items():
        text = f"{account}: {', '.join(_(label) for label in labels)}."
        yield Section(text, (Button(_("Show"), f"konto visa {account}"),))
