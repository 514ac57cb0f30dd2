"""A policy as plain text that a lawyer can read: every value with where it stands and how strong it is."""

from collections.abc import Iterable, Iterator
from datetime import date, time

from pydantic import BaseModel

from core.policy.model import (
    Category,
    Cited,
    Clock,
    DayStage,
    Judgement,
    Named,
    Period,
    Policy,
    Stage,
    Step,
    Strength,
    To,
    WeekTime,
)
from core.words import N_, _, n_
from core.words.times import WEEKDAYS

LABELS = {
    "calendar.days_off": N_("The town's own days off"),
    "approval.chain": N_("A new account is approved by"),
    "accounts.platforms": N_("Platforms in use"),
    "accounts.assignment": N_("An editor has an assignment from the manager"),
    "accounts.training": N_("An editor is trained by communications"),
    "accounts.access": N_("Communications has access to the account"),
    "accounts.register_url": N_("The public list of accounts"),
    "accounts.profile": N_("The account's profile"),
    "accounts.conduct": N_("How the account behaves"),
    "council.name": N_("The network of editors"),
    "council.members": N_("Its members"),
    "council.attendance": N_("Editors take part in its meetings"),
    "inactivity.months": N_("An account is inactive after so many months"),
    "inactivity.warn_days": N_("The editor is asked so many days ahead"),
    "posting.per_week": N_("Posts a week on average, at least"),
    "posting.window_weeks": N_("The average is taken over so many weeks"),
    "posting.ask": N_("The number of posts is asked for"),
    "posting.remind": N_("Too few posts are reminded of"),
    "posting.repeat_weeks": N_("At most once in so many weeks"),
    "posting.closed_weeks": N_("Weeks without reminders"),
    "reply.clock": N_("How the time for an answer is counted"),
    "reply.amount": N_("The time for an answer"),
    "reply.interim_meets": N_("Telling the citizen that the question is passed on meets the time"),
    "reply.signature": N_("An answer is signed with"),
    "reply.unsigned_reasons": N_("Reasons for an answer without a name"),
    "reply.closing_reasons": N_("Reasons for closing a question without an answer"),
    "reply.stages": N_("Reminders of answers"),
    "moderation.duty": N_("The duty to remove"),
    "moderation.order": N_("The order of work at removal"),
    "moderation.police_report": N_("Crimes are reported to the police"),
    "moderation.stages": N_("Reminders of what a removal lacks"),
    "posts.bases": N_("Legal bases of personal data in posts"),
    "posts.consent_place": N_("It is noted where a consent is kept"),
    "snapshots.every": N_("A snapshot of every account"),
    "snapshots.months": N_("Months when snapshots are reminded of"),
    "snapshots.days": N_("Days of those months"),
    "snapshots.max_megabytes": N_("The largest file, in MB"),
    "retention.decided_in": N_("Archiving and deletion are decided in"),
    "retention.public_record": N_("Public records"),
    "reminders.opens": N_("The bot speaks from"),
    "reminders.closes": N_("The bot speaks until"),
    "reminders.digest": N_("Communications' digest comes at"),
    "reminders.most_in_message": N_("Reminders in one message, at most"),
    "reminders.approval": N_("Reminders of approvals"),
    "reminders.gap": N_("Reminders of gaps"),
    "reminders.unsigned": N_("Reminders of unsigned answers"),
    "reminders.consent": N_("Reminders of consents"),
    "reminders.undo_minutes": N_("One's own last entry can be undone for so many minutes"),
}
_WORDS: dict[object, str] = {
    True: N_("yes"),
    False: N_("no"),
    Step.MANAGER: N_("the manager"),
    Step.COMMUNICATIONS: N_("communications"),
    Clock.WEEKDAY_HOURS: N_("hours through working days; other days stand still"),
    Clock.WORKING_DAYS: N_("working days, until the office closes"),
    Clock.NEXT_WORKING_DAY: N_("hours, and if that is a day off, the next working day's closing"),
    Period.HALF_YEAR: N_("every half-year"),
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
                yield _(LABELS[f"{name}.{field}"]), value


def _paragraph(label: str, cited: Cited[object]) -> str:
    source = _("{rule}, {section}, {strength}", rule=cited.rule, section=cited.section,
               strength=_(_STRENGTHS[cited.strength]))  # fmt: skip
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
