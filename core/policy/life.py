"""What a guideline says of an account's life: need, plan, administrators, lending, transfer; and platforms' limits."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Part, Point, Stage, Text
from core.words import N_

Months = Annotated[int, Field(ge=1, le=60)]


class NeedItem(StrEnum):
    """A part of the analysis of whether an account is needed."""

    PURPOSE = "purpose"
    GOALS = "goals"
    TARGET_GROUP = "target_group"
    REACH = "reach"
    CHANNEL = "channel"
    CENTRAL = "central"
    RESOURCES = "resources"


class Need(Part):
    """What a request says of the need (G2, H2, O2)."""

    stated: Cited[tuple[NeedItem, ...]] = Field(title=N_("A request states"))
    considered: Cited[tuple[NeedItem, ...]] = Field(title=N_("A request also considers"))


class PlanItem(StrEnum):
    """A part of an account's plan. People and log-ins follow from the account; the rest is written."""

    ACTIVITY = "activity"
    PURPOSE = "purpose"
    GOALS = "goals"
    TARGET_GROUP = "target_group"
    MANAGER = "manager"
    RESPONSIBLE = "responsible"
    ADMINISTRATORS = "administrators"
    LOG_INS = "log_ins"
    SUPERVISION = "supervision"
    UPDATING = "updating"
    PROBLEMS = "problems"
    PUBLIC_RECORDS = "public_records"


class Plan(Part):
    """The plan of an account: what is in it, who sees it, how often it is looked at again (M4, M5, O2, O7)."""

    contents: Cited[tuple[PlanItem, ...]] = Field(title=N_("An account's plan states"))
    presented_to: Cited[Text | None] = Field(title=N_("The plan is presented to"))
    present_months: Cited[Months | None] = Field(title=N_("The plan is presented again after so many months"))
    revise_months: Cited[Months | None] = Field(title=N_("The plan is revised after so many months"))
    deposited_with: Cited[Text | None] = Field(title=N_("The plan and the place of the log-in are left with"))
    stages: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of a plan to look at again"))


class Administrators(Part):
    """How many work with an account, and who must be among them (M2, H4)."""

    least: Cited[Annotated[int, Field(ge=1, le=20)] | None] = Field(
        title=N_("Administrators from the unit, at least")
    )
    most: Cited[Annotated[int, Field(ge=1, le=50)] | None] = Field(title=N_("Administrators, at most"))
    deputy: Cited[bool] = Field(title=N_("The one responsible has a deputy"))
    central: Cited[bool] = Field(title=N_("Communications is administrator of the account"))
    blocks: Cited[bool] = Field(
        title=N_("The account is not activated before its administrators are in place")
    )

    @model_validator(mode="after")
    def _least_is_no_more_than_most(self) -> Self:
        if self.least.value and self.most.value and self.least.value > self.most.value:
            raise ValueError("administrators.least is more than administrators.most")
        return self


class Lending(Part):
    """What is confirmed when an account is lent (H12)."""

    agreed: Cited[bool] = Field(title=N_("Lending an account is agreed with communications"))
    guidelines: Cited[bool] = Field(title=N_("The borrower of an account knows the guidelines"))


class Transfer(Part):
    """Handing an account over to somebody outside (H20)."""

    decided_by: Cited[Text | None] = Field(title=N_("Handing an account over is decided by"))
    conditions: Cited[tuple[Point, ...]] = Field(title=N_("Conditions for handing an account over"))
    wish: Cited[Text | None] = Field(title=N_("A wish when an account is handed over"))


class Limit(Part):
    """How long a platform's profile text can be, in characters."""

    platform: Text
    characters: Annotated[int, Field(ge=20, le=100_000)]


class Infotext(Part):
    """How long platforms let a profile text be."""

    limits: Cited[tuple[Limit, ...]] = Field(title=N_("Longest profile text, in characters"))
