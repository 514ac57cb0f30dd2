"""What a guideline says of measuring and evaluating an account (G3, H19)."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, DayStage, Named, Part, Text, refuse_twins
from core.words import N_


class Metrics(Part):
    """What is measured of an account over time (G3). What the bot counts by itself is not among it."""

    kinds: Cited[tuple[Named, ...]] = Field(title=N_("What is measured of an account"))

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        refuse_twins((kind.id for kind in self.kinds.value), "metrics.kinds")
        return self


class Evaluation(Part):
    """Whether an account is evaluated, what is asked then, and when (H19)."""

    asked: Cited[bool] = Field(title=N_("An account is evaluated"))
    questions: Cited[tuple[Text, ...]] = Field(title=N_("What an evaluation asks"))
    with_communications: Cited[bool] = Field(
        title=N_("Closing an account seldom updated is decided with communications")
    )
    months: Cited[tuple[Annotated[int, Field(ge=1, le=12)], ...]] = Field(
        title=N_("Months when an evaluation is asked for")
    )
    days: Cited[tuple[DayStage, ...]] = Field(title=N_("Days of those months when it is asked"))
    quiet_days: Cited[Annotated[int, Field(ge=1, le=366)]] = Field(
        title=N_("An account is seldom updated after so many days without a known post")
    )

    @model_validator(mode="after")
    def _one_month_a_half_year(self) -> Self:
        if sorted(month > 6 for month in self.months.value) != [False, True]:
            raise ValueError("evaluation.months names one month of January-June and one of July-December")
        return self
