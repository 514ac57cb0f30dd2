"""What an import would do, row by row, and what is wrong, by row and column."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from core.intake.columns import Row, Sheet

T = TypeVar("T")


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row; `column` is the heading's own words, empty where it is the row itself."""

    row: int
    column: str
    text: str


@dataclass(frozen=True)
class Step:
    """What becomes of a row: `text` says it, `act` does it. A row that is as before has nothing to do."""

    row: int
    outcome: Outcome
    text: str
    act: Callable[[], None] = lambda: None


@dataclass(frozen=True)
class Plan:
    """All rows of a table; with any fault nothing is done."""

    sheet: Sheet
    steps: tuple[Step, ...]
    faults: tuple[Fault, ...]

    def counted(self) -> dict[Outcome, int]:
        """How many rows become what."""
        return {outcome: sum(step.outcome is outcome for step in self.steps) for outcome in Outcome}


@dataclass
class Reader:
    """Reads a table's rows and gathers every fault, so that all are told at once."""

    sheet: Sheet
    faults: list[Fault] = field(default_factory=list)

    def read(self, row: Row, name: str, how: Callable[[], T], otherwise: T) -> T:
        """What `how` makes of a field; `otherwise` where that is a fault, which is noted."""
        try:
            return how()
        except ValueError as fault:
            self.note(row, name, str(fault))
            return otherwise

    def note(self, row: Row, name: str, text: str) -> None:
        """Notes a fault of a row's field."""
        self.faults.append(Fault(row.number, self.sheet.headings.get(name, ""), text))

    def has_faults(self, row: Row) -> bool:
        """Whether anything is wrong in the row."""
        return any(fault.row == row.number for fault in self.faults)
