"""The clock: the only place that reads what time it is."""

from datetime import UTC, datetime


def now() -> datetime:
    """The time it is, aware UTC."""
    return datetime.now(UTC)  # noqa: TID251
