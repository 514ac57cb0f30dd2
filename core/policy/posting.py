"""What a guideline says of an account's own posts: how often, on what legal basis, and when silence means inactive."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from core.policy.parts import Cited, Part, Text, WeekTime
from core.words import N_, _, n_


class Then(StrEnum):
    """What is proposed of an inactive account; it is never done by the bot."""

    CLOSE = "close"
    DELETE = "delete_after_archiving"


class Inactivity(Part):
    """When an account is inactive, when its editor is asked ahead, and what is then proposed."""

    months: Cited[Annotated[int, Field(ge=1, le=60)] | None] = Field(title=N_("An account is inactive after"))
    then: Cited[Then | None] = Field(title=N_("Then it is proposed"))
    warn_days: Cited[tuple[Annotated[int, Field(ge=1, le=365)], ...]] = Field(
        title=N_("The editor is asked ahead")
    )


class Per(StrEnum):
    """The time in which posts are counted: a whole ISO week, or the whole ISO weeks with their Thursday in a month."""

    WEEK = "week"
    MONTH = "month"


class Minimum(Part):
    """At least so many posts in a time, on a platform or (without one) on all others; null where none are asked for."""

    posts: Annotated[int, Field(ge=1, le=100)] | None
    per: Per = Per.WEEK
    platform: Text | None = None


def said_minimum(minimum: Minimum) -> str:
    """`minst 3 inlägg i veckan på facebook`."""
    count, platform = minimum.posts, minimum.platform
    if count is None:
        return _("none on {platform}", platform=platform)
    if minimum.per is Per.WEEK:
        said = n_("at least {count} post a week", "at least {count} posts a week", count)
    else:
        said = n_("at least {count} post a month", "at least {count} posts a month", count)
    return _("{minimum} on {platform}", minimum=said, platform=platform) if platform else said


class Posting(Part):
    """How often an account posts, over how long, and when that is asked and reminded."""

    minimum: Cited[tuple[Minimum, ...]] = Field(title=N_("How often an account posts"))
    window_weeks: Cited[Annotated[int, Field(ge=1, le=52)]] = Field(title=N_("The average is taken over"))
    ask: Cited[WeekTime] = Field(title=N_("The number of posts is asked for"))
    remind: Cited[WeekTime] = Field(title=N_("Too few posts are reminded of"))
    repeat_weeks: Cited[Annotated[int, Field(ge=1, le=52)]] = Field(title=N_("That is said at most once in"))
    closed_weeks: Cited[frozenset[Annotated[int, Field(ge=1, le=53)]]] = Field(
        title=N_("Weeks without reminders")
    )

    @model_validator(mode="after")
    def _one_minimum_a_platform(self) -> Self:
        seen: set[str | None] = set()
        for each in self.minimum.value:
            if each.platform in seen:
                raise ValueError(_("posting.minimum names {platform} twice", platform=each.platform or "–"))
            if each.posts is None and each.platform is None:
                raise ValueError(_("posting.minimum: leave the list empty where no posts are asked for"))
            seen.add(each.platform)
        return self

    def least(self, platform: str) -> Minimum | None:
        """What is asked of an account on that platform; None where the guideline asks for nothing."""
        named = {each.platform: each for each in self.minimum.value}
        found = named.get(platform, named.get(None))
        return found if found and found.posts else None

    def said(self) -> str:
        """What is asked of all accounts, in words."""
        return ", ".join(map(said_minimum, self.minimum.value))


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
