"""What a guideline says of accounts and of the network of their editors."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from core.policy.parts import Cited, Part, Point, Text
from core.words import N_, _, n_
from core.words.times import joined


class Step(StrEnum):
    """A step of the approval chain, by the role that takes it; a manager is one of the account's unit."""

    MANAGER = "manager"
    COMMUNICATIONS = "communications"
    COUNCIL = "council"
    REGISTRAR = "registrar"
    ADMIN = "admin"


STEP_NAMES = {
    Step.MANAGER: N_("the manager"),
    Step.COMMUNICATIONS: N_("communications"),
    Step.COUNCIL: N_("the SoMe council"),
    Step.REGISTRAR: N_("the registrar"),
    Step.ADMIN: N_("the administrator"),
}


def said_steps(steps: Iterable[Step]) -> str:
    """`chefen och kommunikationsavdelningen`; a role that is asked more than once with how many people of it."""
    return joined([_several(step, count) for step, count in Counter(steps).items()])


def _several(step: Step, count: int) -> str:
    if count == 1:
        return _(STEP_NAMES[step])
    return {
        Step.MANAGER: n_("{count} manager", "{count} managers", count),
        Step.COMMUNICATIONS: n_("{count} of communications", "{count} of communications", count),
        Step.COUNCIL: n_("{count} of the SoMe council", "{count} of the SoMe council", count),
        Step.REGISTRAR: n_("{count} registrar", "{count} registrars", count),
        Step.ADMIN: n_("{count} administrator", "{count} administrators", count),
    }[step]


class Approval(Part):
    """Who approves an account, each step by a person of their own, in any order (F1)."""

    chain: Cited[Annotated[tuple[Step, ...], Field(min_length=1)]] = Field(
        title=N_("A new account is approved by")
    )
    as_employee: Cited[bool] = Field(title=N_("The manager confirms that the task is an employee's"))
    advice: Cited[bool] = Field(title=N_("The communicator's advice is asked before the start"))
    closing: Cited[Step | None] = Field(title=N_("A closing is decided by"))


class Accounts(Part):
    """What an account needs, and the platforms in use."""

    platforms: Cited[Annotated[tuple[Text, ...], Field(min_length=1)]] = Field(title=N_("Platforms in use"))
    assignment: Cited[bool] = Field(title=N_("An editor has an assignment from the manager"))
    training: Cited[bool] = Field(title=N_("An editor is trained by communications"))
    access: Cited[bool] = Field(title=N_("Communications has access to the account"))
    register_url: Cited[Text | None] = Field(title=N_("The public list of accounts"))
    reading: Cited[bool] = Field(title=N_("An editor has read the guidelines and the account's plan"))
    website: Cited[bool] = Field(title=N_("The account is linked from the website"))
    launch: Cited[tuple[Point, ...]] = Field(title=N_("At the launch"))
    contacts: Cited[bool] = Field(
        title=N_("Each unit has contact persons for questions that need a quick answer")
    )
    profile: Cited[tuple[Point, ...]] = Field(title=N_("The account's profile"))
    profile_reviewed: Cited[bool] = Field(title=N_("The profile is gone through point by point"))
    infotext: Cited[Text | None] = Field(title=N_("The document's own text for the profile"))


class Council(Part):
    """The network of editors (F7, F15)."""

    name: Cited[Text] = Field(title=N_("The network of editors"))
    members: Cited[Literal["editors"]] = Field(title=N_("Its members"))
    attendance: Cited[bool] = Field(title=N_("Editors take part in its meetings"))
    remind_hours: Cited[Annotated[int, Field(ge=1, le=24 * 14)]] = Field(
        title=N_("A meeting is reminded of so many hours ahead")
    )
    task_days: Cited[Annotated[tuple[Annotated[int, Field(ge=-31, le=366)], ...], Field(min_length=1)]] = (
        Field(title=N_("A task is reminded of so many days from its date"))
    )
