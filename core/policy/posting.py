"""What a guideline says of an account's own posts: how often, on what legal basis, and when silence means inactive."""

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from core.policy.parts import Cited, Part, WeekTime
from core.words import N_


class Inactivity(Part):
    """When an account is inactive, and when its editor is asked ahead."""

    months: Cited[Annotated[int, Field(ge=1, le=60)] | None] = Field(
        title=N_("An account is inactive after so many months")
    )
    warn_days: Cited[tuple[Annotated[int, Field(ge=1, le=365)], ...]] = Field(
        title=N_("The editor is asked so many days ahead")
    )


class Posting(Part):
    """How often an account posts on average, over how long, and when that is asked and reminded."""

    per_week: Cited[Annotated[float, Field(gt=0, le=100)] | None] = Field(
        title=N_("Posts a week on average, at least")
    )
    window_weeks: Cited[Annotated[int, Field(ge=1, le=52)]] = Field(
        title=N_("The average is taken over so many weeks")
    )
    ask: Cited[WeekTime] = Field(title=N_("The number of posts is asked for"))
    remind: Cited[WeekTime] = Field(title=N_("Too few posts are reminded of"))
    repeat_weeks: Cited[Annotated[int, Field(ge=1, le=52)]] = Field(title=N_("At most once in so many weeks"))
    closed_weeks: Cited[frozenset[Annotated[int, Field(ge=1, le=53)]]] = Field(
        title=N_("Weeks without reminders")
    )


class Basis(StrEnum):
    """The legal basis of personal data in a post (F14)."""

    CONSENT = "consent"
    PUBLIC_INTEREST = "public_interest"
    NONE = "no_personal_data"


class Posts(Part):
    """What is recorded with a post (F14, H29)."""

    bases: Cited[Annotated[tuple[Basis, ...], Field(min_length=1)]] = Field(
        title=N_("Legal bases of personal data in posts")
    )
    consent_place: Cited[bool] = Field(title=N_("It is noted where a consent is kept"))
    pictures: Cited[bool] = Field(
        title=N_("People in pictures have agreed, and the rights to pictures are cleared")
    )
