"""What reminders of questions, answers, moderation and posts say (F9-F11, F13, F14, H9, H15, H29, M7, S11)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.card import Button, Section, Style
from core.policy.posting import Per
from core.words import N_, _, n_
from core.words.times import day, deadline, month
from core.worktime import Calendar

Data = Mapping[str, Any]


def reply_due(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """An answer is due soon (F10); or should be given, where the guideline says `bör`."""
    if not data.get("binds", True):
        time = _question(data, calendar)
        return Section(_("{number} on {account} should be answered {time}.", **time), _question_buttons(data))
    text = _("{number} on {account} waits for an answer. Last time: {time}.", **_question(data, calendar))
    return Section(text + _waiting(data), _question_buttons(data))


def reply_overdue(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """An answer is late (F10)."""
    text = _(
        "{number} on {account} has no answer. The last time was {time}.", **_question(data, calendar, True)
    )
    return Section(text + _waiting(data), _question_buttons(data))


def _waiting(data: Data) -> str:
    """That the citizen was asked something, which stops no clock."""
    if not data.get("waiting_since"):
        return ""
    since = day(datetime.fromisoformat(data["waiting_since"]).date())
    return " " + _("You wait for the citizen since {day}; the time goes on all the same.", day=since)


def _question(data: Data, calendar: Calendar, is_past: bool = False) -> dict[str, str]:
    time = deadline(datetime.fromisoformat(data["due_at"]), calendar, is_past=is_past)
    return {"number": data["question"], "account": data["account"], "time": time}


def _question_buttons(data: Data) -> tuple[Button, ...]:
    number = data["question"]
    return (
        Button(_("Answered"), f"svar {number}", Style.PRIMARY),
        Button(_("Pass on"), f"vidare {number}"),
        Button(_("Why that time?"), f"förklara {number}"),
    )


def follow_up(data: Data, calendar: Calendar, recipient: str) -> Section:
    """Something is missing that is closed with what is missing, or with a reason (F11, F13, F14)."""
    kinds = {
        "signature": _signature, "case": _case, "consent": _consent, "pictures": _pictures, "diary": _diary,
        "passed_on": _passed_on, "block": _block,
    }  # fmt: skip
    return kinds[data["kind"]](data, recipient)


def _signature(data: Data, _recipient: str) -> Section:
    number = data["question"]
    text = _("The answer to {number} on {account} is not signed.", number=number, account=data["account"])
    return Section(text, (Button(_("Sign"), f"underteckna {number}", Style.PRIMARY),))


def _consent(data: Data, _recipient: str) -> Section:
    number = data["post"]
    text = _(
        "Post {number} on {account} rests on consent: say where the consent is kept.",
        number=number, account=data["account"],
    )  # fmt: skip
    button = Button(_("Say where the consent is kept"), f"inlägg samtycke {number}", Style.PRIMARY)
    return Section(text, (button,))


def _pictures(data: Data, _recipient: str) -> Section:
    number = data["post"]
    text = _(
        "Post {number} on {account} lacks: {what}.",
        number=number, account=data["account"], what=lacks(data["lacks"]),
    )  # fmt: skip
    return Section(
        text, (Button(_("Say how it is with the pictures"), f"inlägg bild {number}", Style.PRIMARY),)
    )


def _diary(data: Data, recipient: str) -> Section:
    """The registrar can also say that it is not registered, in the same form."""
    number = data["number"]
    what = {"number": number, "account": data["account"]}
    if recipient in data["registrars"]:
        text = _(
            "{number} on {account} is to be registered in the diary. Give its number, or why it is not.",
            **what,
        )
    else:
        text = _(
            "{number} on {account} has no diary number. Hand it in to the registrar, with the answer.", **what
        )
    return Section(text, (Button(_("Give the diary number"), f"diarie {number}", Style.PRIMARY),))


def _passed_on(data: Data, _recipient: str) -> Section:
    number, since = data["question"], day(datetime.fromisoformat(data["received_at"]).date())
    text = _(
        "{number} on {account} is passed on to {to} and has no answer yet. The citizen wrote on {day} and was told.",
        number=number, account=data["account"], to=data["passed_to"], day=since,
    )  # fmt: skip
    return Section(text + _waiting(data), _question_buttons(data))


def _block(data: Data, _recipient: str) -> Section:
    number, since = data["case"], day(date.fromisoformat(data["since"]))
    text = _(
        "Somebody is blocked on {account} since {day} ({number}). Is that still needed?",
        number=number, account=data["account"], day=since,
    )  # fmt: skip
    lift = Button(_("Lift the block"), f"blockering häv {number}", Style.PRIMARY)
    return Section(text, (lift, Button(_("Let it stand"), f"blockering behåll {number}")))


def removal_report(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The manager is told of what was removed (M7), or of somebody blocked (S11)."""
    what = {"number": data["case"], "account": data["account"], "category": data["category"]}
    count = data["count"]
    if data["action"] == "blocked":
        text = _("Somebody was blocked on {account}: {category} ({number}).", **what)
    elif data["action"] == "hidden":
        text = n_(
            "Hidden on {account}: {category} ({number}).",
            "{count} items hidden on {account}: {category} ({number}).", count, **what,
        )  # fmt: skip
    elif data["action"] == "removed":
        text = n_(
            "Removed on {account}: {category} ({number}).",
            "{count} items removed on {account}: {category} ({number}).", count, **what,
        )  # fmt: skip
    else:
        text = _("Reported to the platform on {account}: {category} ({number}).", **what)
    return Section(text, (Button(_("Show"), f"moderering visa {data['case']}", Style.PRIMARY),))


