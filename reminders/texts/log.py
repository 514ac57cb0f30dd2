"""What reminders of questions, answers, moderation and posts say (F9, F10, F11, F13, F14)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from core.card import Button, Section, Style
from core.policy.posting import Per
from core.words import N_, _, n_
from core.words.times import deadline, month
from core.worktime import Calendar

Data = Mapping[str, Any]


def reply_due(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """An answer is due soon (F10); or should be given, where the guideline says `bör`."""
    if not data.get("binds", True):
        time = _question(data, calendar)
        return Section(_("{number} on {account} should be answered {time}.", **time), _question_buttons(data))
    text = _("{number} on {account} waits for an answer. Last time: {time}.", **_question(data, calendar))
    return Section(text, _question_buttons(data))


def reply_overdue(data: Data, calendar: Calendar, _recipient: str) -> Section:
    """An answer is late (F10)."""
    text = _(
        "{number} on {account} has no answer. The last time was {time}.", **_question(data, calendar, True)
    )
    return Section(text, _question_buttons(data))


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
    kinds = {"signature": _signature, "case": _case, "consent": _consent}
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
