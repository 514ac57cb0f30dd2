"""What reminders of accounts say: decisions, gaps, silence, snapshots; and notes about people (F1-F5, F8, C1)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.card import Button, Section, Style
from core.words import N_, _
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
        account=data["account"], who=step_name(data["step"]), day=since,
    )  # fmt: skip
    if data["nobody"] and data["step"] == "manager":
        text += " " + _("There is no manager of {unit} who can approve it.", unit=data["unit"])
    elif data["nobody"]:
        text += " " + _("There is nobody else in communications who can approve it.")
    return Section(text, decide_buttons(data["account"]))


STEPS = {"manager": N_("the manager"), "communications": N_("communications")}


def step_name(step: str) -> str:
    """Who takes a step of the chain."""
    return _(STEPS[step])


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


def inactivity_close(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The closing of a silent account is proposed to communications, never done (F5, F8)."""
    account, last = data["account"], _day(data["last_activity"])
    text = _(
        "{account} seems inactive. Last known activity: {day}, more than {months} months ago. "
        "Proposal: close the account.",
        account=account, day=last, months=data["months"],
    )  # fmt: skip
    confirmed = (
        _("The editor has confirmed it.") if data["confirmed"] else _("The editor has not confirmed it.")
    )
    since = date.fromisoformat(data["last_activity"][:10]).isoformat()
    return Section(f"{text} {confirmed}", (close_button(account, f"Inaktivt sedan {since}"),))


def _day(iso: str) -> str:
    return day(date.fromisoformat(iso[:10]))


def snapshot(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The half-year's snapshot is missing (C1)."""
    account = data["account"]
    text = _(
        "{account} has no snapshot for {period}. The last day is {day}.",
        account=account, period=half_year(data["period"]), day=_day(data["last_day"]),
    )  # fmt: skip
    return Section(text, (Button(_("Record a snapshot"), f"skärmdump {account}", Style.PRIMARY),))


def half_year(period: str) -> str:
    """`2026-H2` in words."""
    if period.endswith("1"):
        return _("the first half of {year}", year=period[:4])
    return _("the second half of {year}", year=period[:4])


def gap(data: Data, calendar: Calendar, recipient: str) -> Section:
    """What an account lacks (F2-F4), a chat user nobody knows, a person or a channel that can't be reached."""
    notes = {"link": _link, "unreached": _unreached, "channel": _channel}
    if data["kind"] in notes:
        return notes[data["kind"]](data)
    text = f"{data['account']}: {gap_text(data['kind'], data['name'])}"
    return Section(text, _gap_buttons(data, recipient))


def gap_text(kind: str, name: str) -> str:
    """What is missing, in one sentence."""
    said = {
        "responsible": _("Nobody is responsible for the account."),
        "away": _("{name} is away from the chat, so the account has one administrator less.", name=name),
        "assignment": _("{name} has no assignment from the manager.", name=name),
        "training": _("{name} has had no training.", name=name),
        "access": _("It is not noted how communications reaches the account."),
        "address": _("The account's address is missing, so it is not in the public list."),
    }
    return said[kind]


def _gap_buttons(data: Data, recipient: str) -> tuple[Button, ...]:
    """What mends it, for those who can; the others may look."""
    account, person = data["account"], data["person"]
    mend = {
        "responsible": (N_("Name somebody responsible"), f"konto ändra {account}"),
        "away": (N_("Choose somebody else"), f"konto ändra {account}"),
        "assignment": (N_("Assign"), f"konto uppdrag {account} {person}"),
        "training": (N_("Record the training"), f"person utbildad {person}"),
        "access": (N_("Show"), f"konto visa {account}"),
        "address": (N_("Add the address"), f"konto ändra {account}"),
    }
    label, command = mend[data["kind"] if recipient in data["menders"] else "access"]
    button = Button(_(label), command, Style.PRIMARY)
    if data["kind"] == "away" and recipient in data["deciders"]:
        return (button, Button(_("The person has left"), f"person sluta {person}", asks=True))
    return (button,)


def _link(data: Data) -> Section:
    text = _(
        "Somebody in the chat ({user}) has written to the bot and is not linked to any person.",
        user=data.get("name") or data["user"],
    )
    identity = f"{data['door']}:{data['team']}:{data['user']}"
    return Section(text, (Button(_("Link the person"), f"person koppla chatt={identity}", Style.PRIMARY),))


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
