"""What reminders of accounts say: decisions, gaps, silence, snapshots; and notes about people (F1-F5, F8, C1)."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from core import gapwords
from core.audit import BREAKS, Break
from core.card import Button, Section, Style
from core.policy.accounts import Step, said_steps
from core.policy.posting import Then
from core.words import N_, _, n_
from core.words.times import day
from core.worktime import Calendar

Data = Mapping[str, Any]


def approval(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """A request or a closing waits for a decision (F1, F5)."""
    if data["kind"] == "closing":
        return closing(data)
    since = day(calendar.local(datetime.fromisoformat(data["requested_at"])).date())
    text = _(
        "{account} waits for approval by {who}, since {day}.",
        account=data["account"], who=steps_said([data["step"]] * data.get("count", 1)), day=since,
    )  # fmt: skip
    if data["nobody"]:
        text += " " + _nobody(data)
    if data.get("as_employee"):
        text += " " + _("By approving you confirm that those who work with the account do so as employees.")
    return Section(text, decide_buttons(data["account"]))


def _nobody(data: Data) -> str:
    if data.get("count", 1) > 1:
        return _("There are too few who can approve it.")
    if data["step"] == "manager":
        return _("There is no manager of {unit} who can approve it.", unit=data["unit"])
    if data["step"] == "communications":
        return _("There is nobody else in communications who can approve it.")
    return _("There is nobody who can approve it.")


def steps_said(steps: Iterable[str]) -> str:
    """Who takes these steps of the chain."""
    return said_steps(map(Step, steps))


def decide_buttons(account: str) -> tuple[Button, ...]:
    """The buttons of a request."""
    return (
        Button(_("Approve"), f"konto godkänn {account}", Style.PRIMARY),
        Button(_("Reject"), f"konto avslå {account}", Style.DANGER),
    )


def closing(data: Data) -> Section:
    """A closing that was asked for (F5)."""
    text = _(
        "The closing of {account} is asked for: {reason}.", account=data["account"], reason=data["reason"]
    )
    if not data.get("last_snapshot", True):
        text += " " + _("It has no last snapshot yet.")
    return Section(text, closing_buttons(data["account"], data["reason"]))


def closing_buttons(account: str, reason: str) -> tuple[Button, ...]:
    """The buttons of a closing: it is closed, or goes on."""
    return (
        close_button(account, reason),
        Button(_("Keep the account"), f"konto avslå {account}"),
    )


def close_button(account: str, reason: str) -> Button:
    """Closes the account, after a yes."""
    ask = _("Close {account}?", account=account)
    return Button(_("Close"), f"konto avsluta {account} orsak={_quoted(reason)}", Style.DANGER, ask)


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace('"', "'") + '"'


def inactivity_warning(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The editor is asked whether the account is silent (F8)."""
    account = data["account"]
    text = _(
        "The last known activity on {account} was {day}. Is it right that nothing has been posted since? "
        "If so, its closing is proposed on {limit}.",
        account=account, day=_day(data["last_activity"]), limit=_day(data["limit"]),
    )  # fmt: skip
    return Section(
        text,
        (
            Button(_("No, record a post"), f"inlägg {account}", Style.PRIMARY),
            Button(_("Yes, it is inactive"), f"konto inaktivt {account}"),
        ),
    )


_PROPOSALS = {
    Then.CLOSE: N_("Proposal: close the account."),
    Then.DELETE: N_("Proposal: take a last snapshot for the archive, then close and delete the account."),
}


