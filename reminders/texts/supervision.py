"""What reminders of supervision say (G4, H11, H22): a should is advice, and nothing here is ever late."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.card import Button, Section, Style
from core.policy.supervision import Per, Rate, said_rate
from core.words import _
from core.words.times import day, moment
from core.worktime import Calendar

Data = Mapping[str, Any]


def supervision_due(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """An account is to be looked at, or somebody is to look at it over days off."""
    return _days_off(data) if data["kind"] == "days_off" else _look(data, calendar)


def _look(data: Data, calendar: Calendar) -> Section:
    account, last = data["account"], data["last"]
    if last:
        time = moment(datetime.fromisoformat(last), calendar)
        known = _("The last known look at {account} was {time}.", account=account, time=time)
    else:
        known = _("Nobody is known to have looked at {account} yet.", account=account)
    return Section(
        f"{known} {_rate(data)}",
        (
            Button(_("I have looked"), f"uppsikt {account}", Style.PRIMARY),
            Button(_("I have looked at all my accounts"), "uppsikt"),
        ),
    )


def _rate(data: Data) -> str:
    often = said_rate(Rate(times=data["times"], per=Per(data["per"])))
    if data["last_day"]:
        last = day(date.fromisoformat(data["last_day"]))
        return _("Up to and including {day} it is to be looked at {rate}.", day=last, rate=often)
    if data["binds"]:
        return _("It is to be looked at {rate}.", rate=often)
    return _("It should be looked at {rate}.", rate=often)


def _days_off(data: Data) -> Section:
    account, first, last = (
        data["account"],
        date.fromisoformat(data["first"]),
        date.fromisoformat(data["last"]),
    )
    span = day(first) if first == last else _("{first} to {last}", first=day(first), last=day(last))
    asks = _("Who looks at {account} {span}?", account=account, span=span)
    return Section(
        f"{asks} {_rate(data)}",
        (
            Button(_("I do"), f"uppsikt helg {account}", Style.PRIMARY),
            Button(_("Somebody else"), f"uppsikt helg {account}", asks=True),
        ),
    )
