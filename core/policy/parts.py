"""What policy values are made of: a value with its citation, names, stages and times of the week."""

from collections.abc import Iterable
from datetime import time
from enum import StrEnum
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationInfo, field_validator

from core.words import _

T = TypeVar("T")
Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Slug = Annotated[str, StringConstraints(pattern=r"^[a-zåäö0-9]+(-[a-zåäö0-9]+)*$")]
RuleId = Annotated[str, StringConstraints(pattern=r"^[A-ZÅÄÖ]+[0-9]+$")]


class Strength(StrEnum):
    """The document's own word: what shall be, what should be, what it is silent on; or what the bot adds by itself."""

    SHALL = "ska"
    SHOULD = "bör"
    SILENT = "tyst"
    OWN = "eget"


class Part(BaseModel):
    """A part of a policy: its keys and no others, and nothing changes."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class Cited(Part, Generic[T]):
    """A value and its source. `reading` marks an interpretation.

    Where the document is silent there is nothing to cite, and the value is null, no or empty.
    """

    value: T
    strength: Strength
    rule: Annotated[RuleId | None, Field(validate_default=True)] = None
    section: Annotated[Text | None, Field(validate_default=True)] = None
    reading: Text | None = None

    @field_validator("rule", "section", mode="after")
    @classmethod
    def _is_cited(cls, given: str | None, info: ValidationInfo) -> str | None:
        if given is None and info.data.get("strength", Strength.SILENT) is not Strength.SILENT:
            raise ValueError(_("{key} is missing: say which rule, and where it stands", key=info.field_name))
        return given

    @field_validator("strength")
    @classmethod
    def _silence_says_nothing(cls, strength: Strength, info: ValidationInfo) -> Strength:
        if strength is Strength.SILENT and info.data.get("value"):
            raise ValueError(_("a document that is silent gives no value"))
        return strength

    @property
    def binds(self) -> bool:
        """Whether the document says that it shall be: only then is anything ever late."""
        return self.strength is not Strength.SHOULD


class Named(Part):
    """A choice: what people type, and what they read."""

    id: Slug
    name: Text


class Point(Named):
    """A point of a checklist; its own strength and place where they are not those of the whole list."""

    strength: Strength | None = None
    rule: RuleId | None = None
    section: Text | None = None

    def is_should(self, of: Strength) -> bool:
        """Whether the document only says that it should be so: the point's own word, else that of its list."""
        return (self.strength or of) is Strength.SHOULD


class WeekTime(Part):
    """A weekday (1 is Monday) and a local time."""

    weekday: Annotated[int, Field(ge=1, le=7)]
    at: time


class To(StrEnum):
    """Who a reminder goes to."""

    EDITORS = "editors"
    MANAGER = "manager"
    DEPARTMENT = "department"
    REGISTRAR = "registrar"


class Stage(Part):
    """A reminder `hours` from its matter's time (before it when negative), to whom. The last names escalate."""

    hours: Annotated[float, Field(ge=-24 * 31, le=24 * 366)]
    to: Annotated[tuple[To, ...], Field(min_length=1)]


class DayStage(Part):
    """A day of the campaign month, and to whom the reminder goes then."""

    day: Annotated[int, Field(ge=1, le=28)]
    to: Annotated[tuple[To, ...], Field(min_length=1)]


def refuse_twins(ids: Iterable[str], where: str) -> None:
    """ValueError where an id is there twice."""
    seen: set[str] = set()
    for id in ids:
        if id in seen:
            raise ValueError(_("{where}: the id {id} is used twice", where=where, id=id))
        seen.add(id)
