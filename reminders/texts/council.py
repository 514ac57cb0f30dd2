"""What reminders of the council, of crises and of evaluations say (F7, F15, H19, H21)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.card import Button, Section, Style
from core.words import _
from core.words.times import day, moment
from core.worktime import Calendar

Data = Mapping[str, Any]


def invitation(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The council is called, or its meeting moved (F7)."""
    said = (
        _("Changed: {council} now meets {time}, {place}.", **_where(data, calendar))
        if data["moved"]
        else _("You are called to {council}: {time}, {place}.", **_where(data, calendar))
    )
    return _asked(said, data)


def soon(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The meeting is near (F7)."""
    said = _("{council} meets {time}, {place}.", **_where(data, calendar))
    return _asked(said, data)


def _asked(said: str, data: Data) -> Section:
    """With its agenda, and the answers that say something new."""
    comes = Button(_("I come"), f"möte svar {data['meeting']} kommer", Style.PRIMARY)
    if data["answer"]:
        said = f"{said} {_('You have said that you come.')}"
    answers = (_cant(data),) if data["answer"] else (comes, _cant(data))
    return Section("\n".join((said, *_agenda(data))), (*answers, _show(data)))


def called_off(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """There will be no meeting (F7)."""
    where = _where(data, calendar)
    return Section(
        _("{council} does not meet {time}: {reason}.", reason=data["reason"].rstrip("."), **where),
        (_show(data),),
    )


def attendance(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """Communications notes who was at the meeting (F15)."""
    said = _("Who was at {council}, {time}? It is not noted yet.", **_where(data, calendar))
    return Section(said, (Button(_("Note who was there"), f"möte närvaro {data['meeting']}", Style.PRIMARY),))


def _where(data: Data, calendar: Calendar) -> dict[str, str]:
    time = moment(datetime.fromisoformat(data["starts_at"]), calendar)
    return {"council": data["council"], "time": time, "place": data["place"]}


def _agenda(data: Data) -> list[str]:
    return [f"{n}. {text}" for n, text in enumerate(data["agenda"], 1)]


def _cant(data: Data) -> Button:
    return Button(_("I can't"), f"möte svar {data['meeting']} kan-inte")


def _show(data: Data) -> Button:
    return Button(_("Show"), f"möte visa {data['meeting']}")


def task(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """Something the council has given somebody to do (F7)."""
    values = {"number": data["task"], "text": data["text"], "day": day(date.fromisoformat(data["due_on"]))}
    said = (
        _("{number}: {text}. It was to be done by {day}.", **values)
        if data["is_past"]
        else _("{number}: {text}. To be done by {day}.", **values)
    )
    done = Button(_("Done"), f"uppgift klar {data['task']}", Style.PRIMARY)
    return Section(said, (done, Button(_("Change"), f"uppgift ändra {data['task']}")))


def crisis(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """There is a crisis: who leads, and what the others do (H21)."""
    said = [_("Crisis: {reason}.", reason=data["reason"].rstrip("."))]
    if data["leads"]:
        said.append(_("{leads} leads and informs.", leads=data["leads"]))
    if data["coordinates"]:
        said.append(_("{group} coordinates.", group=data["coordinates"]))
    points = data["points"] or [_("Refer to the account that leads."), _("Start nothing of your own.")]
    others = [_("For the other accounts:"), *(f"– {point}" for point in points)]
    watch = _("Everybody keeps watch over their accounts, and answers as usual.")
    return Section(
        "\n".join((" ".join(said), *others, watch)),
        (Button(_("Show"), "kris"), Button(_("Checklist"), "checklista kris")),
    )


def crisis_over(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The crisis is over (H21)."""
    since = moment(datetime.fromisoformat(data["started_at"]), calendar)
    text = _("The crisis is over: {reason}. It began {time}.", reason=data["reason"].rstrip("."), time=since)
    return Section(f"{text} {_('All accounts work as usual again.')}")


def evaluation(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """How it goes with an account, and whether it is kept (G3, H19)."""
    account = data["account"]
    said = [_("How does it go with {account}, and is it to be kept?", account=account), *data["questions"]]
    if data["last_activity"]:
        last = day(date.fromisoformat(data["last_activity"]))
        said.append(_("Last known activity: {day}.", day=last))
    if data["is_quiet"]:
        said.append(_("It is seldom updated. Proposal: raise the activity, or close the account."))
        if data["with_communications"]:
            said.append(_("Closing is decided with communications."))
    return Section(
        " ".join(said),
        (
            Button(_("Keep the account"), f"utvärdera {account} behåll", asks=True),
            Button(_("Raise the activity"), f"utvärdera {account} öka", asks=True),
            Button(_("Close"), f"utvärdera {account} avsluta", Style.DANGER, asks=True),
        ),
    )
