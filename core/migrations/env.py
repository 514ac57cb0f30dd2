"""Alembic's environment: runs on the connection it is handed, foreign keys off while SQLite copies tables."""

from typing import Any, Literal

from alembic import context

from core.table import CitizensWords
from core.tables import METADATA


def as_written(kind: str, item: object, _autogen: Any) -> str | Literal[False]:
    """Our own types as the script's imports name them."""
    return "CitizensWords()" if kind == "type" and isinstance(item, CitizensWords) else False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
    render_item=as_written,
)
with context.begin_transaction():
    context.run_migrations()
