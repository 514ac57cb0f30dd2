"""The town's own channels: lost when the chat closes one to the bot; what waited there goes to people instead."""

from sqlmodel import select

from core import audit, outbox, people, workspace
from core.outbox import DEPARTMENT, Reminder, State
from core.people import Role
from core.scope import Scope
from core.watch import Family, wake_many

NAMES = ("department", "council")


def lose(scope: Scope, channel: str) -> bool:
    """The bot can't write in the channel any more: no setting names it, and who can mend it is told once (C2).

    False where no setting names it, or no longer.
    """
    home = scope.workspace
    workspace.hold(scope.session, home)
    lost = [name for name in NAMES if getattr(home, f"{name}_channel") == channel]
    if not lost:
        return False
    for name in lost:
        setattr(home, f"{name}_channel", None)
    audit.record(scope, "workspace.channel_lost", f"workspace:{home.slug}", channel=channel, was=tuple(lost))
    _wake_what_waits(scope)
    _tell(scope, channel, lost)
    return True


def _wake_what_waits(scope: Scope) -> None:
    """Has the next sweep look at all that waits for the department: others are to hear it now."""
    query = select(Reminder.family, Reminder.subject_id).where(
        Reminder.workspace_id == scope.workspace_id,
        Reminder.recipient == DEPARTMENT,
        Reminder.state == State.PENDING,
    )
    wake_many(scope, {(Family.LINK, 0), *scope.session.exec(query)})


def _tell(scope: Scope, channel: str, lost: list[str]) -> None:
    matter = f"channel:{channel}:{scope.now:%Y%m%dT%H%M%S}"
    for recipient, name in _who_can_mend(scope):
        outbox.add(
            scope.session, scope.workspace_id, scope.now, key=f"{matter}@{name}", rule="gap",
            family=Family.LINK, subject_id=0, matter=matter, recipient=recipient,
            data={"kind": "channel", "channel": channel, "lost": lost},
        )  # fmt: skip


def _who_can_mend(scope: Scope) -> list[tuple[str, str]]:
    """The department's channel if it is there, else each of communications (else of the admins), with their names."""
    if scope.workspace.department_channel:
        return [(DEPARTMENT, DEPARTMENT)]
    found = people.here(scope, Role.COMMUNICATIONS) or people.here(scope, Role.ADMIN)
    return [(str(person.id), person.slug) for person in found]


def found(scope: Scope, channel: str) -> None:
    """The bot can write in the channel again: what was given up there is said after all, if it still holds."""
    if channel == scope.workspace.department_channel:
        outbox.revive(scope.session, scope.workspace_id, scope.now, DEPARTMENT)
