"""A policy's values in words: what a lawyer reads of a number, a clock, a list."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time

from pydantic import BaseModel

from core.gapwords import PARTS
from core.policy.accounts import STEP_NAMES
from core.policy.life import Limit, NeedItem, PlanItem
from core.policy.model import Policy
from core.policy.moderation import Category, Judgement
from core.policy.parts import Cited, DayStage, Named, Point, Stage, Strength, To, WeekTime
from core.policy.personal import Responsibility
from core.policy.posting import Minimum, Then, said_minimum
from core.policy.questions import Clock, Kind, Reply
from core.policy.records import Deletable, Period, RetentionRule
from core.policy.speaking import Hours
from core.policy.supervision import Rate, said_rate
from core.words import N_, _, n_
from core.words.times import WEEKDAYS, joined, month_name

_WORDS: dict[object, str] = {
    True: N_("yes"),
    False: N_("no"),
    **{step.value: name for step, name in STEP_NAMES.items()},
    Period.HALF_YEAR: N_("every half-year"),
    Period.YEAR: N_("every year"),
    Then.CLOSE: N_("that the account is closed"),
    Then.DELETE: N_("that the account is archived, then closed and deleted"),
    Judgement.CRIME: N_("crime"),
    Judgement.UNSURE: N_("unsure"),
    Judgement.RULES: N_("against the rules"),
    Kind.QUESTION: N_("questions"),
    Kind.VIEW: N_("views and suggestions"),
    Kind.COMPLAINT: N_("complaints"),
    Kind.CONFIDENTIAL: N_("what is confidential"),
    Kind.CASE: N_("what belongs to a case"),
    "editors": N_("all editors"),
    "name": N_("name"),
    "title": N_("title"),
    "department": N_("department"),
    "consent": N_("consent"),
    "public_interest": N_("public interest"),
    "no_personal_data": N_("no personal data"),
}
# Beside _WORDS: "editors" and "department" mean other things of a signature and of the council.
_WHOM = {
    To.EDITORS: N_("the account's editors"),
    To.MANAGER: N_("the manager"),
    To.DEPARTMENT: N_("communications"),
    To.REGISTRAR: N_("the registrar"),
}
_STRENGTHS = {
    Strength.SHALL: N_("shall"),
    Strength.SHOULD: N_("should"),
    Strength.SILENT: N_("the document says nothing of it"),
    Strength.OWN: N_("the bot's own"),
}
_BLANK = re.compile(r"\{(\w+)\}")  # what the account's own entry fills in
_MONTHS = frozenset({"snapshots.months", "snapshots.avoid"})
_UNITS: dict[str, Callable[[int], str]] = {
    "inactivity.months": lambda count: n_("{count} month", "{count} months", count),
    "inactivity.warn_days": lambda count: n_("{count} day", "{count} days", count),
    "posting.window_weeks": lambda count: n_("{count} week", "{count} weeks", count),
    "posting.repeat_weeks": lambda count: n_("{count} week", "{count} weeks", count),
    "reminders.undo_minutes": lambda count: n_("{count} minute", "{count} minutes", count),
}


def strength(given: Strength) -> str:
    """The document's own word."""
    return _(_STRENGTHS[given])


def value(policy: Policy, key: str) -> str:
    """The value at a key such as `reply.amount`, on one line or several."""
    part, _dot, name = key.partition(".")
    found = getattr(getattr(policy, part), name)
    if key in ("reply.clock", "reply.amount"):
        return answer_time(policy.reply)
    if key in _MONTHS:
        return joined([month_name(month) for month in sorted(found.value)]) or _("none")
    if key == "inactivity.months" and found.value is None:
        return _("no time is set")
    if key == "accounts.infotext" and found.value:
        return _BLANK.sub(r"[\1]", found.value)
    if key in _UNITS and found.value:
        numbers = found.value if isinstance(found.value, tuple) else (found.value,)
        return joined([_UNITS[key](number) for number in numbers])
    return _said(found.value)


def answer_time(reply: Reply) -> str:
    """How long an answer may take, and how that is counted."""
    count = reply.amount.value or 0
    if reply.clock.value is Clock.WEEKDAY_HOURS:
        return n_(
            "{count} hour on working days; the time stands still on other days",
            "{count} hours on working days; the time stands still on other days", count,
        )  # fmt: skip
    if reply.clock.value is Clock.WORKING_DAYS:
        return n_(
            "{count} working day, until the office closes", "{count} working days, until the office closes", count
        )  # fmt: skip
    if reply.clock.value is Clock.NEXT_WORKING_DAY:
        return n_(
            "{count} hour, or until the office closes on the next working day where that falls on a day off",
            "{count} hours, or until the office closes on the next working day where that falls on a day off", count,
        )  # fmt: skip
    return _("no time is set")


