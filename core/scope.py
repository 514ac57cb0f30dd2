"""Where a piece of work happens: session, workspace, policy, calendar, the time it is, and who does it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from core.people import Person
from core.policy import Policy
from core.walls import narrow
from core.workspace import Workspace
from core.worktime import Calendar


@dataclass(frozen=True)
class Scope:
    """Everything core's functions need besides their own arguments.

    `now` is aware; `actor` is None when the bot itself acts; `door` is `terminal`, `slack`, …
    """

    session: Session
    workspace: Workspace
    policy: Policy
    calendar: Calendar
    now: datetime
    actor: Person | None = None
    door: str = "bot"

    def __post_init__(self) -> None:
        """Behind the second wall nothing else is seen from here on."""
        narrow(self.session, self.workspace.id)

    @property
    def workspace_id(self) -> int:
        """The workspace's id, which scopes every query."""
        return self.workspace.id

    @property
    def doer(self) -> Person:
        """The person who acts. LookupError where the bot itself does, which records nothing by hand."""
        if self.actor is None:
            raise LookupError("nobody acts here")
        return self.actor
