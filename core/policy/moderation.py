"""What a guideline says of material to remove: the duty, the categories, and what each of them asks for."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Named, Part, RuleId, Stage, Text, refuse_twins
from core.words import N_, _


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
    """A kind of material to remove. `judgements` are those that can be right, the likeliest first.

    `police`: a crime is reported; `confidential`: it is kept out of the chat (S10); `diary`: it gets a diary number;
    `tell_author`: whoever wrote it is told.
    """

    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]
    evidence: Evidence = Evidence.ASKED
    police: bool = False
    confidential: bool = False
    diary: bool = False
    tell_author: bool = False
    rule: RuleId
    section: Text

    @property
    def keeps_no_evidence(self) -> bool:
        """Material nobody may hold: no file is asked for, accepted or stored (S9)."""
        return self.evidence is Evidence.NEVER


class Offence(Part):
    """A crime the law names, and where it is described."""

    name: Text
    where: Text


class Law(Part):
    """What the law itself says must be removed (G5, H22), as read in `wording` of a date."""

    title: Text
    wording: Text
    dated: date
    offences: Annotated[tuple[Offence, ...], Field(min_length=1)]
    reading: Text


class Moderation(Part):
    """Removal: the duty (F12), the order of work, the categories, and how what is missing is followed up.

    `retired` categories can't be chosen any more, but older cases have them.
    """

    duty: Cited[Text] = Field(title=N_("The duty to remove"))
    order: Cited[tuple[Text, ...]] = Field(title=N_("The order of work at removal"))
    police_report: Cited[bool] = Field(title=N_("Crimes are reported to the police"))
    tell_manager: Cited[bool] = Field(title=N_("The manager is told of every removal"))
    block_days: Cited[Annotated[int, Field(ge=1, le=366)]] = Field(
        title=N_("A blocked person's case is looked at again after so many days")
    )
    block_stages: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders to look at a block again"))
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
    law: Law
    stages: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of what a removal lacks"))
    retired: tuple[Category, ...] = ()

    @model_validator(mode="after")
    def _ids_are_unique(self) -> Self:
        refuse_twins((c.id for c in self.known), "moderation.categories")
        return self

    @model_validator(mode="after")
    def _some_is_never_kept(self) -> Self:
        if not any(category.keeps_no_evidence for category in self.categories):
            raise ValueError(
                _('moderation.categories: pictures of abuse need a category with evidence = "never" (S9)')
            )
        return self

    @property
    def known(self) -> tuple[Category, ...]:
        """The categories, and those of earlier guidelines that older cases may have."""
        return (*self.categories, *self.retired)

    def category(self, id: str) -> Category:
        """The known category with that id. KeyError when there is none such."""
        for category in self.known:
            if category.id == id:
                return category
        raise KeyError(id)
