"""Times as whole seconds since 1970: many are soon read, and soon sorted into the weeks or months of a period."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, bindparam, case
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.periods import DAY, Part

WEEK = 7 * 24 * 3600


class Seconds(FunctionElement[int]):
    """A column of times as their seconds, cut, in the session's own dialect: `extract` is slow, on both."""

    type = BigInteger()
    inherit_cache = True


@compiles(Seconds, "sqlite")
def _on_sqlite(asked: Seconds, compiler: Any, **how: Any) -> str:
    return f"unixepoch({compiler.process(asked.clauses, **how)})"


@compiles(Seconds, "postgresql")
def _on_postgresql(asked: Seconds, compiler: Any, **how: Any) -> str:
    return f"CAST(floor(date_part('epoch', {compiler.process(asked.clauses, **how)})) AS BIGINT)"


def borders(parts: Sequence[Part]) -> list[int]:
    """The seconds where one part gives way to the next: `bisect_right(borders, at)` is the place `at` falls in."""
    return [int(part.start.timestamp()) for part in parts[1:]]


def place_of(at: Any, turns: int) -> ColumnElement[int]:
    """The place among whole weeks, each right after the one before, that a column of times falls in.

    By division, as a database does soonest: what a change to or from summer time adds or takes is put right from
    the last day of the week it comes in, which then has its seven days and not an hour more. The weeks are given
    with the statement, as `places` says.
    """
    drifts = [bindparam(f"drift_{n}", type_=BigInteger) for n in range(turns + 1)]
    whens = [(at < bindparam(f"turn_{n}"), drifts[n]) for n in range(turns)]
    return (Seconds(at) - (case(*whens, else_=drifts[-1]) if whens else drifts[0])) // WEEK


def places(weeks: Sequence[Part]) -> tuple[int, dict[str, object]]:
    """How many turns there are among the weeks, and what a statement with `place_of` is given."""
    begins = [int(week.start.timestamp()) - place * WEEK for place, week in enumerate(weeks)]
    turns = [place for place, (one, other) in enumerate(pairwise(begins), 1) if one != other]
    drifts = [begins[place] for place in (0, *turns)]
    given: dict[str, object] = {f"drift_{n}": drift for n, drift in enumerate(drifts)}
    return len(turns), given | {f"turn_{n}": weeks[place].start - DAY for n, place in enumerate(turns)}
