"""A list behind a figure, a page at a time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE = 100


@dataclass(frozen=True, slots=True)
class Rows(Generic[T]):
    """One page of a list: its rows, how many there are in all, which page this is (from 1) and of how many."""

    rows: tuple[T, ...]
    total: int
    page: int
    pages: int


def paged(rows: Sequence[T], page: int, size: int = PAGE) -> Rows[T]:
    """That page of the rows; the nearest there is."""
    pages = max(1, -(-len(rows) // size))
    page = min(max(page, 1), pages)
    return Rows(tuple(rows[(page - 1) * size : page * size]), len(rows), page, pages)
