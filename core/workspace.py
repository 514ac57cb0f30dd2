"""A workspace: one municipality with its policy, zone, office hours and channels."""

from datetime import datetime, time
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, Session, col, select

from core import audit
from core.errors import Refused
from core.policy import Policy
from core.table import Table
from core.watch import Family, wake
from core.words import _
from core.worktime import Calendar

if TYPE_CHECKING:
    from core.scope import Scope


class Workspace(Table, table=True):
    """One municipality. Every other row belongs to one.

    A town stays with its Slack team also while the app is not installed there, since `slack_closed_at`; Teams lets
    people and channels go one by one, and never the whole tenant.
    """

    id: int = Field(default=None, primary_key=True)
    slug: str = Field(unique=True, max_length=60)
    name: str = Field(max_length=120)
    policy: str = Field(max_length=60)
    policy_text: str | None = Field(default=None, description="The policy file's text, when not built in.")
    retired_categories: list[dict[str, Any]] | None = Field(
        default=None, sa_column=Column(JSON, nullable=True), description="Of earlier guidelines."
    )
    zone: str = Field(default="Europe/Stockholm", max_length=60)
    language: str = Field(default="sv", max_length=5)
    office_open: time = time(8, 0)
    office_close: time = time(16, 30)
    created_at: datetime
    is_demo: bool = False
    slack_team: str | None = Field(default=None, unique=True, max_length=40)
    slack_closed_at: datetime | None = None
    teams_tenant: str | None = Field(default=None, unique=True, max_length=40)
    department_channel: str | None = Field(default=None, max_length=160)
    council_channel: str | None = Field(default=None, max_length=160)
    colour: str | None = Field(default=None, max_length=7, description="Of reports: `#005aa0`.")
    logo_sha256: str | None = Field(default=None, max_length=64, description="Of the file in the store.")
    central_account: str | None = Field(default=None, max_length=60, description="Leads in a crisis (H21).")

    @property
    def has_chat(self) -> bool:
        """Whether a chat platform is connected, so that time can't be played with."""
        return bool(self.doors)

    @property
    def chat_is_open(self) -> bool:
        """Whether people can be written to in some chat: it is connected and has not closed its door."""
        return any(map(self.is_open_to, self.doors))

    @property
    def doors(self) -> tuple[str, ...]:
        """The chats that are connected."""
        return tuple(door for door in TEAMS_OF if self.team_of(door))

    def team_of(self, door: str) -> str | None:
        """The team of a chat that the town is connected to, if it is."""
        return getattr(self, TEAMS_OF[door]) if door in TEAMS_OF else None

    def is_open_to(self, door: str) -> bool:
        """Whether a chat is connected and takes messages from the bot."""
        return self.team_of(door) is not None and not (door == "slack" and self.slack_closed_at)


# The column that holds the team each chat's town is connected to.
TEAMS_OF = {"slack": "slack_team", "teams": "teams_tenant"}


def chat_of_channel(channel: str) -> str:
    """The chat a channel's id is of."""
    return "teams" if channel.startswith("19:") else "slack"


def calendar_of(workspace: Workspace, policy: Policy | None = None) -> Calendar:
    """The workspace's calendar: with the policy's days off, and its office hours where it sets them."""
    if policy is None:
        return Calendar(workspace.zone, frozenset(), workspace.office_open, workspace.office_close)
    hours = policy.calendar.office_hours.value
    opens, closes = (hours.opens, hours.closes) if hours else (workspace.office_open, workspace.office_close)
    return Calendar(workspace.zone, policy.calendar.days_off.value, opens, closes)


def find(session: Session, slug: str | None) -> Workspace:
    """The workspace named, or the only one there is. Raises Refused with what to do."""
    query = select(Workspace).order_by(col(Workspace.id))
    found = session.exec(query.where(Workspace.slug == slug) if slug else query.limit(2)).all()
    if len(found) == 1:
        return found[0]
    if found:
        raise Refused(_("There are several workspaces."), _("Name one: --workspace NAME."))
    raise Refused(
        _("There is no such workspace here."),
        _("Make one: somerad init --db URL --policy falkoping"),
    )


def of_team(session: Session, door: str, team: str) -> Workspace:
    """The workspace connected to a platform's team. Refused when there is none, or its door is closed."""
    found = by_team(session, door, team)
    if found is None or not found.is_open_to(door):
        raise Refused(
            _("This chat is not connected to any municipality here."),
            _("Ask whoever runs the bot to connect it."),
        )
    return found


def by_team(session: Session, door: str, team: str) -> Workspace | None:
    """The workspace connected to a platform's team, also while that has closed its door."""
    if door not in TEAMS_OF:
        return None
    return session.exec(select(Workspace).where(getattr(Workspace, TEAMS_OF[door]) == team)).first()


def hold(session: Session, home: Workspace) -> None:
    """Reads the workspace anew and keeps it to the end of the transaction: of two who notice the same, one tells it."""
    session.flush()
    session.refresh(home, with_for_update={"key_share": True})


def close_chat(scope: "Scope") -> bool:
    """Slack takes no more from the bot: its door is closed, the records stay. Whether that is news."""
    hold(scope.session, scope.workspace)
    if not scope.workspace.is_open_to("slack"):
        return False
    scope.workspace.slack_closed_at = scope.now
    audit.record(scope, "workspace.chat_closed", f"workspace:{scope.workspace.slug}")
    return True


def reopen_chat(scope: "Scope") -> bool:
    """Slack takes from the bot again. Whether that is news."""
    hold(scope.session, scope.workspace)
    if scope.workspace.slack_closed_at is None:
        return False
    scope.workspace.slack_closed_at = None
    audit.record(scope, "workspace.chat_reopened", f"workspace:{scope.workspace.slug}")
    return True


def change(scope: "Scope", **changes: Any) -> None:
    """Changes the workspace's settings: channels, office hours."""
    for field, value in changes.items():
        setattr(scope.workspace, field, value)
    scope.session.add(scope.workspace)
    wake(scope, 0, Family.LINK)
    audit.record(scope, "workspace.changed", f"workspace:{scope.workspace.slug}", **changes)


def everyone(session: Session) -> list[Workspace]:
    """All workspaces, oldest first."""
    return list(session.exec(select(Workspace).order_by(col(Workspace.id))))
