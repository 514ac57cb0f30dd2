"""What happens to a team, told over HTTP, and what the records then say."""

from typing import Any

from core.outbox import DEPARTMENT, Reminder, State
from core.workspace import Workspace
from tests.bot.slack.wiring import Talking
from tests.records import audit_rows
from tests.town import Town


def home(town: Town) -> Workspace:
    """The town's workspace as it is now."""
    with town.database.read() as session:
        return town.home(session)


def logged(town: Town, *actions: str) -> list[str]:
    """What the audit log has of these actions, in order."""
    return [row.action for row in audit_rows(town) if row.action in actions]


async def hear(talking: Talking, name: str, times: int = 1, **changes: Any) -> None:
    """An event, and all that comes of it."""
    async with talking() as talk:
        for _ in range(times):
            assert (await talk.event(name, **changes))["status"] == 200


def give_up(town: Town) -> None:
    """A reminder to the department could not be sent."""
    with town.database.write() as session:
        session.add(
            Reminder(
                workspace_id=town.home(session).id, key="digest:2026-09-01", rule="digest", family="digest",
                subject_id=1, matter="digest:2026-09-01", recipient=DEPARTMENT, created_at=town.now,
                state=State.FAILED, next_try_at=town.now,
            )  # type: ignore[call-arg]
        )  # fmt: skip