def _case(data: Data, recipient: str) -> Section:
    number = data["case"]
    text = _(
        "{number} on {account} ({category}) lacks: {what}.",
        number=number, account=data["account"], category=data["category"], what=lacks(data["follow_ups"]),
    )  # fmt: skip
    buttons = [Button(_("Complete"), f"moderering komplettera {number}", Style.PRIMARY)]
    if recipient in data["managers"] and "police_report" in data["follow_ups"]:
        buttons.append(Button(_("Close without a report"), f"moderering avskriv {number} polisanmälan"))
    return Section(text, tuple(buttons))


_LACKS = {
    "evidence": N_("evidence"),
    "police_report": N_("a police report"),
    "judgement": N_("a judgement whether it is a crime"),
    "block_reason": N_("a reason for blocking"),
    "signature": N_("a signature"),
    "consent": N_("the place of the consent"),
    "pictured": N_("somebody's agreement to be in the picture"),
    "rights": N_("the rights to the picture"),
    "diary": N_("a diary number"),
    "author": N_("word to whoever wrote it"),
}


def lacks(kinds: list[str]) -> str:
    """What is missing, in words."""
    return ", ".join(_(_LACKS[kind]) for kind in kinds)


def posting_count(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """The weekly one-tap question (F9, S6)."""
    account, week = data["account"], data["week"]
    text = _("How many posts did {account} have in week {week}?", account=account, week=int(week[-2:]))
    exact = [Button(str(n), f"inlägg {account} antal={n} vecka={week}") for n in range(3)]
    return Section(text, (*exact, Button("3+", f"inlägg {account} antal=3 vecka={week} minst=ja")))


def posting_minimum(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """Too few posts, or unknown how many (F9, S6)."""
    account = data["account"]
    said = []
    if data["too_few"]:
        said.append(_too_few(data))
    if data["unknown"]:
        said.append(_unknown(data))
    button = Button(_("Record a post"), f"inlägg {account}", Style.PRIMARY)
    return Section(" ".join(said), (button,))


def _unknown(data: Data) -> str:
    if data["per"] == Per.WEEK:
        return _("How many posts {account} had in the last two weeks is unknown.", account=data["account"])
    return _(
        "How many posts {account} had in {month} is unknown: {count} is known of.",
        account=data["account"], month=month(data["month"]), count=data["count"],
    )  # fmt: skip


def _too_few(data: Data) -> str:
    if data["per"] == Per.MONTH:
        return n_(
            "{account} had {count} post in {month}. The aim is at least {least} a month.",
            "{account} had {count} posts in {month}. The aim is at least {least} a month.",
            data["count"], account=data["account"], month=month(data["month"]), least=data["posts"],
        )  # fmt: skip
    return n_(
        "{account} had {mean} posts a week on average, in the last {count} known week. The aim is at least {least}.",
        "{account} had {mean} posts a week on average, in the last {count} known weeks. The aim is at least {least}.",
        data["known"], account=data["account"], mean=number(data["mean"]), least=number(data["posts"]),
    )  # fmt: skip


def number(value: float) -> str:
    """A figure with at most one decimal, as the language writes it."""
    whole, _dot, part = f"{value:.1f}".partition(".")
    return whole if part == "0" else _("{whole}.{part}", whole=whole, part=part)
