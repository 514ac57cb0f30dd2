"""Changes of the values a text column may hold, read from the database, so that migrations may come in any order."""

import re

from alembic import op
from sqlalchemy import inspect

_VALUE = re.compile(r"'([^']*)'")


def widen(table: str, column: str, check: str, *values: str) -> None:
    """Lets the column hold these values too."""
    held = _values(table, check)
    _replace(table, column, check, [*held, *(value for value in values if value not in held)])


def narrow(table: str, column: str, check: str, *values: str) -> None:
    """Takes the values away again; no row may hold them."""
    _replace(table, column, check, [value for value in _values(table, check) if value not in values])


def _values(table: str, check: str) -> list[str]:
    found = inspect(op.get_bind()).get_check_constraints(table)
    return _VALUE.findall(next(str(each["sqltext"]) for each in found if each["name"] == check))


def _replace(table: str, column: str, check: str, values: list[str]) -> None:
    listed = ", ".join(f"'{value}'" for value in values)
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(check), type_="check")
        batch.create_check_constraint(op.f(check), f"{column} IN ({listed})")
