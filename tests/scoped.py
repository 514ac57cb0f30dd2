"""Listens to every statement: one that leaves out whose rows it is about, and does not say so, is a fault."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import CompoundSelect, Delete, Engine, Select, Table, Update, event
from sqlalchemy.sql import operators, visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter, ColumnClause
from sqlalchemy.sql.schema import Column

TESTS = Path(__file__).parent
_NAMES = (operators.eq, operators.in_op)
_JUDGED = (Select, CompoundSelect, Update, Delete)


def listen(engine: Engine, faults: list[str]) -> None:
    """Adds what is found to `faults`."""
    judged: dict[Any, bool] = {}

    def executes(_connection: Any, statement: Any, _many: Any, _one: Any, options: Any) -> None:
        if not isinstance(statement, _JUDGED) or options.get("spans_workspaces"):
            return
        cached = statement._generate_cache_key()
        key = cached.key if cached else statement
        if key not in judged:
            judged[key] = is_scoped(statement)
        if not judged[key] and not _is_a_tests_own():
            faults.append(str(statement))

    event.listen(engine, "before_execute", executes)


def _is_a_tests_own() -> bool:
    """Whether a test asked, and not the bot."""
    frame = sys._getframe(2)
    while frame := frame.f_back:  # type: ignore[assignment]
        name = frame.f_code.co_filename
        if "sqlalchemy" not in name and "sqlmodel" not in name:
            return str(TESTS) in name
    return False


def is_scoped(statement: Any) -> bool:
    """Whether each table's rows are named by their workspace or by a key, or hang on such by one.

    A foreign key's value is as good as a key: who has it has found the row it belongs to.
    """
    if isinstance(statement, CompoundSelect):
        return all(is_scoped(part) for part in statement.selects)
    seen = list(visitors.iterate(statement))
    written = [statement.table] if isinstance(statement, (Update, Delete)) else []
    tables = {each.name for each in [*seen, *written] if isinstance(each, Table)}
    hangs, named = {name: name for name in tables}, set[str]()
    for each in seen:
        if isinstance(each, BinaryExpression) and each.operator in _NAMES:
            _note(each, hangs, named)
    roots = {_root(hangs, name) for name in named if name in hangs}
    return all(_root(hangs, name) in roots for name in hangs if _has_a_workspace(name))


def _note(expression: BinaryExpression[Any], hangs: dict[str, str], named: set[str]) -> None:
    keys = {name for side in (expression.left, expression.right) for name in _keys(side)}
    if not keys:
        return
    touched = [c.table.name for c in _columns(expression) if _table_of(c) in hangs]
    if all(_is_a_value(side) or _is_a_key(side) for side in (expression.left, expression.right)) and any(
        _is_a_value(side) for side in (expression.left, expression.right)
    ):
        named |= keys
    for name in touched:
        hangs[_root(hangs, name)] = _root(hangs, touched[0])


def _columns(element: Any) -> Iterator[Any]:
    return (c for c in visitors.iterate(element) if isinstance(c, Column) and _table_of(c))


def _table_of(column: Any) -> str:
    return getattr(getattr(column, "table", None), "name", "") or ""


def _keys(element: Any) -> Iterable[str]:
    return [_table_of(element)] if _is_a_key(element) else []


def _is_a_key(element: Any) -> bool:
    if not (isinstance(element, Column) and _table_of(element)):
        return False
    is_whole_key = element.unique or (element.primary_key and len(element.table.primary_key) == 1)
    return element.name == "workspace_id" or is_whole_key or bool(element.foreign_keys)


def _is_a_value(element: Any) -> bool:
    inside = list(visitors.iterate(element))
    return any(isinstance(e, BindParameter) for e in inside) and not any(
        isinstance(e, ColumnClause) for e in inside
    )


def _has_a_workspace(name: str) -> bool:
    from core.tables import METADATA

    return name in METADATA.tables and "workspace_id" in METADATA.tables[name].columns


def _root(hangs: dict[str, str], name: str) -> str:
    while hangs[name] != name:
        name = hangs[name]
    return name
