"""What a guideline says of a crisis: who leads and who coordinates (H21). What the others do is a checklist."""

from pydantic import Field

from core.policy.parts import Cited, Part, Text
from core.words import N_


class Crisis(Part):
    """Who speaks for the town in a crisis."""

    leads: Cited[Text | None] = Field(title=N_("In a crisis this account leads"))
    coordinates: Cited[Text | None] = Field(title=N_("In a crisis this group coordinates"))
