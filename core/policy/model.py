"""The policy model: every value with the rule it answers to, where it stands, and whether it is a `ska` or a `bör`."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from enum import StrEnum
from typing import Annotated, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from core import worktime
from core.worktime import Window

LONGEST_CLOSURE = 31  # days; with more on end no due time would be found

T = TypeVar("T")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-zåäö0-9]+(-[a-zåäö0-9]+)*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ]+[0-9]+$")]


class Strength(StrEnum):
    """The document's own word: what it says shall be, should be, or what the bot adds by itself."""

    SHALL = "ska"
    SHOULD = "bör"
    OWN = "eget"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Cited(_Part, Generic[T]):
    """A value and its source. `value` null means the document sets none; `reading` marks an interpretation."""

    value: T
    rule: RuleId
    section: Text
    strength: Strength
    reading: Text | None = None


class Document(_Part):
    """The guideline itself."""

    title: Text
    municipality: Text
    number: Text | None
    decided: date | None
    decided_by: Text


class Calendar(_Part):
    """Days that do not count beside S8's own."""

    days_off: Cited[frozenset[date]]

    @model_validator(mode="after")
    def _has_working_days(self) -> Self:
        days = worktime.Calendar(extra_days_off=self.days_off.value)
        for first in sorted(self.days_off.value):
            if not any(
                days.is_working_day(first + timedelta(days=ahead)) for ahead in range(LONGEST_CLOSURE)
            ):
                raise ValueError(f"calendar.days_off leaves no working day for a month from {first}")
        return self


class Step(StrEnum):
    """A step of the approval chain, by who takes it."""

    MANAGER = "manager"
    COMMUNICATIONS = "communications"


class Approval(_Part):
    """Who approves an account, each by a person of their own (F1)."""

    chain: Cited[Annotated[tuple[Step, ...], Field(min_length=1)]]


class Accounts(_Part):
    """What an account needs, and the platforms in use."""

    platforms: Cited[Annotated[tuple[Text, ...], Field(min_length=1)]]
    assignment: Cited[bool]
    training: Cited[bool]
    access: Cited[bool]
    register_url: Cited[Text | None]
    profile: Cited[tuple[Text, ...]]
    conduct: Cited[tuple[Text, ...]]


class Council(_Part):
    """The network of editors (F7, F15)."""

    name: Cited[Text]
    members: Cited[Literal["editors"]]
    attendance: Cited[bool]


class Inactivity(_Part):
    """When an account is inactive, and when its editor is asked ahead."""

    months: Cited[Annotated[int, Field(ge=1, le=60)] | None]
    warn_days: Cited[tuple[Annotated[int, Field(ge=1, le=365)], ...]]


class Posting(_Part):
    """How often an account posts on average, over how long, and when that is asked and reminded."""

    per_week: Cited[Annotated[float, Field(gt=0, le=100)] | None]
    window_weeks: Cited[Annotated[int, Field(ge=1, le=52)]]
    ask: Cited["WeekTime"]
    remind: Cited["WeekTime"]
    repeat_weeks: Cited[Annotated[int, Field(ge=1, le=52)]]
    closed_weeks: Cited[frozenset[Annotated[int, Field(ge=1, le=53)]]]


class WeekTime(_Part):
    """A weekday (1 is Monday) and a local time."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    at: time


class To(StrEnum):
    """Who a reminder goes to."""

    EDITORS = "editors"
    MANAGER = "manager"
    DEPARTMENT = "department"


class Stage(_Part):
    """A reminder `hours` from its matter's time (before it when negative), to whom. The last names escalate."""

    hours: Annotated[float, Field(ge=-24 * 31, le=24 * 366)]
    to: Annotated[tuple[To, ...], Field(min_length=1)]


class Clock(StrEnum):
    """How a reply's time is counted; see core.worktime."""

    WEEKDAY_HOURS = "weekday_hours"
    WORKING_DAYS = "working_days"
    NEXT_WORKING_DAY = "next_working_day"


class Reply(_Part):
    """The clock of questions (F10), its reminders, and how an answer is signed (F11)."""

    clock: Cited[Clock | None]
    amount: Cited[Annotated[int, Field(ge=1, le=240)] | None]
    interim_meets: Cited[bool]
    signature: Cited[tuple[Literal["name", "title", "department"], ...]]
    unsigned_reasons: Cited[tuple["Named", ...]]
    closing_reasons: Cited[Annotated[tuple["Named", ...], Field(min_length=1)]]
    stages: Cited[tuple[Stage, ...]]

    @model_validator(mode="after")
    def _a_clock_has_an_amount(self) -> Self:
        if (self.clock.value is None) != (self.amount.value is None):
            raise ValueError("reply.clock and reply.amount are both set or both null")
        return self


