"""What a guideline says of citizens' questions: the clock, the signature, the reminders."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Named, Part, Stage
from core.words import N_, _


class Clock(StrEnum):
    """How a reply's time is counted; see core.worktime."""

    WEEKDAY_HOURS = "weekday_hours"
    WORKING_DAYS = "working_days"
    NEXT_WORKING_DAY = "next_working_day"


class Kind(StrEnum):
    """What a citizen's message is."""

    QUESTION = "question"
    VIEW = "view"
    COMPLAINT = "complaint"
    CASE = "case"
    CONFIDENTIAL = "confidential"


class Reply(Part):
    """The clock of questions (F10), its reminders, and how an answer is signed (F11)."""

    clock: Cited[Clock | None] = Field(title=N_("An answer is given within"))
    amount: Cited[Annotated[int, Field(ge=1, le=240)] | None] = Field(title=N_("The time for an answer"))
    interim_meets: Cited[bool] = Field(
        title=N_("Telling the citizen that the question is passed on meets the time")
    )
    signature: Cited[tuple[Literal["name", "title", "department"], ...]] = Field(
        title=N_("An answer is signed with")
    )
    unsigned_reasons: Cited[tuple[Named, ...]] = Field(title=N_("Reasons for an answer without a name"))
    closing_reasons: Cited[Annotated[tuple[Named, ...], Field(min_length=1)]] = Field(
        title=N_("Reasons for closing a question without an answer")
    )
    stages: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of answers"))
    passed_on: Cited[tuple[Stage, ...]] = Field(
        title=N_("Reminders of questions passed on, when the citizen has been told")
    )

    @model_validator(mode="after")
    def _a_clock_has_an_amount(self) -> Self:
        if (self.clock.value is None) != (self.amount.value is None):
            raise ValueError(_("reply.clock and reply.amount are both set or both null"))
        return self

    @property
    def binds(self) -> bool:
        """Whether an answer can be late: only where the guideline says that its time shall be kept."""
        return self.clock.binds and self.amount.binds
