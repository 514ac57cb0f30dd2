"""What a guideline says of records: snapshots for the archive, retention, public records."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, DayStage, Part, Text
from core.words import N_


class Period(StrEnum):
    """How often a snapshot of every account is taken."""

    HALF_YEAR = "half_year"
    YEAR = "year"


class Snapshots(Part):
    """The snapshot for the archive, and the days of its campaign months when it is reminded."""

    every: Cited[Period | None] = Field(title=N_("A snapshot of every account"))
    months: Cited[tuple[Annotated[int, Field(ge=1, le=12)], ...]] = Field(
        title=N_("Months when snapshots are reminded of")
    )
    days: Cited[tuple[DayStage, ...]] = Field(title=N_("Days of those months"))
    max_megabytes: Cited[Annotated[int, Field(ge=1, le=500)]] = Field(title=N_("The largest file, in MB"))

    @model_validator(mode="after")
    def _one_month_a_period(self) -> Self:
        halves = sorted(month > 6 for month in self.months.value)
        if self.every.value is Period.HALF_YEAR and halves != [False, True]:
            raise ValueError("snapshots.months names one month of January-June and one of July-December")
        if self.every.value is Period.YEAR and len(halves) != 1:
            raise ValueError("snapshots.months names one month of the year")
        return self


class RetentionRule(Part):
    """What may be deleted, by which decision, after how long (G9: a decision always states its limit)."""

    what: Text
    decision: Text
    after: Text


class Retention(Part):
    """Archiving and deletion: where it is decided, and the rules taken from there (F18)."""

    decided_in: Cited[Text] = Field(title=N_("Archiving and deletion are decided in"))
    public_record: Cited[Text] = Field(title=N_("Public records"))
    rules: tuple[RetentionRule, ...] = ()