class Named(_Part):
    """A choice: what people type, and what they read."""

    id: Slug
    name: Text


class Evidence(StrEnum):
    """Whether a screenshot is asked for, or must never be taken (S9)."""

    ASKED = "asked"
    NEVER = "never"


class Judgement(StrEnum):
    """What the editor judges the material to be (F13)."""

    CRIME = "crime"
    UNSURE = "unsure"
    RULES = "rules"


class Category(Named):
    """A kind of material to remove. `judgements` are those that can be right, the likeliest first."""

    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]
    evidence: Evidence = Evidence.ASKED
    rule: RuleId
    section: Text

    @property
    def keeps_no_evidence(self) -> bool:
        """Material nobody may hold: no file is asked for, accepted or stored (S9)."""
        return self.evidence is Evidence.NEVER


class Moderation(_Part):
    """Removal: the duty (F12), the order of work, the categories, and how what is missing is followed up."""

    duty: Cited[Text]
    order: Cited[tuple[Text, ...]]
    police_report: Cited[bool]
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    stages: Cited[tuple[Stage, ...]]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        _refuse_twins((c.id for c in self.categories), "moderation.categories")
        return self

    def category(self, id: str) -> Category:
        """The category with that id. KeyError when the policy has none such."""
        for category in self.categories:
            if category.id == id:
                return category
        raise KeyError(id)


class Basis(StrEnum):
    """The legal basis of personal data in a post (F14)."""

    CONSENT = "consent"
    PUBLIC_INTEREST = "public_interest"
    NONE = "no_personal_data"


class Posts(_Part):
    """What is recorded with a post (F14)."""

    bases: Cited[Annotated[tuple[Basis, ...], Field(min_length=1)]]
    consent_place: Cited[bool]


class Period(StrEnum):
    """How often a snapshot of every account is taken."""

    HALF_YEAR = "half_year"


class Snapshots(_Part):
    """The snapshot for the archive, and the days of its campaign months when it is reminded."""

    every: Cited[Period | None]
    months: Cited[tuple[Annotated[int, Field(ge=1, le=12)], ...]]
    days: Cited[tuple["DayStage", ...]]
    max_megabytes: Cited[Annotated[int, Field(ge=1, le=500)]]

    @model_validator(mode="after")
    def _one_month_a_half_year(self) -> Self:
        if self.every.value and sorted(m > 6 for m in self.months.value) != [False, True]:
            raise ValueError("snapshots.months names one month of January-June and one of July-December")
        return self


class DayStage(_Part):
    """A day of the campaign month, and to whom the reminder goes then."""

    day: Annotated[int, Field(ge=1, le=28)]
    to: Annotated[tuple[To, ...], Field(min_length=1)]


class RetentionRule(_Part):
    """What may be deleted, by which decision, after how long (G9: a decision always states its limit)."""

    what: Text
    decision: Text
    after: Text


class Retention(_Part):
    """Archiving and deletion: where it is decided, and the rules taken from there (F18)."""

    decided_in: Cited[Text]
    public_record: Cited[Text]
    rules: tuple[RetentionRule, ...] = ()


class Reminders(_Part):
    """When the bot may speak, how often, and its other stages (S7). Times are local, on working days."""

    opens: Cited[time]
    closes: Cited[time]
    digest: Cited[time]
    most_in_message: Cited[Annotated[int, Field(ge=1, le=20)]]
    approval: Cited[tuple[Stage, ...]]
    gap: Cited[tuple[Stage, ...]]
    unsigned: Cited[tuple[Stage, ...]]
    consent: Cited[tuple[Stage, ...]]
    undo_minutes: Cited[Annotated[int, Field(ge=0, le=120)]]

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if not self.opens.value <= self.digest.value < self.closes.value:
            raise ValueError("reminders.opens, digest and closes come in that order")
        return self


class Policy(_Part):
    """One municipality's whole policy, as its file says it."""

    document: Document
    calendar: Calendar
    approval: Approval
    accounts: Accounts
    council: Council
    inactivity: Inactivity
    posting: Posting
    reply: Reply
    moderation: Moderation
    posts: Posts
    snapshots: Snapshots
    retention: Retention
    reminders: Reminders

    @property
    def window(self) -> Window:
        """When the bot may speak, on working days."""
        return Window(self.reminders.opens.value, self.reminders.closes.value)


def _refuse_twins(ids: Iterator[str], where: str) -> None:
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(f"{where}: the id {id!r} is used twice")
        seen.add(id)
