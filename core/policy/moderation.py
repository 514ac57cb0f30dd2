"""What a guideline says of material to remove: the duty, the categories, and what each of them asks for."""

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
    """A kind of material to remove. `judgements` are those that can be right, the likeliest first."""

    judgements: Annotated[tuple[Judgement, ...], Field(min_length=1)]
    evidence: Evidence = Evidence.ASKED
    rule: RuleId
    section: Text

    @property
    def keeps_no_evidence(self) -> bool:
        """Material nobody may hold: no file is asked for, accepted or stored (S9)."""
        return self.evidence is Evidence.NEVER


class Moderation(Part):
    """Removal: the duty (F12), the order of work, the categories, and how what is missing is followed up.

    `retired` categories can't be chosen any more, but older cases have them.
    """

    duty: Cited[Text] = Field(title=N_("The duty to remove"))
    order: Cited[tuple[Text, ...]] = Field(title=N_("The order of work at removal"))
    police_report: Cited[bool] = Field(title=N_("Crimes are reported to the police"))
    categories: Annotated[tuple[Category, ...], Field(min_length=1)]
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
