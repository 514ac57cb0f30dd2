"""How each person wants the digest: where, at what time and on which days; the rest hear as their role does (C2)."""

from collections.abc import Iterable
from datetime import time
from enum import StrEnum

from sqlmodel import Field, Session, select

from core import audit
from core.people import Person
from core.scope import Scope
from core.table import Table, one_of
from core.watch import Family, wake

WEEKDAYS = frozenset(range(1, 6))


class Place(StrEnum):
    """Where a person hears the digest: in their own conversation, in the department's channel only, or nowhere."""

    OWN = "own"
    CHANNEL = "channel"
    NONE = "none"


class DigestChoice(Table, table=True):
    """What a person has chosen. `days` are weekdays such as `1,3` (1 is Monday); None where the town decides."""

    __tablename__ = "digest_choice"

    person_id: int = Field(primary_key=True, foreign_key="person.id")
    workspace_id: int = Field(foreign_key="workspace.id", index=True)
    place: Place = Field(sa_column=one_of(Place))
    at: time | None = None
    days: str | None = Field(default=None, max_length=9)

    @property
    def weekdays(self) -> frozenset[int]:
        """The days chosen, as numbers from 1 (Monday); all of Monday to Friday where none are."""
        return frozenset(map(int, self.days.split(","))) if self.days else WEEKDAYS


def of_person(session: Session, person: Person) -> DigestChoice | None:
    """What the person has chosen, if anything."""
    return session.get(DigestChoice, person.id)


def by_person(session: Session, workspace_id: int) -> dict[int, DigestChoice]:
    """What everybody in the workspace has chosen, by person id."""
    found = session.exec(select(DigestChoice).where(DigestChoice.workspace_id == workspace_id))
    return {choice.person_id: choice for choice in found}


def choose(
    scope: Scope, place: Place, at: time | None = None, days: Iterable[int] | None = None
) -> DigestChoice:
    """The actor's choice, which the next digest follows. A time or days not given stay as they are."""
    choice = of_person(scope.session, scope.doer) or DigestChoice(
        person_id=scope.doer.id, workspace_id=scope.workspace_id, place=place
    )
    choice.place = place
    choice.at = at or choice.at
    choice.days = ",".join(map(str, sorted(set(days)))) if days is not None else choice.days
    scope.session.add(choice)
    scope.session.flush()
    audit.record(
        scope, "digest.chosen", f"person:{scope.doer.slug}",
        place=choice.place, at=choice.at.isoformat() if choice.at else None, days=choice.days,
    )  # fmt: skip
    wake(scope, scope.workspace_id, Family.DIGEST)
    return choice
