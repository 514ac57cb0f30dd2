"""What a guideline says of the responsibility for visitors' personal data, by platform (G12)."""

from pydantic import Field

from core.policy.parts import Cited, Part, Text
from core.words import N_


class Responsibility(Part):
    """The document's own text of some platforms; of all others where none is named."""

    platforms: tuple[Text, ...] = ()
    text: Text


class PersonalData(Part):
    """Who answers for visitors' personal data; no advice, as law changes and documents don't."""

    responsibility: Cited[tuple[Responsibility, ...]] = Field(
        title=N_("Responsibility for visitors' personal data")
    )
