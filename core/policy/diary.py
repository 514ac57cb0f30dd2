"""What a guideline says of the diary: which messages are registered there, and who is asked for the number."""

from typing import Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Part, Stage
from core.policy.questions import Kind
from core.words import N_


class Diary(Part):
    """The kinds of message that need a diary number (H15, O9, G7), and those that may get one (O8)."""

    required: Cited[tuple[Kind, ...]] = Field(title=N_("Is registered in the diary"))
    offered: Cited[tuple[Kind, ...]] = Field(title=N_("May be registered in the diary"))
    stages: Cited[tuple[Stage, ...]] = Field(title=N_("Reminders of diary numbers"))

    @model_validator(mode="after")
    def _one_or_the_other(self) -> Self:
        if both := sorted({*self.required.value} & {*self.offered.value}):
            raise ValueError(f"diary.required and diary.offered both name {', '.join(both)}")
        return self
