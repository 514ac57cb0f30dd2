"""When the bot may speak and what does not count as a working day: mostly its own rules (S7, S8)."""

from datetime import date, time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from core import worktime
from core.policy.parts import Cited, Part, Stage
from core.words import N_, _

LONGEST_CLOSURE = 31  # days; with more on end no due time would be found


class Hours(Part):
    """When the office opens and closes, local, on working days."""

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens >= self.closes:
            raise ValueError(_("the office closes after it opens"))
        return self


class Calendar(Part):
    """Days that do not count beside S8's own, and office hours; without them the town's own setting holds."""

    days_off: Cited[frozenset[date]] = Field(title=N_("The town's own days off"))
    office_hours: Cited[Hours | None] = Field(title=N_("Office hours"))

    @model_validator(mode="after")
    def _has_working_days(self) -> Self:
        days = worktime.Calendar(extra_days_off=self.days_off.value)
        for first in sorted(self.days_off.value):
            if not any(
                days.is_working_day(first + timedelta(days=ahead)) for ahead in range(LONGEST_CLOSURE)
            ):
                raise ValueError(
                    _("calendar.days_off leaves no working day for a month from {day}", day=first)
                )
        return self


class Reminders(Part):
    """When the bot may speak, how often, and its other stages (S7). Times are local, on working days."""

    opens: Cited[time] = Field(title=N_("The bot speaks from"))
    closes: Cited[time] = Field(title=N_("The bot speaks until"))
    digest: Cited[time] = Field(title=N_("Communications' digest comes at"))
    most_in_message: Cited[Annotated[int, Field(ge=1, le=20)]] = Field(
        title=N_("Reminders in one message, at most")
    )
    approval: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of approvals"))
    gap: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of gaps"))
    unsigned: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of unsigned answers"))
    consent: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of consents"))
    undo_minutes: Cited[Annotated[int, Field(ge=0, le=120)]] = Field(
        title=N_("One's own last entry can be undone for")
    )

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if not self.opens.value <= self.digest.value < self.closes.value:
            raise ValueError(_("reminders.opens, digest and closes come in that order"))
        return self
