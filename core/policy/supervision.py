"""What a guideline says of looking after accounts: how often, when more often, and who does over days off."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Part
from core.words import N_, n_


class Per(StrEnum):
    """What a rate is counted by. Every day is also one that is off."""

    WORKING_DAY = "working_day"
    DAY = "day"
    WEEK = "week"


class Rate(Part):
    """So many looks, evenly spread, in each working day, day or ISO week."""

    times: Annotated[int, Field(ge=1, le=8)]
    per: Per


def said_rate(rate: Rate) -> str:
    """`minst 2 gånger varje dag`."""
    return {
        Per.WORKING_DAY: n_(
            "at least once every working day", "at least {count} times every working day", rate.times
        ),
        Per.DAY: n_("at least once every day", "at least {count} times every day", rate.times),
        Per.WEEK: n_("at least once a week", "at least {count} times a week", rate.times),
    }[rate.per]


class Supervision(Part):
    """How often an account is looked at (G4, H11, H22), and how much more often for a time after a removal."""

    rate: Cited[Rate | None] = Field(title=N_("An account is looked at"))
    raised: Cited[Rate | None] = Field(title=N_("After a removal, or by hand, it is looked at"))
    raised_days: Cited[Annotated[int, Field(ge=1, le=60)] | None] = Field(
        title=N_("It is looked at more often for so many days")
    )
    days_off: Cited[bool] = Field(
        title=N_("Who looks over days off is asked, when it is looked at more often")
    )
    lead_hours: Cited[Annotated[float, Field(ge=0.25, le=24)]] = Field(
        title=N_("So many hours before the time is over it is reminded")
    )

    @model_validator(mode="after")
    def _raised_for_a_time(self) -> Self:
        if (self.raised.value is None) != (self.raised_days.value is None):
            raise ValueError("supervision.raised and supervision.raised_days are both set or both null")
        return self