def inactivity_close(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The closing of a silent account is proposed to communications, never done (F5, F8)."""
    account, last = data["account"], _day(data["last_activity"])
    text = n_(
        "{account} seems inactive. Last known activity: {day}, more than {count} month ago.",
        "{account} seems inactive. Last known activity: {day}, more than {count} months ago.",
        data["months"], account=account, day=last,
    )  # fmt: skip
    text += " " + _(_PROPOSALS[data.get("then", Then.CLOSE)])
    confirmed = (
        _("The editor has confirmed it.") if data["confirmed"] else _("The editor has not confirmed it.")
    )
    since = date.fromisoformat(data["last_activity"][:10]).isoformat()
    archive = Button(_("Record a snapshot"), f"skärmdump {account} orsak=avslut")
    first = (archive,) if data.get("then") == Then.DELETE else ()
    return Section(f"{text} {confirmed}", (*first, close_button(account, f"Inaktivt sedan {since}")))


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso[:10]))


def snapshot(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The half-year's snapshot is missing (C1)."""
    account = data["account"]
    said: dict[str, object] = {
        "account": account, "period": period_said(data["period"]), "day": _day(data["last_day"]),
    }  # fmt: skip
    if data.get("binds", True):
        text = _("{account} has no snapshot for {period}. The last day is {day}.", **said)
    else:
        text = _("{account} has no snapshot for {period}. One should be taken before it ends, {day}.", **said)
    return Section(text, (Button(_("Record a snapshot"), f"skärmdump {account}", Style.PRIMARY),))


def period_said(period: str) -> str:
    """`2026-H2` or `2026` in words."""
    if "-" not in period:
        return period
    if period.endswith("1"):
        return _("the first half of {year}", year=period[:4])
    return _("the second half of {year}", year=period[:4])


def gap(data: Data, calendar: Calendar, recipient: str) -> Section:
    """What an account lacks (F2-F4), and notes: of chat users, administrators, people and channels out of reach."""
    notes = {"link": _link, "admin": _admin, "audit": _audit, "unreached": _unreached, "channel": _channel}
    if data["kind"] in notes:
        return notes[data["kind"]](data)
    return Section(f"{data['account']}: {gap_text(data)}", _gap_buttons(data, recipient))


def gap_text(data: Data) -> str:
    """What is missing, in one sentence."""
    return gapwords.said(data["kind"], data["name"], data.get("lacks", ()), data.get("should", False))


def mend_button(data: Data, kind: str = "") -> Button:
    """What mends a gap, or that of another kind."""
    label, command = _mend(data["account"], data["person"], _unit(data))[kind or data["kind"]]
    return Button(_(label), command, Style.PRIMARY)


def _gap_buttons(data: Data, recipient: str) -> tuple[Button, ...]:
    """What mends it, for those who can; the others may look."""
    button = mend_button(data, "" if recipient in data["menders"] else "access")
    if data["kind"] == "away" and recipient in data["deciders"]:
        return (button, Button(_("The person has left"), f"person sluta {data['person']}", asks=True))
    return (button,)


def _unit(data: Data) -> str:
    return _quoted(data["lacks"][0]) if data["kind"] == "contact" else ""


def _mend(account: str, person: str, unit: str) -> dict[str, tuple[str, str]]:
    """What a button that mends each kind of gap says and does."""
    return {
        "responsible": (N_("Name somebody responsible"), f"konto ändra {account}"),
        "away": (N_("Choose somebody else"), f"konto ändra {account}"),
        "assignment": (N_("Assign"), f"konto uppdrag {account} {person}"),
        "training": (N_("Record the training"), f"person utbildad {person}"),
        "access": (N_("Show"), f"konto visa {account}"),
        "address": (N_("Add the address"), f"konto ändra {account}"),
        "administrators": (N_("Name another administrator"), f"konto ändra {account}"),
        "too_many": (N_("Change the administrators"), f"konto ändra {account}"),
        "deputy": (N_("Name a deputy"), f"konto ändra {account}"),
        "reading": (N_("I have read them"), f"läst {account}"),
        "need": (N_("State the need"), f"behov {account}"),
        "advice": (N_("Give advice"), f"konto råd {account}"),
        "plan": (N_("Write the plan"), f"plan {account}"),
        "plan_parts": (N_("Complete the plan"), f"plan {account}"),
        "presented": (N_("It is presented"), f"plan redovisad {account}"),
        "deposit": (N_("They are left"), f"plan lämnad {account}"),
        "profile": (N_("Go through the profile"), f"konto profil {account}"),
        "launch": (N_("Go through the launch"), f"konto lansera {account}"),
        "website": (N_("Add the link"), f"konto ändra {account}"),
        "contact": (N_("Name contact persons"), f"kontakt {unit}"),
        "central": (N_("Show"), f"konto visa {account}"),
    }


def _link(data: Data) -> Section:
    text = _(
        "Somebody in the chat ({user}) has written to the bot and is not linked to any person.",
        user=data.get("name") or data["user"],
    )
    identity = f"{data['door']}:{data['team']}:{data['user']}"
    return Section(text, (Button(_("Link the person"), f"person koppla chatt={identity}", Style.PRIMARY),))


def _admin(data: Data) -> Section:
    said = (
        _("{by} wants to make {name} an administrator.", by=data["by"], name=data["name"])
        if data["gives"]
        else _("{by} wants to take the administrator's role from {name}.", by=data["by"], name=data["name"])
    )
    buttons = (
        Button(_("Confirm"), f"person godkänn {data['person']}", Style.PRIMARY),
        Button(_("Decline"), f"person avslå {data['person']}"),
    )
    return Section(f"{said} {_('A second administrator confirms it.')}", buttons)


def _audit(data: Data) -> Section:
    return Section(
        _(
            "The audit log does not hold at row {row}: {why}. Somebody may have changed the database. Keep the newest "
            "backup, and ask whoever runs the bot to look: somerad audit verify",
            row=data["row"], why=_(BREAKS[Break(data["break"])]),
        )
    )  # fmt: skip


def _unreached(data: Data) -> Section:
    """Without a reason there was nowhere to write."""
    reason = _(data["reason"]) if data["reason"] else _("not linked to anybody in the chat")
    text = _("{name} could not be reached: {reason}. This was to be said:", name=data["name"], reason=reason)
    return Section("\n".join((text, *data["texts"])))


def _channel(data: Data) -> Section:
    channel, said = data["channel"], []
    if "department" in data["lost"]:
        said.append(_(
            "The bot can't write in communications' channel {channel} any more: it is archived or deleted, or "
            "the bot is not in it. What was to be said there comes to each of you instead.", channel=channel,
        ))  # fmt: skip
    if "council" in data["lost"]:
        said.append(_(
            "The bot can't write in the SoMe council's channel {channel} any more: it is archived or deleted, or "
            "the bot is not in it.", channel=channel,
        ))  # fmt: skip
    said.append(_("Invite the bot to another channel, and choose that."))
    return Section(" ".join(said), (Button(_("Choose a channel"), "inställningar kanal", Style.PRIMARY),))


def plan_review(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """A plan is to be presented again, or to be revised (M5)."""
    account, since, due = data["account"], _day(data["since"]), _day(data["due"])
    if data["kind"] == "present":
        should = N_(
            "The plan of {account} was last presented on {since} and should be presented again by {due}."
        )
        shall = N_("The plan of {account} was last presented on {since} and is presented again by {due}.")
        text = _(should if data["should"] else shall, account=account, since=since, due=due)
        said = Button(_("It is presented"), f"plan redovisad {account}", Style.PRIMARY)
        return Section(text, (said, Button(_("Read the plan"), f"plan visa {account}")))
    should = N_("The plan of {account} was last revised on {since}. It should be revised by {due}.")
    shall = N_("The plan of {account} was last revised on {since}. It is revised again by {due}.")
    text = _(should if data["should"] else shall, account=account, since=since, due=due)
    change = Button(_("Change the plan"), f"plan {account}", Style.PRIMARY, asks=True)
    return Section(text, (change, Button(_("No change is needed"), f"plan oförändrad {account}")))
