"""What a guideline says of accounts and of the network of their editors."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from core.policy.parts import Cited, Part, Point, Text
from core.words import N_


class Step(StrEnum):
    """A step of the approval chain, by who takes it."""

    MANAGER = "manager"
    COMMUNICATIONS = "communications"


class Approval(Part):
    """Who approves an account, each by a person of their own (F1)."""

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
    conduct: Cited[tuple[Text, ...]] = Field(title=N_("How the account behaves"))


class Council(Part):
    """The network of editors (F7, F15)."""

    name: Cited[Text] = Field(title=N_("The network of editors"))
    members: Cited[Literal["editors"]] = Field(title=N_("Its members"))
    attendance: Cited[bool] = Field(title=N_("Editors take part in its meetings"))
