"""Times as whole seconds since 1970: many are soon read, and soon sorted into the weeks or months of a period."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from core.periods import Part


class Seconds(FunctionElement[int]):
    """A column of times as their seconds, cut, in the session's own dialect: `extract` would round, or be slow."""

    type = BigInteger()
    inherit_cache = True


@compiles(Seconds, "sqlite")
def _on_sqlite(asked: Seconds, compiler: Any, **how: Any) -> str:
    return f"unixepoch({compiler.process(asked.clauses, **how)})"


@compiles(Seconds, "postgresql")
def _on_postgresql(asked: Seconds, compiler: Any, **how: Any) -> str:
    return f"CAST(floor(extract(epoch FROM {compiler.process(asked.clauses, **how)})) AS BIGINT)"


def borders(parts: Sequence[Part]) -> list[int]:
    """The seconds where one part gives way to the next: `bisect_right(borders, at)` is the place `at` falls in."""
    return [int(part.start.timestamp()) for part in parts[1:]]