def _said(found: object) -> str:
    if found is None:
        return _("nothing")
    if isinstance(found, (tuple, frozenset)):
        return _listed(found)
    if isinstance(found, float):
        return f"{found:g}"
    if isinstance(found, time):
        return f"{found:%H.%M}"
    if isinstance(found, date):
        return found.isoformat()
    return _part(found) if isinstance(found, BaseModel) else _word(found)


def _listed(found: tuple[object, ...] | frozenset[object]) -> str:
    """Words in a row; what is long, or is a reminder, on a line each."""
    items = sorted(found, key=str) if isinstance(found, frozenset) else found
    lines = [_said(item) for item in items]
    is_long = any(len(line) > 40 for line in lines) or any(isinstance(i, (Stage, DayStage)) for i in items)
    if is_long and lines:
        return "\n– " + "\n– ".join(lines)
    return ", ".join(lines) or _("none")


def _part(found: BaseModel) -> str:
    if isinstance(found, Stage):
        return _("{when}, to {whom}", when=_hours(found.hours), whom=_whom(found.to))
    if isinstance(found, DayStage):
        return _("day {day}, to {whom}", day=found.day, whom=_whom(found.to))
    if isinstance(found, WeekTime):
        return _("{weekday} at {clock}", weekday=_(WEEKDAYS[found.weekday - 1]), clock=_said(found.at))
    if isinstance(found, Minimum):
        return said_minimum(found)
    if isinstance(found, Hours):
        return f"{_said(found.opens)}–{_said(found.closes)}"
    if isinstance(found, Rate):
        return said_rate(found)
    if isinstance(found, Limit):
        return _("{platform}: {count} characters", platform=found.platform, count=found.characters)
    if isinstance(found, Point) and found.strength:
        where = ", ".join(filter(None, (found.rule, found.section, strength(found.strength))))
        return f"{found.name} [{where}]"
    if isinstance(found, Responsibility):
        return f"{', '.join(found.platforms) or _('other platforms')}: {found.text}"
    return found.name if isinstance(found, Named) else str(found)


def _whom(to: Iterable[To]) -> str:
    return ", ".join(_(_WHOM[each]) for each in to)


def _hours(hours: float) -> str:
    count = round(abs(hours))
    if count >= 48 and count % 24 == 0:
        days = count // 24
        if hours < 0:
            return n_("{count} day before", "{count} days before", days)
        return n_("{count} day after", "{count} days after", days)
    if hours < 0:
        return n_("{count} hour before", "{count} hours before", count)
    return n_("{count} hour after", "{count} hours after", count) if count else _("at once")


def _word(found: object) -> str:
    if isinstance(found, (NeedItem, PlanItem)):
        return _(PARTS[found])
    if isinstance(found, (bool, str)) and found in _WORDS:
        return _(_WORDS[found])
    return str(found)


def category(given: Category) -> str:
    """A kind of material to remove, with what it can be judged to be."""
    judged = ", ".join(_word(judgement) for judgement in given.judgements)
    flags = "".join(f"; {_(said)}" for field, said in _FLAGS.items() if getattr(given, field))
    return f"{given.name} ({judged}{flags})"


_FLAGS = {
    "police": N_("a crime is reported to the police"),
    "confidential": N_("kept out of the chat"),
    "diary": N_("registered in the diary"),
    "tell_author": N_("whoever wrote it is told"),
    "keeps_no_evidence": N_("no picture is ever kept"),
}


DELETABLE: dict[Deletable, str] = {
    Deletable.QUESTION: N_("Questions"),
    Deletable.POST: N_("Posts"),
    Deletable.CASE: N_("Moderation cases"),
    Deletable.SNAPSHOT: N_("Snapshots"),
    Deletable.DISCLOSURE: N_("Requests for public records, with what was handed out"),
    Deletable.PERSON: N_("People who have left"),
}


def retention(rule: RetentionRule) -> str:
    """A rule of deletion: what, after how long, by which decision; and what the bot proposes by it."""
    told = _("{what}: {after}. By: {decision}", what=rule.what, after=rule.after, decision=rule.decision)
    return f"{told}. {_covered(rule)}" if rule.covers else told


def _covered(rule: RetentionRule) -> str:
    kinds = joined([_(DELETABLE[kind]).lower() for kind in rule.covers])
    if rule.months is None:
        return _("The bot deletes by it, when somebody has named the day: {kinds}", kinds=kinds)
    if rule.months == 0:
        return _("The bot proposes by it, once they are settled: {kinds}", kinds=kinds)
    return n_(
        "The bot proposes by it, {count} month after they are settled: {kinds}",
        "The bot proposes by it, {count} months after they are settled: {kinds}",
        rule.months, kinds=kinds,
    )  # fmt: skip


def cited(given: Cited[object]) -> str:
    """Where a value stands and how strong it is: `ska, F10, Redaktören för ett konto`."""
    return ", ".join(filter(None, (strength(given.strength), given.rule, given.section)))
