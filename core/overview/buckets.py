"""Which part of a period a time falls in, as a column: the database sorts rows into weeks or months itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, literal_column
from sqlmodel import col

from core.periods import Part


def place_of(at: datetime, parts: Sequence[Part], first: int = 0) -> ColumnElement[Any]:
    """The place, from `first`, of the part that the column `at` falls in; they are in order, without a hole."""
    if len(parts) == 1:
        return literal_column(str(first))
    middle = len(parts) // 2
    earlier, later = parts[:middle], parts[middle:]
    is_earlier = col(at) < later[0].start
    return case((is_earlier, place_of(at, earlier, first)), else_=place_of(at, later, first + middle))
