"""What a guideline says to think of in each situation: checklists that can be read aloud (H24)."""

from pydantic import Field

from core.policy.parts import Cited, Part, Text
from core.words import N_

Points = Cited[tuple[Text, ...]]


class Checklists(Part):
    """The points of each situation, in the document's order; none where it is silent."""

    start: Points = Field(title=N_("Before an account starts"))
    roles: Points = Field(title=N_("Responsibility and roles"))
    posts: Points = Field(title=N_("Writing posts"))
    pictures: Points = Field(title=N_("Pictures and film"))
    answers: Points = Field(title=N_("Answering"))
    supervision: Points = Field(title=N_("Keeping watch"))
    removal: Points = Field(title=N_("Removing"))
    follow: Points = Field(title=N_("Liking and following"))
    politics: Points = Field(title=N_("Politics"))
    advice: Points = Field(title=N_("Advice and single cases"))
    diary: Points = Field(title=N_("Registering in the diary"))
    archive: Points = Field(title=N_("Archiving"))
    deletion: Points = Field(title=N_("Deleting what is out of date"))
    crisis: Points = Field(title=N_("In a crisis"))
