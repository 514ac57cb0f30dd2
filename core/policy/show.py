"""A policy as plain text that a lawyer can read: every value with where it stands and how strong it is."""

from collections.abc import Iterable, Iterator
from datetime import date, time

from pydantic import BaseModel

from core.policy.accounts import Step
from core.policy.checklists import Checklists
from core.policy.model import Policy
from core.policy.moderation import Category, Judgement
from core.policy.parts import Cited, DayStage, Named, Stage, Strength, To, WeekTime
from core.policy.personal import Responsibility
from core.policy.questions import Clock
from core.policy.records import Period
from core.words import N_, _, n_
from core.words.times import WEEKDAYS

_WORDS: dict[object, str] = {
    True: N_("yes"),
    False: N_("no"),
    Step.MANAGER: N_("the manager"),
    Step.COMMUNICATIONS: N_("communications"),
    Clock.WEEKDAY_HOURS: N_("hours through working days; other days stand still"),
    Clock.WORKING_DAYS: N_("working days, until the office closes"),
    Clock.NEXT_WORKING_DAY: N_("hours, and if that is a day off, the next working day's closing"),
    Period.HALF_YEAR: N_("every half-year"),
    Period.YEAR: N_("every year"),
    Judgement.CRIME: N_("crime"),
    Judgement.UNSURE: N_("unsure"),
    Judgement.RULES: N_("against the rules"),
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
}
_STRENGTHS = {
    Strength.SHALL: N_("shall"),
    Strength.SHOULD: N_("should"),
    Strength.SILENT: N_("the document says nothing of it"),
    Strength.OWN: N_("the bot's own"),
}


def text(policy: Policy) -> str:
    """The whole policy, a paragraph a value."""
    document = policy.document
    head = [
        document.municipality,
        ", ".join(filter(None, (document.title, document.number))),
        _("Decided {date} by {who}", date=document.decided or "–", who=document.decided_by),
    ]
    paragraphs = [_paragraph(label, cited) for label, cited in _values(policy)]
    categories = [_category(category) for category in policy.moderation.categories]
    return "\n".join([*head, "", *paragraphs, "", _("What is removed:"), *categories])


def _values(policy: Policy) -> Iterator[tuple[str, Cited[object]]]:
    for name in type(policy).model_fields:
        part = getattr(policy, name)
        for field in type(part).model_fields:
            if isinstance(value := getattr(part, field), Cited):
                label = _(type(part).model_fields[field].title or "")
                is_list = isinstance(part, Checklists)
                yield (_("Checklist: {situation}", situation=label) if is_list else label), value


def _paragraph(label: str, cited: Cited[object]) -> str:
    source = ", ".join(filter(None, (cited.rule, cited.section, _(_STRENGTHS[cited.strength]))))
    said = f"{label}: {_said(cited.value)}\n    [{source}]"
    return f"{said}\n    {_('Our reading: {text}', text=cited.reading)}" if cited.reading else said


def _said(value: object) -> str:
    if value is None:
        return _("no number is set")
    if isinstance(value, (tuple, frozenset)):
        items = sorted(value, key=str) if isinstance(value, frozenset) else value
        lines = [_said(item) for item in items]
        many = any(
            isinstance(item, (Stage, DayStage)) or len(line) > 40
            for item, line in zip(items, lines, strict=True)
        )
        apart = "\n  – " if many else ", "
        return (apart if apart != ", " else "") + apart.join(lines) if lines else _("none")
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, time):
        return f"{value:%H.%M}"
    if isinstance(value, date):
        return value.isoformat()
    return _part(value) if isinstance(value, BaseModel) else _word(value)


def _part(value: BaseModel) -> str:
    if isinstance(value, Stage):
        return _("{when}, to {whom}", when=_hours(value.hours), whom=_whom(value.to))
    if isinstance(value, DayStage):
        return _("day {day}, to {whom}", day=value.day, whom=_whom(value.to))
    if isinstance(value, WeekTime):
        return _("{weekday} at {clock}", weekday=_(WEEKDAYS[value.weekday - 1]), clock=_said(value.at))
    if isinstance(value, Responsibility):
        return f"{', '.join(value.platforms) or _('other platforms')}: {value.text}"
    return value.name if isinstance(value, Named) else str(value)


def _whom(to: Iterable[To]) -> str:
    return ", ".join(_(_WHOM[each]) for each in to)


def _hours(hours: float) -> str:
    count = round(abs(hours))
    if hours < 0:
        return n_("{count} hour before", "{count} hours before", count)
    return n_("{count} hour after", "{count} hours after", count) if count else _("at once")


def _word(value: object) -> str:
    if isinstance(value, (bool, str)) and value in _WORDS:
        return _(_WORDS[value])
    return str(value)


def _category(category: Category) -> str:
    judged = ", ".join(_word(judgement) for judgement in category.judgements)
    never = _("; no picture is ever kept") if category.keeps_no_evidence else ""
    return f"  – {category.name} ({judged}{never}) [{category.rule}, {category.section}]"
