"""When something happened: now unless said otherwise, and never ahead of now."""

from datetime import datetime, timedelta

from commands.command import Context
from core.errors import FieldError
from core.words import _
from core.words.times import moment

# Clocks of people's own devices run ahead by a little; that is no reason to refuse.
LEEWAY = timedelta(minutes=5)


def not_ahead(context: Context, field: str, at: datetime | None) -> datetime:
    """`at`, or now when not given, aware UTC. FieldError when it lies ahead."""
    if at is None:
        return context.now
    if at > context.now + LEEWAY:
        said = moment(at, context.calendar)
        raise FieldError(field, _("{time} has not come yet. Give a time that has passed.", time=said))
    return min(at, context.now)
